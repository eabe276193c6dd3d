"""Rows as they travel between tasks: the unit as it was given, the period and the inputs as the engine counts them.

A row is read once, where it comes from, and a cell that cannot be read is told there. What travels is short and has one
spelling: numbers scaled to integers, grades and choices as positions, texts as texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from targetrules.columns.arrow_names import ArrowNames
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.data import frozen
from targetrules.distributed.column_names import ColumnNames
from targetrules.frames.kinds import frame_of
from targetrules.results.arrow.alike import appearances
from targetrules.results.arrow.column import arrow_column, is_plain_text
from targetrules.results.arrow.encoded import read_encoded
from targetrules.results.arrow.signs import first_signed
from targetrules.results.cells.inputs import input_reader
from targetrules.results.cells.percent import in_percent
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import SHEET, cell_of
from targetrules.results.table import Column, shown
from targetrules.rules import tree
from targetrules.wording import Word

__all__ = ["NAME", "PERIOD", "UNIT", "RowCodec", "numbers_in"]

UNIT: Final = "unit"
PERIOD: Final = "period"
NAME: Final = "name"
"""What rows of one unit come together by, where the unit as it was given does not do: its name in one spelling."""

_TYPES: Final = {
    tree.InputKind.NUMBER: pa.int64(),
    tree.InputKind.FLAG: pa.bool_(),
    tree.InputKind.TEXT: pa.string(),
    tree.InputKind.GRADE: pa.int32(),
    tree.InputKind.CHOICE: pa.int32(),
}


@frozen(slots=True)
class RowCodec:
    """Reads rows from a dataframe's columns of these ``names``, encodes them to travel, decodes them for the engine.

    ``columns`` has the column of each input that travels, whose own name may be anything. An input that is missing
    everywhere has none. ``naming`` says how names are read.
    """

    rules: tree.Rules
    names: ColumnNames
    columns: Mapping[str, str]
    naming: Naming = AS_WRITTEN

    @staticmethod
    def of(rules: tree.Rules, names: ColumnNames, naming: Naming = AS_WRITTEN) -> RowCodec:
        """That of all inputs."""
        there = [name for name, one in rules.inputs.items() if name in names.inputs or one.default is not None]
        return RowCodec(rules, names, {name: f"input_{number}" for number, name in enumerate(there)}, naming)

    @property
    def there(self) -> list[str]:
        """The inputs that are not missing everywhere."""
        return [name for name in self.rules.inputs if name in self.columns]

    def schema(self, unit: pa.DataType) -> pa.Schema:
        """The columns, where units are of that type."""
        inputs = [(self.columns[name], _TYPES[self.rules.inputs[name].kind]) for name in self.there]
        return pa.schema([(UNIT, unit), (NAME, pa.string()), (PERIOD, pa.int64()), *inputs])

    # ---- as they are read ------------------------------------------------------------------------------------------

    def read(self, table: pa.Table) -> pa.Table:
        """The rows of a table that has the columns of these names; raises ResultsError."""
        table = table.rename_columns(self.names.columns(self.rules.inputs))
        unit, period = self.names.unit, self.names.period
        how = Options(unit_column=unit, period_column=period, layout="wide", naming=self.naming)
        results = read_encoded(self.rules, frame_of(table).table, how)
        self._stop_if_any_is_signed(table)
        table = table if results.rows is None else table.take(pa.array(results.rows))
        encoded, units = results.encoded, table.column(self.names.unit)
        arrays = {UNIT: units, NAME: _names(units, encoded), PERIOD: pa.array(encoded.periods, pa.int64())}
        arrays |= {self.columns[name]: self._array(name, encoded, table) for name in self.there}
        schema = self.schema(units.type)
        return pa.table([arrays[name] for name in schema.names], schema)

    def _stop_if_any_is_signed(self, table: pa.Table) -> None:
        """Whether all numbers of a column have a percent sign, or none has, no task can tell."""
        findings = Findings(SHEET)
        for name, column in self.names.inputs.items():
            percent = name in self.rules.inputs and in_percent(self.rules.inputs[name])
            found = first_signed(arrow_column(table.column(column))) if percent else None
            if found is not None:
                advice = Word("problems.advise_no_signs", {"column": shown(column)})
                findings.add(Code.SIGN_APART, row=found[0] + 1, column=Column(column), cell=found[1], advice=advice)
        findings.stop_if_any()

    def _array(self, name: str, encoded: EncodedTable, table: pa.Table) -> pa.Array:
        one, values = self.rules.inputs[name], encoded.inputs[name]
        match values:
            case Numbers():
                return pa.array(values.values.astype(np.int64, copy=False), mask=~values.known)
            case Truths():
                return pa.array(values.yes, mask=values.unknown)
            case Codes() if one.kind is not tree.InputKind.TEXT:
                return pa.array(values.codes.astype(np.int32, copy=False), mask=~values.known)
            case Codes():
                given = table.column(self.names.inputs[name]) if name in self.names.inputs else None
                return _texts(values, input_reader(self.rules, one, self.naming), given)

    # ---- as they are judged ----------------------------------------------------------------------------------------

    def inputs(self, rows: pa.Table) -> dict[str, Numbers | Codes | Truths]:
        """The inputs of rows that have travelled, as the engine takes them."""
        there = set(self.there)
        return {
            name: self._input(one, rows.column(self.columns[name])) if name in there else _missing(one, len(rows))
            for name, one in self.rules.inputs.items()
        }

    def _in_cuts(self, name: str) -> bool:
        """Whether a cut may have been published for a group that is named by the words of an input."""
        return any(name in cut.within for cut in self.rules.cuts.values())

    def _input(self, one: tree.Input, column: pa.ChunkedArray) -> Numbers | Codes | Truths:
        known = pc.is_valid(column).to_numpy()
        match one.kind:
            case tree.InputKind.NUMBER:
                return Numbers(numbers_in(column), known, one.decimals)
            case tree.InputKind.FLAG:
                return Truths.known(pc.fill_null(column, False).to_numpy(), known)  # noqa: FBT003  Arrow's to name
            case tree.InputKind.TEXT:
                texts = column.combine_chunks().dictionary_encode()
                words = texts.dictionary.to_pylist() if self._in_cuts(one.name) else None
                return Codes(pc.fill_null(texts.indices, -1).to_numpy(), words)
            case tree.InputKind.GRADE | tree.InputKind.CHOICE:
                return Codes(pc.fill_null(column, -1).to_numpy())


def _missing(one: tree.Input, size: int) -> Numbers | Codes | Truths:
    nowhere = np.zeros(size, np.bool_)
    match one.kind:
        case tree.InputKind.NUMBER:
            return Numbers(np.zeros(size, np.int64), nowhere, one.decimals)
        case tree.InputKind.FLAG:
            return Truths(nowhere, nowhere)
        case tree.InputKind.TEXT | tree.InputKind.GRADE | tree.InputKind.CHOICE:
            return Codes(np.full(size, -1, np.int32))


def numbers_in(column: pa.ChunkedArray) -> Any:
    """Integers as NumPy has them, 0 where there is none."""
    return (pc.fill_null(column, 0) if column.null_count else column).to_numpy()


def _names(unit: pa.ChunkedArray, encoded: EncodedTable) -> pa.Array:
    """What all names have in common that look like one, for these must meet in one task; null where that is the unit.

    A unit as it was given is known by its text if it is an integer or a text.
    """
    names = encoded.names
    texts = (names.texts if isinstance(names, ArrowNames) else pa.array(names, pa.string())).cast(pa.string())
    common = pc.coalesce(appearances(texts), texts).take(pa.array(encoded.units))
    if not pa.types.is_integer(unit.type) and not is_plain_text(unit.type):
        return common
    given = unit.cast(pa.string()).combine_chunks()
    return pc.if_else(pc.equal(common, given), pa.scalar(None, pa.string()), common)


def _texts(codes: Codes, read: Any, given: pa.ChunkedArray | None) -> pa.Array:
    """The texts that codes stand for; the first cell of each is read again."""
    numbers, first = np.unique(codes.codes, return_index=True)
    cells: Iterable[Any] = [None] * len(first) if given is None else given.take(pa.array(first)).to_pylist()
    pairs = zip(numbers.tolist(), cells, strict=True)
    words = {number: None if number < 0 else read(cell_of(cell)) for number, cell in pairs}
    order = np.searchsorted(numbers, codes.codes)
    return pa.array([words[int(number)] for number in numbers], pa.string()).take(pa.array(order))
