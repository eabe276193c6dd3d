"""The period judged again with one input of one unit changed, and the trace of every comparison that was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs
from attrs import define, field, frozen

from targetrules.engine.judged import Judged, Standing
from targetrules.engine.numbers import Formula
from targetrules.explanation.company import Company
from targetrules.explanation.others import Others
from targetrules.explanation.reach import Reach
from targetrules.explanation.sparing import Sparing
from targetrules.history import Row, Value
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["GivenUp", "Probe", "Tried"]


class GivenUp(Exception):  # noqa: N818
    """As many values were tried as are worth the time."""


@frozen(slots=True)
class Tried:
    """What came of one value: the unit as judged, and the trace.

    ``signs``: which side of each comparison was greater, by comparison and unit; ``places``: each place condition.
    ``grades``: the grades that the units start from. ``alone``: what others bring in cannot have changed.
    """

    now: Judged
    signs: dict[tuple[tree.Compare, str], int | None]
    places: dict[tuple[tree.Place, str], Truth]
    grades: tuple[str | None, ...]
    alone: bool

    def trace(self, reach: Reach) -> tuple[object, ...]:
        """All that the outcome depends on, of what is reached: equal traces, equal outcomes."""
        everyone, unit = reach.others_decide and not self.alone, self.now.unit
        units = self.now.cohort if everyone or (reach.groups and not self.alone) else (self.now,)
        turns = [_sign(Formula().number(each.of, unit)) for each in reach.absolutes for unit in units]
        signs = {
            key: sign for key, sign in self.signs.items() if key[0] in reach.compares and (everyone or key[1] == unit)
        }
        places = {
            key: truth for key, truth in self.places.items() if key[0] in reach.places and (everyone or key[1] == unit)
        }
        grading = reach.rules.grading
        if not reach.grading or grading is None:
            return signs, places, turns
        return signs, places, turns, self.grades if everyone else self.now.first_grade, self.of_quotas(grading)

    def of_quotas(self, grading: tree.Grading) -> object:
        """What the quotas depend on. Where a single one looks at one unit alone, a better place never does worse."""
        if self.alone:
            return self.now.grade
        standings = (self.now.standings[quota.ranking] for quota in grading.quotas)
        return [(each.known, each.rank, each.tied, each.below) for each in standings]


@frozen(slots=True, kw_only=True)
class _Traced(Sparing):
    """The engine, taking down what it compares in one period; the past does not change."""

    period_traced: int
    signs: dict[tuple[tree.Compare, str], int | None] = field(factory=dict)
    places: dict[tuple[tree.Place, str], Truth] = field(factory=dict)

    def compares(self, compare: tree.Compare, now: Judged) -> Truth:
        if now.period == self.period_traced:
            left, right = now.at_hand(compare.left), now.at_hand(compare.right)
            sign = None if left is None or right is None else (left > right) - (left < right)
            self.signs[compare, now.unit] = sign
        return super().compares(compare, now)

    def place(self, place: tree.Place, now: Judged) -> Truth:
        truth = super().place(place, now)
        if now.period == self.period_traced:
            self.places[place, now.unit] = truth
        return truth


@frozen(slots=True, kw_only=True)
class _Alone(_Traced):
    """The same for one unit, where nothing that ``others`` bring in can change."""

    others: Others

    def period(self, rows: Iterable[Row], latest: dict[str, Judged]) -> list[Judged]:
        cohort = [self.start(row, latest.get(row.unit)) for row in rows]
        for now in cohort:
            now.cohort = (*self.others.units, now)
        for definition in self.rules.order:
            self.define(definition, cohort)
        for now in cohort:
            self.set_consequences(now)
        return cohort

    def rank(self, ranking: tree.Ranking, cohort: list[Judged]) -> None:
        for now in cohort:
            group = self.group(ranking, now)
            truth, rivals = self.is_ranked(ranking, group, now), self.others.ranked(ranking, group)
            members = [*rivals.members, now] if truth is True else rivals.members
            standing = Standing(known=truth is not None, members=None if None in group else members)
            if truth is True and len(members) >= ranking.smallest_group:
                better, level, worse = rivals.beside(self.keys(ranking, now), ranking.best)
                standing = Standing(known=True, rank=better + 1, tied=level + 1, below=worse, members=members)
            now.standings[ranking.name] = standing

    def fill_quota(self, quota: tree.Quota, members: Sequence[Judged]) -> None:
        """Whether the unit, which stands last among the members, is one of those that the quota moves."""
        now, ranking = members[-1], self.rules.rankings[quota.ranking]
        standing = now.standings[quota.ranking]
        most = self.portion(quota.portion, standing, now)
        if now.unit != self.unit or standing.rank is None or now.grade is None or most is None:
            return
        group, down_to = self.group(ranking, now), self.others.down_to(quota)
        if self.position(now.grade) >= down_to or self.lowest(now) < down_to:
            return
        better, level, worse = self.others.free(quota, group).beside(self.keys(ranking, now), ranking.best)
        if quota.how == "at_most":
            dropped = not _within(quota, better, level, most - self.others.held(quota, group))
        else:
            dropped = _within(quota, worse, level, most - self.others.worse(quota, group))
        if dropped:
            self.drop(quota, now, down_to)


def _within(quota: tree.Quota, before: int, level: int, most: int) -> bool:
    """Whether a unit is among the first ``most``, a tie across the edge being out or in as a whole."""
    return before < most if quota.ties == "in" else before + level + 1 <= most


def _sign(number: Fraction | None) -> int | None:
    return None if number is None else (number > 0) - (number < 0)


@define(slots=True)
class Probe:
    """Tries values of the input ``name`` of the unit of ``now``; each value once.

    Only what ``reach`` has is evaluated, and other units only where they matter. ``most`` values are tried in a
    search, then GivenUp is raised. ``others``: the other units, where what they bring in cannot change.
    """

    reach: Reach
    company: Company
    rows: Sequence[Row]
    latest: dict[str, Judged]
    now: Judged
    name: str
    most: int
    others: Others | None = None
    tried: dict[Value, Tried] = field(factory=dict)
    left: int = field(init=False, default=0)

    def start(self) -> None:
        """Begin a search: the number of values that may be tried counts anew."""
        self.left = self.most

    def at(self, value: Value) -> Tried:
        """What comes of ``value``."""
        if value not in self.tried:
            if self.left == 0:
                raise GivenUp
            self.left -= 1
            self.tried[value] = self.judged(value)
        return self.tried[value]

    def judged(self, value: Value) -> Tried:
        """Judge what matters of the period, and take down what is compared."""
        rules = self.reach.rules
        order = tuple(each for each in rules.order if self.reach.has(each))
        rules, period = attrs.evolve(rules, order=order), self.now.period
        alone, engine = self.others is not None, _Traced(rules, self.now.unit, self.company, period_traced=period)
        if self.others is not None:
            engine = _Alone(rules, self.now.unit, self.company, period_traced=period, others=self.others)
        cohort = engine.period(self.changed(value), self.latest)
        now = next(each for each in cohort if each.unit == self.now.unit)
        return Tried(now, engine.signs, engine.places, tuple(each.first_grade for each in cohort), alone)

    def changed(self, value: Value, *, whole: bool = False) -> list[Row]:
        """The rows that matter (or the whole period), with the value in its place."""
        together = whole or (self.reach.others and self.others is None)
        rows = self.rows if together else [row for row in self.rows if row.unit == self.now.unit]
        return [
            attrs.evolve(row, values={**row.values, self.name: value}) if row.unit == self.now.unit else row
            for row in rows
        ]
