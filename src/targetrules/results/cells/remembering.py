"""A reader of cells that is asked once for each different cell: most columns repeat themselves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from targetrules.results.cells.floats import Half, Single
from targetrules.results.table import Cell

__all__ = ["remembering"]

_Read = TypeVar("_Read")

_REMEMBERED: Final = 10_000
"""So many different cells of a column are remembered with what they mean."""


def remembering(read: Callable[[Cell], _Read]) -> Callable[[Cell], _Read]:
    """``read``, asked once for each different text or number; 1, 1.0 and True are equal, and not the same cell."""
    known: dict[type, dict[Cell, _Read]] = {kind: {} for kind in (str, int, float, Single, Half, Decimal)}

    def remembered(cell: Cell) -> _Read:
        alike = known.get(cell.__class__)
        if alike is None:
            return read(cell)
        if cell in alike:
            return alike[cell]
        result = read(cell)
        if len(alike) < _REMEMBERED:
            alike[cell] = result
        return result

    return remembered
