"""From numbered lines of cells to a table: which line is the header, and which cells stand beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from targetrules.budget import Account, Budget
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.table import (
    MOST_CELLS,
    MOST_COLUMNS,
    Cell,
    Column,
    Line,
    Sheet,
    Table,
    is_blank,
    letter_of,
    name_of,
)

__all__ = ["table_of"]


def table_of(
    sheet: Sheet, numbered: Iterable[tuple[int, Sequence[Cell]]], header_row: int | None, budget: Budget
) -> Table:
    """The table whose header is the line numbered ``header_row`` (None: the first that is not blank).

    Lines above the header are titles; lines that are blank throughout are left out. Cells beyond the last heading are
    kept only so far as to report them. A line that is too short is filled up with blanks: spreadsheets save such lines.
    """
    lines = iter(numbered)
    columns = _header(sheet, lines, header_row)
    width = len(columns)
    most_lines = MOST_CELLS // width
    lettered = sheet.counted == "row"
    kept: list[Line] = []
    for number, cells in lines:
        if _are_blank(cells):
            continue
        if len(kept) == most_lines:
            raise Findings(sheet).stop(Code.TOO_LARGE)
        if len(cells) == width:
            kept.append(Line(number, tuple(cells)))
        elif len(cells) < width:
            budget.draw(Account.CELLS, width - len(cells))
            kept.append(Line(number, (*cells, *([None] * (width - len(cells))))))
        else:
            kept.append(Line(number, tuple(cells[:width]), _beyond(cells, width, lettered=lettered)))
    return Table(sheet, columns, tuple(kept))


def _are_blank(cells: Sequence[Cell]) -> bool:
    """Most lines begin with something; of those that do not, most have nothing else either."""
    return cells == [""] * len(cells) or (is_blank(cells[0]) and all(map(is_blank, cells)))


def _header(sheet: Sheet, lines: Iterable[tuple[int, Sequence[Cell]]], header_row: int | None) -> tuple[Column, ...]:
    for number, cells in lines:
        if _are_blank(cells) or (header_row is not None and number < header_row):
            continue
        if header_row is None or number == header_row:
            return _columns(sheet, cells)
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


def _beyond(cells: Sequence[Cell], width: int, *, lettered: bool) -> tuple[Column, Cell] | None:
    for position in range(width, len(cells)):
        if not is_blank(cells[position]):
            return Column("", letter_of(position) if lettered else ""), cells[position]
    return None
