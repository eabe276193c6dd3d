"""The different cells of a column, so that each is understood once, however often it stands there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from attrs import frozen

from targetrules.results.table import Cell

__all__ = ["DistinctCells", "distinct_cells"]


@frozen(slots=True, eq=False)
class DistinctCells:
    """``cells`` are different, in the order in which they come; ``numbers`` has for each row which of them it has."""

    numbers: Sequence[int]
    cells: Sequence[Cell]


def distinct_cells(cells: Iterable[Cell]) -> DistinctCells:
    """The different ones among these cells. 1, 1.0 and True are equal, and not the same cell."""
    known: dict[tuple[type, Cell], int] = {}
    numbers = array("i", [known.setdefault((cell.__class__, cell), len(known)) for cell in cells])
    return DistinctCells(numbers, [cell for _, cell in known])
