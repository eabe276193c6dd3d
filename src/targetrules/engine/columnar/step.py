"""One period for all units: measures, rankings, grade, conditions, statuses, consequences; then what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort
from targetrules.engine.columnar.conditions import Conditions
from targetrules.engine.columnar.grading import Grades
from targetrules.engine.columnar.numbers import Formulas
from targetrules.engine.columnar.past import Memory
from targetrules.engine.columnar.rankings import places_of
from targetrules.engine.columnar.scale import decimals_of_parameter
from targetrules.engine.columnar.vectors import Bits, Numbers, Truths, rounded
from targetrules.rules import tree

__all__ = ["Machine"]


@frozen(eq=False)
class Machine:
    """A policy as a machine: its state is a :class:`Memory`, and a period is one step."""

    rules: tree.Rules

    @cached_property
    def overs(self) -> tuple[tree.Over, ...]:
        """All statements about time, wherever they stand."""
        return tuple(node for node in _nodes(self._roots) if isinstance(node, tree.Over))

    @cached_property
    def looks_back(self) -> tuple[tree.Previous | tree.Last, ...]:
        """All numbers that look at earlier periods."""
        return tuple(dict.fromkeys(n for n in _nodes(self._roots) if isinstance(n, tree.Previous | tree.Last)))

    @property
    def _roots(self) -> tuple[Any, ...]:
        return (*self.rules.order, *self.rules.consequences, *self.rules.claims)

    @cached_property
    def replacing_first(self) -> tuple[tree.Consequence, ...]:
        """The consequences, each after those that may replace it."""
        by_id = {rule.id: rule for rule in self.rules.consequences}
        graph = {rule.id: [o.id for o in self.rules.consequences if rule.id in o.replaces] for rule in by_id.values()}
        return tuple(by_id[id_] for id_ in TopologicalSorter(graph).static_order())

    def start(self, units: int) -> Memory:
        """The memory of so many units without a past."""
        return Memory.of(self.overs, self.looks_back, self.rules, units)

    def step(self, memory: Memory, period: int, units: NDArray[np.intp], inputs: Mapping[str, Any]) -> Cohort:
        """Judge one period and take it into the memory."""
        now = Cohort(period, units, memory.since_last(units, period), dict(inputs))
        now.grade = np.full(now.size, -1, np.int8)
        self._set_parameters(now)
        conditions = Conditions(self.rules, now, memory)
        for definition in self.rules.order:
            self._define(definition, now, memory, conditions)
        self._set_consequences(now, conditions)
        self._remember(now, memory, conditions)
        return now

    def _set_parameters(self, now: Cohort) -> None:
        """A parameter has the same decimals in all periods, as every number has."""
        for parameter in self.rules.parameters.values():
            decimals = decimals_of_parameter(parameter)
            value = parameter.at(now.period)
            known = np.full(now.size, isinstance(value, Decimal))
            number = value if isinstance(value, Decimal) else Decimal(0)
            now.values[parameter.name] = Numbers(np.full(now.size, int(number.scaleb(decimals))), known, decimals)

    def _define(self, definition: tree.Definition, now: Cohort, memory: Memory, conditions: Conditions) -> None:
        match definition:
            case tree.Measure():
                self._measure(definition, now, memory)
            case tree.Ranking():
                among = None if definition.among is None else conditions.holds(definition.among)
                now.places[definition.name] = places_of(definition, now, among)
            case tree.Grading():
                Grades(self.rules, now, memory, conditions).give(definition)
            case tree.NamedCondition():
                now.values[definition.name] = conditions.holds(definition.when)
            case tree.Status():
                now.values[definition.name] = self._status(definition, now, memory, conditions)

    def _measure(self, measure: tree.Measure, now: Cohort, memory: Memory) -> None:
        found = Numbers(np.zeros(now.size, np.int64), now.never(), measure.decimals)
        for version in measure.versions:
            if now.period in version.span:
                formulas = Formulas(now, memory, now.never())
                found = rounded(formulas.exact(version.formula), measure.decimals, version.rounding)
                if formulas.zero.any():
                    now.divided_by_zero[measure.name] = formulas.zero
        now.values[measure.name] = found

    def _status(self, status: tree.Status, now: Cohort, memory: Memory, conditions: Conditions) -> Truths:
        before = memory.ages[status.name][now.units]
        enters = conditions.holds(status.enter)
        enter, stays = enters.yes, before > 0
        now.unsure[status.name] = enters.unknown
        if status.leave is not None:
            leaves = conditions.holds(status.leave)
            now.unsure[status.name] |= stays & ~enter & leaves.unknown
            stays &= ~leaves.yes
        if status.lasts_at_most is not None:
            stays &= before < status.lasts_at_most
        now.ages[status.name] = np.where(enter, 1, np.where(stays, before + 1, 0)).astype(np.int32)
        return Truths.of(now.ages[status.name] > 0)

    def _set_consequences(self, now: Cohort, conditions: Conditions) -> None:
        for rule in self.rules.consequences:
            now.received[rule.id] = now.never()
            if now.period in rule.span:
                when = conditions.holds(rule.when)
                if rule.unless is not None:
                    unless = conditions.holds(rule.unless)
                    when = Truths(when.yes & unless.no, when.no | unless.yes)
                now.fired[rule.id] = when
        for rule in self.replacing_first:
            if rule.id in now.fired:
                self._replace(rule, now)

    def _replace(self, rule: tree.Consequence, now: Cohort) -> None:
        fires = now.fired[rule.id].yes
        by = {o.id: fires & now.received[o.id] for o in self.rules.consequences if rule.id in o.replaces}
        by = {id_: held for id_, held in by.items() if held.any()}
        for held in by.values():
            fires = fires & ~held
        if by:
            now.replaced[rule.id] = by
        now.received[rule.id] = fires

    # ---- what is remembered ------------------------------------------------------------------------------------------

    def _remember(self, now: Cohort, memory: Memory, conditions: Conditions) -> None:
        """First everything is found by the past as it was, then the past is moved on."""
        found = []
        for over in self.overs:
            present = conditions.present(over)
            said = conditions.statement(over) if over.ago else None
            resets = None if over.resets is None else conditions.holds(over.resets)
            found.append((over, present, said, resets))
        numbers = [(number, *self._stream(number, now, memory)) for number in self.looks_back]
        for over, present, said, resets in found:
            memory.registers[over].remember(now, present, said, resets)
        for number, value, zero in numbers:
            memory.rings[number].remember(now, value, zero)
        for name, ages in now.ages.items():
            memory.ages[name][now.units] = ages
        for id_, received in now.received.items():
            memory.received[id_][now.units] |= received
        memory.last_period[now.units] = now.period
        memory.last_grade[now.units] = now.grade

    def _stream(self, number: tree.Previous | tree.Last, now: Cohort, memory: Memory) -> tuple[Numbers, Bits]:
        """What later periods will look back at, and where a division by zero happened in it."""
        formulas = Formulas(now, memory, now.never())
        return formulas.number(number.of), formulas.zero


def _nodes(root: Any) -> Iterator[Any]:
    """Every node of the rules beneath ``root``, outermost first."""
    if isinstance(root, tuple):
        for part in root:
            yield from _nodes(part)
    elif attrs.has(type(root)):
        yield root
        for each in attrs.fields(type(root)):
            yield from _nodes(getattr(root, each.name))
