"""Why a condition is unknown: the names that are missing, followed down to the inputs.

A name that is missing in an earlier period is written ``name@2010``; ``@2010`` means that the unit has no result then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import Engine
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.parts import is_constant, parts_of

__all__ = ["missing_names"]


def missing_names(
    engine: Engine, condition: tree.Condition, now: Judged, formula: Formula | None = None
) -> tuple[str, ...]:
    """The names because of which ``condition`` is unknown for ``now``, in the order of the condition, each once.

    ``formula`` remembers what is computed over groups, for the next search among the same rows.
    """
    search = _Search(engine, now.period, formula or engine.formula())
    found: dict[str, None] = {}
    leads: list[_Lead] = [_Unknown(condition, now)]
    while leads:  # a stack, not recursion: a measure may have looked back at itself for a hundred years
        lead = leads.pop()
        if isinstance(lead, str):
            found[lead] = None
        else:
            leads.extend(reversed(list(search.behind(lead))))
    return tuple(found)


@frozen(slots=True)
class _Unknown:
    """A condition that may be unknown."""

    condition: tree.Condition
    now: Judged


@frozen(slots=True)
class _Missing:
    """A part of a formula that is missing; ``whole`` is told where all that it is made of is there."""

    number: tree.Number
    now: Judged
    whole: str


@frozen(slots=True)
class _Named:
    """A name whose value may be missing."""

    name: str
    now: Judged


_Lead = str | _Unknown | _Missing | _Named


@frozen(slots=True)
class _Search:
    """One search. ``seen``: many conditions may use one name."""

    engine: Engine
    period: int
    formula: Formula
    seen: set[tuple[str, int]] = field(factory=set)

    def behind(self, lead: _Unknown | _Missing | _Named) -> Iterator[_Lead]:
        """What is to be followed next, and names that are the end of it."""
        match lead:
            case _Unknown(condition, now):
                if self.engine.holds(condition, now) is None:
                    yield from self.of_condition(condition, now)
            case _Missing(number, now, whole):
                yield from self.of_number(number, now, whole)
            case _Named(name, now):
                if now.values[name] is None and (name, now.period) not in self.seen:
                    self.seen.add((name, now.period))
                    yield from self.of_name(name, now)

    def written(self, name: str, period: int) -> str:
        return name if period == self.period else f"{name}@{period_text(self.engine.rules.period, period)}"

    # ---- conditions --------------------------------------------------------------------------------------------------

    def of_condition(self, condition: tree.Condition, now: Judged) -> Iterator[_Lead]:
        """Behind an unknown condition; those left out here are never unknown."""
        match condition:
            case tree.GradeIs(_, of):
                yield self.of_grade(now) if of is None else _Named(of, now)
            case tree.Compare(left, _, right):
                for number in (left, right):
                    if now.at_hand(number) is None:
                        yield from self.of_at_hand(number, now)
            case tree.FlagIs(name) | tree.ChoiceIs(name):
                yield _Named(name, now)
            case tree.Place():
                yield from self.of_place(condition, now)
            case tree.All(parts) | tree.AnyOf(parts):
                yield from (_Unknown(part, now) for part in parts)
            case tree.Not(part):
                yield _Unknown(part, now)
            case tree.Over():
                then = now.ago(condition.ago)
                yield from self.of_over(condition, then) if then else [self.written("", now.period - condition.ago)]

    def of_over(self, over: tree.Over, then: Judged) -> Iterator[_Lead]:
        """The condition itself where it would decide, and each `restarts` that would."""
        truth = self.engine.counted(over, then)
        restarts = {row: self.engine.counted(over, then, row.period) for row in self.engine.unsure_restarts(over, then)}
        if None in (truth, *restarts.values()):
            yield _Unknown(over.of, then)
        yield from (
            _Unknown(over.restarts, row) for row, each in restarts.items() if over.restarts and each is not truth
        )

    def of_grade(self, now: Judged) -> _Lead:
        """What the grade is given by; where that is there, the grade itself, which the unit was not given."""
        grading = self.engine.rules.grading
        unrated = any(isinstance(step.rule, tree.Unrated) and step.truth for step in now.steps)
        source = None if grading is None else grading.given if grading.by is None else grading.by.name
        if source is None or unrated or now.values[source] is not None:
            return self.written("grade", now.period)
        return _Named(source, now)

    def of_place(self, place: tree.Place, now: Judged) -> Iterator[_Lead]:
        if now.standings[place.ranking].known:
            yield self.written(str(place.portion.amount), now.period)
        else:
            yield from self.of_ranking(place.ranking, now)

    def of_ranking(self, name: str, now: Judged) -> Iterator[_Lead]:
        ranking = self.engine.rules.rankings[name]
        if ranking.among is not None:
            yield _Unknown(ranking.among, now)
        yield from (_Named(number.name, now) for number in ranking.by)
        yield from self.of_group(name, now)
        if now.standings[name].known:
            yield self.written(f"{name}.rank", now.period)

    def of_group(self, name: str, now: Judged) -> Iterator[_Lead]:
        yield from (_Named(each, now) for each in self.engine.rules.rankings[name].within)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def of_name(self, name: str, now: Judged) -> Iterator[_Lead]:
        """An input or a parameter is missing itself; a condition or a measure for what it is made of."""
        rules = self.engine.rules
        if name in rules.conditions:
            yield _Unknown(rules.conditions[name].when, now)
            return
        whole = self.written(name, now.period)
        versions = rules.measures[name].versions if name in rules.measures else ()
        formulas = [version.formula for version in versions if now.period in version.span]
        yield from (_Missing(formula, now, whole) for formula in formulas)
        if not formulas:
            yield whole

    def of_at_hand(self, number: tree.Number, now: Judged) -> Iterator[_Lead]:
        match number:
            case tree.NumberOf(name):
                yield _Named(name, now)
            case tree.RankOf(ranking):
                yield from self.of_ranking(ranking, now)
            case tree.SizeOf(ranking):
                yield from self.of_group(ranking, now)

    def of_number(self, number: tree.Number, now: Judged, whole: str) -> Iterator[_Lead]:
        """Behind a part of a formula that is missing, here or in the earlier periods that it looks at."""
        match number:
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
                yield from self.of_at_hand(number, now)
            case tree.Previous(of, periods):
                before = now.ago(periods)
                yield self.written("", now.period - periods) if before is None else _Missing(of, before, whole)
            case tree.Last(_, of, periods):
                yield from (_Missing(of, row, whole) for row in map(now.ago, range(periods)) if row is not None)
            case tree.Group(ranking=str(ranking)) if now.members(ranking) is None:
                yield from self.of_group(ranking, now)
            case _:
                missing = [part for part in _asked(number) if self.formula.number(part, now) is None]
                yield from (_Missing(part, now, whole) for part in missing)
                if not missing:
                    yield whole


def _asked(number: tree.Number) -> Sequence[tree.Number]:
    """The parts that may make it missing: of several of which one is enough, those that the policy does not state."""
    if (isinstance(number, tree.Fold) and not number.strict) or (
        isinstance(number, tree.Weighted) and number.missing == "reweight"
    ):
        return [part for part in parts_of(number) if not is_constant(part)] or parts_of(number)
    return parts_of(number)
