"""Columns that are Arrow's, read at once: the backend for many rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.arrow import from_numpy, to_numpy
from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import storage_type
from targetrules.columns.sizes import current
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.history import Value
from targetrules.period import PeriodKind
from targetrules.results.arrow.column import FrameColumn, are_blank, cells_at, column_of, in_order, row_numbers, rows_of
from targetrules.results.arrow.distinct import distinct
from targetrules.results.arrow.names import EncodedNames, names_of
from targetrules.results.arrow.numbers import numbers_of
from targetrules.results.arrow.periods import periods_of
from targetrules.results.arrow.signs import mixed_signs
from targetrules.results.arrow.units import duplicates
from targetrules.results.arrow.words import flags_of, texts_of, words_of
from targetrules.results.cells.percent import SignedCell
from targetrules.results.naming import Naming
from targetrules.results.reading.backend import ReadPeriod, ReadValue, RowNumbers
from targetrules.results.reading.distinct_cells import DistinctCells, distinct_cells
from targetrules.results.table import Cell, Cells
from targetrules.rules.reserved import WORDED
from targetrules.rules.tree import Grade, Input, InputKind, PeriodRange
from targetrules.second_thread import both
from targetrules.source.decimals import scaled

__all__ = ["ARROW", "Values"]

Values = Numbers | Codes | Truths


class _Arrow:
    """See :class:`~targetrules.results.reading.backend.Backend`."""

    def column(self, cells: Cells) -> FrameColumn:
        return column_of(cells)

    def take(self, column: FrameColumn, rows: RowNumbers) -> FrameColumn:
        return rows_of(column, _array(rows))

    def cells(self, column: FrameColumn, rows: RowNumbers) -> Sequence[Cell]:
        return cells_at(column, _array(rows))

    def distinct(self, column: FrameColumn, rows: RowNumbers) -> DistinctCells:
        asked = in_order(column, _array(rows))
        if isinstance(asked, list):
            return distinct_cells(asked)
        found = distinct(asked, in_order=True)
        nothing = [None] if (found.codes < 0).any() else []  # whose code is -1, and so the last
        return DistinctCells(array("i", found.codes.tobytes()), [*found.cells(), *nothing])

    def blank(self, column: FrameColumn, rows: RowNumbers) -> RowNumbers:
        asked = _array(rows)
        return row_numbers(asked[are_blank(column, asked)])

    def names(self, column: FrameColumn, read: ReadValue, naming: Naming, known: Container[str]) -> EncodedNames:
        return names_of(read, column, known.values if isinstance(known, ArrowNames) else None, naming)

    def periods(self, column: FrameColumn, kind: PeriodKind, read: ReadPeriod) -> tuple[NDArray[np.int32], RowNumbers]:
        periods, bad = periods_of(kind, read, column)
        return periods, row_numbers(bad)

    def before(self, periods: NDArray[np.int32], first: int, bad: RowNumbers) -> RowNumbers:
        earlier = periods < first
        earlier[_array(bad)] = False
        return row_numbers(np.flatnonzero(earlier))

    def outside(self, periods: NDArray[np.int32], asked: PeriodRange) -> RowNumbers:
        found = np.zeros(len(periods), np.bool_)
        if asked.start is not None:
            found |= periods < asked.start
        if asked.end is not None:
            found |= periods > asked.end
        return row_numbers(np.flatnonzero(found))

    def without(self, values: Values, rows: RowNumbers) -> Values:
        kept = np.ones(len(values.arrays[0]), np.bool_)
        kept[_array(rows)] = False
        match values:
            case Numbers():
                return Numbers(values.values * kept, values.known & kept, values.decimals)
            case Codes():
                # what could not be read is no word, and nobody has it any more
                words = None if values.words is None else [each if type(each) is str else "" for each in values.words]
                return Codes(np.where(kept, values.codes, -1).astype(values.codes.dtype), words)
            case Truths():
                return Truths(values.yes & kept, values.no & kept)

    def ordinals(self, ordinals: Sequence[int]) -> NDArray[np.int32]:
        return np.array(ordinals, np.int32)

    def values(
        self, column: FrameColumn, one: Input, grades: Sequence[Grade], read: ReadValue
    ) -> tuple[Values, RowNumbers]:
        values, bad = _values(column, one, grades, read)
        return values, row_numbers(bad)

    def missing(self, values: Values) -> RowNumbers:
        known = values.yes | values.no if isinstance(values, Truths) else values.known
        return row_numbers(np.flatnonzero(~known))

    def untrue(self, values: Values) -> RowNumbers:
        return row_numbers(np.flatnonzero(values.no)) if isinstance(values, Truths) else ()

    def texts(self, names: EncodedNames) -> Values:
        return Codes(names.codes, names.names)

    def texts_by_row(self, values: Values) -> Mapping[int, str]:
        if not isinstance(values, Codes) or values.words is None:
            return {}
        rows = np.flatnonzero(values.known)
        return {row: values.words[code] for row, code in zip(rows.tolist(), values.codes[rows].tolist(), strict=True)}

    def constant(self, one: Input, grades: Sequence[Grade], size: int) -> Values:
        return _constant(one, grades, one.default, size)

    def repeated(self, values: Values, rows: RowNumbers) -> Values:
        return values.at(_array(rows))

    def signs(self, column: FrameColumn) -> tuple[SignedCell, SignedCell] | None:
        return mixed_signs(column)

    def duplicates(
        self, units: EncodedNames, periods: NDArray[np.int32], bad: RowNumbers, items: Values | None = None
    ) -> Iterable[tuple[int, int]]:
        fine, named, count = units.codes >= 0, units.codes, len(units.names)
        fine[_array(bad)] = False
        if isinstance(items, Codes):
            fine &= items.known & _stands_again(items.codes)
        rows = None if fine.all() else np.flatnonzero(fine)
        if isinstance(items, Codes):
            named, count = _paired(*((each if rows is None else each[rows]) for each in (named, items.codes)))
        elif rows is not None:
            named = named[rows]
        codes, ordinals = named, periods if rows is None else periods[rows]
        second, first = duplicates(codes, ordinals, count)
        if rows is not None:
            second, first = rows[second], rows[first]
        return zip(second.tolist(), first.tolist(), strict=True)

    def each(self, tasks: Sequence[Callable[[], Any]], rows: int) -> list[Any]:
        if rows < current().threads:
            return [task() for task in tasks]
        return both(lambda task: task(), tasks)


def _stands_again(items: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the item of a row is that of another row, too: of the others none can be there twice."""
    counted = np.maximum(items, -1) + 1  # negative: no item, or none that can be used
    often: NDArray[np.bool_] = np.bincount(counted)[counted] > 1
    return often


