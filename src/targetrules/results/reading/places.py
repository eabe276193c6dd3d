"""Where the cells of a column stand: in rows, one below the other, or in a wide table side by side as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from targetrules.data import frozen
from targetrules.results.reading.backend import RowNumbers
from targetrules.results.table import Column

__all__ = ["NOWHERE", "CellPlaces"]


@frozen(slots=True)
class CellPlaces:
    """Where the cells of one input, of units or of periods stand.

    Of one column ``headings`` has its heading alone, and each cell its own row. Of several columns that were put
    together row by row, ``rows`` and ``parts`` have the row and the column of each cell.
    """

    headings: Sequence[Column]
    rows: RowNumbers | None = None
    parts: Sequence[int] | None = None

    def row(self, at: int) -> int:
        """The row of the cell at a position."""
        return at if self.rows is None else self.rows[at]

    def part(self, at: int) -> int:
        """The column of the cell at a position, among those that were put together."""
        return 0 if self.parts is None else self.parts[at]

    def heading(self, at: int) -> Column:
        """What stands over the cell at a position."""
        return self.headings[self.part(at)]


NOWHERE: Final = CellPlaces(())
"""Cells that are never told of by what stands over them, each in a row of its own."""
