"""All units of a period, each of which may be decided again with one value changed, among the others as they are.

Copies of rows are decided side by side. What rests on other units is found of all of these once, and of each copy what
its own row contributes is left out. Where what others bring in may change with the unit, all of the period are decided
again for each copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Codes, Column
from targetrules.data import define, frozen
from targetrules.engine.columnar.by_row.among_others import AmongOthers
from targetrules.engine.columnar.by_row.part import inputs_of
from targetrules.engine.columnar.by_row.to_judged import Writer
from targetrules.engine.columnar.by_row.unrounded import Unrounded
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.cuts import kept_by_words
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.interface import Changed
from targetrules.engine.judged import Judged
from targetrules.history import Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.peers import feeds_back

__all__ = ["Trials", "trials"]

Rows = NDArray[np.intp]


def trials(rules: tree.Rules, table: EncodedTable, period: int) -> Trials:
    """The units of a table in a period, in which it has rows, decided with all of their past."""
    machine = StateMachine(rules)
    memory, successions = machine.start(len(table.names)), Successions.in_table(table)
    writer, before = Writer(rules, table.names), list[Judged]()
    for each, rows, inputs in by_period(table):
        successions.take(memory, table.units, rows)
        now = machine.present(each, len(rows), inputs)
        machine.decide(memory, table.units[rows], now)
        if each == period:
            break
        again = machine.as_decided(memory, now)
        machine.remember(memory, now if again is None else again)
        before, _ = writer.write_rows(now, inputs_of(rules, inputs, np.arange(now.size)), again)
    given = _with_words(rules, inputs, inputs_of(rules, inputs, np.arange(now.size)))
    latest = dict(writer.latest)
    judged, _ = writer.write_rows(now, given, None)
    kept = kept_by_words(memory.cuts, rules.cuts)
    for row in judged:
        row.kept = kept
    read = [Row(row.unit, period, values) for row, values in zip(judged, given, strict=True)]
    return Trials(machine, memory, now, inputs, rows, judged, before, latest, read)


def _with_words(
    rules: tree.Rules, inputs: Mapping[str, Column], given: list[dict[str, Value]]
) -> list[dict[str, Value]]:
    """The inputs of rows, with the words of texts that name a group."""
    for name, column in inputs.items():
        if name in rules.groups and isinstance(column, Codes) and column.words is not None:
            words = {code: column.words[code] for code in np.unique(column.codes).tolist() if code >= 0}
            for values, code in zip(given, column.codes.tolist(), strict=True):
                values[name] = words.get(code)
    return given


@define(slots=False, eq=False)
class Trials:
    """See :class:`~targetrules.engine.interface.Trials`; ``now`` is the period as it was decided."""

    machine: StateMachine
    memory: ColumnMemory
    now: CrossSection
    inputs: Mapping[str, Column]
    positions: Rows
    judged: Sequence[Judged]
    before: Sequence[Judged]
    latest: dict[str, Judged]
    rows: Sequence[Row]
    _unrounded: dict[str, Rows | None] = field(factory=dict)

    def column(self, name: str) -> Column:
        """An input of all units."""
        return self.inputs[name]

    def changed(self, name: str, at: Rows, column: Column) -> Iterator[Changed]:
        """Those of the copies of whom something else is decided."""
        if self._is_alone:
            yield from self._differing(at, self._others.copies(at, {name: column}))
            return
        for copy, place in enumerate(at.tolist()):
            own = column.at(slice(copy, copy + 1))
            now = self.machine.present(
                self.now.period, self.now.size, {**self.inputs, name: self._with(name, place, own)}
            )
            self.machine.decide(self.memory, self.now.units, now)
            for each in self._differing(np.array([place]), _one(now, place)):
                yield Changed(copy, each.grade, each.received)

    def doubtful(self, measure: str) -> Rows | None:
        """The units of whom something else may be decided with a measure as it is before it is rounded."""
        if not self._is_alone:
            return None
        if measure not in self._unrounded:
            self._unrounded[measure] = Unrounded(self.machine.rules, self._others).doubtful(measure)
        return self._unrounded[measure]

    @cached_property
    def _is_alone(self) -> bool:
        rules = self.machine.rules
        return not feeds_back(rules) and not rules.quotas_in_turn

    @cached_property
    def _others(self) -> AmongOthers:
        return AmongOthers(self.machine, self.memory, self.now, self.inputs)

    def _with(self, name: str, place: int, own: Column) -> Column:
        """A column with another value at a position."""
        column = self.inputs[name]
        arrays = [array.copy() for array in column.arrays]
        for array, value in zip(arrays, own.arrays, strict=True):
            array[place] = value[0]
        return column.with_arrays(arrays)

    def _differing(self, at: Rows, then: Any) -> Iterator[Changed]:
        """Copies at which the grade, or a consequence, is another than it is now."""
        grades, received = self.now.grade[at], {id_: each[at] for id_, each in self.now.received.items()}
        differs = np.asarray(then.grade != grades)
        for id_, each in received.items():
            differs |= each != then.received[id_]
        ids: list[str | None] = [*(grade.id for grade in self.machine.rules.grades), None]
        for copy in np.flatnonzero(differs).tolist():
            got = frozenset(id_ for id_ in received if then.received[id_][copy])
            yield Changed(copy, ids[then.grade[copy]], got)


@frozen(slots=True, eq=False)
class _One:
    """What was decided of one unit."""

    grade: NDArray[np.int8]
    received: Mapping[str, NDArray[np.bool_]]


def _one(now: CrossSection, at: int) -> _One:
    rows = slice(at, at + 1)
    return _One(now.grade[rows], {id_: each[rows] for id_, each in now.received.items()})
