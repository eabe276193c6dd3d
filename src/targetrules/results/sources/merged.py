"""Merged cells of a sheet: all but the first show a value that they do not have, so they are neither blank nor read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from attrs import evolve, frozen

from targetrules.budget import Account, Budget
from targetrules.results.table import Cell, Merged, Table, is_blank, letter_of

__all__ = ["Range", "with_merged"]


@frozen(slots=True)
class Range:
    """Cells that are merged: the numbers of the first and the last row, the positions of the columns, all included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def merged(self) -> Merged:
        """What stands in all of them but the first."""
        return Merged(f"{letter_of(self.left)}{self.top}", f"{letter_of(self.right)}{self.bottom}")


def with_merged(table: Table, ranges: Iterable[Range], budget: Budget) -> Table:
    """The table with its merged cells marked, where the first of them holds something. Headings may be merged."""
    numbers = [line.number for line in table.lines]
    changed: dict[int, list[Cell]] = {}
    for each in ranges:
        first, end = bisect_left(numbers, each.top), bisect_right(numbers, each.bottom)
        columns = range(each.left, min(each.right + 1, len(table.columns)))
        budget.draw(Account.CELLS, max(end - first, 0) * len(columns))
        if first == end or not columns or numbers[first] != each.top or is_blank(table.lines[first].cells[each.left]):
            continue
        for at in range(first, end):
            cells = changed.setdefault(at, list(table.lines[at].cells))
            for position in columns:
                if is_blank(cells[position]):
                    cells[position] = each.merged
    lines = [evolve(line, cells=tuple(changed[at])) if at in changed else line for at, line in enumerate(table.lines)]
    return evolve(table, lines=tuple(lines))
