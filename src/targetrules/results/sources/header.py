"""From numbered lines of cells to columns: which line is the header, and which cells stand beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeAlias

from targetrules.budget import Account, Budget
from targetrules.data import frozen
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.table import (
    MOST_CELLS,
    MOST_COLUMNS,
    Beyond,
    Cell,
    Column,
    Sheet,
    Table,
    are_blank,
    consecutive,
    is_blank,
    letter_of,
    name_of,
)

__all__ = ["Header", "below", "header_of"]

_Line: TypeAlias = tuple[int, Sequence[Cell]]
"""The number of a line, and its cells."""

_AT_ONCE: Final = 4_096
"""So many lines are put into columns at a time: no more of them are kept beside the columns."""


@frozen(slots=True)
class Header:
    """The columns of a header, up to the last that has a heading, how many cells its line has, and its number."""

    columns: tuple[Column, ...]
    width: int
    number: int


def below(sheet: Sheet, columns: tuple[Column, ...], lines: Iterable[_Line], budget: Budget) -> Table:
    """The table of these columns, whose cells stand in the lines below the header.

    Lines that are blank throughout are left out. Cells beyond the last heading are kept only so far as to report them.
    A line that is too short is filled up with blanks: spreadsheets save such lines.
    """
    cells: list[list[Cell]] = [[] for _ in columns]
    numbers: list[int] = []
    beyond: dict[int, Beyond] = {}
    filled = _filled(lines, len(columns), budget)
    while block := list(islice(filled, _AT_ONCE)):
        if len(numbers) + len(block) > MOST_CELLS // len(columns):
            raise Findings(sheet).stop(Code.TOO_LARGE)
        for at, (_, line) in enumerate(block, len(numbers)):
            if len(line) > len(columns) and (found := _beyond(sheet, line, len(columns))):
                beyond[at] = found
        numbers += [number for number, _ in block]
        for column, down in zip(cells, zip(*[line for _, line in block], strict=False), strict=False):
            column.extend(down)
    return Table(sheet, columns, cells, consecutive(numbers), beyond)


def _filled(lines: Iterable[_Line], width: int, budget: Budget) -> Iterator[_Line]:
    """The lines in which anything stands, with so many cells or more."""
    for number, cells in lines:
        if are_blank(cells):
            continue
        missing = width - len(cells)
        if missing > 0:
            budget.draw(Account.FILLED, missing)
            yield number, (*cells, *([None] * missing))
        else:
            yield number, cells


def header_of(sheet: Sheet, lines: Iterator[_Line], header_row: int | None) -> Header:
    """The header among the lines, up to which they are read: the line numbered so (None: the first that is not blank).

    Lines above it are titles.
    """
    for number, cells in lines:
        if are_blank(cells) or (header_row is not None and number < header_row):
            continue
        if header_row is None or number == header_row:
            return Header(_columns(sheet, cells), len(cells), number)
        break
    if header_row is None:
        raise Findings(sheet).stop(Code.EMPTY)
    raise Findings(sheet).stop(Code.NO_HEADER, row=header_row)


def _columns(sheet: Sheet, cells: Sequence[Cell]) -> tuple[Column, ...]:
    lettered = sheet.counted == "row"
    last = max(position for position, cell in enumerate(cells) if not is_blank(cell))
    if last >= MOST_COLUMNS:
        raise Findings(sheet).stop(Code.TOO_LARGE)
    return tuple(
        Column(name_of(cell), letter_of(position) if lettered else "", cell)
        for position, cell in enumerate(cells[: last + 1])
    )


def _beyond(sheet: Sheet, cells: Sequence[Cell], width: int) -> Beyond | None:
    for position in range(width, len(cells)):
        if not is_blank(cells[position]):
            return Column("", letter_of(position) if sheet.counted == "row" else ""), cells[position]
    return None
