"""Results in columns as CSV: the very bytes of what :mod:`targetrules.report.results_csv` writes of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from targetrules.columns.arrow import from_numpy
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.sizes import current
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.errors import InternalError
from targetrules.frames.writing.csv_words import MARKS, cells_text, quoted
from targetrules.frames.writing.numbers import decimals
from targetrules.frames.writing.pieces import TEXT, Encoded, Piece, encoded, joined, utf8, worded
from targetrules.period import period_text
from targetrules.report.results_csv import results_head
from targetrules.rules.tree import Input, InputKind, Rules

__all__ = ["results_parts"]

_TRUTHS: Final = ("", "true", "false")


def results_parts(rules: Rules, table: EncodedTable) -> Iterator[bytes]:
    """The file in parts, UTF-8."""
    yield utf8(results_head(rules))
    written, size = _Written(rules, table), current().outcomes
    for start in range(0, len(table.periods), size):
        rows = slice(start, start + size)
        yield from joined(written.pieces(rows), len(table.periods[rows]))


@frozen(slots=True, eq=False)
class _Written:
    """A table whose words are made cells of CSV once."""

    rules: Rules
    table: EncodedTable

    def pieces(self, rows: slice) -> Iterator[Piece]:
        """What the lines of these rows are joined of."""
        yield self._units.take(from_numpy(self.table.units[rows]))
        codes, periods = encoded(self.table.periods[rows])
        yield Encoded(codes, [cells_text([str(period_text(self.rules.period, each))]) for each in periods])
        for name in self.rules.inputs:
            yield ","
            yield self._values(name, rows)
        yield "\n"

    def _values(self, name: str, rows: slice) -> Piece:
        column = self.table.inputs[name].at(rows)
        match column:
            case Numbers():
                return _shortest(decimals(column, ""), column.decimals)
            case Truths():
                return Encoded(column.yes.astype(np.int32) + 2 * column.no.astype(np.int32), _TRUTHS)
            case Codes():
                return self._words[name].take(from_numpy(column.codes + 1))

    @cached_property
    def _units(self) -> pa.Array:
        return worded(self.table.names, MARKS, quoted)

    @cached_property
    def _words(self) -> dict[str, pa.Array]:
        """The words of each input that has any, behind an empty one, which stands where it is missing."""
        columns = {name: each for name, each in self.table.inputs.items() if isinstance(each, Codes)}
        return {
            name: worded(["", *_words_of(self.rules, self.rules.inputs[name], each)], MARKS, quoted)
            for name, each in columns.items()
        }


def _words_of(rules: Rules, one: Input, column: Codes) -> Sequence[str]:
    """What its codes stand for."""
    match one.kind:
        case InputKind.GRADE:
            return [grade.id for grade in rules.grades]
        case InputKind.CHOICE:
            return one.options
    if column.words is None:
        raise InternalError(f"nobody knows the words of {one.name}")
    return column.words


def _shortest(numbers: Piece, places: int) -> Piece:
    """Without zeros behind the last decimal that is none."""
    if not places or not isinstance(numbers, pa.Array):
        return numbers
    texts = numbers.cast(pa.large_string())
    return pc.ascii_rtrim(pc.ascii_rtrim(texts, "0"), ".").cast(TEXT)
