"""Rows of one period whose units' past is a memory, so that the reference engine can be asked what is missing in them.

A row knows of its past what the memory has of its unit's last row: when that was, the statuses, and what it ever
received. What looks back is asked of the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import assert_never

import attrs
import numpy as np
from attrs import field

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Bits, Numbers, Quotients, Truths, gather
from targetrules.data import frozen
from targetrules.engine.columnar.by_row.part import PartWriter, fraction_at, inputs_of, over_groups
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.memory.memory import NEVER, ColumnMemory
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import EvaluationContext
from targetrules.engine.remembered import LooksBack, PastNumber, UnknownParts
from targetrules.errors import InternalError
from targetrules.history import Value
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.succession import predecessor_of

__all__ = ["ColumnPast", "remembered_rows"]


def remembered_rows(
    machine: StateMachine, table: EncodedTable, memory: ColumnMemory, asked: Bits
) -> tuple[ColumnPast, Mapping[int, Judged]]:
    """Some rows of a table of one period, by their positions, and what is known of their units' past.

    Args:
        machine: The policy.
        table: The rows.
        memory: The past of its units before that period; units go on in it from the pasts that they continue.
        asked: Which rows are wanted.
    """
    part = np.flatnonzero(asked)
    Successions.in_table(table).take(memory, table.units, slice(None))
    now = machine.present(int(table.periods[0]), len(table.periods), table.inputs)
    machine.decide(memory, table.units, now)
    units = {table.names[unit]: unit for unit in table.units[part].tolist()}
    inputs = inputs_of(machine.rules, table.inputs, part)
    of = {name: predecessor_of(name, values) for name, values in zip(units, inputs, strict=True)}
    writer = PartWriter(machine.rules, table.names, dict(_last_rows(memory, units, of)))
    judged = writer.write_part(now, over_groups(machine, now, memory), part, inputs)
    past = ColumnPast(machine, memory, now.at(part), {name: at for at, name in enumerate(units)})
    return past, dict(zip(part.tolist(), judged, strict=True))


def _last_rows(memory: ColumnMemory, units: Mapping[str, int], of: Mapping[str, str]) -> Iterator[tuple[str, Judged]]:
    """The last row in the past of each of these units that has any, with what is remembered of it.

    It is under the name of the unit that has it: that of which the past is.
    """
    for name, unit in units.items():
        period = int(memory.last_period[unit])
        if period != NEVER:
            ages = {status: int(each[unit]) for status, each in memory.ages.items() if each[unit]}
            ever = frozenset(id_ for id_, each in memory.received.items() if each[unit])
            yield of[name], Judged(of[name], period, {}, None, status_age=ages, received=ever)


@frozen(slots=True, eq=False)
class ColumnPast:
    """See :class:`~targetrules.engine.remembered.Past`; ``at`` has the position of each unit in the cross-section."""

    machine: StateMachine
    memory: ColumnMemory
    now: CrossSection
    at: Mapping[str, int]
    _truths: dict[tree.Temporal, list[Value]] = field(init=False, factory=dict)
    _numbers: dict[tree.Number, Numbers | Quotients] = field(init=False, factory=dict)
    _parts: dict[LooksBack, list[UnknownParts]] = field(init=False, factory=dict)

    def truth(self, temporal: tree.Temporal, now: Judged) -> Truth:
        if temporal not in self._truths:
            self._truths[temporal] = values_of(self.machine.conditions(self.now, self.memory).temporal(temporal))
        truth = self._truths[temporal][self.at[now.unit]]
        return truth if isinstance(truth, bool) else None

    def number(self, number: PastNumber, now: EvaluationContext) -> Fraction | None:
        if not isinstance(now, Judged):
            raise InternalError("a number that looks back is asked of a row")
        if number not in self._numbers:
            self._numbers[number] = Formulas.of(self.machine.conditions(self.now, self.memory)).exact(number)
        return fraction_at(self._numbers[number], self.at[now.unit])

    def unknown_parts(self, what: LooksBack, now: Judged) -> UnknownParts:
        if what not in self._parts:
            self._parts[what] = list(self._found(what))
        return self._parts[what][self.at[now.unit]]

    def _found(self, what: LooksBack) -> Iterator[UnknownParts]:
        match what:
            case tree.Temporal(ago=0):
                yield from self._of_statement(what)
            case tree.RollingAggregate():
                yield from (UnknownParts(present=True, earlier=there) for there in self._has_rows(what).tolist())
            case tree.AtEntry(status, _, before):
                enters = self.machine.conditions(self.now, self.memory).enters(status)
                asked = self.now.never() if before else enters
                yield from (UnknownParts(present=each, earlier=not each) for each in asked.tolist())
            case tree.Temporal() | tree.Lag():
                yield from [UnknownParts(earlier=True)] * self.now.size
            case _:
                assert_never(what)

    def _has_rows(self, number: tree.RollingAggregate) -> Bits:
        """Which units have a row in the earlier periods that are looked at."""
        found, periods = self.now.never(), self.memory.rings[number].periods
        for ago in range(1, number.periods):
            slot = (self.now.period - ago) % len(periods)
            found |= gather(periods[slot], self.now.units) == self.now.period - ago
        return found

    def _of_statement(self, temporal: tree.Temporal) -> Iterator[UnknownParts]:
        """By three readings: no unknown ``restarts`` starts afresh, the latest of all does, the latest before this one.

        Where there is no ``restarts``, there is one reading alone.
        """
        conditions = self.machine.conditions(self.now, self.memory)
        first = self.machine.first[temporal]
        present = conditions.present(temporal)
        if temporal.earlier and temporal.counting:
            present = Truths.of(self.now.never())
        (register, afresh), *others = conditions.readings(first)
        truth = register.statement(temporal, self.now, present, afresh)
        if not others:
            yield from (UnknownParts(present=unknown) for unknown in truth.unknown.tolist())
            return
        [(unsure, maybe)] = others
        latest = unsure.statement(temporal, self.now, present, maybe)
        before = unsure.statement(temporal, attrs.evolve(self.now, words={}), present, afresh)
        now_unknown = self.now.restarts[first].unknown
        unknown = truth.unknown | latest.unknown | before.unknown
        columns = unknown, now_unknown & _differ(truth, latest), _differ(truth, before)
        yield from map(UnknownParts, *(column.tolist() for column in columns))


def _differ(one: Truths, other: Truths) -> Bits:
    return np.asarray((one.yes != other.yes) | (one.no != other.no))
