"""Where the cells of a column stand: in rows, one below the other, or in a wide table side by side as well.

The rows of a table that was made of another one are no lines of a file: of these each cell has a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from targetrules.data import frozen
from targetrules.results.reading.backend import RowNumbers
from targetrules.results.table import Column, Origin, Sheet

__all__ = ["NOWHERE", "CellPlaces", "Place"]


@frozen(slots=True)
class Place:
    """A line of a table, by its number, the column, and the sheet where it is another one than that of the results."""

    number: int
    part: int
    column: Column | None
    sheet: Sheet | None = None


@frozen(slots=True)
class CellPlaces:
    """Where the cells of one input, of units or of periods stand.

    Of one column ``headings`` has its heading alone, and each cell its own row. Of several columns that were put
    together row by row, ``rows`` and ``parts`` have the row and the column of each cell. Of a table that was made of
    another one, ``origin`` has the place of the cell in each row of it, of which those in ``kept`` are read (None:
    all).
    """

    headings: Sequence[Column]
    rows: RowNumbers | None = None
    parts: Sequence[int] | None = None
    origin: Origin | None = None
    kept: RowNumbers | None = None

    def row(self, at: int) -> int:
        """The row of the cell at a position."""
        return at if self.rows is None else self.rows[at]

    def part(self, at: int) -> int:
        """The column of the cell at a position, among those that were put together."""
        return 0 if self.parts is None else self.parts[at]

    def place(self, at: int, numbers: Sequence[int]) -> Place:
        """Where the cell at a position stands, of which the row has the number that ``numbers`` say."""
        row, part = self.row(at), self.part(at)
        found = None if self.origin is None else self.origin.at(row if self.kept is None else self.kept[row])
        if found is not None:
            source, line = found
            return Place(source.numbers[line], part, source.column, source.sheet)
        return Place(numbers[row], part, self.headings[part] if self.headings else None)


NOWHERE: Final = CellPlaces(())
"""Cells that are never told of by what stands over them, each in a row of its own."""
