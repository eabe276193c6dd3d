"""The period judged again with one input of one unit changed, and the trace of every comparison that was made."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
from attrs import define, field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import Engine
from targetrules.explanation.reach import Reach
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
    ``grades``: the grades that the units start from.
    """

    now: Judged
    signs: dict[tuple[tree.Compare, str], int | None]
    places: dict[tuple[tree.Place, str], Truth]
    grades: tuple[str | None, ...]

    def trace(self, reach: Reach) -> tuple[object, ...]:
        """All that the outcome depends on, of what is reached: equal traces, equal outcomes."""
        everyone, unit = reach.others_decide, self.now.unit
        units = self.now.cohort if everyone or reach.groups else (self.now,)
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
        standings = (self.now.standings[quota.ranking] for quota in grading.quotas)
        grades = self.grades if everyone else self.now.first_grade
        return signs, places, turns, grades, [(each.known, each.rank, each.tied, each.below) for each in standings]


@frozen(slots=True)
class _Traced(Engine):
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


def _sign(number: Fraction | None) -> int | None:
    return None if number is None else (number > 0) - (number < 0)


@define(slots=True)
class Probe:
    """Tries values of the input ``name`` of the unit of ``now``; each value once.

    Only what ``reach`` has is evaluated, and other units only where they matter. ``most`` values are tried in a
    search, then GivenUp is raised.
    """

    reach: Reach
    rows: Sequence[Row]
    latest: dict[str, Judged]
    now: Judged
    name: str
    most: int
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
        engine = _Traced(attrs.evolve(rules, order=order), self.now.period)
        cohort = engine.period(self.changed(value), self.latest)
        now = next(each for each in cohort if each.unit == self.now.unit)
        return Tried(now, engine.signs, engine.places, tuple(each.first_grade for each in cohort))

    def changed(self, value: Value, *, whole: bool = False) -> list[Row]:
        """The rows that matter (or the whole period), with the value in its place."""
        rows = self.rows if whole or self.reach.others else [row for row in self.rows if row.unit == self.now.unit]
        return [
            attrs.evolve(row, values={**row.values, self.name: value}) if row.unit == self.now.unit else row
            for row in rows
        ]
