"""How large each number can become: a proof, from the declared ranges, that scaled 64-bit integers hold every step.

A range is kept for each number: its least and greatest value and how many decimals it has. Ends are computed with fifty
digits and rounded outwards, so that a range never leaves out a value. Of a quotient both its parts are kept until it is
rounded, since one of them is scaled up for that. A measure that looks back at itself is followed
until its range no longer grows, in ever longer strides; where it grows beyond all bounds, it may do so in fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import reduce
from typing import Final, assert_never

from attrs import field

from targetrules.data import define
from targetrules.rules import number as numbers
from targetrules.rules.analysis.implied import ends_within, holding_before, together
from targetrules.rules.analysis.ranges import (
    NumberTooLargeError,
    Quotient,
    Range,
    any_of,
    arithmetic,
    as_quotient,
    count_to,
    either,
    largest,
    mean_of,
    negative,
    of_literal,
    on_scale,
    plus,
    product,
    spread_of,
    sum_of,
)
from targetrules.rules.analysis.scale import decimals_in, decimals_of_parameter
from targetrules.rules.condition import Compare, Condition
from targetrules.rules.definition import Input, InputKind, Measure, Parameter
from targetrules.rules.number import Number
from targetrules.rules.parts import is_constant, is_quotient, numbers_in, parts_of
from targetrules.rules.tree import Rules
from targetrules.source.decimals import decimals_of, shifted, unscaled

__all__ = ["MOST_UNITS", "Bounds", "bounds_of", "range_of_input", "with_bounds"]

MOST_UNITS: Final = 10**8
"""Units of one period; a sum over a group has at most this many parts."""

_DIGITS: Final = 15
_PATIENCE: Final = 3
_ZERO: Final = Decimal(0)
_POWERS: Final = [shifted(Decimal(1), exponent) for exponent in range(-6, 20)]
_STRIDES: Final = [*(power.copy_negate() for power in reversed(_POWERS)), _ZERO, *_POWERS]


def range_of_input(source: Input) -> Range:
    """The declared range; an undeclared end leaves 15 digits in all, the decimals included."""
    most = unscaled(10**_DIGITS - 1, source.decimals)
    low = most.copy_negate() if source.low is None else source.low
    high = most if source.high is None else source.high
    return Range(low, high, source.decimals)


@define
class Bounds:
    """The ranges of all numbers of a policy; of a number that is always missing, None. ``too_large`` do not fit.

    ``narrowed``: how far numbers reach where the case applies that is looked at; ``plain``: that is left aside.
    ``never``: statuses that nobody is taken to enter, so that there is no value at entry.
    """

    ranges: dict[str, Range | None] = field(factory=dict)
    decimals: dict[str, int] = field(factory=dict)
    too_large: dict[str, None] = field(factory=dict)
    narrowed: Mapping[str, Range] = field(factory=dict)
    plain: bool = False
    never: frozenset[str] = frozenset()

    def add_inputs(self, inputs: Iterable[Input]) -> None:
        """Take in the inputs."""
        for source in inputs:
            if source.kind is InputKind.NUMBER:
                self.decimals[source.name] = source.decimals
                try:
                    self.ranges[source.name] = range_of_input(source)
                except NumberTooLargeError:
                    self._give_up(source.name)

    def add_parameters(self, parameters: Iterable[Parameter]) -> None:
        """Take in the parameters; one that is a share is no number."""
        for parameter in parameters:
            values = [value for _, value in parameter.values if isinstance(value, Decimal)]
            self.decimals[parameter.name] = decimals_of_parameter(parameter)
            try:
                for value in values:
                    self._widen(parameter.name, of_literal(value))
            except NumberTooLargeError:
                self._give_up(parameter.name)

    def _give_up(self, name: str) -> None:
        """What is computed from it is judged as if it were small, so that one fault is told once."""
        self.too_large[name] = None
        self.ranges[name] = Range(_ZERO, _ZERO, 0)

    def _widen(self, name: str, found: Range) -> None:
        before = self.ranges.get(name)
        self.ranges[name] = found if before is None else before.joined(found)

    # ---- measures ----------------------------------------------------------------------------------------------------

    def add_measures(self, measures: Sequence[Measure]) -> None:
        """Take in the measures, each after those that it needs in the same period."""
        by_name = {measure.name: measure for measure in measures}
        self.decimals |= {measure.name: measure.decimals for measure in measures}
        users = _users(by_name)
        waiting, seen = dict.fromkeys(by_name), Counter[str]()
        while waiting:
            name = next(iter(waiting))
            del waiting[name]
            seen[name] += 1
            if name not in self.too_large and self._grows(by_name[name], in_strides=seen[name] > _PATIENCE):
                waiting.update(dict.fromkeys(users.get(name, ())))
        self._tighten([by_name[name] for name in seen if seen[name] > _PATIENCE and name not in self.too_large])

    def _grows(self, measure: Measure, *, in_strides: bool) -> bool:
        try:
            found = self._versions(measure)
            before = self.ranges.get(measure.name)
            if found is None or (before is not None and found in before):
                return False
            self._widen(measure.name, _stride(before, found) if in_strides and before else found)
        except NumberTooLargeError:
            self._give_up(measure.name)
        return True

    def _tighten(self, measures: Sequence[Measure]) -> None:
        """Long strides overshoot; what the formula gives for a range that holds all its values holds them, too."""
        for measure in [*measures, *measures]:
            self.ranges[measure.name] = self._versions(measure)

    def _versions(self, measure: Measure) -> Range | None:
        found: Range | None = None
        for version in measure.versions:
            exact = self.exact(version.formula)
            found = any_of(found, None if exact is None else exact.rounded(measure.decimals, version.rounding))
        return found

    # ---- formulas ----------------------------------------------------------------------------------------------------

    def of(self, number: Number) -> Range | None:
        """The range of a number before it is rounded; raises :class:`NumberTooLargeError` where a step may not fit."""
        found = self.exact(number)
        return found.value if isinstance(found, Quotient) else found

    def exact(self, number: Number) -> Range | Quotient | None:  # noqa: PLR0911, PLR0912, C901
        """The same; of a quotient also what is divided by what."""
        match number:
            case numbers.Literal(value):
                return of_literal(value)
            case numbers.NumberOf(name):
                return self.narrowed.get(name) or self.ranges.get(name)
            case numbers.RankOf() | numbers.SizeOf():
                return _UNITS
            case numbers.Negative(of):
                found = self.exact(of)
                return found and negative(found)
            case numbers.Absolute(of):
                part = self.of(of)
                return part and Range(max(_ZERO, part.low, part.high.copy_negate()), largest(part), part.decimals)
            case numbers.Rounded(of, decimals, rounding):
                found = self.exact(of)
                return None if found is None else found.rounded(decimals, rounding)
            case numbers.IfMissing(of, instead):
                part = any_of(self.of(of), self.of(instead))
                return part and part.aligned(self._decimals_in(number))
            case numbers.Lag() | numbers.AtEntry() | numbers.RollingAggregate() | numbers.Aggregate():
                return self._elsewhere(number)
            case numbers.Cut():
                return self._cut(number)
            case numbers.Arithmetic(sign, left, right):
                return arithmetic(sign, self.of(left), self.of(right))
            case numbers.Fold():
                return _fold(number, [self.of(part) for part in number.of], self._decimals_in(number))
            case numbers.Clamp():
                return self._clamp(number)
            case numbers.Cases():
                return self._cases(number)
            case numbers.FlagCount(of):
                return count_to(len(of))
            case numbers.Weighted():
                return self._weighted(number)
            case numbers.Piecewise(of):
                part = self.of(of)
                return part and on_scale(number, part)
            case _:
                assert_never(number)

    def _decimals_in(self, number: Number) -> int:
        """Numbers are brought to one scale before they are put together, those that are always missing as well."""
        return decimals_in(number, lambda name: self.decimals.get(name, 0))

    def _clamp(self, clamp: numbers.Clamp) -> Range | None:
        """All parts are brought to one scale. Between ends that are always the wrong way round there is nothing."""
        parts = [self.of(part) for part in parts_of(clamp)]
        if None in parts or self.leaves_nothing(clamp):
            return None
        of, *ends = [part.aligned(self._decimals_in(clamp)) for part in parts if part is not None]
        lows, highs = ends[: clamp.low is not None], ends[clamp.low is not None :]
        least = max([min([of.low, *(end.low for end in highs)]), *(end.low for end in lows)])
        most = min([max([of.high, *(end.high for end in lows)]), *(end.high for end in highs)])
        return Range(least, most, of.decimals)

    def leaves_nothing(self, clamp: numbers.Clamp) -> bool:
        """Whether the low end is above the high one, whatever the two may be."""
        low, high = (None if end is None else self.of(end) for end in (clamp.low, clamp.high))
        return low is not None and high is not None and low.low > high.high

    def _group(self, group: numbers.Aggregate) -> Range | Quotient | None:
        part = _UNITS if group.of is None else self.of(group.of)
        if part is None or group.of is None:
            return part
        match group.how:
            case "percentile":
                return part.aligned(part.decimals + group.more_decimals)
            case "mean":
                return mean_of(part, MOST_UNITS)
            case "sum":
                return product(part, _UNITS)
            case "count":
                return _UNITS
            case "share":
                return Quotient(product(_UNITS, _WHOLE), _UNITS, _WHOLE)
            case "min" | "max":
                return part
            case "sd" | "sd_sample":
                return spread_of(part, MOST_UNITS, is_sample=group.how == "sd_sample")
            case _:
                assert_never(group.how)

    def _elsewhere(
        self, number: numbers.Lag | numbers.AtEntry | numbers.RollingAggregate | numbers.Aggregate
    ) -> Range | Quotient | None:
        """Of other periods and other units is not known what the case that applies says of this one."""
        with self._looking():
            match number:
                case numbers.AtEntry(status) if status in self.never:
                    return None
                case numbers.Lag(of) | numbers.AtEntry(_, of):
                    return self.of(of)
                case numbers.RollingAggregate(how, of, periods):
                    part = self.of(of)
                    return mean_of(part, periods) if part and how == "mean" else part
                case numbers.Aggregate():
                    return self._group(number)
                case _:
                    assert_never(number)

    def _cut(self, cut: numbers.Cut) -> Range | None:
        """What may be computed, rounded, and all that was published."""
        found = self.computed(cut)
        for each in cut.published:
            found = any_of(found, of_literal(each.value).aligned(cut.decimals))
        return found

    def computed(self, cut: numbers.Cut) -> Range | None:
        """What its formula may give, rounded; None where nothing can be computed."""
        with self._looking():
            found = self.exact(cut.of)
        return None if found is None else found.rounded(cut.decimals, cut.rounding)

    def _cases(self, cases: numbers.Cases) -> Range | Quotient | None:
        """All formulas are brought to one scale, before they are put together.

        What conditions say narrows what the whole can be. Each step of a formula must fit without it, as an engine may
        compute all formulas of all units.
        """
        if not self.narrowed and not self.plain:
            with self._looking(plain=True):
                self._cases(cases)
        found = [self._case(formula, conditions) for formula, conditions in _conditional(cases)]
        there = [part for part in found if part is not None]
        if is_quotient(cases):
            return reduce(either, map(as_quotient, there)) if there else None
        part = reduce(any_of, (part for part in there if isinstance(part, Range)), None)
        return part and part.aligned(self._decimals_in(cases))

    def _case(self, formula: Number, conditions: Sequence[Condition]) -> Range | Quotient | None:
        """What the formula of a case can be: its conditions say how far the numbers reach that they compare."""
        if self.plain:
            return self.exact(formula)
        compares = [each for each in conditions if isinstance(each, Compare)]
        narrowed = dict(self.narrowed)
        for left in dict.fromkeys(each.left for each in compares):
            reach = self.exact(left)
            if isinstance(left, numbers.NumberOf) and isinstance(reach, Range):
                ends = [(each.how, self._ends(each.right)) for each in compares if each.left == left]
                least, most = ends_within(reach.low, reach.high, reach.decimals, ends)
                if least > most:
                    return None  # the case never applies
                low, high = (unscaled(end, reach.decimals) for end in (least, most))
                narrowed[left.name] = Range(low, high, reach.decimals)
        with self._looking(narrowed):
            return self.exact(formula)

    def _ends(self, number: numbers.LeafNumber) -> tuple[Decimal, Decimal] | None:
        """Between which ends a number lies that another is compared with; None where it is always missing."""
        found = self.of(number)
        return None if found is None else (found.low, found.high)

    @contextmanager
    def _looking(self, narrowed: Mapping[str, Range] | None = None, *, plain: bool = False) -> Iterator[None]:
        """What is known of cases while something is looked at."""
        before, self.narrowed, self.plain = (self.narrowed, self.plain), narrowed or {}, plain or self.plain
        try:
            yield
        finally:
            self.narrowed, self.plain = before

    def _weighted(self, weighted: numbers.Weighted) -> Quotient | None:
        """The mean lies among its parts. All parts are brought to one scale, and so are all weights."""
        there = [(part, weight) for of, weight in weighted.parts if (part := self.of(of)) is not None]
        if not there:
            return None
        decimals, scale = self._decimals_in(weighted), max(decimals_of(weight) for _, weight in weighted.parts)
        above = sum_of([product(part.aligned(decimals), Range(weight, weight, scale)) for part, weight in there])
        below = sum_of([Range(weight, weight, scale) for _, weight in weighted.parts])
        value = reduce(Range.joined, [part for part, _ in there])
        return Quotient(above, below, value.joined(Range(_ZERO, _ZERO, 0)) if weighted.missing == "zero" else value)


def bounds_of(rules: Rules) -> Bounds:
    """What is proved of the numbers of a policy."""
    return rules.once(_bounds)


def with_bounds(rules: Rules, other: Rules) -> Rules:
    """Rules that compute what others do, from the same inputs: what was proved of those is not sought again."""
    return rules.take(other, _bounds)


def _bounds(rules: Rules) -> Bounds:
    bounds = Bounds()
    bounds.add_inputs(rules.inputs.values())
    bounds.add_parameters(rules.parameters.values())
    bounds.add_measures([each for each in rules.order if isinstance(each, Measure)])
    return bounds


def _users(measures: Mapping[str, Measure]) -> dict[str, list[str]]:
    """The measures that use a number, in this period or an earlier one."""
    users: dict[str, list[str]] = {}
    for measure in measures.values():
        for name in dict.fromkeys(_names(measure)):
            users.setdefault(name, []).append(measure.name)
    return users


def _names(measure: Measure) -> Iterator[str]:
    parts = (part for version in measure.versions for part in numbers_in(version.formula))
    yield from (part.name for part in parts if isinstance(part, numbers.NumberOf))


def _stride(before: Range, found: Range) -> Range:
    """An end that still moves moves on to the next power of ten."""
    low, high = found.low, found.high
    if low < before.low:
        low = max((stride for stride in _STRIDES if stride <= low), default=low)
    if high > before.high:
        high = min((stride for stride in _STRIDES if stride >= high), default=high)
    return Range(low, high, found.decimals)


_UNITS: Final = Range(_ZERO, Decimal(MOST_UNITS), 0)
"""Ranks, sizes and counts."""

_WHOLE: Final = Range(_ZERO, Decimal(100), 0)
"""A percentage."""


def _conditional(cases: numbers.Cases) -> Iterator[tuple[Number, list[Condition]]]:
    """Each formula, and what holds where it applies: the case itself, and none of those before it."""
    for at, case in enumerate(cases.of):
        yield case.formula, [*together(case.when), *holding_before(each.when for each in cases.of[:at])]
    if cases.otherwise is not None:
        yield cases.otherwise, holding_before(each.when for each in cases.of)


def _fold(fold: numbers.Fold, parts: list[Range | None], decimals: int) -> Range | Quotient | None:
    there = [part.aligned(decimals) for part in parts if part is not None]
    results = [part for of, part in zip(fold.of, parts, strict=True) if not is_constant(of)] or parts
    if all(part is None for part in results) or (fold.strict and len(there) < len(parts)):
        return None
    if fold.how == "sum":
        some = sum_of(there)
        return reduce(plus, there) if fold.strict else some
    found = reduce(Range.joined, there)
    if fold.how == "mean":
        return Quotient(sum_of(there), count_to(len(there)), found)
    certain = [part for of, part in zip(fold.of, parts, strict=True) if part and (fold.strict or _is_certain(of))]
    if fold.how == "min":
        return Range(found.low, min([found.high, *(part.high for part in certain)]), found.decimals)
    return Range(max([found.low, *(part.low for part in certain)]), found.high, found.decimals)


def _is_certain(number: Number) -> bool:
    """Whether a number is never missing, and so always there to be compared with."""
    match number:
        case numbers.Literal():
            return True
        case numbers.IfMissing():
            return _is_certain(number.of) or _is_certain(number.instead)
        case numbers.Arithmetic():
            return number.sign != "/" and all(map(_is_certain, parts_of(number)))
        case numbers.Fold():
            results = [part for part in number.of if not is_constant(part)] or number.of
            return all(map(_is_certain, number.of)) if number.strict else any(map(_is_certain, results))
        case numbers.Clamp():
            return (number.low is None or number.high is None) and all(map(_is_certain, parts_of(number)))
        case numbers.Negative() | numbers.Absolute() | numbers.Rounded():
            return _is_certain(number.of)
        case (
            numbers.Piecewise()  # stands nowhere but as a whole formula, and no part of a function
            | numbers.NumberOf()
            | numbers.RankOf()
            | numbers.SizeOf()
            | numbers.Lag()
            | numbers.AtEntry()
            | numbers.Cut()
            | numbers.RollingAggregate()
            | numbers.Aggregate()
            | numbers.Cases()
            | numbers.FlagCount()
            | numbers.Weighted()
        ):
            return False
        case _:
            assert_never(number)
