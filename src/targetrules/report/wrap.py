"""Text in lines of a given width: words stay whole, Chinese breaks between characters but never before a stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells

__all__ = ["fitted", "wrapped"]

# A new line, blanks, a word of ASCII, or another character: with whatever may not begin a line after it.
_PIECE: Final = re.compile(r"\n|[ ]+|(?:[!-~]+|[^ -~\n])[，。、；：？！）”》…]*")

_HANGING: Final = 2


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """The lines of ``text``; all but the first, which is taken to stand beside something already, are indented.

    A word that is wider than a whole line is cut.
    """
    lines, line, used = [], "", indent
    for piece, size in _pieces(text, max(width - indent, 2)):
        if piece == "\n" or (used + size > width and used > indent):
            lines.append(line.rstrip())
            line, used = " " * indent, indent
            if not piece.strip():
                continue
        line, used = line + piece, used + size
    return [*lines, line.rstrip()]


def fitted(text: str, width: int) -> str:
    """The lines of an outline; long ones go on below, indented a little further than they began."""
    return "\n".join(part for line in text.split("\n") for part in _hanging(line, width))


def _hanging(line: str, width: int) -> list[str]:
    if cell_len(line) <= width:
        return [line]
    margin = len(line) - len(line.lstrip(" "))
    first, *others = wrapped(line[margin:], width, margin + _HANGING)
    return [" " * margin + first, *others]


def _pieces(text: str, width: int) -> Iterator[tuple[str, int]]:
    for piece in _PIECE.findall(text):
        size = cell_len(piece)
        if size <= width:
            yield piece, size
        else:
            yield from ((part, cell_len(part)) for part in chop_cells(piece, width))
