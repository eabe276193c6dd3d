"""How large each number can become: a proof, from the declared ranges, that scaled 64-bit integers hold every step.

A range is kept for each number: its least and greatest value and how many decimals it has. Ends are computed with fifty
digits and rounded outwards, so that a range never leaves out a value. Of a quotient both its parts are kept until it is
rounded, since one of them is scaled up for that. A measure that looks back at itself is followed
until its range no longer grows, in ever longer strides; where it grows beyond all bounds, it may do so in fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN as TOWARDS_ZERO
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from decimal import ROUND_UP as FROM_ZERO
from functools import reduce
from typing import Final, assert_never, overload

from attrs import define, field, frozen

from targetrules.errors import TargetrulesError
from targetrules.rules import number as numbers
from targetrules.rules.analysis.scale import decimals_in, decimals_of_parameter
from targetrules.rules.definition import Input, InputKind, Measure, Parameter
from targetrules.rules.number import Number, Rounding
from targetrules.rules.parts import is_constant, parts_of
from targetrules.source.decimals import CEILING, FLOOR, decimals_of, quantized, shifted, unscaled

__all__ = ["Bounds", "Range", "range_of_input"]

LARGEST: Final = 2**63 - 1
MOST_UNITS: Final = 10**8
"""Units of one period; a sum over a group has at most this many parts."""

_DIGITS: Final = 15
_MOST_DECIMALS: Final = 18
_PATIENCE: Final = 3
_MODES: Final = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: TOWARDS_ZERO,
    Rounding.UP: FROM_ZERO,
}
_ZERO: Final = Decimal(0)
_POWERS: Final = [shifted(Decimal(1), exponent) for exponent in range(-6, 20)]
_STRIDES: Final = [*(power.copy_negate() for power in reversed(_POWERS)), _ZERO, *_POWERS]


class NumberTooLargeError(TargetrulesError):
    """A step of a formula cannot be shown to fit."""


@frozen(slots=True)
class Range:
    """From ``low`` to ``high``, in steps of ``10 ** -decimals``.

    Raises :class:`NumberTooLargeError` where 64 bits do not do.
    """

    low: Decimal
    high: Decimal
    decimals: int

    def __attrs_post_init__(self) -> None:
        if not self.fits(self.decimals):
            raise NumberTooLargeError

    def fits(self, decimals: int) -> bool:
        """Whether 64 bits do with so many decimals."""
        most = shifted(max(self.low.copy_negate(), self.high), decimals)
        return most <= LARGEST and decimals <= _MOST_DECIMALS

    def __contains__(self, other: Range) -> bool:
        return self.low <= other.low and other.high <= self.high and other.decimals <= self.decimals

    def joined(self, other: Range) -> Range:
        """The range that holds both."""
        return Range(min(self.low, other.low), max(self.high, other.high), max(self.decimals, other.decimals))

    def aligned(self, decimals: int) -> Range:
        """The same with more decimals, as it is before it is added to another number."""
        return Range(self.low, self.high, max(self.decimals, decimals))

    def rounded(self, decimals: int, how: Rounding) -> Range:
        """The range after rounding."""
        low, high = (quantized(end, decimals, _MODES[how]) for end in (self.low, self.high))
        return Range(low, high, decimals)


@frozen(slots=True)
class Quotient:
    """``above`` by ``below``, before it is rounded; ``value`` is where it lies."""

    above: Range
    below: Range
    value: Range

    def rounded(self, decimals: int, how: Rounding) -> Range:
        """The range after rounding: for more decimals ``above`` is scaled up, or the rest that a division leaves."""
        more = decimals - (self.above.decimals - self.below.decimals)
        if more < 0 or not self.above.fits(self.above.decimals + more):
            self.below.aligned(self.below.decimals + abs(more))
        return self.value.rounded(decimals, how)


def range_of_input(source: Input) -> Range:
    """The declared range; an undeclared end leaves 15 digits in all, the decimals included."""
    most = unscaled(10**_DIGITS - 1, source.decimals)
    low = most.copy_negate() if source.low is None else source.low
    high = most if source.high is None else source.high
    return Range(low, high, source.decimals)


@define
class Bounds:
    """The ranges of all numbers of a policy; of a number that is always missing, None. ``too_large`` do not fit."""

    ranges: dict[str, Range | None] = field(factory=dict)
    decimals: dict[str, int] = field(factory=dict)
    too_large: dict[str, None] = field(factory=dict)

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
                    self._widen(parameter.name, _of_literal(value))
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
            found = _any(found, None if exact is None else exact.rounded(measure.decimals, version.rounding))
        return found

    # ---- formulas ----------------------------------------------------------------------------------------------------

    def of(self, number: Number) -> Range | None:
        """The range of a number before it is rounded; raises :class:`NumberTooLargeError` where a step may not fit."""
        found = self.exact(number)
        return found.value if isinstance(found, Quotient) else found

    def exact(self, number: Number) -> Range | Quotient | None:  # noqa: PLR0911, C901
        """The same; of a quotient also what is divided by what."""
        match number:
            case numbers.Literal(value):
                return _of_literal(value)
            case numbers.NumberOf(name):
                return self.ranges.get(name)
            case numbers.RankOf() | numbers.SizeOf():
                return _UNITS
            case numbers.Negative(of):
                found = self.exact(of)
                return found and _negative(found)
            case numbers.Absolute(of):
                part = self.of(of)
                return part and Range(max(_ZERO, part.low, part.high.copy_negate()), _largest(part), part.decimals)
            case numbers.Rounded(of, decimals, rounding):
                found = self.exact(of)
                return None if found is None else found.rounded(decimals, rounding)
            case numbers.IfMissing(of, instead):
                part = _any(self.of(of), self.of(instead))
                return part and part.aligned(self._decimals_in(number))
            case numbers.Lag(of):
                return self.of(of)
            case numbers.Arithmetic(sign, left, right):
                return _arithmetic(sign, self.of(left), self.of(right))
            case numbers.Fold():
                return _fold(number, [self.of(part) for part in number.of], self._decimals_in(number))
            case numbers.Clamp():
                return self._clamp(number)
            case numbers.RollingAggregate(how, of, periods):
                part = self.of(of)
                return _mean_of(part, periods) if part and how == "mean" else part
            case numbers.Aggregate():
                return self._group(number)
            case numbers.Weighted():
                return self._weighted(number)
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
        if part is not None and group.percent is not None:
            return part.aligned(part.decimals + 2 + decimals_of(group.percent))
        return _mean_of(part, MOST_UNITS) if part and group.how == "mean" else part

    def _weighted(self, weighted: numbers.Weighted) -> Quotient | None:
        """The mean lies among its parts. All parts are brought to one scale, and so are all weights."""
        there = [(part, weight) for of, weight in weighted.parts if (part := self.of(of)) is not None]
        if not there:
            return None
        decimals, scale = self._decimals_in(weighted), max(decimals_of(weight) for _, weight in weighted.parts)
        above = _sum([_product(part.aligned(decimals), Range(weight, weight, scale)) for part, weight in there])
        below = _sum([Range(weight, weight, scale) for _, weight in weighted.parts])
        value = reduce(Range.joined, [part for part, _ in there])
        return Quotient(above, below, value.joined(Range(_ZERO, _ZERO, 0)) if weighted.missing == "zero" else value)


def _users(measures: Mapping[str, Measure]) -> dict[str, list[str]]:
    """The measures that use a number, in this period or an earlier one."""
    users: dict[str, list[str]] = {}
    for measure in measures.values():
        for name in dict.fromkeys(_names(measure)):
            users.setdefault(name, []).append(measure.name)
    return users


def _names(measure: Measure) -> Iterator[str]:
    waiting = [version.formula for version in measure.versions]
    while waiting:
        number = waiting.pop()
        if isinstance(number, numbers.NumberOf):
            yield number.name
        waiting.extend(parts_of(number))


def _stride(before: Range, found: Range) -> Range:
    """An end that still moves moves on to the next power of ten."""
    low, high = found.low, found.high
    if low < before.low:
        low = max((stride for stride in _STRIDES if stride <= low), default=low)
    if high > before.high:
        high = min((stride for stride in _STRIDES if stride >= high), default=high)
    return Range(low, high, found.decimals)


def _of_literal(value: Decimal) -> Range:
    return Range(value, value, decimals_of(value))


_UNITS: Final = Range(_ZERO, Decimal(MOST_UNITS), 0)
"""Ranks, sizes and counts."""


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def _any(left: Range | None, right: Range | None) -> Range | None:
    if left is None or right is None:
        return left or right
    return left.joined(right)


def _arithmetic(sign: str, left: Range | None, right: Range | None) -> Range | Quotient | None:
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return _plus(left, right)
        case "-":
            return _plus(left, _negative(right))
        case "*":
            return _product(left, right)
        case _:
            return _quotient(left, right)


@overload
def _negative(of: Range) -> Range: ...
@overload
def _negative(of: Quotient) -> Quotient: ...
def _negative(of: Range | Quotient) -> Range | Quotient:
    if isinstance(of, Quotient):
        return Quotient(_negative(of.above), of.below, _negative(of.value))
    return Range(of.high.copy_negate(), of.low.copy_negate(), of.decimals)


def _largest(of: Range) -> Decimal:
    return max(of.low.copy_negate(), of.high)


def _plus(left: Range, right: Range) -> Range:
    left, right = left.aligned(right.decimals), right.aligned(left.decimals)
    return Range(FLOOR.add(left.low, right.low), CEILING.add(left.high, right.high), left.decimals)


def _product(left: Range, right: Range) -> Range:
    pairs = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = min(FLOOR.multiply(a, b) for a, b in pairs), max(CEILING.multiply(a, b) for a, b in pairs)
    return Range(low, high, left.decimals + right.decimals)


def _quotient(left: Range, right: Range) -> Quotient:
    """The divisor's smallest step gives the largest quotient."""
    step = unscaled(1, right.decimals)
    nearest = max(right.low, right.high.copy_negate(), step)
    most = CEILING.divide(_largest(left), nearest)
    signed = left.low < 0 or right.low < 0
    return Quotient(left, right, Range(most.copy_negate() if signed else _ZERO, most, 0))


