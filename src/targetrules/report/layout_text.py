"""What was understood of the sheets of workbooks, as a person reads it before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from targetrules.results.layouts import LeftOut, ReadColumn, SheetLayout, called, rows_of
from targetrules.visible import visible
from targetrules.wording import Listing, say

__all__ = ["layout_lines"]

_WIDEST: Final = 40


def layout_lines(layout: SheetLayout, language: str) -> Iterator[str]:
    """What was understood of a sheet, in lines.

    Args:
        layout: How it is laid out.
        language: ``"en"`` or ``"zh"``.
    """

    def line(key: str, **values: object) -> str:
        return "  " + say(f"sheets.read_{key}", language, values)

    yield say("sheets.read_sheet", language, {"file": visible(layout.sheet.file), "sheet": layout.sheet.name})
    yield from (_row(each, language) for each in layout.titles)
    yield line("headings", rows=rows_of(range(layout.first_heading, layout.last_heading + 1)))
    yield from _columns(layout.columns, language)
    for what, how, value in layout.given:
        yield "  " + say(f"sheets.given_{how}", language, {"what": called(what), "value": value})
    if layout.filled:
        yield line("filled", cells=Listing(layout.filled))
    if layout.numbers:
        yield line("rows", count=len(layout.numbers), first=layout.numbers[0], last=layout.numbers[-1])
    if layout.hidden_rows:
        yield line("hidden_rows", rows=rows_of(layout.hidden_rows))
    if layout.hidden_columns:
        yield line("hidden_columns", names=Listing(layout.hidden_columns))
    yield from (_row(each, language) for each in layout.left_out)


def _row(each: LeftOut, language: str) -> str:
    return "  " + say(f"sheets.read_{each.why}", language, {"row": each.row, "text": each.text})


def _columns(columns: Sequence[ReadColumn], language: str) -> Iterator[str]:
    """The columns that are read, each with its headings and what it was taken for, and then the others."""
    read = [each for each in columns if each.role]
    names = {each.column.letter: " / ".join(map(visible, each.headings)) or "–" for each in columns}
    width = min(max((cell_len(names[each.column.letter]) for each in read), default=0), _WIDEST)
    for each in read:
        name = names[each.column.letter]
        filled = " " * max(width - cell_len(name), 0)
        yield f"    {each.column.letter:>2}  {name}{filled}  →  {called(each.role).text(language)}"
    others = [f"{each.column.letter} {names[each.column.letter]}" for each in columns if not each.role]
    if others:
        yield "  " + say("sheets.read_not", language, {"names": Listing(tuple(others))})
