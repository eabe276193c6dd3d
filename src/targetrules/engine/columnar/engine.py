"""The columnar engine behind the interface (extra ``columnar``).

Where a rule could not be determined, the names that are missing are found by the reference engine's own search
(:mod:`targetrules.engine.missing`), on the rows of that unit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.external_comparisons import NO_COMPARISONS, ComparisonKey, ExternalComparisons, SortKeys
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.columns.vectors import Bits
from targetrules.data import frozen
from targetrules.engine.columnar.by_row.one_unit import everybody
from targetrules.engine.columnar.by_row.part import explained_rows, judged_rows
from targetrules.engine.columnar.by_row.remembered_rows import remembered_rows
from targetrules.engine.columnar.by_row.trials import trials
from targetrules.engine.columnar.details import astray, with_aggregates
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.columnar.judge import JudgedByPeriod, judge, judge_by_period
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.columnar.memory.sound import unsound
from targetrules.engine.columnar.memory.stored import columns_of, memory_of
from targetrules.engine.columnar.outcomes_below import astray_outcomes, outcome_rows
from targetrules.engine.interface import ColumnEngine, EncodedRows, KeptCut, Memory, Trials, Unsound, Watch, WhatIf
from targetrules.engine.judged import Judged
from targetrules.engine.outcomes import decisions_of, outcomes_of
from targetrules.errors import InternalError
from targetrules.history import Row, Value
from targetrules.outcome import Decided, Outcome
from targetrules.rules import tree

__all__ = ["ENGINE"]


@frozen(slots=True)
class _InColumns:
    """A machine is made for each call: it keeps what it finds out about its policy, and nothing of rows."""

    def evaluate(
        self, rules: tree.Rules, rows: EncodedRows, decided_on: date | None = None, watch: Watch | None = None
    ) -> TableOutcomes:
        table, decisions = rows.encoded, decisions_of(rules, decided_on)

        def outcomes_at(given: Bits) -> Mapping[int, Outcome]:
            return outcomes_of(rules, judged_rows(StateMachine(rules), table, given), decisions)

        judged = judge_by_period(StateMachine(rules), table, watch=watch)
        return _outcomes(rules, judged, decisions, outcomes_at, decided_on)

    def step(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        memory: Memory,
        before: Callable[[], Memory],
        decided_on: date | None = None,
    ) -> TableOutcomes:
        decisions = decisions_of(rules, decided_on)

        def outcomes_at(given: Bits) -> Mapping[int, Outcome]:
            known, found = remembered_rows(StateMachine(rules), table, _columns(before()), given)
            return outcomes_of(rules, found, decisions, known)

        judged = judge_by_period(StateMachine(rules), table, _columns(memory))
        return _outcomes(rules, judged, decisions, outcomes_at, decided_on)

    def by_period(
        self, rules: tree.Rules, rows: EncodedRows, decided_on: date | None = None
    ) -> Iterator[TableOutcomes]:
        return self.evaluate(rules, rows, decided_on).by_period()

    def with_aggregates(
        self, rules: tree.Rules, table: EncodedTable, details: Mapping[str, EncodedTable]
    ) -> EncodedTable:
        return with_aggregates(rules, table, details)

    def astray(
        self, table: EncodedTable, details: EncodedTable, most: int
    ) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        return astray(table, details, most)

    def outcome_rows(
        self, details: tree.Details, lower: EncodedTable, above: EncodedTable, judged: OutcomeColumns | None = None
    ) -> EncodedTable:
        below = details.policy
        if below is None:
            return lower
        return outcome_rows(details, below, lower, judged or self.judge(below.rules, lower), above)

    def astray_outcomes(
        self, below: tree.LowerPolicy, table: EncodedTable, lower: EncodedTable, most: int
    ) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        return astray_outcomes(below, table, lower, most)

    def judge(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        memory: Memory | None = None,
        *,
        external: ExternalComparisons | None = None,
        watch: Watch | None = None,
    ) -> OutcomeColumns:
        past = None if memory is None else _columns(memory)
        return judge(StateMachine(rules), table, past, external=external or NO_COMPARISONS, watch=watch)

    def memory(
        self, rules: tree.Rules, columns: Mapping[str, NDArray[Any]], units: int, cuts: Iterable[KeptCut] = ()
    ) -> Memory:
        memory = memory_of(StateMachine(rules), columns, units)
        for each in cuts:
            register = memory.cuts[each.cut]
            register.period = each.period
            register.values[each.group] = each.value
        return _Memory(rules, memory)

    def keys(
        self, rules: tree.Rules, table: EncodedTable, external: ExternalComparisons
    ) -> Iterator[tuple[NDArray[np.intp], Mapping[ComparisonKey, SortKeys]]]:
        machine = StateMachine(rules)
        memory = machine.start(len(table.names))
        for period, at, inputs in by_period(table):
            yield at, machine.step(memory, period, table.units[at], inputs, external.at(at)).keys

    def judged(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        asked: Sequence[int],
        as_read: Callable[[Sequence[int]], Sequence[Row]],
    ) -> Iterator[Judged]:
        return explained_rows(StateMachine(rules), table, asked, as_read)

    def what_if(
        self,
        rules: tree.Rules,
        table: EncodedTable,
        unit: int,
        values: Sequence[Mapping[str, Value]],
        texts: Callable[[str], Sequence[Value]],
    ) -> WhatIf:
        return everybody(rules, table, unit, values, texts)

    def trials(self, rules: tree.Rules, table: EncodedTable, period: int) -> Trials:
        return trials(rules, table, period)


def _outcomes(
    rules: tree.Rules,
    judged: JudgedByPeriod,
    decisions: Mapping[str, Decided],
    outcomes_at: Callable[[Bits], Mapping[int, Outcome]],
    decided_on: date | None,
) -> TableOutcomes:
    """All outcomes of a table; ``outcomes_at`` makes those of some of the rows that were given, one by one."""

    def undetermined_at(asked: Bits) -> Mapping[int, Outcome]:
        at, given = np.flatnonzero(asked), np.zeros(len(asked), np.bool_)
        in_table = judged.rows_given()[at]
        given[in_table] = True
        found = outcomes_at(given) if len(at) else {}
        return {place: found[row] for place, row in zip(at.tolist(), in_table.tolist(), strict=True)}

    return TableOutcomes(rules, judged, slice(0, len(judged.table.periods)), decisions, undetermined_at, decided_on)


def _columns(memory: Memory) -> ColumnMemory:
    """The arrays of a memory, which must be this engine's."""
    if not isinstance(memory, _Memory):
        raise InternalError(f"the memory of another engine: {memory!r}")
    return memory.memory


@frozen(slots=True, eq=False)
class _Memory:
    rules: tree.Rules
    memory: ColumnMemory

    def columns(self) -> Mapping[str, NDArray[Any]]:
        return columns_of(self.memory)

    def cuts(self) -> tuple[KeptCut, ...]:
        return tuple(
            KeptCut(name, register.period, group, value)
            for name, register in self.memory.cuts.items()
            if register.period is not None
            for group, value in register.values.items()
        )

    def unsound(self, units: int, last: int) -> Iterator[Unsound]:
        return unsound(self.rules, self.memory.first(units), last)


ENGINE: Final[ColumnEngine] = _InColumns()
