"""A column by its distinct cells, so that each is understood once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate
from targetrules.columns.arrow import codes_in, from_numpy, view
from targetrules.data import frozen
from targetrules.results.arrow.column import BLOCK, FrameColumn, ObjectColumn, blocks, cells_at
from targetrules.results.sources.from_rows import arrow_values, cell_of
from targetrules.results.table import Cell

__all__ = ["Distinct", "distinct"]

_SPREAD: Final = 4
"""Integers lie close together where there are so few times more of them possible than there are rows."""

_LARGEST: Final = 2**63 - 1


@frozen(slots=True, eq=False)
class Distinct:
    """A column by its distinct cells: ``codes`` are positions in ``values``, -1 where null."""

    codes: NDArray[np.int32]
    values: pa.Array | ObjectColumn

    def cells(self) -> Sequence[Cell]:
        """The distinct cells."""
        return self.values if isinstance(self.values, ObjectColumn) else list(map(cell_of, arrow_values(self.values)))

    def cells_at(self, positions: NDArray[np.intp]) -> list[Cell]:
        """Some of the distinct cells."""
        return cells_at(
            self.values if isinstance(self.values, ObjectColumn) else pa.chunked_array([self.values]), positions
        )


def distinct(column: FrameColumn, *, in_order: bool = False) -> Distinct:
    """The column by its distinct cells, ``in_order`` in which they come.

    Cells of any type are not compared, so each counts as distinct.
    """
    if isinstance(column, ObjectColumn):
        return Distinct(np.arange(len(column), dtype=np.int32), column)
    if pa.types.is_integer(column.type) and not in_order:
        ranged = _distinct_integers(column)
        if ranged is not None:
            return ranged
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks], encoded.type.index_type)
    values = encoded.chunk(0).dictionary if encoded.num_chunks else pa.nulls(0, encoded.type.value_type)
    found = Distinct(codes_in(indices), values)
    return _as_they_come(found, values) if in_order and pa.types.is_dictionary(column.type) else found


def _as_they_come(found: Distinct, values: pa.Array) -> Distinct:
    """The same in the order of the rows: a dictionary has its own, and may hold words that are in none of them."""
    first = np.full(len(values) + 1, -1, np.intp)  # the last is that of null, whose code is -1
    for start in reversed(range(0, len(found.codes), BLOCK)):
        block = found.codes[start : start + BLOCK]
        first[block[::-1]] = np.arange(start + len(block) - 1, start - 1, -1)
    order = np.argsort(first[:-1], kind="stable")
    order = order[first[order] >= 0]
    if np.array_equal(order, np.arange(len(values))):
        return found
    position = np.full(len(values) + 1, -1, np.int32)
    position[order] = np.arange(len(order), dtype=np.int32)
    return Distinct(position[found.codes], values.take(from_numpy(order)))


def _distinct_integers(column: pa.ChunkedArray) -> Distinct | None:
    """Integers that lie close together are numbered by their order, without a search; None where they do not."""
    if not len(column) or column.null_count:
        return None
    ends = pc.min_max(column).as_py()
    least, span = ends["min"], ends["max"] - ends["min"] + 1
    if span > _SPREAD * len(column) or ends["max"] > _LARGEST:
        return None
    shifted = allocate(len(column), np.int32)
    there = np.zeros(span, np.bool_)
    for rows, block in blocks(column):
        near = np.subtract(view(block, block.type.to_pandas_dtype()), least, dtype=np.int64, casting="unsafe")
        shifted[rows] = near
        there[near] = True
    values = np.flatnonzero(there) + least
    if len(values) < span:
        shifted = (np.cumsum(there, dtype=np.int32) - 1)[shifted]
    return Distinct(shifted, from_numpy(values))
