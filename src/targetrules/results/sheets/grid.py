"""A sheet before anything in it is understood: rows of cells, and which of them are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field

from targetrules.budget import Budget
from targetrules.data import frozen
from targetrules.results.sources.merged import MergedRange
from targetrules.results.table import Cell, Hidden, Sheet, TotalsRow

__all__ = ["Grid", "cell_at", "spread"]


@frozen(slots=True, eq=False)
class Grid:
    """The rows of a sheet in which anything stands, each with its number; its merged cells; what it hides.

    ``rounded``: of each column the rows whose number is shown rounded, with what is shown.
    """

    sheet: Sheet
    lines: Sequence[tuple[int, Sequence[Cell]]]
    merged: Sequence[MergedRange]
    hidden: Hidden
    totals: tuple[TotalsRow, ...]
    budget: Budget
    rounded: Mapping[int, Mapping[int, str]] = field(factory=dict)


def cell_at(cells: Sequence[Cell], position: int) -> Cell:
    """The cell at a position; spreadsheets leave out those behind the last that holds something."""
    return cells[position] if position < len(cells) else None


def spread(grid: Grid, last: int) -> Mapping[int, list[Cell]]:
    """The rows up to the number ``last``, each merged cell holding what all of them show."""
    rows = {number: list(cells) for number, cells in grid.lines if number <= last}
    width = max(map(len, rows.values()), default=0)
    for each in grid.merged:
        if each.top > last or each.top not in rows:
            continue
        shown = cell_at(rows[each.top], each.left)
        for number in range(each.top, min(each.bottom, last) + 1):
            row = rows.setdefault(number, [])
            right = min(each.right + 1, width)  # titles are merged far beyond the last column
            row.extend([None] * (right - len(row)))
            row[each.left : right] = [shown] * max(right - each.left, 0)
    return dict(sorted(rows.items()))
