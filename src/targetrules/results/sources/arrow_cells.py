"""A column of Arrow's as the cells of a table, each made where it is asked for (extra ``columnar``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pyarrow as pa

from targetrules.results.sources.from_rows import arrow_values, cell_of
from targetrules.results.table import Cell

__all__ = ["ArrowCells", "NumberedCells"]


class ArrowCells(Sequence[Cell]):
    """Cells that are the ``values`` of a column of Arrow's."""

    def __init__(self, values: pa.ChunkedArray) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Cell]:
        return map(cell_of, arrow_values(self.values))

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> ArrowCells: ...
    def __getitem__(self, at: int | slice) -> Cell | ArrowCells:
        if isinstance(at, slice):
            return ArrowCells(self.values[at])
        place = range(len(self))[at]
        one = self.values.slice(place, 1)
        [cell] = ArrowCells(one.cast(one.type.value_type) if pa.types.is_dictionary(one.type) else one)
        return cell


class NumberedCells(ArrowCells):
    """Texts in one dictionary, in which each of them stands once."""
