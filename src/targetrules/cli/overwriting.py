"""What is written is never a file that is read for it: outcomes would take the place of their own results."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from typing import IO, Final

from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.decision.files import file_at
from targetrules.loading import files_of
from targetrules.wording import Word

__all__ = ["refuse_overwriting", "refuse_overwriting_register"]

_INPUT: Final = Word("commands.standard-input")
_OUTPUT: Final = Word("commands.standard-output")


def refuse_overwriting(output: str | None, policy: str, *others: str) -> None:
    """Raise where the output (None: the standard output) is a file of the policy, or another of the inputs.

    Two names are one file where the system says so: links, ``./a`` and ``a``, capitals where they make no difference,
    and the standard streams where they are redirected.
    """
    of_policy = (policy,) if policy == STANDARD_STREAM else tuple(map(str, files_of(policy)))
    _refuse(output, (*of_policy, *others))


def refuse_overwriting_register(output: str | None, register: str) -> None:
    """Raise where the output (None: the standard output) is the file of the register."""
    if "://" not in register:
        _refuse(output, (register,))


def _refuse(output: str | None, inputs: Iterable[str]) -> None:
    written = _stream(sys.stdout) if output is None else file_at(output)
    if written is None:
        return
    named = _OUTPUT if output is None else output
    for each in inputs:
        is_stream = each == STANDARD_STREAM
        read = _stream(sys.stdin) if is_stream else file_at(each)
        if read is not None and os.path.samestat(written, read):
            same = Word("files.output-is-input", {"output": named, "input": _INPUT if is_stream else each})
            raise CommandError("as-it-is", says=same)


def _stream(stream: IO[str] | None) -> os.stat_result | None:
    """Raise where the file that a stream was redirected to is one of the inputs."""
    try:
        found = None if stream is None else os.fstat(stream.fileno())
        return found if found is not None and stat.S_ISREG(found.st_mode) else None
    except (OSError, ValueError):
        return None
