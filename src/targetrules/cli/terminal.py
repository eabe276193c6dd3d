"""Where texts go: what was asked for to the standard output, everything else to the standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping
from typing import IO, Final

import click

from targetrules.cli.errors import CommandError

__all__ = [
    "colour_setting",
    "complain",
    "encoded",
    "is_terminal",
    "let_go_of_output",
    "paint",
    "refuse_closed_output",
    "standard_input",
    "standard_output",
    "tell",
    "terminal_width",
    "use_terminal",
    "wrap_width",
    "write",
]

_COLOURS: Final[Mapping[str, dict[str, object]]] = {
    "error": {"fg": "red", "bold": True},
    "good": {"fg": "green"},
    "heading": {"bold": True},
    "frame": {"fg": "blue"},
    "advice": {"fg": "cyan"},
}


def use_terminal() -> None:
    """Show what the terminal's encoding does not have by its number: nobody can print everything everywhere.

    A standard stream that is closed leads nowhere: else the next file that is opened would take its place, and get what
    libraries print.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it becomes the lowest that is free, which is this one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def colour_setting(environment: Mapping[str, str]) -> bool | None:
    """Whether colours are shown: False where the user wants none (NO_COLOR); None: on a terminal, and nowhere else."""
    return False if environment.get("NO_COLOR") or environment.get("TERM") == "dumb" else None


def is_terminal(*, error: bool = False) -> bool:
    """Whether the standard output (or error) is a terminal."""
    stream = sys.stderr if error else sys.stdout
    return stream is not None and stream.isatty()


def refuse_closed_output() -> None:
    """Raise where there is no standard output to say anything on."""
    if sys.stdout is None:
        raise CommandError("output-closed")


def standard_input() -> IO[bytes]:
    """The bytes of the standard input; raises where it is closed."""
    if sys.stdin is None:
        raise CommandError("input-closed")
    return sys.stdin.buffer


def standard_output() -> IO[bytes]:
    """The bytes of the standard output, behind all that was told; raises where it is closed."""
    refuse_closed_output()
    sys.stdout.flush()
    return sys.stdout.buffer


def terminal_width() -> int:
    """The width of the terminal in cells; 80 where there is none."""
    from shutil import get_terminal_size

    return get_terminal_size().columns


def wrap_width() -> int | None:
    """The width that a table must fit in: that of the terminal; elsewhere any, so that no line is ever broken."""
    return terminal_width() if is_terminal() else None


def paint(text: str, part: str) -> str:
    """The text in the colour of a part of a message; it is taken off again where no colour is wanted."""
    return click.style(text, **_COLOURS[part])  # type: ignore[arg-type]


def tell(text: str) -> None:
    """Say what was asked for."""
    refuse_closed_output()
    click.echo(text, color=colour_setting(os.environ))


def complain(text: str) -> None:
    """Say what the user should know besides."""
    click.echo(text, err=True, color=colour_setting(os.environ))


def encoded(part: str | bytes) -> bytes:
    """As it is written: UTF-8, and bytes as they are."""
    return part if isinstance(part, bytes) else part.encode("utf-8", errors="backslashreplace")


def write(parts: Iterable[str | bytes]) -> None:
    """Data for programs, to the standard output: UTF-8 and plain line ends, whatever the platform."""
    from targetrules.atomic import write_stream

    stream = standard_output()
    write_stream(map(encoded, parts), stream.write)
    stream.flush()


def let_go_of_output() -> None:
    """Send what is still to be written when the interpreter ends nowhere, for nobody reads any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