def _paired(units: NDArray[Any], items: NDArray[Any]) -> tuple[NDArray[np.int32], int]:
    """Numbers of the different pairs of a unit and an item, and how many they are at most."""
    most = int(items.max(initial=0)) + 1
    pairs = units.astype(np.int64) * most + items
    if (int(units.max(initial=0)) + 1) * most < 2**31:
        return pairs.astype(np.int32), (int(units.max(initial=0)) + 1) * most
    found = from_numpy(pairs).dictionary_encode()
    return to_numpy(found.indices), len(found.dictionary)


def _array(rows: RowNumbers) -> NDArray[np.intp]:
    return np.asarray(rows, np.intp)


def _values(
    column: FrameColumn, one: Input, grades: Sequence[Grade], read: ReadValue
) -> tuple[Values, NDArray[np.intp]]:
    if one.name in WORDED:
        return texts_of(read, column)
    match one.kind:
        case InputKind.NUMBER:
            return numbers_of(one, read, column)
        case InputKind.GRADE:
            return words_of([grade.id for grade in grades], read, column)
        case InputKind.CHOICE:
            return words_of(one.options, read, column)
        case InputKind.FLAG:
            return flags_of(read, column)
        case InputKind.TEXT:
            names = names_of(read, column)
            return Codes(names.codes, names.names), np.asarray(names.bad, np.intp)


def _constant(one: Input, grades: Sequence[Grade], value: Value, size: int) -> Values:
    """One value everywhere, in the memory of one (read only)."""

    def everywhere(each: object, kind: Any) -> NDArray[Any]:
        return np.broadcast_to(np.array(each, kind), size)

    match one.kind:
        case InputKind.NUMBER:
            number = scaled(value, one.decimals) if isinstance(value, Decimal) else 0
            known = everywhere(value is not None, np.bool_)
            return Numbers(everywhere(number, storage_type(one)), known, one.decimals)
        case InputKind.FLAG:
            return Truths(everywhere(value is True, np.bool_), everywhere(value is False, np.bool_))
        case InputKind.TEXT:
            words = [value]
        case InputKind.GRADE:
            words = [grade.id for grade in grades]
        case InputKind.CHOICE:
            words = [*one.options]
    return Codes(everywhere(-1 if value is None else words.index(value), np.int32))


ARROW: Final = _Arrow()
