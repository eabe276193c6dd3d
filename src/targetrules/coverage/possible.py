"""What can be at all: which values may be missing, which conditions unknown, true or false.

What the analysis says cannot be is not asked of examples. It goes by what results may hold: an input that is needed is
there, though an example may leave it out. Where it is in doubt, something may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import product
from typing import Final, assert_never

from attrs import evolve, field

from targetrules.coverage.entries import Decision, Entry, Joints, entries_in, outcome_of
from targetrules.data import define
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds, bounds_of
from targetrules.rules.analysis.implied import excludes_itself, holding_before, refuted, together
from targetrules.rules.analysis.never_entered import never_entered
from targetrules.rules.analysis.ranges import NumberTooLargeError
from targetrules.rules.analysis.satisfiable import range_excluding
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.parts import is_constant, own_parts_of, parts_of, references_of
from targetrules.rules.resolution.dates import stretches
from targetrules.source.diagnostic import Path
from targetrules.truth import Truth

__all__ = ["Possible"]

_MOST_ENTRIES: Final = 6


@define
class Possible:
    """What can be in a policy. ``missing``: the names whose values may be missing; named conditions: may be unknown.

    ``there``: names that are known to have a value.
    """

    rules: tree.Rules
    bounds: Bounds = field(init=False)
    there: frozenset[str] = field(init=False, default=frozenset())
    missing: set[str] = field(init=False, factory=set)
    grade_missing: bool = field(init=False, default=False)
    never: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.bounds = bounds_of(self.rules)
        self.never = frozenset(str(each.path[1]) for each in never_entered(self.rules))
        self.settle()

    def settle(self) -> None:
        """Find what may be missing: inputs and parameters first, then what rests on them."""
        rules = self.rules
        self.missing, self.grade_missing = set(), False
        for name, source in rules.inputs.items():
            if self._input(source):
                self._lose(name)
        for name, parameter in rules.parameters.items():
            if parameter.values[0][0] is not None:
                self._lose(name)
        before = None
        while before != (before := (len(self.missing), self.grade_missing)):
            for each in rules.order:
                self._take(each)

    def _lose(self, name: str) -> None:
        if name not in self.there:
            self.missing.add(name)

    def _take(self, definition: tree.Definition) -> None:
        """Look at a definition, by what is known of those that it rests on; it is repeated until nothing more comes."""
        match definition:
            case tree.Measure(name, _, versions):
                ranges = [each.in_force for each in versions]
                if not _covers(ranges) or any(self.may_be_missing(each.formula) for each in versions):
                    self._lose(name)
            case tree.NamedCondition(name, when):
                if self.may_be_unknown(when):
                    self._lose(name)
            case tree.Grading():
                self.grade_missing = self.grade_missing or self._grade(definition)
            case tree.Ranking() | tree.Status():
                pass  # a place is asked for where it is needed, and a status is never unknown
            case _:
                assert_never(definition)

    def where_false(self, conditions: Sequence[tree.Condition]) -> Possible:
        """The same where these conditions are false, so that what they compare is there."""
        if not conditions:
            return self
        parts = [part for each in conditions for part in self._refuted(each)]
        known = {name for part in parts for name in _compared(part)}
        twins = {_twin(self.rules.measures[name]) for name in known if name in self.rules.measures} - {None}
        known |= {name for name, each in self.rules.measures.items() if _twin(each) in twins}
        return self._with(known)

    def _with(self, known: Collection[str]) -> Possible:
        """The same where these have a value, and what rests on them accordingly."""
        if self.there.issuperset(known):
            return self
        narrowed = copy(self)
        narrowed.there = self.there.union(known)
        narrowed.settle()
        return narrowed

    # ---- values ------------------------------------------------------------------------------------------------------

    def _input(self, one: tree.Input) -> bool:
        if one.aggregation is not None:
            return self._aggregated(one.aggregation)
        is_open = one.optional or one.column_optional
        return (is_open and one.default is None) or one.asked != PeriodRange()

    def _aggregated(self, made: tree.Aggregation) -> bool:
        """A count is there as long as it is known of each row whether it counts; of no rows there is nothing else."""
        if made.how != "count":
            return True
        below = Possible(self.rules.details[made.details].rules)
        return any(name in below.missing for name in (made.of, made.among) if name is not None)

    def _grade(self, grading: tree.Grading) -> bool:
        if grading.unrated:
            return True
        if grading.by is None:
            return grading.given in self.missing
        scales = grading.scales
        is_open = scales[-1].when is not None or any(
            each.when is not None and self.may_be_unknown(each.when) for each in scales
        )
        return is_open or self.may_be_missing(grading.by) or any(map(_has_periods_without_bands, scales))

    def may_be_missing(self, number: tree.Number) -> bool:  # noqa: C901, PLR0911, PLR0912
        """Whether a number may be missing where a unit has a result."""
        match number:
            case tree.Literal():
                return False
            case tree.NumberOf(name):
                return name in self.missing
            case tree.RankOf(ranking):
                return self._unplaced(self.rules.rankings[ranking])
            case tree.SizeOf(ranking):
                return self._ungrouped(self.rules.rankings[ranking])
            case tree.Arithmetic(sign, _, right):
                by_zero = sign == "/" and self._may_be_zero(right)
                return by_zero or any(map(self.may_be_missing, parts_of(number)))
            case tree.Fold(_, of, strict):
                return any(map(self.may_be_missing, of)) if strict else self._all_missing(of)
            case tree.IfMissing(of, instead):
                return self.may_be_missing(of) and self.may_be_missing(instead)
            case tree.Weighted(_, missing):
                parts = parts_of(number)
                return any(map(self.may_be_missing, parts)) if missing == "unknown" else self._all_missing(parts)
            case tree.Piecewise():
                return number.outside == "missing" or self.may_be_missing(number.of)
            case tree.Clamp(_, low, high):
                is_crossed = not all(isinstance(end, tree.Literal | None) for end in (low, high))
                return is_crossed or any(map(self.may_be_missing, parts_of(number)))
            case tree.Negative() | tree.Absolute() | tree.Rounded():
                return any(map(self.may_be_missing, parts_of(number)))
            case tree.Lag() | tree.AtEntry():
                return True
            case tree.RollingAggregate(_, of):
                return self.may_be_missing(of)
            case tree.Aggregate():
                return self._of_group(number)
            case tree.Cases():
                return self._of_cases(number)
            case tree.FlagCount(flags):
                return any(map(self.may_be_unknown, flags))
            case tree.Cut():
                lost = any(name in self.missing for name in number.within)
                return lost or number.start is not None or number.smallest > 1 or self.may_be_missing(number.of)
            case _:
                assert_never(number)

    def _all_missing(self, numbers: Iterable[tree.Number]) -> bool:
        """Whether all may be missing at once, of which one would do; what the policy states is no result."""
        return all(self.may_be_missing(each) for each in numbers if not is_constant(each))

    def _of_cases(self, number: tree.Cases) -> bool:
        is_open = number.otherwise is None and not self._takes_all(number.of)
        unknown = any(self.may_be_unknown(each.when) for each in number.of)
        return is_open or unknown or any(map(self.may_be_missing, parts_of(number)))

    def _may_be_zero(self, number: tree.Number) -> bool:
        """Whether a divisor may be zero; where that is not known, it may."""
        try:
            found = self.bounds.of(number)
        except NumberTooLargeError:
            return True
        return found is None or found.low <= 0 <= found.high

    def _of_group(self, number: tree.Aggregate) -> bool:
        ranking = None if number.ranking is None else self.rules.rankings[number.ranking]
        if ranking is not None and (self._ungrouped(ranking) or self._unranked(ranking)):
            return True
        if number.flag is not None:
            return self.may_be_unknown(number.flag)
        is_short = number.how == "sd_sample" or number.method in ("exclusive", "sas5")
        return is_short or (number.of is not None and self.may_be_missing(number.of))

    def _takes_all(self, cases: Sequence[tree.Case]) -> bool:
        """Whether one of the cases always holds: points have one for each word."""
        without = holding_before(each.when for each in cases)
        return excludes_itself(without, self._is_never, self._words)

    # ---- places ------------------------------------------------------------------------------------------------------

    def _ungrouped(self, ranking: tree.Ranking) -> bool:
        return ranking.in_force != PeriodRange() or any(name in self.missing for name in ranking.within)

    def _unranked(self, ranking: tree.Ranking) -> bool:
        """Whether a unit may not be ranked, be it known or not."""
        return ranking.among is not None or any(map(self._key_missing, ranking.by))

    def _unplaced(self, ranking: tree.Ranking) -> bool:
        return self._ungrouped(ranking) or self._unranked(ranking) or ranking.smallest_group > 1

    def _unclear(self, ranking: tree.Ranking) -> bool:
        """Whether it may be unknown if a unit holds a place."""
        among = ranking.among is not None and self.may_be_unknown(ranking.among)
        return self._ungrouped(ranking) or among or any(map(self._key_missing, ranking.by))

    def _key_missing(self, key: tree.RankingKey) -> bool:
        return self.may_be_missing(key) if isinstance(key, tree.NumberOf) else self._grade_of(key.of)

    def _grade_of(self, name: str | None) -> bool:
        return self.grade_missing if name is None else name in self.missing

    # ---- conditions --------------------------------------------------------------------------------------------------

    def may_be_unknown(self, condition: tree.Condition) -> bool:  # noqa: C901
        """Whether a condition may be unknown."""
        match condition:
            case tree.Compare(left, _, right):
                return self.may_be_missing(left) or self.may_be_missing(right)
            case tree.GradeIs(_, of):
                return self._grade_of(of)
            case tree.GradeChange():
                return True
            case tree.ChoiceIs(name) | tree.FlagIs(name):
                return name in self.missing
            case tree.RankCutoff(ranking, _, portion):
                return self._unclear(self.rules.rankings[ranking]) or portion.amount in self.missing
            case tree.All(of):
                return self._all_unknown(of)
            case tree.AnyOf(of) | tree.Cardinality(of):
                return any(map(self.may_be_unknown, of))
            case tree.Not(of):
                return self.may_be_unknown(of)
            case tree.Temporal():
                return self._past_unknown(condition)
            case tree.Known() | tree.Rated() | tree.During() | tree.Receives() | tree.Received():
                return False
            case _:
                assert_never(condition)

    def _all_unknown(self, of: Sequence[tree.Condition]) -> bool:
        """Whether all of these may be unknown together: where one asks whether something is known, that is there."""
        known = {name for each in of if isinstance(each, tree.Known) for name in each.names}
        return any(map(self._with(known).may_be_unknown, of))

    def _past_unknown(self, over: tree.Temporal) -> bool:
        """A period without a result is unknown ``ago``; of what was received, that is never so."""
        restarts = over.restarts is not None and self.may_be_unknown(over.restarts)
        if isinstance(over.of, tree.Receives) and over.earlier:
            return restarts
        return over.ago > 0 or restarts or (self.may_be_unknown(over.of) and not (over.earlier and over.counting))

    def may_be(self, condition: tree.Condition) -> tuple[bool, bool]:
        """Whether an entry may be true, and whether it may be false."""
        match condition:
            case tree.FlagIs(name, wanted) if name in self.never:
                return not wanted, wanted
            case tree.Rated(wanted):
                return (True, self.grade_missing) if wanted else (self.grade_missing, True)
            case tree.Known(names):
                return True, not self.missing.isdisjoint(names)
            case tree.Compare() | tree.GradeIs() | tree.ChoiceIs():
                may = not excludes_itself([*together(condition)], self._is_never, self._words)
                return may, not excludes_itself([*refuted(condition)], self._is_never, self._words)
            case (
                tree.FlagIs()
                | tree.GradeChange()
                | tree.During()
                | tree.RankCutoff()
                | tree.Receives()
                | tree.Received()
                | tree.All()
                | tree.AnyOf()
                | tree.Cardinality()
                | tree.Not()
                | tree.Temporal()
            ):
                return True, True
            case _:
                assert_never(condition)

    def may_be_so(self, decision: Decision, entry: Entry, *, so: bool) -> bool:
        """Whether an entry may be so where the policy asks for it: what comes before it is false then."""
        before = self._false_before(decision)
        meant = [*before, *self._meant(entry.condition, so=so)]
        return self.may_be(entry.condition)[not so] and not self._never_together(meant, ())

    def _false_before(self, decision: Decision) -> list[tree.Condition]:
        """What holds where the conditions are false that come before; ``enter`` of a status may be unknown as well."""
        asked = decision.asked
        return [] if asked.within is not None else [part for each in asked.after for part in self._refuted(each)]

    def can_matter(self, decision: Decision, entry: Entry) -> bool:
        """Whether the others can be such that the entry alone decides, both where it is true and where it is false.

        Of a decision with many entries that is not looked at: it is taken that it can.
        """
        others = [each for each in entries_in(decision.joints) if each != entry]
        if len(others) > _MOST_ENTRIES:
            return True
        before = self._false_before(decision)
        left = {True, False}
        for values in product((True, False, None), repeat=len(others)):
            truths: dict[Path, Truth] = {each.path: value for each, value in zip(others, values, strict=True)}
            known = ((each.condition, truths[each.path]) for each in others)
            held = [part for each, truth in known if truth is not None for part in self._meant(each, so=truth)]
            unknown = [each.condition for each in others if truths[each.path] is None]
            for so in [so for so in left if _decides(decision.joints, {**truths, entry.path: so}, entry.path)]:
                meant = self._meant(entry.condition, so=so)
                if not self._never_together([*before, *held, *meant], unknown):
                    left.remove(so)
            if not left:
                return True
        return False

    def _never_together(self, conditions: Sequence[tree.Condition], unknown: Sequence[tree.Condition]) -> bool:
        """Whether some conditions can never all hold while others are unknown, by values and by counting."""
        refuted_ = [each.of for each in conditions if isinstance(each, tree.Not)]
        held, open_, never = (
            [each for each in found if isinstance(each, tree.Temporal)] for found in (conditions, unknown, refuted_)
        )
        implied = any(_implies(one, other) for one in held for other in (*open_, *never))
        implied = implied or any(_implies(one, other) for one in open_ for other in never)
        there = {name for each in conditions for name in _compared(each)}
        known = any(isinstance(each, tree.FlagIs | tree.ChoiceIs) and each.name in there for each in unknown)
        return implied or known or excludes_itself(conditions, self._is_never, self._words)

    def _meant(self, condition: tree.Condition, *, so: bool) -> Iterator[tree.Condition]:
        """What holds where a condition is so; of a named one also what that means."""
        yield from self._together(condition) if so else self._refuted(condition)

    def _together(self, condition: tree.Condition) -> Iterator[tree.Condition]:
        for part in together(condition):
            yield part
            yield from self._named(part)

    def _refuted(self, condition: tree.Condition) -> Iterator[tree.Condition]:
        for part in refuted(condition):
            yield part
            yield from self._named(part)

    def _named(self, part: tree.Condition) -> Iterator[tree.Condition]:
        if isinstance(part, tree.FlagIs) and part.name in self.rules.conditions:
            when = self.rules.conditions[part.name].when
            yield from together(when) if part.wanted else refuted(when)

    # ---- what numbers and words can be -------------------------------------------------------------------------------

    def _is_never(self, number: tree.LeafNumber, compares: Sequence[tree.Compare]) -> bool:
        """Whether comparisons of one number can never hold together."""
        return range_excluding(number, compares, self.bounds) is not None

    def _words(self, condition: tree.Condition) -> Collection[str]:
        if isinstance(condition, tree.ChoiceIs):
            return self.rules.inputs[condition.name].options
        return [grade.id for grade in self.rules.grades]


def _compared(part: tree.Condition) -> Iterator[str]:
    """The values that are there where a condition is known to be so, or not so."""
    if isinstance(part, tree.Not):
        yield from _compared(part.of)
    elif isinstance(part, tree.Compare | tree.FlagIs | tree.ChoiceIs | tree.GradeIs):
        yield from (each.name for each in own_parts_of(part) if isinstance(each, tree.NumberOf))
        yield from (each.name for each in references_of(part) if each.name)


def _twin(measure: tree.Measure) -> object:
    """What a percentile or a cut shares with others that are there whenever it is; None where it has no such twins."""
    version, *others = measure.versions
    number = version.formula
    of = number.of if isinstance(number, tree.Cut) else number
    if others or not isinstance(of, tree.Aggregate) or of.how != "percentile":
        return None
    of = evolve(of, percent=None)
    if not isinstance(number, tree.Cut):
        return of, version.in_force
    published = tuple((each.period, each.group) for each in number.published)
    return of, number.within, number.start, number.every, number.ranking, number.smallest, published


def _decides(joints: Joints, truths: Mapping[Path, Truth], path: Path) -> bool:
    """Whether the whole is known, and would not be so were one entry otherwise."""
    whole = outcome_of(joints, truths)
    return whole is not None and outcome_of(joints, {**truths, path: not truths[path]}) is not whole


def _implies(one: tree.Temporal, other: tree.Temporal) -> bool:
    """Whether a statement that holds makes another hold, which counts the same, but less of it."""
    if (one.of, _beside(one)) != (other.of, _beside(other)):
        return False
    match one.counting, other.counting:
        case (tree.Consecutive(count), tree.Consecutive(least) | tree.Times(least)):
            return least <= count
        case (tree.Times(count, of_last), tree.Times(least, longer)):
            return least <= count and (longer is None or (of_last is not None and of_last <= longer))
        case _:
            return False


def _beside(over: tree.Temporal) -> tuple[object, ...]:
    """What else is said of counting."""
    return over.bridge, over.since, over.resets, over.restarts, over.ago, over.earlier


def _has_periods_without_bands(scale: tree.Scale) -> bool:
    """Whether there are such; the bands of any other period take in all that their number can be."""
    return not all(scale.in_force(period) for period in stretches([band.in_force for band in scale.bands]))


def _covers(ranges: Iterable[PeriodRange]) -> bool:
    """Whether some range is in force in every period."""
    found = list(ranges)
    return all(any(period in each for each in found) for period in stretches(found))
