"""The period that is reviewed, and what came before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from targetrules.data import define
from targetrules.decision.results import Results
from targetrules.engine.choice import column_engine
from targetrules.engine.interface import Changed, Trials
from targetrules.engine.judged import Judged
from targetrules.engine.one_by_one import OneByOne
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import by_period
from targetrules.review.findings import Fields
from targetrules.rules import tree

__all__ = ["Situation", "changes_of", "consequences_first", "situation_of"]


@define(slots=False, eq=False)
class Situation:
    """What was judged.

    Attributes:
        results: The results.
        period: The period that is reviewed.
        units: Its units, each of which may be judged anew.
        before: The rows of the latest period before it; none where there is none.
        before_period: That period.
        most: The weights that the policy declares for the scores of its indicators, by the names of these.
        trials: The same units in columns, where the results were read so.
    """

    results: Results
    period: int
    units: OneByOne
    before: tuple[Judged, ...]
    before_period: int | None
    most: Mapping[str, Fraction]
    trials: Trials | None = None

    @property
    def rules(self) -> tree.Rules:
        """The policy."""
        return self.units.rules

    @property
    def judged(self) -> Sequence[Judged]:
        """The rows of the period, as they came."""
        return self.units.judged

    @cached_property
    def numbers(self) -> Mapping[str, tree.Input]:
        """The inputs that are numbers and are asked for in the period."""
        return {
            name: one
            for name, one in self.rules.inputs.items()
            if one.kind is tree.InputKind.NUMBER and self.period in one.asked
        }

    def number(self, now: Judged, name: str) -> Decimal | None:
        """A number of a unit; None where it is missing."""
        value = now.values.get(name)
        return value if isinstance(value, Decimal) else None


def situation_of(results: Results, period: int, most: Mapping[str, Fraction]) -> Situation:
    """Judge the results up to a period, which has some."""
    if results.in_columns:
        return _in_columns(results, period, most)
    rules, latest = results.rules, dict[str, Judged]()
    engine, periods = ReferenceEngine(rules), by_period(results.history)
    before: list[Judged] = []
    earlier = sorted(each for each in periods if each < period)
    for each in earlier:
        before = engine.period(periods[each], latest)
        latest.update((now.unit, now) for now in engine.as_decided(before, periods[each], latest))
    units = OneByOne(rules, periods[period], latest, engine.period(periods[period], latest))
    return Situation(results, period, units, tuple(before), earlier[-1] if earlier else None, most)


def _in_columns(results: Results, period: int, most: Mapping[str, Fraction]) -> Situation:
    rules = results.rules
    trials = column_engine().trials(rules, results.encoded, period)
    units = OneByOne(rules, trials.rows, trials.latest, trials.judged)
    before = tuple(trials.before)
    return Situation(results, period, units, before, before[0].period if before else None, most, trials)


def changes_of(now: Judged, then: Judged | Changed, rules: tree.Rules) -> Fields | None:
    """What is another grade, or another consequence, of a unit judged anew; None where nothing is."""
    if (now.grade, now.received) == (then.grade, then.received):
        return None
    return {
        "grade": now.grade,
        "grade_then": then.grade,
        "gained": tuple(rule.id for rule in rules.consequences if rule.id in then.received - now.received),
        "lost": tuple(rule.id for rule in rules.consequences if rule.id in now.received - then.received),
    }


def consequences_first(rows: Iterable[Fields]) -> tuple[Fields, ...]:
    """Rows of changes, those of consequences before those of the grade alone."""
    return tuple(sorted(rows, key=lambda row: not (row["gained"] or row["lost"])))
