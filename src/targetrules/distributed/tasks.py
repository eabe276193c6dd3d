"""What runs in a task of Spark: record batches in, record batches out.

Each class here is a function that Spark sends to its workers. It holds the rules, never rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from targetrules.columns.encoded import EncodedTable
from targetrules.data import frozen
from targetrules.distributed.row_codec import PERIOD, UNIT, RowCodec
from targetrules.distributed.stages import NumberedComparison, StageComparisons, external_of
from targetrules.engine.choice import column_engine
from targetrules.errors import TargetrulesError
from targetrules.frames.writing.arrow import arrow_of, schema_of
from targetrules.period import period_text
from targetrules.results.arrow.column import arrow_column
from targetrules.results.arrow.names import EncodedNames, names_of
from targetrules.results.arrow.units import duplicates
from targetrules.results.cells.names import unit_reader
from targetrules.results.code import Code
from targetrules.results.problem import Findings, Problem, ResultsError
from targetrules.results.sources.from_rows import SHEET
from targetrules.results.spellings import alike_advice
from targetrules.results.table import Column, shown
from targetrules.wording import Listing, Word, say

__all__ = ["CompareTask", "CountTask", "JudgeTask", "ReadTask", "UnusableResultsError", "sent_schema"]

_READ_AT_ONCE: Final = 1 << 18
_SENT_AT_ONCE: Final = 1 << 16
_TOLD: Final = 20
"""So many problems of one sort are told."""

Batches = Iterable[pa.RecordBatch]


class UnusableResultsError(TargetrulesError):
    """A task found that its rows cannot be judged; the text says why."""


def sent_schema(schema: pa.Schema) -> pa.Schema:
    """The schema as Spark can take it, which has no dictionaries and one kind of text."""
    plain = {name: pa.string() for name in schema.names if _is_text(schema.field(name).type)}
    return pa.schema([(name, plain.get(name, schema.field(name).type)) for name in schema.names])


@frozen(slots=True)
class ReadTask:
    """Rows as they were given to encoded rows, many at a time; all problems of the task are told together."""

    codec: RowCodec
    language: str

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The encoded rows."""
        for table in self.tables(batches):
            yield from _sent(table)

    def tables(self, batches: Batches) -> Iterator[pa.Table]:
        """The same, table by table."""
        told = TaskProblems()
        start = 0
        for table in _gathered(batches, _READ_AT_ONCE):
            try:
                read = self.codec.read(table)
            except ResultsError as error:
                told.add(error, start)
            else:
                if not told.counts:
                    yield read
            start += len(table)
        told.stop_if_any(self.language)


@frozen(slots=True)
class CompareTask:
    """Rows to rows with the keys of a stage's comparisons; ``read`` first where they were not read yet."""

    stage: StageComparisons
    read: ReadTask | None = None

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The rows with their keys."""
        for table in self.tables(batches):
            yield from _sent(table)

    def tables(self, batches: Batches) -> Iterator[pa.Table]:
        """The same, table by table; where units' pasts matter, all of the task's rows are one."""
        if self.read is not None:
            tables = self.read.tables(batches)
        else:
            tables = _gathered(batches, None if self.stage.past else _READ_AT_ONCE)
        return map(self.stage.keyed, tables)


@frozen(slots=True)
class CountTask:
    """Rows to how many are alike in a stage's comparisons."""

    compare: CompareTask

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The counts of this task's rows, which may name the same keys more than once."""
        for table in self.compare.tables(batches):
            yield from _sent(self.compare.stage.counts(table))


