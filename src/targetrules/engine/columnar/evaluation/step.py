"""One period for all units: measures, rankings, grade, conditions, statuses, consequences; then what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.external_comparisons import NO_COMPARISONS, ExternalComparisons
from targetrules.columns.vectors import (
    Bits,
    Column,
    Numbers,
    Truths,
    blend,
    constant,
    constant_truth,
    gather,
    rounded,
)
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.conditions import Conditions
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.cuts import CutGroups, CutRegister
from targetrules.engine.columnar.evaluation.decisions import Decisions
from targetrules.engine.columnar.evaluation.grading import Grades
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.engine.columnar.evaluation.past import Register, shared
from targetrules.engine.columnar.evaluation.rankings import places_of
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.rules import tree
from targetrules.rules.analysis.calendar import Calendar
from targetrules.rules.analysis.dependencies import Dependencies, dependencies_of, node_of
from targetrules.rules.analysis.scale import decimals_of_parameter
from targetrules.rules.parts import Construct, constructs_in, roots_of
from targetrules.rules.reserved import columns_of
from targetrules.source.decimals import scaled

__all__ = ["StateMachine"]


@frozen(eq=False)
class StateMachine:
    """A policy as a machine. A period is one step.

    Its state is a :class:`~targetrules.engine.columnar.memory.memory.ColumnMemory`. Numbers stand ``instead`` of some
    measures where a period is judged that way for once.

    A step has two halves. What the present period alone decides needs no memory (:meth:`present`), so it may be found
    for later periods before the earlier ones are done. Then each unit meets its past (:meth:`follow`).
    """

    rules: tree.Rules
    instead: Mapping[str, Numbers] = field(factory=dict)

    @cached_property
    def dependencies(self) -> Dependencies:
        """What rests on what in the policy."""
        return dependencies_of(self.rules)

    @cached_property
    def stateless(self) -> Sequence[tree.Definition]:
        """The definitions that one period alone decides, in order of evaluation."""
        stateful = self.dependencies.stateful
        return tuple(each for each in self.rules.order if node_of(each) not in stateful)

    @cached_property
    def stateful(self) -> Sequence[tree.Definition]:
        """The definitions that rest on earlier periods, in order of evaluation."""
        stateful = self.dependencies.stateful
        return tuple(each for each in self.rules.order if node_of(each) in stateful)

    @cached_property
    def unit_local(self) -> bool:
        """Whether the stateful definitions look at no other unit, so that some units may be decided alone."""
        return not any(self.dependencies.compares_units(node_of(each)) for each in self.stateful)

    @cached_property
    def temporals(self) -> Mapping[tree.Temporal, Sequence[tree.Temporal]]:
        """All temporal conditions, wherever they stand, by the first of those that share their past."""
        return shared(each for each in self.constructs if isinstance(each, tree.Temporal))

    @cached_property
    def first(self) -> Mapping[tree.Temporal, tree.Temporal]:
        """For each temporal condition the first of those that share its past."""
        return {temporal: first for first, alike in self.temporals.items() for temporal in alike}

    @cached_property
    def calendars(self) -> Mapping[tree.Temporal, Calendar]:
        """What the calendar alone says of each ``restarts``."""
        return {
            first: Calendar.of(first.restarts, self.rules) for first in self.temporals if first.restarts is not None
        }

    @cached_property
    def looks_back(self) -> tuple[tree.Lag | tree.RollingAggregate, ...]:
        """All numbers that look at earlier periods."""
        return tuple(dict.fromkeys(n for n in self.constructs if isinstance(n, tree.Lag | tree.RollingAggregate)))

    @cached_property
    def at_entries(self) -> tuple[tree.AtEntry, ...]:
        """All numbers that are remembered from when a unit entered a status, whichever entries they are asked of."""
        entries = (each for each in self.constructs if isinstance(each, tree.AtEntry))
        return tuple(dict.fromkeys(each.remembered for each in entries))

    @cached_property
    def over_groups(self) -> tuple[tree.Aggregate, ...]:
        """All numbers that are computed over groups."""
        return tuple(dict.fromkeys(n for n in self.constructs if isinstance(n, tree.Aggregate)))

    @cached_property
    def asked_again(self) -> tuple[str, ...]:
        """The consequences of which a rule asks whether they were ever received."""
        return tuple(dict.fromkeys(n.consequence for n in self.constructs if isinstance(n, tree.Received)))

    @cached_property
    def constructs(self) -> Sequence[Construct]:
        """All conditions and numbers that a period computes. Claims are checked on the rows of the reference."""
        parts = (*self.rules.order, *self.rules.consequences)
        return tuple(each for part in parts for root in roots_of(part) for each in constructs_in(root))

    def start(self, units: int) -> ColumnMemory:
        """The memory of so many units without a past."""
        return ColumnMemory.of(self.rules, units, self.temporals, self.looks_back, self.at_entries, self.asked_again)

    def step(
        self,
        memory: ColumnMemory,
        period: int,
        units: NDArray[Any],
        inputs: Mapping[str, Column],
        external: ExternalComparisons = NO_COMPARISONS,
    ) -> CrossSection:
        """Judge one period and take it into the memory."""
        now = self.present(period, len(units), inputs, external)
        self.follow(memory, units, now)
        return now

    def present(
        self,
        period: int,
        size: int,
        inputs: Mapping[str, Column],
        external: ExternalComparisons = NO_COMPARISONS,
        decisions: Decisions | None = None,
    ) -> CrossSection:
        """What is decided of one period by that period alone.

        Args:
            period: The period.
            size: How many rows it has.
            inputs: Their inputs.
            external: What is known of comparisons among more units than these, with an entry a row.
            decisions: What stands in place of the grade and the consequences that are found.
        """
        if not self.rules.judges(period):
            decisions = Decisions.of(self.rules, inputs, size) or Decisions.nothing(self.rules, size)
        now = CrossSection(period, size, dict(inputs), external=external, decisions=decisions)
        now.grade = np.full(size, -1, np.int8)
        self._set_parameters(now)
        for definition in self.stateless:
            self._define(definition, now, None)
        return now

    def follow(self, memory: ColumnMemory, units: NDArray[Any], now: CrossSection) -> None:
        """Decide the rest of these units, each by its past, and take the period into the memory.

        Where it is ``unit_local``, these may be some of the units of a period.
        """
        self.decide(memory, units, now)
        self.remember(memory, self.as_decided(memory, now) or now)

    def again(self, now: CrossSection) -> CrossSection | None:
        """What one period alone decides, with what was decided in its place; None where nothing was."""
        decisions = Decisions.of(self.rules, now.values, now.size) if self.rules.judges(now.period) else None
        if decisions is None:
            return None
        inputs = {name: column for name, column in now.values.items() if name in columns_of(self.rules)}
        return self.present(now.period, now.size, inputs, now.external, decisions)

    def as_decided(self, memory: ColumnMemory, now: CrossSection) -> CrossSection | None:
        """The period as later ones look back at it, after it was decided; None where that is no other than it is."""
        again = self.again(now)
        if again is not None:
            self.decide(memory, now.units, again)
        return again

    def decide(self, memory: ColumnMemory, units: NDArray[Any], now: CrossSection) -> None:
        """Decide what rests on the past; the memory stays as it is."""
        now.units = units.astype(np.intp, copy=False)
        now.since_last = memory.since_last(now.units, now.period)
        for definition in self.stateful:
            self._define(definition, now, memory)
        self._set_consequences(now, self.conditions(now, memory))

    def conditions(self, now: CrossSection, memory: ColumnMemory | None) -> Conditions:
        """The conditions of the policy, asked of these units."""
        return Conditions(self.rules, now, memory, self.first, self.calendars)

    def _set_parameters(self, now: CrossSection) -> None:
        """A parameter has the same decimals in all periods, as every number has."""
        for parameter in self.rules.parameters.values():
            decimals = decimals_of_parameter(parameter)
            value = parameter.at(now.period)
            known = constant_truth(truth=isinstance(value, Decimal), size=now.size)
            number = value if isinstance(value, Decimal) else Decimal(0)
            now.values[parameter.name] = Numbers(constant(scaled(number, decimals), now.size), known, decimals)

    def _define(self, definition: tree.Definition, now: CrossSection, memory: ColumnMemory | None) -> None:
        conditions = self.conditions(now, memory)
        match definition:
            case tree.Measure():
                self._measure(definition, now, conditions)
            case tree.Ranking():
                among = None if definition.among is None else conditions.holds(definition.among)
                now.places[definition.name] = places_of(definition, now, among)
            case tree.Grading():
                if self.rules.judges(now.period):
                    Grades(self.rules, now, conditions).give(definition)
                else:
                    now.source_grade = np.full(now.size, -1, np.int8)
                if now.decisions is not None:
                    now.grade = now.decisions.grades(now.grade)
            case tree.NamedCondition():
                now.values[definition.name] = conditions.holds(definition.when)
            case tree.Status():
                now.values[definition.name] = self._status(definition, now, conditions)

    def _measure(self, measure: tree.Measure, now: CrossSection, conditions: Conditions) -> None:
        found = Numbers(constant(0, now.size), constant_truth(truth=False, size=now.size), measure.decimals)
        for version in measure.versions:
            if now.period in version.in_force:
                formulas = Formulas.of(conditions)
                found = rounded(formulas.exact(version.formula), measure.decimals, version.rounding)
                if formulas.zero.any():
                    now.divided_by_zero[measure.name] = formulas.zero
                if formulas.differs.any():
                    now.differing[measure.name] = formulas.differs
        now.values[measure.name] = self.instead.get(measure.name, found)

    def _status(self, status: tree.Status, now: CrossSection, conditions: Conditions) -> Truths:
        before = gather(conditions.past.ages[status.name], now.units)
        enters = conditions.holds(status.enter)
        enter, stays, unsure = enters.yes, before > 0, enters.unknown
        if status.lasts_at_most is not None:
            stays &= before < status.lasts_at_most
        if status.leave is not None:
            leaves = conditions.holds(status.leave)
            unsure = unsure | (stays & enters.no & leaves.unknown)
            surely = stays & leaves.no
            stays &= ~leaves.yes
        else:
            surely = stays
        now.unsure[status.name] = unsure if status.lasts_at_most is not None else unsure & ~(surely & enters.unknown)
        now.ages[status.name] = blend(enter, np.int32(1), (before + 1) * stays)
        return Truths.of(now.ages[status.name] > 0)

    def _set_consequences(self, now: CrossSection, conditions: Conditions) -> None:
        for rule in self.rules.consequences:
            now.received[rule.id] = now.never()
            if now.period in rule.in_force and self.rules.judges(now.period):
                when = conditions.holds(rule.when)
                if rule.unless is not None:
                    unless = conditions.holds(rule.unless)
                    when = Truths(when.yes & unless.no, when.no | unless.yes)
                now.fired[rule.id] = when
        for id_ in now.fired:
            self._replace(id_, now)
        if now.decisions is not None:
            now.received = now.decisions.receipts(now.received)

    def _replace(self, id_: str, now: CrossSection) -> None:
        """It is received where it fires and nothing that fires replaces it, itself replaced or not."""
        fires = now.fired[id_].yes
        by = {each: fires & now.fired[each].yes for each in self.rules.replaced_by[id_] if each in now.fired}
        by = {each: held for each, held in by.items() if held.any()}
        for held in by.values():
            fires = fires & ~held
        if by:
            now.replaced[id_] = by
        now.received[id_] = fires

    # ---- what is remembered ------------------------------------------------------------------------------------------

    def remember(self, memory: ColumnMemory, now: CrossSection) -> None:
        """First everything is found by the past as it was, then the past is moved on."""
        conditions = self.conditions(now, memory)
        found = [self._held(first, conditions) for first in self.temporals]
        said = [(temporal, conditions.statement(temporal)) for temporal in memory.said]
        numbers = [(number, *self._stream(number, conditions)) for number in self.looks_back]
        entries = [
            (entry, conditions.enters(entry.status), *self._stream(entry, conditions)) for entry in memory.entries
        ]
        for readings, present, resets in found:
            for register, afresh in readings:
                register.remember(now, present, resets, afresh)
        for temporal, truths in said:
            memory.said[temporal].remember(temporal, now, truths)
        for number, value, zero in numbers:
            memory.rings[number].remember(now, value, zero)
        self._keep_cuts(memory, now)
        for entry, entered, value, zero in entries:
            memory.entries[entry].remember(now, entered, value, zero)
        for name, ages in now.ages.items():
            memory.ages[name][now.units] = ages
        for id_, ever in memory.received.items():
            ever[now.units] |= now.received[id_]
        memory.last_period[now.units] = now.period
        if len(memory.last_grade):
            memory.last_grade[now.units] = now.grade

    def _keep_cuts(self, memory: ColumnMemory, now: CrossSection) -> None:
        """What was computed of groups takes the place of what was computed when the cut was last due."""
        for cut in self.rules.kept_cuts:
            if cut.due(now.period) == now.period:
                groups = CutGroups.of(self.rules, cut, now)
                memory.cuts[cut.name] = CutRegister(now.period, dict(groups.computed(now.number(cut.name))))

    def _held(
        self, temporal: tree.Temporal, conditions: Conditions
    ) -> tuple[Sequence[tuple[Register, Bits | None]], Truths, Truths | None]:
        resets = None if temporal.resets is None else conditions.holds(temporal.resets)
        return conditions.readings(temporal), conditions.present(temporal), resets

    def _stream(
        self, number: tree.Lag | tree.RollingAggregate | tree.AtEntry, conditions: Conditions
    ) -> tuple[Numbers, Bits]:
        """What later periods will look back at, and where a division by zero happened in it."""
        formulas = Formulas.of(conditions)
        return formulas.number(number.of), formulas.zero
