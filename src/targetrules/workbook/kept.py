"""Columns of the results that pass through to a workbook as they are, such as remarks: nothing was decided by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from targetrules.data import frozen
from targetrules.workbook.sheet import Cell

__all__ = ["NOTHING_KEPT", "Kept"]


@frozen(slots=True, eq=False)
class Kept:
    """Such columns.

    Attributes:
        headings: Their headings.
        apart: The same, telling that the results have them, for where others are headed alike.
        cells: The cells of each result, by its unit and its period.
    """

    headings: tuple[str, ...]
    apart: tuple[str, ...]
    cells: Mapping[tuple[str, int | str], Sequence[Cell]]

    def of(self, unit: str, period: int | str) -> Sequence[Cell]:
        """The cells of a result."""
        return self.cells[unit, period]


NOTHING_KEPT: Final = Kept((), (), {})
"""No column passes through."""