@frozen(slots=True)
class JudgeTask:
    """Whole units (or, with ``groups``, whole groups) to their outcomes. ``given`` is what was found of them before."""

    codec: RowCodec
    given: tuple[NumberedComparison, ...]
    groups: tuple[str, ...]
    decided_on: date | None
    language: str

    def schema(self, unit: pa.DataType) -> pa.Schema:
        """The columns of the outcomes."""
        return sent_schema(schema_of(self.codec.rules, unit_type=unit, dated=self.decided_on is not None))

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The outcomes of all rows of the task."""
        for rows in _gathered(batches, None):
            unit, periods = rows.column(UNIT), rows.column(PERIOD).to_numpy()
            naming = self.codec.naming
            names = names_of(unit_reader(naming), arrow_column(unit), naming=naming)
            self._stop_if_any_is_twice(names, periods)
            encoded = EncodedTable(names.codes.astype(np.intp), names.names, periods, self.codec.inputs(rows))
            self._stop_if_any_left(encoded)
            outcomes = column_engine().judge(self.codec.rules, encoded, external=external_of(self.given, rows))
            found = arrow_of(self.codec.rules, outcomes, unit, periods, self.decided_on)
            yield from _sent(found.cast(self.schema(unit.type)))

    def _stop_if_any_is_twice(self, names: EncodedNames, periods: Any) -> None:
        """A unit in two spellings, or with two results for one period."""
        findings, other = Findings(SHEET), Word("problems.another_row")
        for spelt in names.spellings(self.codec.naming, ()):
            findings.add(
                Code.TWO_SPELLINGS,
                column=Column(self.codec.names.unit),
                cell=spelt.name,
                advice=alike_advice(spelt.name, spelt.first),
                values={"other": shown(spelt.first), "row": other},
            )
        for row in duplicates(names.codes, periods, len(names.names))[0].tolist():
            unit = shown(names.names[int(names.codes[row])])
            period = period_text(self.codec.rules.period, int(periods[row]))
            findings.add(Code.DUPLICATE, values={"unit": unit, "period": period, "row": other})
        try:
            findings.stop_if_any()
        except ResultsError as error:
            TaskProblems().add(error, 0).stop_if_any(self.language)

    def _stop_if_any_left(self, encoded: EncodedTable) -> None:
        """A unit that is in two groups is found where both are in one task, and only there."""
        for name in self.groups:
            group: Any = encoded.inputs[name]
            row = np.zeros(len(encoded.names), np.intp)
            row[encoded.units] = np.arange(len(encoded.units))  # some row of each unit
            left = np.flatnonzero(group.codes[row][encoded.units] != group.codes)
            if len(left):
                raise UnusableResultsError(self._left(encoded, int(left[0]), int(row[encoded.units[left[0]]])))

    def _left(self, encoded: EncodedTable, row: int, other: int) -> str:
        kind = self.codec.rules.period
        first, last = (period_text(kind, int(period)) for period in sorted(encoded.periods[[row, other]]))
        values = {"unit": shown(encoded.names[int(encoded.units[row])]), "first": first, "other": last}
        return say("spark.left_group", self.language, {**values, "groups": Listing(self.groups)})


# ---- batches and tables ----------------------------------------------------------------------------------------------


def _gathered(batches: Batches, least: int | None) -> Iterator[pa.Table]:
    """Batches put together, so many rows at a time or (None) all of them; nothing of no rows."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += len(batch)
        if least is not None and rows >= least:
            yield pa.Table.from_batches(waiting)
            waiting, rows = [], 0
    if rows:
        yield pa.Table.from_batches(waiting)


def _sent(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """In pieces that another process has room for; columns in one chunk, as Spark takes them."""
    yield from table.combine_chunks().to_batches(max_chunksize=_SENT_AT_ONCE)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind) or pa.types.is_large_string(kind))


# ---- problems --------------------------------------------------------------------------------------------------------


class TaskProblems:
    """The problems of a task: as many as are told, and how many there are of each sort."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.counts: Counter[Code] = Counter()

    def add(self, error: ResultsError, start: int) -> TaskProblems:
        """Add those of a table whose first row is at ``start``. That nothing stands in it is none."""
        kept = Counter(problem.code for problem in self.problems)
        for problem in error.problems:
            kept[problem.code] += 1
            if problem.code != Code.NO_LINES and kept[problem.code] <= _TOLD:
                self.problems.append(_further_on(problem, start))
        self.counts.update({code: count for code, count in error.counts.items() if code != Code.NO_LINES})
        return self

    def stop_if_any(self, language: str) -> None:
        """Raise UnusableResultsError."""
        if self.counts:
            text = ResultsError(self.problems, self.counts).text(language, _TOLD)
            raise UnusableResultsError(say("spark.problems", language) + "\n" + text) from None


def _further_on(problem: Problem, rows: int) -> Problem:
    """The problem, its row counted from the first of the task."""
    if problem.row is None:
        return problem
    values = dict(problem.values)
    if isinstance(values.get("row"), Word):
        values["row"] = Word("problems.another_row")
    return attrs.evolve(problem, row=problem.row + rows, values=values)
