"""Why a condition is unknown: the names that are missing, followed down to the inputs.

A name that is missing in an earlier period is written ``name@2010``; ``@2010`` means that the unit has no result then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import Engine
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.parts import parts_of

__all__ = ["missing_names"]


def missing_names(engine: Engine, condition: tree.Condition, now: Judged) -> tuple[str, ...]:
    """The names because of which ``condition`` is unknown for ``now``, in the order of the condition, each once."""
    return tuple(dict.fromkeys(_Search(engine, now).of_condition(condition, now)))


@frozen(slots=True)
class _Search:
    """One search. ``found`` has what was followed already: many conditions may use one name."""

    engine: Engine
    start: Judged
    found: dict[tuple[str, int], tuple[str, ...]] = field(factory=dict)

    def written(self, name: str, now: Judged | int) -> str:
        period = now if isinstance(now, int) else now.period
        if period == self.start.period:
            return name
        return f"{name}@{period_text(self.engine.rules.period, period)}"

    def of_condition(self, condition: tree.Condition, now: Judged) -> Iterator[str]:  # noqa: C901
        if self.engine.holds(condition, now) is not None:
            return
        match condition:
            case tree.GradeIs(_, of):
                yield from self.of_grade(now) if of is None else [self.written(of, now)]
            case tree.Compare(left, _, right):
                yield from self.of_numbers((left, right), now)
            case tree.FlagIs(name) | tree.ChoiceIs(name):
                yield from self.of_name(name, now)
            case tree.Place():
                yield from self.of_place(condition, now)
            case tree.All(parts) | tree.AnyOf(parts):
                for part in parts:
                    yield from self.of_condition(part, now)
            case tree.Not(part):
                yield from self.of_condition(part, now)
            case tree.Over():
                then = now.ago(condition.ago)
                if then is None:
                    yield self.written("", now.period - condition.ago)
                else:
                    yield from self.of_condition(condition.of, then)

    def of_numbers(self, numbers: Iterable[tree.Number], now: Judged) -> Iterator[str]:
        for number in numbers:
            match number:
                case tree.NumberOf(name):
                    yield from self.of_name(name, now)
                case tree.RankOf(ranking) | tree.SizeOf(ranking):
                    if now.at_hand(number) is None:
                        yield from self.of_ranking(ranking, now)

    def of_name(self, name: str, now: Judged) -> tuple[str, ...]:
        """An input or a parameter is missing itself; a condition or a measure for what it is made of."""
        if now.values[name] is not None:
            return ()
        if (name, now.period) not in self.found:
            self.found[name, now.period] = tuple(dict.fromkeys(self.behind(name, now)))
        return self.found[name, now.period]

    def behind(self, name: str, now: Judged) -> Iterator[str]:
        rules = self.engine.rules
        if name in rules.conditions:
            yield from self.of_condition(rules.conditions[name].when, now)
        elif name in rules.measures:
            yield from list(self.of_measure(rules.measures[name], now)) or [self.written(name, now)]
        else:
            yield self.written(name, now)

    def of_measure(self, measure: tree.Measure, now: Judged) -> Iterator[str]:
        for version in measure.versions:
            if now.period in version.span:
                yield from self.of_formula(version.formula, now)

    def of_formula(self, number: tree.Number, now: Judged) -> Iterator[str]:
        """Because of what a formula is missing, here or in the earlier periods that it looks at."""
        if Formula().number(number, now) is not None:
            return
        match number:
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
                yield from self.of_numbers([number], now)
            case tree.Previous(of, periods):
                before = now.ago(periods)
                if before is None:
                    yield self.written("", now.period - periods)
                else:
                    yield from self.of_formula(of, before)
            case tree.Last(_, of, periods):
                for row in filter(None, map(now.ago, range(periods))):
                    yield from self.of_formula(of, row)
            case tree.Group(ranking=str(ranking)) if now.members(ranking) is None:
                for name in self.engine.rules.rankings[ranking].within:
                    yield from self.of_name(name, now)
            case _:
                for part in parts_of(number):
                    yield from self.of_formula(part, now)

    def of_place(self, place: tree.Place, now: Judged) -> Iterator[str]:
        if now.standings[place.ranking].known:
            yield self.written(str(place.portion.amount), now)
        else:
            yield from self.of_ranking(place.ranking, now)

    def of_ranking(self, name: str, now: Judged) -> Iterator[str]:
        ranking = self.engine.rules.rankings[name]
        if ranking.among is not None:
            yield from self.of_condition(ranking.among, now)
        yield from self.of_numbers(ranking.by, now)
        for each in ranking.within:
            yield from self.of_name(each, now)
        if now.standings[name].known:
            yield self.written(f"{name}.rank", now)

    def of_grade(self, now: Judged) -> Iterator[str]:
        """Below the grade lies what it is given by; where that is there, the unit is unrated."""
        grading = self.engine.rules.grading
        unrated = any(isinstance(step.rule, tree.Unrated) and step.truth for step in now.steps)
        if grading is None or now.first_grade is not None or unrated:
            yield self.written("grade", now)
        elif grading.by is None:
            yield self.written(str(grading.given), now)
        else:
            yield from list(self.of_numbers([grading.by], now)) or [self.written("grade", now)]
