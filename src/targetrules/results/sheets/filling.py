"""Merged cells that stand for all of their rows: those of a class or a year beside its units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from attrs import evolve

from targetrules.results.sources.merged import MergedRange
from targetrules.results.table import Cell, Table, is_blank, letter_of

__all__ = ["filled"]


def filled(
    table: Table, header: int, ranges: Sequence[MergedRange], groups: Collection[int]
) -> tuple[Table, list[MergedRange], tuple[str, ...]]:
    """The table with such cells filled, the other ranges, and the places of those that were filled.

    Args:
        table: The table.
        header: The number of the last row of headings.
        ranges: The merged cells of the sheet.
        groups: The positions of the columns in which they are filled.
    """
    cells: dict[int, list[Cell]] = {}
    rest: list[MergedRange] = []
    places: list[tuple[int, int, int]] = []
    for each in ranges:
        rows = range(bisect_left(table.numbers, each.top), bisect_right(table.numbers, each.bottom))
        down = each.left == each.right and each.top < each.bottom and each.top > header
        if not (down and rows and each.left in groups and table.numbers[rows.start] == each.top):
            rest.append(each)
            continue
        column = cells.setdefault(each.left, list(table.cells[each.left]))
        if any(not is_blank(column[row]) for row in rows[1:]):
            rest.append(each)
            continue
        column[rows.start : rows.stop] = [column[rows.start]] * len(rows)
        if len(rows) > 1:
            places.append((each.left, each.top, each.bottom))
    return (
        evolve(table, cells=[cells.get(at, each) for at, each in enumerate(table.cells)]),
        rest,
        tuple(f"{letter_of(at)}{top}:{letter_of(at)}{bottom}" for at, top, bottom in sorted(places)),
    )
