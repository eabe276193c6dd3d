"""What is written is never a file that is read for it: outcomes would take the place of their own results."""

from __future__ import annotations

import os
import stat
import sys
from typing import IO, Final

from targetrules.cli.mistake import Mistake
from targetrules.cli.reading import STANDARD_STREAM
from targetrules.policy import files_of
from targetrules.wording import Word

__all__ = ["refuse_overwriting"]

_INPUT: Final = Word("commands.standard-input")
_OUTPUT: Final = Word("commands.standard-output")


def refuse_overwriting(output: str | None, policy: str, *others: str) -> None:
    """Raise where the output (None: the standard output) is a file of the policy, or another of the inputs.

    Two names are one file where the system says so: links, ``./a`` and ``a``, capitals where they make no difference,
    and the standard streams where they are redirected.
    """
    written = _stream(sys.stdout) if output is None else _file(output)
    if written is None:
        return
    named = _OUTPUT if output is None else output
    of_policy = (policy,) if policy == STANDARD_STREAM else tuple(map(str, files_of(policy)))
    for each in (*of_policy, *others):
        is_stream = each == STANDARD_STREAM
        read = _stream(sys.stdin) if is_stream else _file(each)
        if read is not None and os.path.samestat(written, read):
            raise Mistake("output-is-input", output=named, input=_INPUT if is_stream else each)


def _file(name: str) -> os.stat_result | None:
    """What the system knows of a file; None where there is none, or one that cannot be overwritten, such as a pipe."""
    try:
        return _regular(os.stat(name))  # noqa: PTH116  a name with a NUL is no file
    except (OSError, ValueError):
        return None


def _stream(stream: IO[str] | None) -> os.stat_result | None:
    """The same of the file that a stream was redirected to."""
    try:
        return None if stream is None else _regular(os.fstat(stream.fileno()))
    except (OSError, ValueError):
        return None


def _regular(found: os.stat_result) -> os.stat_result | None:
    return found if stat.S_ISREG(found.st_mode) else None
