"""Tables for a terminal, or for a text file: columns as wide as they need, Chinese characters counted as two cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len

from targetrules.report.paint import Paint, plain
from targetrules.report.wrap import wrapped

__all__ = ["TextRow", "table_text"]

TextRow = Sequence[str]
"""The cells of a row; a cell may have several lines."""

_GAP: Final = "  "
_NARROWEST: Final = 8


def table_text(
    headings: TextRow, groups: Sequence[Sequence[TextRow]], *, width: int | None = None, paint: Paint = plain
) -> str:
    """The rows below their headings, with a blank line between groups.

    ``width`` is that of the terminal, in cells: what is longer is wrapped within its column. None: nothing is.
    """
    rows = [[cell.split("\n") for cell in row] for row in (headings, *(row for group in groups for row in group))]
    widths = _fitted([max(cell_len(line) for row in rows for line in row[at]) for at in range(len(headings))], width)
    lines = [paint(line, "heading") for line in _lines(headings, widths)]
    lines.append("-" * _total(widths))
    for number, group in enumerate(groups):
        if number:
            lines.append("")
        for row in group:
            lines += _lines(row, widths)
    return "\n".join(lines) + "\n"


def _fitted(widths: list[int], limit: int | None) -> list[int]:
    """The widths, the widest made narrower until all of them fit, or none can be."""
    fitted = list(widths)
    while limit is not None and _total(fitted) > limit and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _lines(row: TextRow, widths: Sequence[int]) -> Iterator[str]:
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (part + " " * (width - cell_len(part)) for part, width in zip(parts, widths, strict=True))
        yield _GAP.join(padded).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    return [part for line in cell.split("\n") for part in ([line] if cell_len(line) <= width else wrapped(line, width))]
