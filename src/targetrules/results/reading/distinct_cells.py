"""The different cells of a column, so that each is understood once, however often it stands there."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from targetrules.data import frozen
from targetrules.results.table import Cell

__all__ = ["DistinctCells", "distinct_cells", "numbered"]

_T = TypeVar("_T", bound=Hashable)


@frozen(slots=True, eq=False)
class DistinctCells:
    """``cells`` are different, in the order in which they come; ``numbers`` has for each row which of them it has."""

    numbers: Sequence[int]
    cells: Sequence[Cell]


def distinct_cells(cells: Iterable[Cell]) -> DistinctCells:
    """The different ones among these cells. 1, 1.0 and True are equal, and not the same cell."""
    numbers, known = numbered((cell.__class__, cell) for cell in cells)
    return DistinctCells(numbers, [cell for _, cell in known])


def numbered(things: Iterable[_T]) -> tuple[array[int], list[_T]]:
    """For each of these things which of the different ones it is, and these in the order in which they come."""
    known: dict[_T, int] = {}
    numbers = array("i", [known.setdefault(each, len(known)) for each in things])
    return numbers, list(known)