def _mean_of(part: Range, most: int) -> Quotient:
    """The mean of at most so many of such numbers."""
    return Quotient(_product(part, _of_literal(Decimal(most))), _count(most), part)


def _count(most: int) -> Range:
    return Range(_ZERO, Decimal(most), 0)


def _fold(fold: numbers.Fold, parts: list[Range | None], decimals: int) -> Range | Quotient | None:
    there = [part.aligned(decimals) for part in parts if part is not None]
    results = [part for of, part in zip(fold.of, parts, strict=True) if not is_constant(of)] or parts
    if all(part is None for part in results) or (fold.strict and len(there) < len(parts)):
        return None
    if fold.how == "sum":
        some = _sum(there)
        return reduce(_plus, there) if fold.strict else some
    found = reduce(Range.joined, there)
    if fold.how == "mean":
        return Quotient(_sum(there), _count(len(there)), found)
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
            numbers.NumberOf()
            | numbers.RankOf()
            | numbers.SizeOf()
            | numbers.Lag()
            | numbers.RollingAggregate()
            | numbers.Aggregate()
            | numbers.Weighted()
        ):
            return False
        case _:
            assert_never(number)


def _sum(parts: Sequence[Range]) -> Range:
    """What any of the parts can come to: all that are negative, all that are positive; none at all at the start."""
    decimals = max(part.decimals for part in parts)
    low = high = _ZERO
    for part in parts:
        low, high = FLOOR.add(low, min(_ZERO, part.low)), CEILING.add(high, max(_ZERO, part.high))
    return Range(low, high, decimals)
