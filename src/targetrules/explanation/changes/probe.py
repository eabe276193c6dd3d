"""The unit judged again with one of its inputs changed, and the trace of every comparison that was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs
from attrs import define, field, frozen

from targetrules.engine.judged import Judged, Standing
from targetrules.engine.members import GroupFormula
from targetrules.engine.placing import is_dropped, left_by_first
from targetrules.explanation.changes.effort import Effort, work_of_all, work_of_measures, work_of_one
from targetrules.explanation.changes.frontier import Frontier, Key
from targetrules.explanation.changes.judging import Judging, Whole
from targetrules.explanation.changes.others import Among, Others
from targetrules.explanation.changes.reach import Decided, Reach
from targetrules.explanation.changes.sparing import Sparing
from targetrules.history import Row, Value
from targetrules.rules import tree

__all__ = ["Outcomes", "Probe", "Tried"]


@frozen(slots=True)
class Tried:
    """What came of a change: ``now`` has what became of the unit and no more.

    ``own`` says how each comparison of its numbers came out, ``quotas`` what the quotas depend on. ``others`` says the
    first of everybody; None where others bring in what they did.
    """

    now: Judged
    own: Mapping[Decided, object]
    quotas: Sequence[object]
    others: Mapping[Decided, object] | None

    @staticmethod
    def of(now: Judged, reach: Reach, engine: Sparing, whole: Whole | None) -> Tried:
        """What is kept of the unit as it was judged."""
        formula = GroupFormula()
        own = {each: engine.decided(each, now, formula) for each in reach.of_unit}
        standings = [now.standings[each.ranking] for each in reach.quotas]
        kept = Judged(now.unit, now.period, {}, None, first_grade=now.first_grade, grade=now.grade)
        kept.fired, kept.replaced = now.fired, now.replaced
        others = None if whole is None else whole.decided(reach)
        return Tried(kept, own, [(each.known, each.place) for each in standings], others)

    def trace(self, reach: Reach, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on, of what is reached: equal traces, equal outcomes.

        ``places_agree``: a better place in the quotas never does worse, as long as others bring in what they did.
        """
        found = [self.own[each] for each in reach.of_unit]
        if reach.grading is not None:
            by_grade = places_agree and self.others is None
            found += (self.now.first_grade, self.now.grade if by_grade else self.quotas)
        if self.others is not None:
            found += (self.others[each] for each in reach.of_everybody)
        return found


@frozen(slots=True, kw_only=True)
class _Alone(Sparing):
    """The engine for one unit, where nothing that ``others`` bring in can change."""

    others: Others

    def judged(self, row: Row, prior: Judged | None) -> Judged:
        """The unit judged among them."""
        now = self.start(row, prior)
        now.cross_section = Among(self.others, None, (), now)
        for definition in self.rules.order:
            self.define(definition, [now])
        self.set_consequences(now)
        return now

    def rank(self, ranking: tree.Ranking, cross_section: list[Judged]) -> None:
        for now in cross_section:
            group = self.group(ranking, now)
            truth = self.is_ranked(ranking, group, now)
            members = Among(self.others, ranking, group, now if truth is True else None)
            standing = Standing(known=truth is not None, members=None if None in group else members)
            if truth is True and len(members) >= ranking.smallest_group:
                standing.place = self.others.ranked(ranking, group).place(self.keys(ranking, now), ranking.best)
            now.standings[ranking.name] = standing

    def fill_quota(self, quota: tree.Quota, members: Sequence[Judged]) -> None:
        """Whether the unit, where it is among the members, is one of those that the quota moves."""
        now = members.own if isinstance(members, Among) else None
        if now is None or now.grade is None:
            return
        ranking, standing = self.rules.rankings[quota.ranking], now.standings[quota.ranking]
        most = self.portion(quota.portion, standing, now)
        if standing.rank is None or most is None:
            return
        group, down_to = self.group(ranking, now), self.rules.down_to(quota)
        if self.position(now.grade) >= down_to or self.lowest(now) < down_to:
            return
        place = self.others.free(quota, group).place(self.keys(ranking, now), ranking.best)
        held, reached = self.others.held(quota, group), self.others.worse(quota, group)
        if is_dropped(quota, place, left_by_first(quota, most, held=held, reached=reached)):
            self.drop(quota, now, down_to)


