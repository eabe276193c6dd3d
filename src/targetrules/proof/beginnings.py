"""From which period on anything of a policy can be so, by the calendar alone: :class:`Beginnings`.

Of values of inputs nothing is known but the periods in which they are asked for. What rests on the past comes as much
later as it takes: of a rule in force from 2016, three in a row are there in 2018 at the earliest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from attrs import field

from targetrules.data import define, frozen
from targetrules.rules import tree

__all__ = ["EVER", "NEVER", "Beginnings"]

EVER: Final = -(10**12)
"""It is so from before any period on."""
NEVER: Final = 10**12
"""It is never so."""


@frozen(slots=True)
class _Truth:
    """From when on a condition can hold, and from when on it can fail."""

    yes: int = EVER
    no: int = EVER


_OPEN: Final = _Truth()


@define(slots=False)
class Beginnings:
    """The beginnings of a policy.

    What it defines may rest on itself in earlier periods. So all of it is taken for never so at first, and looked at
    again until nothing begins earlier than before: the first time anything is so rests on what was so without it.
    """

    rules: tree.Rules
    found: dict[tuple[str, str], _Truth] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Look at everything until nothing changes."""
        while (found := dict(self._definitions())) != self.found:
            self.found = found

    def of_condition(self, condition: tree.Condition) -> int:
        """When it can hold first."""
        return self._truth(condition).yes

    def of_measure(self, name: str) -> int:
        """When it can be there first."""
        return self._found("measure", name).yes

    def of_ranking(self, name: str) -> int:
        """When there can be a place in it first."""
        return self._found("ranking", name).yes

    def of_scale(self, scale: tree.Scale) -> int:
        """When it can give a grade first."""
        bands = min((_start(band.in_force) for band in scale.bands), default=NEVER)
        return max(bands, EVER if scale.when is None else self.of_condition(scale.when))

    def of_quota(self, quota: tree.Quota) -> int:
        """When it can drop a unit first."""
        return max(_start(quota.in_force), self.of_ranking(quota.ranking))

    def of_consequence(self, rule: tree.Consequence) -> int:
        """When it can fire first."""
        ends = EVER if rule.unless is None else self._truth(rule.unless).no
        return max(_start(rule.in_force), self.of_condition(rule.when), ends)

    # ---- what has a name ---------------------------------------------------------------------------------------------

    def _definitions(self) -> Iterable[tuple[tuple[str, str], _Truth]]:
        rules = self.rules
        for name, measure in rules.measures.items():
            versions = (max(_start(each.in_force), self._number(each.formula)) for each in measure.versions)
            yield ("measure", name), _Truth(yes=min(versions))
        for name, ranking in rules.rankings.items():
            yield ("ranking", name), _Truth(yes=self._ranking(ranking))
        yield ("grade", ""), _Truth(yes=self._given())
        for name, named in rules.conditions.items():
            yield ("condition", name), self._truth(named.when)
        for name, status in rules.statuses.items():
            yield ("status", name), _Truth(yes=self.of_condition(status.enter))
        for rule in rules.consequences:
            decided = EVER if rules.first_period is not None else NEVER  # what was decided under another text
            yield ("consequence", rule.id), _Truth(yes=min(decided, self.of_consequence(rule)))

    def _ranking(self, ranking: tree.Ranking) -> int:
        keys = (self._grade(by.of) if isinstance(by, tree.GradeKey) else self._number(by) for by in ranking.by)
        among = EVER if ranking.among is None else self.of_condition(ranking.among)
        return max(_start(ranking.in_force), among, *keys)

    def _found(self, kind: str, name: str) -> _Truth:
        return self.found.get((kind, name), _Truth(NEVER, NEVER if kind == "condition" else EVER))

    def _named(self, name: str) -> _Truth:
        """Of a flag, named condition or status."""
        kind = "condition" if name in self.rules.conditions else "status" if name in self.rules.statuses else None
        if kind is not None:
            return self._found(kind, name)
        asked = self._asked(name)
        return _Truth(asked, asked)

    def _asked(self, name: str) -> int:
        """When there can be a value of an input first."""
        return _start(self.rules.inputs[name].asked)

    def _grade(self, of: str | None) -> int:
        """When there can be a grade first: of an input, or the final one."""
        return self._found("grade", "").yes if of is None else self._asked(of)

    def _given(self) -> int:
        """When there can be a final grade first: from where it comes, or forced."""
        grading = self.rules.grading
        if grading is None:
            return NEVER
        if self.rules.first_period is not None:
            return EVER
        if grading.by is None:
            source = self._grade(grading.given)
        else:
            source = max(self._number(grading.by), min(map(self.of_scale, grading.scales), default=NEVER))
        return min(source, *(self.of_condition(rule.when) for rule in grading.forced), NEVER)

    # ---- conditions --------------------------------------------------------------------------------------------------

    def _truth(self, condition: tree.Condition) -> _Truth:  # noqa: C901, PLR0911, PLR0912
        match condition:
            case tree.During():
                return _during(condition)
            case tree.All(parts):
                truths = [self._truth(part) for part in parts]
                return _Truth(_all(each.yes for each in truths), _any(each.no for each in truths))
            case tree.AnyOf(parts):
                truths = [self._truth(part) for part in parts]
                return _Truth(_any(each.yes for each in truths), _all(each.no for each in truths))
            case tree.Cardinality():
                return self._count(condition)
            case tree.Not(part):
                truth = self._truth(part)
                return _Truth(truth.no, truth.yes)
            case tree.FlagIs(name, wanted):
                truth = self._named(name)
                return truth if wanted else _Truth(truth.no, truth.yes)
            case tree.GradeIs(_, of):
                return _known(self._grade(of))
            case tree.GradeChange(of=of, ago=ago):
                return _known(_later(self._grade(of), ago))
            case tree.Compare(left, _, right):
                return _known(max(self._number(left), self._number(right)))
            case tree.ChoiceIs(name):
                return _known(self._asked(name))
            case tree.Known(names):
                return _Truth(yes=_all(map(self._number_or_input, names)))
            case tree.Rated(wanted):
                return _Truth(yes=self._grade(None)) if wanted else _Truth(no=self._grade(None))
            case tree.RankCutoff(ranking):
                return _Truth(yes=self.of_ranking(ranking))
            case tree.Receives(consequence):
                return self._found("consequence", consequence)
            case tree.Received(consequence):
                return _Truth(yes=_later(self._found("consequence", consequence).yes, 1))
            case tree.Temporal():
                return self._temporal(condition)
            case _:
                assert_never(condition)

    def _count(self, condition: tree.Cardinality) -> _Truth:
        """So many of them hold where the so-manieth can hold, and as many of the others can fail."""
        truths = [self._truth(part) for part in condition.of]
        yes, no = sorted(each.yes for each in truths), sorted(each.no for each in truths)
        least, most = condition.at_least or 0, len(truths) if condition.at_most is None else condition.at_most
        enough = EVER if not least else yes[least - 1]
        few = EVER if most >= len(truths) else no[len(truths) - most - 1]
        too_few = no[len(truths) - least] if least else NEVER
        too_many = yes[most] if most < len(truths) else NEVER
        return _Truth(max(enough, few), min(too_few, too_many))

    def _temporal(self, condition: tree.Temporal) -> _Truth:
        of, counting = self._truth(condition.of), condition.counting
        more = condition.ago + condition.earlier
        if counting is None:
            return _Truth(_later(of.yes, more), EVER if condition.earlier else _later(of.no, more))
        first = max(of.yes, EVER if condition.since is None else condition.since)
        return _Truth(yes=_later(first, more + counting.count - 1))

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _number_or_input(self, name: str) -> int:
        return self._asked(name) if name in self.rules.inputs else self._number(tree.NumberOf(name))

    def _number(self, wanted: tree.Number) -> int:  # noqa: C901, PLR0911, PLR0912
        """When it can be there first."""
        match wanted:
            case tree.Literal():
                return EVER
            case tree.NumberOf(name):
                return self._named_number(name)
            case tree.RankOf(ranking) | tree.SizeOf(ranking):
                return self.of_ranking(ranking)
            case tree.Negative(of) | tree.Absolute(of) | tree.Rounded(of) | tree.Piecewise(of):
                return self._number(of)
            case tree.Arithmetic(_, left, right):
                return max(self._number(left), self._number(right))
            case tree.Fold(_, parts, strict):
                return (_all if strict else _any)(map(self._number, parts))
            case tree.Clamp(of, low, high):
                return _all(self._number(each) for each in (of, low, high) if each is not None)
            case tree.IfMissing(of, instead):
                return min(self._number(of), self._number(instead))
            case tree.Lag(of, periods):
                return _later(self._number(of), periods)
            case tree.AtEntry(status, of, before):
                entry = max(self._found("status", status).yes, self._number(of))
                return _later(entry, 1 if before else 0)
            case tree.RollingAggregate(_, of):
                return self._number(of)
            case tree.Aggregate():
                those = EVER if wanted.of is None else self._number(wanted.of)
                return max(those, EVER if wanted.ranking is None else self.of_ranking(wanted.ranking))
            case tree.Cut():
                first = EVER if wanted.start is None else wanted.start
                return max(first, min(self._number(wanted.of), *(each.period for each in wanted.published), NEVER))
            case tree.Cases(cases, otherwise):
                found = [max(self.of_condition(case.when), self._number(case.formula)) for case in cases]
                return _any([*found, *([] if otherwise is None else [self._number(otherwise)])])
            case tree.FlagCount(flags):
                return _all(min(truth.yes, truth.no) for truth in map(self._truth, flags))
            case tree.Weighted(parts, missing):
                summed = [self._number(part) for part, _ in parts]
                return EVER if missing == "zero" else _all(summed) if missing == "unknown" else _any(summed)
            case _:
                assert_never(wanted)

    def _named_number(self, name: str) -> int:
        rules = self.rules
        if name in rules.inputs:
            return self._asked(name)
        if name in rules.parameters:
            starts = [start for start, _ in rules.parameters[name].values]
            return EVER if None in starts else _any(each for each in starts if each is not None)
        return self.of_measure(name)


def _start(periods: tree.PeriodRange) -> int:
    return EVER if periods.start is None else periods.start


def _later(first: int, periods: int) -> int:
    return first if first in (EVER, NEVER) else first + periods


def _known(first: int) -> _Truth:
    """Of what may or may not be so once something is known."""
    return _Truth(first, first)


def _all(firsts: Iterable[int]) -> int:
    return max(firsts, default=EVER)


def _any(firsts: Iterable[int]) -> int:
    return min(firsts, default=NEVER)


def _during(condition: tree.During) -> _Truth:
    """The first of its periods; and the first that is none of them."""
    start, end, cycle = condition.periods.start, condition.periods.end, condition.recurrence.cycle
    first = EVER
    if start is not None:
        first = next((each for each in range(start, start + cycle) if each in condition), NEVER)
    if start is not None or len(condition.recurrence.remainders) < cycle:
        return _Truth(first, EVER)
    return _Truth(first, NEVER if end is None else end + 1)
