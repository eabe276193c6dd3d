"""Merged cells of a sheet: all but the first show a value that they do not have, so they are neither blank nor read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from attrs import evolve, frozen

from targetrules.budget import Account, Budget
from targetrules.results.sources.xlsx.package import BrokenWorkbookError
from targetrules.results.table import Cell, Merged, Table, is_blank, letter_of
from targetrules.wording import Word

__all__ = ["MergedRange", "with_merged"]


@frozen(slots=True)
class MergedRange:
    """Cells that are merged: the numbers of the first and the last row, the positions of the columns, all included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def merged(self) -> Merged:
        """What stands in all of them but the first."""
        return Merged(f"{letter_of(self.left)}{self.top}", f"{letter_of(self.right)}{self.bottom}")


def with_merged(table: Table, ranges: Iterable[MergedRange], budget: Budget) -> Table:
    """The table with its merged cells marked, where the first of them holds something. Headings may be merged.

    Raises :class:`BrokenWorkbookError` where a cell is merged with others in two ways.
    """
    changed: dict[int, list[Cell]] = {}
    met: dict[int, bytearray] = {}
    told: set[MergedRange] = set()
    for each in ranges:
        first, end = bisect_left(table.numbers, each.top), bisect_right(table.numbers, each.bottom)
        columns = range(each.left, min(each.right + 1, len(table.columns)))
        budget.draw(Account.CELLS, (end - first) * len(columns))
        if each in told:
            continue
        told.add(each)
        _meet(met, columns, slice(first, end), table)
        if first == end or not columns or table.numbers[first] != each.top or is_blank(table.cells[each.left][first]):
            continue
        for position in columns:
            if position not in changed:
                changed[position] = list(table.cells[position])
            cells = changed[position]
            cells[first:end] = [each.merged if is_blank(cell) else cell for cell in cells[first:end]]
    return evolve(table, cells=[changed.get(at, cells) for at, cells in enumerate(table.cells)])


def _meet(met: dict[int, bytearray], columns: range, rows: slice, table: Table) -> None:
    """Note that these cells are merged, which they may be but once."""
    for position in columns:
        column = met.setdefault(position, bytearray(len(table)))
        twice = column.find(1, rows.start, rows.stop)
        if twice >= 0:
            cell = f"{letter_of(position)}{table.numbers[twice]}"
            raise BrokenWorkbookError(Word("problems.merged_twice", {"cell": cell}))
        column[rows] = b"\1" * (rows.stop - rows.start)