@define
class Outcomes:
    """What came of the changes that were tried, each found once for all inputs that bring it about.

    Only what ``reach`` has is evaluated. ``together``: what others bring in may change, so that all are judged again.
    ``in_turn``: what one quota leaves, another takes from, so that all are put in their places again.
    """

    reach: Reach
    engine: Sparing
    judging: Judging
    together: bool
    in_turn: bool
    effort: Effort
    found: dict[Key, Tried] = field(factory=dict)

    def of(self, key: Key, name: str, value: Value) -> Tried:
        """What comes of ``value`` for the input ``name``, which changes what ``key`` says."""
        if key not in self.found:
            self.effort.spend(self.work)
            self.found[key] = self.judged(name, value)
        return self.found[key]

    @cached_property
    def work(self) -> int:
        """The work of judging once."""
        return self.work_of_all if self.together or self.in_turn else work_of_one(self.reach, self.past)

    @cached_property
    def work_of_all(self) -> int:
        """The work of judging everybody."""
        return work_of_all(self.reach, self.past, self.judging.size)

    @cached_property
    def past(self) -> int:
        """How many earlier rows the unit has."""
        row, found = self.judging.now.prior, 0
        while row is not None:
            row, found = row.prior, found + 1
        return found

    def judged(self, name: str, value: Value) -> Tried:
        """Judge what matters of the period."""
        if self.together or self.in_turn:
            whole = self.judging.again(name, value, self.reach)
            return Tried.of(whole.now, self.reach, self.engine, whole if self.together else None)
        now, order = self.judging.now, tuple(each for each in self.reach.rules.order if self.reach.has(each))
        rules = attrs.evolve(self.reach.rules, order=order)
        engine = _Alone(rules=rules, unit=now.unit, closure=self.engine.closure, others=self.judging.others)
        row = Row(now.unit, now.period, {**self.judging.values, name: value})
        return Tried.of(engine.judged(row, now.prior), self.reach, self.engine, None)


@define
class Probe:
    """Tries values of the input ``name`` of the unit."""

    outcomes: Outcomes
    name: str
    frontier: Frontier
    tried: dict[Value, tuple[Key, Sequence[object]]] = field(factory=dict)

    def at(self, value: Value) -> Tried:
        """What comes of ``value``."""
        key, _ = self.course(value)
        return self.outcomes.of(key, self.name, value)

    def trace(self, value: Value, reach: Reach, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on with this value, of what is reached."""
        _, turns = self.course(value)
        return [*turns, *self.at(value).trace(reach, places_agree=places_agree)]

    def course(self, value: Value) -> tuple[Key, Sequence[object]]:
        """What the value changes in the frontier, and which turns the formulas beneath it take."""
        if value not in self.tried:
            self.outcomes.effort.spend(self.work)
            now, formula = self.changed(value), GroupFormula()
            turns = [self.outcomes.engine.decided(turn, now, formula) for turn in self.frontier.inner.turns]
            self.tried[value] = self.frontier.key(self.outcomes.judging.now, now), turns
        return self.tried[value]

    @cached_property
    def work(self) -> int:
        """The work of finding what the value changes in the frontier."""
        return work_of_measures(self.frontier.inner, self.outcomes.past)

    def changed(self, value: Value) -> Judged:
        """The unit with this value, and the measures beneath the frontier."""
        engine, now = self.outcomes.engine, self.outcomes.judging.now
        changed = Judged(now.unit, now.period, {**now.values, self.name: value}, now.prior)
        for definition in self.frontier.inner.rules.order:
            if self.frontier.inner.has(definition):
                engine.define(definition, [changed])
        return changed
