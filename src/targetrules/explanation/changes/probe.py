"""The unit judged again with one of its inputs changed, and the trace of every comparison that was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs
from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.among import Among, Others
from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import Judged
from targetrules.engine.what_if import OneUnit
from targetrules.explanation.changes.effort import Effort, work_of_all, work_of_measures, work_of_one
from targetrules.history import Row, Value
from targetrules.rules.analysis.frontier import Frontier, Key
from targetrules.rules.analysis.influence_cone import Determinant, InfluenceCone
from targetrules.rules.analysis.peers import PeerClosure, feeds_back

__all__ = ["Probe", "Trial", "Trials", "outcome_of"]


def outcome_of(now: Judged) -> Judged:
    """What became of a unit, and no more: nothing of others is kept with it."""
    kept = Judged(now.unit, now.period, {}, None, first_grade=now.first_grade, grade=now.grade)
    kept.fired, kept.replaced = now.fired, now.replaced
    return kept


@frozen(slots=True)
class Trial:
    """What came of a change: ``now`` has what became of the unit and no more.

    ``own`` says how each comparison of its numbers came out, ``quotas`` what the quotas depend on. ``others`` says the
    first of everybody; None where others bring in what they did.
    """

    now: Judged
    own: Mapping[Determinant, object]
    quotas: Sequence[object]
    others: Mapping[Determinant, object] | None

    @staticmethod
    def of(now: Judged, cone: InfluenceCone, engine: OneUnit, everybody: WhatIf | None) -> Trial:
        """What is kept of the unit as it was judged."""
        formula = engine.formula()
        own = {each: engine.decided(each, now, formula) for each in cone.of_unit}
        standings = [now.standings[each.ranking] for each in cone.quotas]
        others = None if everybody is None else {each: everybody.decided(each) for each in cone.of_everybody}
        return Trial(outcome_of(now), own, [(each.known, each.place) for each in standings], others)

    def trace(self, cone: InfluenceCone, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on, of what is reached: equal traces, equal outcomes.

        ``places_agree``: a better place in the quotas never does worse, as long as others bring in what they did.
        """
        found = [self.own[each] for each in cone.of_unit]
        if cone.grading is not None:
            by_grade = places_agree and self.others is None
            found += (self.now.first_grade, self.now.grade if by_grade else self.quotas)
        if self.others is not None:
            found += (self.others[each] for each in cone.of_everybody)
        return found


@define(slots=False)
class Trials:
    """What came of the changes that were tried, each found once for all inputs that bring it about.

    Only what ``cone`` has is evaluated.
    """

    cone: InfluenceCone
    units: WhatIf
    effort: Effort
    found: dict[Key, Trial] = field(factory=dict)

    @cached_property
    def engine(self) -> OneUnit:
        """The engine for the unit."""
        return OneUnit(self.cone.rules, self.units.row.unit, PeerClosure.of(self.cone.rules))

    @cached_property
    def others(self) -> Others:
        """All other units of the period."""
        return Others(self.units.others)

    @cached_property
    def together(self) -> bool:
        """Whether what others bring in may change, so that all must be judged again."""
        return self.cone.others and feeds_back(self.cone.rules)

    @property
    def everybody(self) -> bool:
        """Whether all are judged again: also where what one quota leaves, another takes from."""
        return self.together or self.cone.rules.quotas_in_turn

    @cached_property
    def past(self) -> int:
        """How many earlier rows the unit has."""
        return sum(1 for _ in self.units.row.earlier)

    @cached_property
    def work_of_all(self) -> int:
        """The work of judging everybody."""
        return work_of_all(self.cone, self.past, self.units.size)

    @cached_property
    def work(self) -> int:
        """The work of judging once."""
        return self.work_of_all if self.everybody else work_of_one(self.cone, self.past)

    def of(self, key: Key, name: str, value: Value) -> Trial:
        """What comes of ``value`` for the input ``name``, which changes what ``key`` says."""
        if key not in self.found:
            self.effort.spend(self.work)
            self.found[key] = self.judged(name, value)
        return self.found[key]

    def judged(self, name: str, value: Value) -> Trial:
        """Judge what matters of the period."""
        if self.everybody:
            everybody = self.units.again({name: value}, self.cone.nodes)
            return Trial.of(everybody.row, self.cone, self.engine, everybody if self.together else None)
        now, rules = self.units.row, self.cone.rules
        rules = attrs.evolve(rules, order=tuple(each for each in rules.order if self.cone.has(each)))
        among = Among(rules=rules, unit=now.unit, closure=self.engine.closure, others=self.others, kept=now.kept)
        row = Row(now.unit, now.period, {**self.units.given, name: value})
        return Trial.of(among.judged(row, now.prior), self.cone, self.engine, None)


@define(slots=False)
class Probe:
    """Tries values of the input ``name`` of the unit."""

    trials: Trials
    name: str
    frontier: Frontier
    tried: dict[Value, tuple[Key, Sequence[object]]] = field(factory=dict)

    def at(self, value: Value) -> Trial:
        """What comes of ``value``."""
        key, _ = self.course(value)
        return self.trials.of(key, self.name, value)

    def trace(self, value: Value, cone: InfluenceCone, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on with this value, of what is reached."""
        _, turns = self.course(value)
        return [*turns, *self.at(value).trace(cone, places_agree=places_agree)]

    def course(self, value: Value) -> tuple[Key, Sequence[object]]:
        """What the value changes in the frontier, and which turns the formulas beneath it take."""
        if value not in self.tried:
            self.trials.effort.spend(self.work)
            now, formula = self.changed(value), self.trials.engine.formula()
            turns = [self.trials.engine.decided(turn, now, formula) for turn in self.frontier.inner.turns]
            self.tried[value] = self.frontier.key(self.trials.units.row.values, now.values), turns
        return self.tried[value]

    @cached_property
    def work(self) -> int:
        """The work of finding what the value changes in the frontier."""
        return work_of_measures(self.frontier.inner, self.trials.past)

    def changed(self, value: Value) -> Judged:
        """The unit with this value, and the measures beneath the frontier."""
        engine, now = self.trials.engine, self.trials.units.row
        changed = Judged(now.unit, now.period, {**now.values, self.name: value}, now.prior, kept=now.kept)
        for definition in self.frontier.inner.rules.order:
            if self.frontier.inner.has(definition):
                engine.define(definition, [changed])
        return changed
