"""Where texts go: what was asked for to the standard output, everything else to the standard error."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import Final

import click

__all__ = [
    "colour_setting",
    "complain",
    "encoded",
    "is_terminal",
    "let_go_of_output",
    "paint",
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
    """Show what the terminal's encoding does not have by its number: nobody can print everything everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def colour_setting(environment: Mapping[str, str]) -> bool | None:
    """False where the user wants no colour (NO_COLOR); None: colour on a terminal, and nowhere else."""
    return False if environment.get("NO_COLOR") or environment.get("TERM") == "dumb" else None


def is_terminal(*, error: bool = False) -> bool:
    """Whether the standard output (or error) is a terminal."""
    return (sys.stderr if error else sys.stdout).isatty()


def terminal_width() -> int:
    """In cells; 80 where there is no terminal."""
    return shutil.get_terminal_size().columns


def wrap_width() -> int | None:
    """The width that a table must fit in: that of the terminal; elsewhere any, so that no line is ever broken."""
    return terminal_width() if is_terminal() else None


def paint(text: str, part: str) -> str:
    """The text in the colour of a part of a message; it is taken off again where no colour is wanted."""
    return click.style(text, **_COLOURS[part])  # type: ignore[arg-type]


def tell(text: str) -> None:
    """Say what was asked for."""
    click.echo(text, color=colour_setting(os.environ))


def complain(text: str) -> None:
    """Say what the user should know besides."""
    click.echo(text, err=True, color=colour_setting(os.environ))


def encoded(part: str | bytes) -> bytes:
    """As it is written: UTF-8, and bytes as they are."""
    return part if isinstance(part, bytes) else part.encode("utf-8", errors="backslashreplace")


def write(parts: Iterable[str | bytes]) -> None:
    """Data for programs, to the standard output: UTF-8 and plain line ends, whatever the platform."""
    sys.stdout.flush()
    stream = sys.stdout.buffer
    for part in parts:
        stream.write(encoded(part))
    stream.flush()


def let_go_of_output() -> None:
    """Nobody reads any more: what is still to be written when the interpreter ends goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
