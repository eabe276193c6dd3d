"""Columns of grades, choices, flags and texts to codes and truths, by their distinct cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from targetrules.columns.arrow import to_numpy
from targetrules.columns.vectors import Codes, Truths
from targetrules.history import Value
from targetrules.results.arrow.column import FrameColumn, blocks
from targetrules.results.arrow.distinct import distinct
from targetrules.results.cells.fault import Fault
from targetrules.results.table import Cell

__all__ = ["flags_of", "texts_of", "words_of"]

_MISSING: Final = -1
_FAULT: Final = -2

_Read = Callable[[Cell], Value | Fault]
_Rows = NDArray[np.intp]


def words_of(words: Sequence[str], read: _Read, column: FrameColumn) -> tuple[Codes, _Rows]:
    """Positions in ``words``, and the rows in which there is none that can be used."""
    position = {word: at for at, word in enumerate(words)}
    codes = _by_distinct(column, read, lambda value: position[str(value)])
    return Codes(codes), np.flatnonzero(codes == _FAULT)


def texts_of(read: _Read, column: FrameColumn) -> tuple[Codes, _Rows]:
    """Texts that are read of cells, numbered, and the rows in which there is none that can be used."""
    numbers: dict[str, int] = {}
    codes = _by_distinct(column, read, lambda value: numbers.setdefault(str(value), len(numbers)))
    return Codes(codes, list(numbers)), np.flatnonzero(codes == _FAULT)


def flags_of(read: _Read, column: FrameColumn) -> tuple[Truths, _Rows]:
    """Truths, and the rows in which there is none that can be used."""
    if isinstance(column, pa.ChunkedArray) and pa.types.is_boolean(column.type) and not column.null_count:
        yes = np.zeros(len(column), np.bool_)
        for rows, block in blocks(column):
            yes[rows] = to_numpy(block)
        return Truths.of(yes), np.flatnonzero(np.zeros(0, np.bool_))
    codes = _by_distinct(column, read, lambda value: int(value is True))
    return Truths(codes == 1, codes == 0), np.flatnonzero(codes == _FAULT)


def _by_distinct(column: FrameColumn, read: _Read, code: Callable[[Value], int]) -> NDArray[np.int32]:
    found = distinct(column)
    results = [read(cell) for cell in (*found.cells(), None)]  # the last is for nulls, whose code is -1
    codes = [
        _FAULT if isinstance(result, Fault) else _MISSING if result is None else code(result) for result in results
    ]
    return np.array(codes, np.int32)[found.codes]
