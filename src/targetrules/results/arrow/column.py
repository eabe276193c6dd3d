"""A column of a table: Arrow's, where its type leaves no doubt what a cell is; else the cells themselves."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import codes_in, from_numpy, to_numpy
from targetrules.columns.arrow import texts as texts_of
from targetrules.results.reading.distinct_cells import numbered
from targetrules.results.sources.arrow_cells import ArrowCells, NumberedCells
from targetrules.results.sources.from_rows import arrow_values, cell_of
from targetrules.results.table import Cell, is_blank

__all__ = [
    "BLOCK",
    "FrameColumn",
    "ObjectColumn",
    "are_blank",
    "arrow_column",
    "blocks",
    "cells_at",
    "column_of",
    "in_order",
    "is_plain_text",
    "is_text",
    "row_numbers",
    "rows_of",
    "without_views",
]

BLOCK: Final = 1 << 15
"""So many rows are read at a time, that they stay in the cache."""


class ObjectColumn(list[Cell]):
    """A column whose cells may be of any type."""


FrameColumn: TypeAlias = pa.ChunkedArray | ObjectColumn


def column_of(cells: Sequence[Cell]) -> FrameColumn:
    """The column of these cells, as it is read."""
    if isinstance(cells, NumberedCells):
        return cells.values
    return arrow_column(cells.values) if isinstance(cells, ArrowCells) else _of_list(cells)


def _of_list(cells: Sequence[Cell]) -> FrameColumn:
    """Texts are Arrow's, each of them but once, however many cells have it."""
    if not all(cell is None or cell.__class__ is str for cell in cells):
        return ObjectColumn(cells)
    there = np.array([cell is not None for cell in cells], np.bool_)
    numbers, words = numbered(cell for cell in cells if isinstance(cell, str))
    try:
        texts = texts_of(words, pa.large_string())
    except UnicodeEncodeError:  # half a character, which JSON can hold
        return ObjectColumn(cells)
    codes = np.zeros(len(cells), np.int32)
    codes[there] = numbers
    return pa.chunked_array([pa.DictionaryArray.from_arrays(from_numpy(codes, there), texts)])


def arrow_column(values: pa.ChunkedArray) -> FrameColumn:
    """The column that reading understands: a few types of Arrow's as they are, the others as cells."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values if _has_one_dictionary(values) else values.unify_dictionaries()
        if not is_text(kind.value_type) or not values.num_chunks:
            return arrow_column(values.cast(kind.value_type))
        return values if _are_distinct(values.chunk(0).dictionary) else _without_twins(values)
    if pa.types.is_null(kind):
        return values.cast(pa.string())
    values = without_views(values)
    return values if _is_plain(values.type) else ObjectColumn(map(cell_of, arrow_values(values)))


def _has_one_dictionary(values: pa.ChunkedArray) -> bool:
    """Whether all chunks have the very same dictionary; to compare the words takes long."""
    return len({_memory_of(chunk.dictionary) for chunk in values.chunks}) == 1


def _memory_of(array: pa.Array) -> tuple[int | None, ...]:
    return (len(array), array.offset, *(None if part is None else part.address for part in array.buffers()))


def without_views(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same; texts of a type of which Arrow cannot take some rows as texts of another."""
    return values.cast(pa.large_string()) if _is_view(values.type) else values


def _without_twins(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same column, its dictionary without a word twice, and without null."""
    numbers = values.chunk(0).dictionary.dictionary_encode()
    codes = [numbers.indices.take(each.indices) for each in values.chunks]
    return pa.chunked_array([pa.DictionaryArray.from_arrays(each, numbers.dictionary) for each in codes])


def _is_plain(kind: Any) -> bool:
    types = pa.types
    known = (types.is_integer, types.is_float32, types.is_float64, types.is_boolean, types.is_string)
    others = (types.is_large_string, types.is_decimal128, types.is_date, types.is_timestamp)
    return any(is_of(kind) for is_of in (*known, *others))


def _is_view(kind: Any) -> bool:
    return hasattr(pa.types, "is_string_view") and bool(pa.types.is_string_view(kind))


def blocks(column: pa.ChunkedArray) -> Iterator[tuple[slice, pa.Array]]:
    """The column in pieces that are contiguous, each with the rows that it has."""
    start = 0
    for chunk in column.chunks:
        for offset in range(0, len(chunk), BLOCK):
            block = chunk.slice(offset, BLOCK)
            yield slice(start, start + len(block)), block
            start += len(block)


def rows_of(column: FrameColumn, rows: NDArray[np.intp]) -> FrameColumn:
    """The column with these rows alone."""
    return (
        ObjectColumn(column[row] for row in rows.tolist())
        if isinstance(column, ObjectColumn)
        else column.take(from_numpy(rows))
    )


def row_numbers(rows: NDArray[np.intp]) -> array[int]:
    """Positions of rows as Python takes them, in as little room as NumPy's."""
    return array("q", rows.astype(np.int64, copy=False).tobytes())


def in_order(column: FrameColumn, rows: NDArray[np.intp]) -> FrameColumn:
    """The same for rows that stand in order, each once: all of them are the column itself."""
    return column if len(rows) == len(column) else rows_of(column, rows)


def cells_at(column: FrameColumn, rows: NDArray[np.intp]) -> list[Cell]:
    """The cells in these rows, as :func:`targetrules.results.sources.from_rows` has them."""
    taken = rows_of(column, rows)
    return taken if isinstance(taken, ObjectColumn) else list(map(cell_of, arrow_values(taken)))


def are_blank(column: FrameColumn, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """In which of these rows, which stand in order, there is nothing."""
    taken = in_order(column, rows)
    if isinstance(taken, ObjectColumn):
        return np.array([is_blank(cell) for cell in taken], np.bool_)
    if is_text(taken.type):
        return _are_blank_texts(taken)
    return to_numpy(pc.is_null(taken, nan_is_null=True))


def _are_blank_texts(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Each text is looked at once, however many rows have it; the last stands for null."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    blank = [np.zeros(0, np.bool_)]
    for chunk in encoded.chunks:
        of_texts = np.array([*map(is_blank, chunk.dictionary.to_pylist()), True], np.bool_)
        blank.append(of_texts[codes_in(chunk.indices)])
    return np.concatenate(blank)


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is of texts, numbered in a dictionary or not."""
    return is_plain_text(kind) or bool(pa.types.is_dictionary(kind))


def is_plain_text(kind: Any) -> bool:
    """Whether an Arrow type is of texts that are not numbered."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _are_distinct(texts: pa.Array) -> bool:
    """Nothing else keeps a dictionary from having a word twice."""
    return bool(pc.count_distinct(texts, mode="all").as_py() == len(texts))
