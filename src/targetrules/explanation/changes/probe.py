"""The unit judged again with one of its inputs changed, and the trace of every comparison that was made."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from attrs import define, field, frozen

from targetrules.engine.judged import Judged, Standing
from targetrules.engine.members import Informed
from targetrules.engine.placing import is_dropped, left_by_first
from targetrules.errors import TargetrulesError
from targetrules.explanation.changes.judging import Judging, Whole
from targetrules.explanation.changes.others import Among, Others
from targetrules.explanation.changes.reach import Reach, sign
from targetrules.explanation.changes.sparing import Sparing
from targetrules.history import Row, Value
from targetrules.rules import tree

__all__ = ["GivenUpError", "Probe", "Tried"]


class GivenUpError(TargetrulesError):
    """As many values were tried as are worth the time."""


@frozen(slots=True)
class Tried:
    """What came of one value: the unit as judged; ``whole``: everybody, None where others bring in what they did."""

    now: Judged
    engine: Sparing
    whole: Whole | None

    def trace(self, reach: Reach, *, places_agree: bool) -> list[object]:
        """All that the outcome depends on, of what is reached: equal traces, equal outcomes.

        ``places_agree``: a better place in the quotas never does worse, as long as others bring in what they did.
        """
        now, formula = self.now, Informed()
        found: list[object] = [sign(now.at_hand(each.left), now.at_hand(each.right)) for each in reach.compares]
        found += (self.engine.place(each, now) for each in reach.cutoffs)
        found += (sign(*(formula.number(of, now) for of in turn)) for turn in reach.turns)
        if reach.grading is not None:
            by_grade = places_agree and self.whole is None
            found += (now.first_grade, now.grade if by_grade else self.of_quotas(reach.grading))
        if self.whole is not None and (reach.others_decide or reach.aggregates):
            found.append(self.whole.trace(reach))
        return found

    def of_quotas(self, grading: tree.Grading) -> object:
        """What the quotas depend on."""
        standings = (self.now.standings[quota.ranking] for quota in grading.quotas)
        return [(each.known, each.place) for each in standings]


@frozen(slots=True, kw_only=True)
class _Alone(Sparing):
    """The engine for one unit, where nothing that ``others`` bring in can change."""

    others: Others

    def judged(self, row: Row, prior: Judged | None) -> Judged:
        """The unit judged among them."""
        now = self.start(row, prior)
        now.cohort = Among(self.others, None, (), now)
        for definition in self.rules.order:
            self.define(definition, [now])
        self.set_consequences(now)
        return now

    def rank(self, ranking: tree.Ranking, cohort: list[Judged]) -> None:
        for now in cohort:
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


@define(slots=True)
class Probe:
    """Tries values of the input ``name`` of the unit; each value once.

    Only what ``reach`` has is evaluated. ``most`` values are tried for all goals, then GivenUpError is raised.
    ``together``: what others bring in may change, so that all are judged again. ``in_turn``: what one quota leaves,
    another takes from, so that all are put in their places again.
    """

    reach: Reach
    engine: Sparing
    judging: Judging
    name: str
    most: int
    together: bool
    in_turn: bool
    tried: dict[Value, Tried] = field(factory=dict)

    def at(self, value: Value) -> Tried:
        """What comes of ``value``."""
        if value not in self.tried:
            if len(self.tried) >= self.most:
                raise GivenUpError
            self.tried[value] = self.judged(value)
        return self.tried[value]

    def judged(self, value: Value) -> Tried:
        """Judge what matters of the period."""
        if self.together or self.in_turn:
            whole = self.judging.again(self.name, value, self.reach)
            return Tried(whole.now, self.engine, whole if self.together else None)
        rules = self.reach.rules
        order = tuple(each for each in rules.order if self.reach.has(each))
        rules, now = attrs.evolve(rules, order=order), self.judging.now
        engine = _Alone(rules=rules, unit=now.unit, closure=self.engine.closure, others=self.judging.others)
        row = Row(now.unit, now.period, {**self.judging.values, self.name: value})
        return Tried(engine.judged(row, now.prior), self.engine, None)
