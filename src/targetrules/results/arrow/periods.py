"""A column of periods to ordinal numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate
from targetrules.columns.arrow import view
from targetrules.period import PeriodKind
from targetrules.results.arrow.column import FrameColumn, ObjectColumn, blocks
from targetrules.results.arrow.distinct import distinct
from targetrules.results.cells.fault import Fault
from targetrules.results.table import Cell

__all__ = ["periods_of"]

_INTEGERS: Final = {PeriodKind.YEAR: (1000, 9999), PeriodKind.SEQUENCE: (-(10**9) + 1, 10**9 - 1)}
"""Integers that are their own ordinal number."""


def periods_of(
    kind: PeriodKind, read: Callable[[Cell], int | Fault], column: FrameColumn
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """The ordinal numbers, and the rows in which there is no period."""
    ends = _INTEGERS.get(kind)
    if ends is not None and not isinstance(column, ObjectColumn) and _are_integers(column):
        there = pc.min_max(column).as_py()
        if not len(column) or (ends[0] <= there["min"] and there["max"] <= ends[1]):
            return _integers(column), np.zeros(0, np.intp)
    return _by_distinct(read, column)


def _are_integers(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_integer(column.type)) and not column.null_count


def _integers(column: pa.ChunkedArray) -> NDArray[np.int32]:
    if column.type == pa.int32() and column.num_chunks == 1 and len(column):
        return view(column.chunk(0), np.int32)
    periods = allocate(len(column), np.int32)
    for rows, block in blocks(column):
        periods[rows] = view(block, block.type.to_pandas_dtype())
    return periods


def _by_distinct(
    read: Callable[[Cell], int | Fault], column: FrameColumn
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    found = distinct(column)
    results = [read(cell) for cell in (*found.cells(), None)]
    ordinals = [0 if isinstance(result, Fault) else result for result in results]
    faulty = np.array([isinstance(result, Fault) for result in results], np.bool_)
    return np.array(ordinals, np.int32)[found.codes], np.flatnonzero(faulty[found.codes])
