"""The columns of a table as a backend takes them, of the rows that are read."""

from __future__ import annotations

from array import array
from collections.abc import Container, Mapping, Sequence
from typing import Generic

from attrs import field

from targetrules.data import define
from targetrules.results.reading.backend import Backend, C, N, P, RowNumbers, V
from targetrules.results.reading.places import NOWHERE, CellPlaces
from targetrules.results.table import Beyond, Cell, Table

__all__ = ["TableColumns"]


@define(slots=True, eq=False)
class TableColumns(Generic[C, N, P, V]):
    """Columns by their positions in the table, each made when it is asked for. ``kept`` are the rows (None: all)."""

    backend: Backend[C, N, P, V]
    table: Table
    kept: array[int] | None = None
    _columns: dict[int, C] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.table) if self.kept is None else len(self.kept)

    def without(self, rows: Container[int]) -> TableColumns[C, N, P, V]:
        """The same without these rows."""
        kept = array("q", [row for row in range(len(self.table)) if row not in rows])
        return TableColumns(self.backend, self.table, kept)

    def column(self, at: int) -> C:
        """The column at a position."""
        if at not in self._columns:
            column = self.backend.column(self.table.cells[at])
            self._columns[at] = column if self.kept is None else self.backend.take(column, self.kept)
        return self._columns[at]

    def cells(self, at: int, rows: RowNumbers) -> Sequence[Cell]:
        """Some cells of it."""
        return self.backend.cells(self.column(at), rows)

    def blank(self, rows: RowNumbers, beside: int | None = None) -> RowNumbers:
        """Those of the rows in which nothing stands, or nothing but what stands in the column ``beside``."""
        for at in range(len(self.table.columns)):
            if at != beside and rows:
                rows = self.backend.blank(self.column(at), rows)
        return rows

    def places(self, at: int) -> CellPlaces:
        """Where the cells of a column stand."""
        origin = None if self.table.made_of is None else self.table.made_of.origins.get(at)
        return CellPlaces(self.table.columns[at : at + 1], origin=origin, kept=self.kept)

    @property
    def row_places(self) -> CellPlaces:
        """Where rows stand, whichever cell is meant: by their numbers, or else in one of several sheets."""
        made = self.table.made_of
        return self.places(0) if made is not None and made.by_sheet else NOWHERE

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the rows."""
        numbers = self.table.numbers
        return numbers if self.kept is None else [numbers[row] for row in self.kept]

    @property
    def beyond(self) -> Mapping[int, Beyond]:
        """What stands to the right of the last column, by row."""
        beyond = self.table.beyond
        if self.kept is None or not beyond:
            return beyond
        return {at: beyond[row] for at, row in enumerate(self.kept) if row in beyond}
