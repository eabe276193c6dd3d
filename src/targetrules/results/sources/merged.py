"""Merged cells of a sheet: all show what stands in the first, so the others are neither blank nor read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from attrs import evolve

from targetrules.budget import Account, Budget
from targetrules.data import frozen
from targetrules.results.sources.workbook_errors import BrokenWorkbookError
from targetrules.results.table import Cell, Merged, Table, is_blank, letter_of, shown
from targetrules.wording import Word

__all__ = ["MergedRange", "with_merged"]


@frozen(slots=True)
class MergedRange:
    """Cells that are merged: the numbers of the first and the last row, the positions of the columns, all included."""

    top: int
    left: int
    bottom: int
    right: int

    def merged(self, header: int) -> Merged:
        """What stands in all of them that hold something else than the first; ``header`` is the row of the headings."""
        first, last = f"{letter_of(self.left)}{self.top}", f"{letter_of(self.right)}{self.bottom}"
        return Merged(first, last, above=self.top <= header)


def with_merged(table: Table, header: int, ranges: Iterable[MergedRange], budget: Budget) -> Table:
    """The table with its merged cells marked, where the first of them shows something else than they hold.

    Headings may be merged, and titles above them. ``header`` is the number of the row of the headings.

    Raises :class:`BrokenWorkbookError` where a cell is merged with others in two ways.
    """
    changed: dict[int, list[Cell]] = {}
    met: dict[int, bytearray] = {}
    told: set[MergedRange] = set()
    for each in ranges:
        rows = range(bisect_left(table.numbers, each.top), bisect_right(table.numbers, each.bottom))
        columns = range(each.left, min(each.right + 1, len(table.columns)))
        budget.draw(Account.CELLS, len(rows) * len(columns))
        if each in told:
            continue
        told.add(each)
        _meet(met, columns, rows, table)
        for position in columns if rows else ():
            if position not in changed:
                changed[position] = list(table.cells[position])
            _mark(changed[position], table, position, rows, each.merged(header), _seen(table, each, rows))
    return evolve(table, cells=[changed.get(at, cells) for at, cells in enumerate(table.cells)])


def _seen(table: Table, each: MergedRange, rows: range) -> Cell:
    """What the first of the cells holds, where it stands in a row of the table; a row that is left out is blank."""
    return table.cells[each.left][rows.start] if table.numbers[rows.start] == each.top else None


def _mark(cells: list[Cell], table: Table, position: int, rows: range, merged: Merged, seen: Cell) -> None:
    """Mark those of the cells of a column that do not hold what is seen in them; ``rows`` are merged."""
    others = [row for row in rows if merged.above or not _is(cells[row], seen)]
    hiding = next((row for row in others if not is_blank(cells[row])), None)
    if hiding is not None:
        name = f"{letter_of(position)}{table.numbers[hiding]}"
        merged = evolve(merged, hiding=name, hidden=shown(cells[hiding]))
    for row in others:
        cells[row] = merged


def _is(cell: Cell, seen: Cell) -> bool:
    return (cell.__class__ is seen.__class__ and cell == seen) or (is_blank(cell) and is_blank(seen))


def _meet(met: dict[int, bytearray], columns: range, rows: range, table: Table) -> None:
    """Note that these cells are merged, which they may be but once."""
    for position in columns:
        column = met.setdefault(position, bytearray(len(table)))
        twice = column.find(1, rows.start, rows.stop)
        if twice >= 0:
            cell = f"{letter_of(position)}{table.numbers[twice]}"
            raise BrokenWorkbookError(Word("problems.merged_twice", {"cell": cell}))
        column[rows.start : rows.stop] = b"\1" * len(rows)
