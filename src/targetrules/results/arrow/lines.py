"""Positions of lines as arrays, for many lines: see :class:`targetrules.results.long.lines.Lines`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from targetrules.columns.arrow import codes_in, from_numpy, to_numpy
from targetrules.results.arrow.column import are_blank, column_of
from targetrules.results.long.lines import Keys, Lines, Pairs, Positions
from targetrules.results.reading.backend import RowNumbers
from targetrules.results.reading.distinct_cells import DistinctCells
from targetrules.results.sources.arrow_cells import ArrowCells, NumberedCells
from targetrules.results.table import Cells

__all__ = ["ARRAYS"]

_SORTED_AT_ONCE: Final = 1 << 15
"""So many different numbers are sorted without comparing them."""

_FEW_WORDS: Final = 1 << 10
"""So many words may be looked at for every column."""

_SPARSE: Final = 8


class _Arrays:
    """Lines are in order, each once."""

    def rows(self, units: Any, periods: Any, alone: RowNumbers) -> tuple[Any, Any]:
        least = int(periods.min(initial=0))
        span = int(periods.max(initial=0)) - least + 1
        keys = units.codes.astype(np.int64) * span + (periods - np.int64(least))
        single = _array(alone)
        keys[single] = len(units.names) * span + single
        rows = to_numpy(from_numpy(keys).dictionary_encode().indices)
        first = np.zeros(int(rows.max(initial=-1)) + 1, np.int32)
        first[rows[::-1]] = np.arange(len(rows) - 1, -1, -1, dtype=np.int32)
        return rows, first

    def by_cell(self, found: DistinctCells, among: RowNumbers | None) -> Mapping[int, Any]:
        codes = np.asarray(found.numbers, np.int32)
        lines = None if among is None else _array(among)
        codes = codes if lines is None else codes[lines]
        codes = np.where(codes < 0, np.int32(len(found.cells) - 1), codes)  # null, which is the last of the cells
        counts = np.bincount(codes)
        order = np.argsort(codes.astype(np.int16) if len(counts) <= _SORTED_AT_ONCE else codes, kind="stable")
        order = order if lines is None else lines[order]
        ends = np.cumsum(counts)
        return {
            number: order[end - count : end]
            for number, (end, count) in enumerate(zip(ends.tolist(), counts.tolist(), strict=True))
            if count
        }

    def there(self, cells: Cells, among: RowNumbers | None) -> Any:
        lines = np.arange(len(cells)) if among is None else _array(among)
        return lines[~are_blank(column_of(cells), lines)]

    def together(self, lines: Sequence[RowNumbers]) -> Any:
        return lines[0] if len(lines) == 1 else np.sort(np.concatenate([_array(each) for each in lines]))

    def spread(self, lines: RowNumbers, rows: Positions, size: int) -> tuple[Any, Pairs]:
        these = _array(lines)
        own = np.asarray(rows)[these]
        at = np.full(size, -1, np.int32)
        at[own[::-1]] = these[::-1]
        if np.count_nonzero(at >= 0) == len(these):
            return at, ()
        further = np.flatnonzero(at[own] != these)
        return at, list(zip(these[further].tolist(), at[own[further]].tolist(), strict=True))

    def other(self, pairs: Pairs, numbers: Sequence[int]) -> Pairs:
        if not pairs:
            return ()
        both, codes = np.array(pairs, np.intp), np.asarray(numbers)
        return list(map(tuple, both[codes[both[:, 0]] != codes[both[:, 1]]].tolist()))

    def matched(self, own: Keys, theirs: Keys) -> Any:
        least = min(int(each.periods.min(initial=0)) for each in (own, theirs))
        span = max(int(each.periods.max(initial=0)) for each in (own, theirs)) - least + 1
        numbers = np.append(own.units.names.positions_of(theirs.units.names), np.int64(-1))
        mine, other = (
            codes * span + (each.periods - np.int64(least))
            for codes, each in ((own.units.codes.astype(np.int64), own), (numbers[theirs.units.codes], theirs))
        )
        usable = numbers[theirs.units.codes] >= 0
        usable[_array(theirs.bad)] = False
        rows = np.flatnonzero(usable)
        rows = rows[np.argsort(other[rows], kind="stable")]
        found = np.full(len(mine), -1, np.int32)
        if len(rows):
            at = np.minimum(np.searchsorted(other[rows], mine), len(rows) - 1)
            same = other[rows][at] == mine
            same[_array(own.bad)] = False
            found[same] = rows[at[same]]
        return found

    def of(self, lines: Positions, at: Positions) -> Any:
        given, wanted = np.asarray(lines, np.int32), np.asarray(at)
        return np.where(wanted < 0, np.int32(-1), given[np.maximum(wanted, 0)]) if len(given) else wanted

    def cells(self, cells: Cells, at: Positions) -> Cells:
        lines = np.asarray(at, np.int32)
        if isinstance(cells, NumberedCells) and cells.values.num_chunks == 1:
            return _numbered(cells.values.chunk(0), lines)
        if not isinstance(cells, ArrowCells):
            return [None if line < 0 else cells[line] for line in lines.tolist()]
        known = lines >= 0
        taken = cells.values.take(from_numpy(np.where(known, lines, 0), known))
        return NumberedCells(taken) if isinstance(cells, NumberedCells) else ArrowCells(taken)


def _numbered(column: pa.DictionaryArray, lines: NDArray[np.int32]) -> Cells:
    """Texts that are numbered, with no more words than there are, or few."""
    codes, known = codes_in(column.indices)[lines], lines >= 0
    known &= codes >= 0
    codes = np.where(known, codes, 0).astype(np.int32, copy=False)
    words = column.dictionary
    if len(words) > _FEW_WORDS:
        codes, words = _fewer(codes, words)
    return NumberedCells(pa.chunked_array([pa.DictionaryArray.from_arrays(from_numpy(codes, known), words)]))


def _fewer(codes: NDArray[np.int32], words: pa.Array) -> tuple[NDArray[np.int32], pa.Array]:
    """The same with the words alone that these numbers are of."""
    if len(words) > _SPARSE * len(codes):
        used, numbers = np.unique(codes, return_inverse=True)
        return numbers.astype(np.int32), words.take(from_numpy(used))
    there = np.zeros(len(words), np.bool_)
    there[codes] = True
    return (np.cumsum(there, dtype=np.int32) - 1)[codes], words.take(from_numpy(np.flatnonzero(there)))


def _array(lines: RowNumbers) -> NDArray[np.intp]:
    return np.asarray(lines, np.intp)


ARRAYS: Final[Lines] = _Arrays()
