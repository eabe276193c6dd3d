"""The program called within this process, which spares starting another one: what tests of real processes need not."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

from attrs import frozen

from targetrules.cli.program import run

__all__ = ["Ran", "call"]


@frozen
class Ran:
    """What a call did: its exit status, what went to the standard output and to the standard error."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def errors(self) -> str:
        return self.err.decode("utf-8")


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def call(arguments: Sequence[str], *, stdin: bytes = b"", together: bool = False, terminal: bool = False) -> Ran:
    """Call the program in the current folder and environment.

    Args:
        arguments: What follows the name of the program.
        stdin: What it is given on the standard input.
        together: Whether errors go to the standard output.
        terminal: Whether what it writes to passes for a terminal.
    """
    out, err = io.BytesIO(), io.BytesIO()
    stream = _Terminal if terminal else io.TextIOWrapper
    stdout = stream(out, encoding="utf-8", newline="")
    stderr = stdout if together else stream(err, encoding="utf-8", newline="")
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with redirect_stdout(stdout), redirect_stderr(stderr), patch.object(sys, "stdin", given):
        status = run(arguments)
        stdout.flush()
        stderr.flush()
    return Ran(status, out.getvalue(), err.getvalue())
