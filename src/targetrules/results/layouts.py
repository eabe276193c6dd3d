"""How a sheet is laid out: what was taken for its headings, which rows hold results, and what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from targetrules.data import frozen
from targetrules.results.table import Column, Sheet, shown
from targetrules.wording import Listing, Word

__all__ = ["LeftOut", "ReadColumn", "SheetLayout", "called", "listed", "notes_of_layouts", "rows_of", "stretches"]

_MOST_LISTED: Final = 20


@frozen(slots=True)
class LeftOut:
    """A row that is no result: its number, what stands in it (shortened), and why it was left out, by a key."""

    row: int
    text: str
    why: str


@frozen(slots=True)
class ReadColumn:
    """A column: what stands over it, all its headings from above, and what it was taken for (empty: it is not read)."""

    column: Column
    headings: tuple[str, ...]
    role: str = ""


@frozen(slots=True)
class SheetLayout:
    """What was understood of a sheet.

    Attributes:
        sheet: Which one it is.
        first_heading: The number of the first row of headings.
        last_heading: That of the last one.
        titles: The rows above the headings.
        columns: Its columns.
        numbers: The numbers of the rows that hold results.
        left_out: The rows that hold none.
        filled: The merged cells that stand for all of their rows, by their places (``C5:C16``).
        given: What stands in no column, by what it is, with where it comes from, by a key, and what it is.
        hidden_rows: The numbers of those rows that the sheet hides.
        hidden_columns: The headings of columns that are read and hidden.
        is_said: Whether somebody said where the headings are, so that what stands above them is a title.
        notes: What else should be known of the sheet.
    """

    sheet: Sheet
    first_heading: int
    last_heading: int
    titles: tuple[LeftOut, ...]
    columns: tuple[ReadColumn, ...]
    numbers: Sequence[int]
    left_out: tuple[LeftOut, ...]
    filled: tuple[str, ...]
    given: tuple[tuple[str, str, str], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    is_said: bool = False
    notes: tuple[Word, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is one row of headings, and below it nothing but results."""
        one = self.first_heading == self.last_heading
        titles = self.titles and not self.is_said
        return one and not (titles or self.left_out or self.filled or self.given)


def notes_of_layouts(layouts: Sequence[SheetLayout]) -> Iterator[Word]:
    """What the reader of the outcomes should know of how the sheets are laid out, one note each."""
    for each in layouts:
        yield from each.notes
        if not each.is_plain:
            values = {
                "sheet": each.sheet.name or "",
                "file": each.sheet.file,
                "parts": Listing(tuple(_parts(each)), "; "),
            }
            yield Word("sheets.note", values)


def _parts(layout: SheetLayout) -> Iterator[Word]:
    yield Word("sheets.headings_in", {"rows": rows_of(range(layout.first_heading, layout.last_heading + 1))})
    for what, how, value in layout.given:
        yield Word(f"sheets.given_{how}", {"what": called(what), "value": value})
    if layout.filled:
        yield Word("sheets.filled", {"cells": listed(layout.filled)})
    if layout.titles:
        yield Word("sheets.titles", {"rows": rows_of([each.row for each in layout.titles])})
    for why in dict.fromkeys(each.why for each in layout.left_out):
        rows = [each.row for each in layout.left_out if each.why == why]
        yield Word(f"sheets.left_out_{why}", {"rows": rows_of(rows)})


def called(what: str) -> Word:
    """The unit, the period or an input in words."""
    if what in ("unit", "period"):
        return Word(f"problems.{what}_column")
    return Word("problems.quoted", {"name": shown(what)})


def rows_of(rows: Sequence[int]) -> Word:
    """Rows, by their numbers, in order."""
    return Word("sheets.row" if len(rows) == 1 else "sheets.rows", {"rows": listed(tuple(stretches(rows)))})


def listed(names: tuple[str, ...]) -> Listing:
    """Names, of which only so many are told."""
    return Listing.of_first(names[:_MOST_LISTED], len(names))


def stretches(rows: Sequence[int]) -> Iterator[str]:
    """Numbers of rows, in order, as a person writes them: 4, 7–9."""
    start = rows[0]
    for row, following in pairwise((*rows, 0)):
        if following != row + 1:
            yield str(row) if row == start else f"{start}–{row}"
            start = following
