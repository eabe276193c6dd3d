"""Results in columns as CSV: the very bytes of what :mod:`targetrules.report.results_csv` writes of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.arrow import codes_in, constant, from_numpy, texts, to_numpy
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.sizes import current
from targetrules.columns.vectors import Codes, Column, Numbers, Truths
from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.frames.writing.csv_words import MARKS, cells_text, quoted
from targetrules.frames.writing.numbers import decimals
from targetrules.frames.writing.pieces import TEXT, Encoded, Piece, encoded, joined, utf8, worded
from targetrules.period import period_text
from targetrules.report.results_csv import results_head
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.tree import Input, InputKind, Rules

__all__ = ["results_parts"]

_FEW: Final = 64
"""Distinct cells that are joined with those of the columns beside, once for every pair."""


def results_parts(rules: Rules, table: EncodedTable) -> Iterator[bytes]:
    """The file in parts, UTF-8."""
    written, size = _Written(rules, table), current().outcomes
    yield utf8(results_head(written.inputs))
    for start in range(0, len(table.periods), size):
        rows = slice(start, start + size)
        yield from joined(written.pieces(rows), len(table.periods[rows]))


@frozen(slots=True, eq=False)
class _Column:
    """A column by its distinct cells, each with the comma before it: ``codes`` are positions among them."""

    codes: NDArray[np.int32]
    cells: pa.Array

    @staticmethod
    def of(codes: NDArray[Any], cells: pa.Array) -> _Column:
        """Of positions from 0 on, and -1 where nothing stands."""
        with_nothing = pa.concat_arrays([texts(("",), TEXT), cells])
        cells = pc.binary_join_element_wise(constant(b",", TEXT), with_nothing, constant(b"", TEXT))
        return _Column(codes.astype(np.int32) + np.int32(1), cells)

    def piece(self, rows: slice) -> Piece:
        """The cells of these rows."""
        if len(self.cells) <= _FEW:
            return Encoded(self.codes[rows], [cell.decode() for cell in self.cells.to_pylist()])
        return self.cells.take(from_numpy(self.codes[rows]))


@frozen(slots=True, eq=False)
class _Written:
    """A table whose distinct cells are made text once."""

    rules: Rules
    table: EncodedTable

    def pieces(self, rows: slice) -> Iterator[Piece]:
        """What the lines of these rows are joined of."""
        yield self._units.take(from_numpy(self.table.units[rows]))
        codes, periods = encoded(self.table.periods[rows])
        yield Encoded(codes, [cells_text([str(period_text(self.rules.period, each))]) for each in periods])
        for column in self._columns:
            yield column.piece(rows)
        yield "\n"

    @cached_property
    def _units(self) -> pa.Array:
        return worded(self.table.names, MARKS, quoted)

    @cached_property
    def _columns(self) -> list[_Column]:
        return [_column(self.rules, one, self.table.inputs[one.name]) for one in self.inputs]

    @property
    def inputs(self) -> list[Input]:
        """Those of the policy, and what was decided, where anything was."""
        there = self.table.inputs
        decided = (
            one for name, one in reserved_inputs(self.rules).items() if name in there and _holds_any(there[name])
        )
        return [*self.rules.read_inputs.values(), *decided]


def _holds_any(column: Column) -> bool:
    return isinstance(column, Codes) and bool(column.known.any())


def _column(rules: Rules, one: Input, column: Column) -> _Column:
    match column:
        case Numbers():
            return _numbers(column)
        case Truths():
            return _Column.of(column.no.astype(np.int32) - column.unknown, texts(("true", "false"), TEXT))
        case Codes():
            return _Column.of(column.codes, worded(_words_of(rules, one, column), MARKS, quoted))


def _numbers(column: Numbers) -> _Column:
    """Each different number is written once, without zeros behind the last decimal that is none."""
    found = from_numpy(column.values, column.known).dictionary_encode()
    values = to_numpy(found.dictionary)
    cells = decimals(Numbers(values, np.ones(len(values), np.bool_), column.decimals), "")
    if not isinstance(cells, pa.Array):  # none is known
        cells = texts((), TEXT)
    elif column.decimals:
        cells = pc.ascii_rtrim(pc.ascii_rtrim(cells.cast(pa.large_string()), "0"), ".").cast(TEXT)
    return _Column.of(codes_in(found.indices), cells)


def _words_of(rules: Rules, one: Input, column: Codes) -> Sequence[str]:
    """What its codes stand for."""
    match one.kind:
        case InputKind.GRADE:
            return [grade.id for grade in rules.grades]
        case InputKind.CHOICE:
            return one.options
        case _ if column.words is not None:
            return column.words
        case _:
            raise InternalError(f"nobody knows the words of {one.name}")
