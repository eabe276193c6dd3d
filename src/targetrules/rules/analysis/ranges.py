"""Ranges of numbers and what arithmetic makes of them, with ends rounded outwards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN as TOWARDS_ZERO
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from decimal import ROUND_UP as FROM_ZERO
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Final, overload

from attrs import field

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.rules.exact import ROOT_DECIMALS
from targetrules.rules.exact import on_scale as on_points
from targetrules.rules.leaf import Rounding
from targetrules.rules.number import Piecewise
from targetrules.source.decimals import CEILING, FLOOR, decimals_of, quantized, shifted, unscaled

__all__ = [
    "LARGEST",
    "NumberTooLargeError",
    "Quotient",
    "Range",
    "any_of",
    "arithmetic",
    "as_quotient",
    "count_to",
    "either",
    "largest",
    "mean_of",
    "negative",
    "of_literal",
    "on_scale",
    "plus",
    "product",
    "spread_of",
    "sum_of",
]

LARGEST: Final = 2**63 - 1

_MOST_DECIMALS: Final = 18
_MODES: Final = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: TOWARDS_ZERO,
    Rounding.UP: FROM_ZERO,
}
_ZERO: Final = Decimal(0)
_POPULATION: Final = Decimal("0.5")
_SAMPLE: Final = Decimal("0.70710679")


class NumberTooLargeError(TargetrulesError):
    """A step of a formula cannot be shown to fit."""


def _without_sign_of_zero(end: Decimal) -> Decimal:
    """The end; of a zero, which a product with a negative number gives, the one that people write."""
    return end or end.copy_abs()


@frozen(slots=True)
class Range:
    """From ``low`` to ``high``, in steps of ``10 ** -decimals``.

    Raises :class:`NumberTooLargeError` where 64 bits do not do.
    """

    low: Decimal = field(converter=_without_sign_of_zero)
    high: Decimal = field(converter=_without_sign_of_zero)
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


def of_literal(value: Decimal) -> Range:
    """A number that the policy states."""
    return Range(value, value, decimals_of(value))


def any_of(left: Range | None, right: Range | None) -> Range | None:
    """One of the two; None is always missing."""
    if left is None or right is None:
        return left or right
    return left.joined(right)


def arithmetic(sign: str, left: Range | None, right: Range | None) -> Range | Quotient | None:
    """What a sign makes of two numbers."""
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return plus(left, right)
        case "-":
            return plus(left, negative(right))
        case "*":
            return product(left, right)
        case _:
            return _quotient(left, right)


@overload
def negative(of: Range) -> Range: ...
@overload
def negative(of: Quotient) -> Quotient: ...
def negative(of: Range | Quotient) -> Range | Quotient:
    """Minus the number."""
    if isinstance(of, Quotient):
        return Quotient(negative(of.above), of.below, negative(of.value))
    return Range(of.high.copy_negate(), of.low.copy_negate(), of.decimals)


def largest(of: Range) -> Decimal:
    """The greatest distance from zero."""
    return max(of.low.copy_negate(), of.high)


def plus(left: Range, right: Range) -> Range:
    """The sum of two numbers, brought to one scale."""
    left, right = left.aligned(right.decimals), right.aligned(left.decimals)
    return Range(FLOOR.add(left.low, right.low), CEILING.add(left.high, right.high), left.decimals)


def product(left: Range, right: Range) -> Range:
    """The product of two numbers."""
    pairs = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = min(FLOOR.multiply(a, b) for a, b in pairs), max(CEILING.multiply(a, b) for a, b in pairs)
    return Range(low, high, left.decimals + right.decimals)


def _quotient(left: Range, right: Range) -> Quotient:
    """The divisor's smallest step gives the largest quotient."""
    step = unscaled(1, right.decimals)
    nearest = max(right.low, right.high.copy_negate(), step)
    most = CEILING.divide(largest(left), nearest)
    signed = left.low < 0 or right.low < 0
    return Quotient(left, right, Range(most.copy_negate() if signed else _ZERO, most, 0))


def as_quotient(of: Range | Quotient) -> Quotient:
    """By a whole number, as it is before it is put together with others."""
    if isinstance(of, Range):
        return Quotient(of, of_literal(Decimal(1)), of)
    above, below, more = of.above, of.below, of.below.decimals
    whole = Range(shifted(below.low, more), shifted(below.high, more), 0)
    return Quotient(Range(shifted(above.low, more), shifted(above.high, more), above.decimals - more), whole, of.value)


def either(one: Quotient, other: Quotient) -> Quotient:
    """One of the two, both by whole numbers."""
    return Quotient(one.above.joined(other.above), one.below.joined(other.below), one.value.joined(other.value))


def mean_of(part: Range, most: int) -> Quotient:
    """The mean of at most so many of such numbers."""
    return Quotient(product(part, of_literal(Decimal(most))), count_to(most), part)


def spread_of(part: Range, most: int, *, is_sample: bool) -> Range:
    """The standard deviation of at most so many of such numbers; where their sum fits, so do their squares in 128 bits.

    It is largest where half of them lie at each end; of a sample, where there are two.
    """
    product(part, of_literal(Decimal(most)))
    width = CEILING.subtract(part.high, part.low)
    return Range(_ZERO, CEILING.multiply(width, _SAMPLE if is_sample else _POPULATION), ROOT_DECIMALS)


def count_to(most: int) -> Range:
    """A count of at most so many."""
    return Range(_ZERO, Decimal(most), 0)


def on_scale(scale: Piecewise, part: Range) -> Range | Quotient | None:
    """What a table of points makes of such a number; None where that is always missing.

    Each piece that is reached is computed as a quotient by its width.
    """
    (first, _), (last, _) = scale.points[0], scale.points[-1]
    steps = max(part.decimals, *(decimals_of(at) for at, _ in scale.points))
    kept = max(decimals_of(gives) for _, gives in scale.points)
    part.aligned(steps)
    if scale.outside == "missing" and (part.high < first or part.low > last):
        return None
    low, high = (min(max(end, first), last) for end in (part.low, part.high))
    values = [
        on_points(Fraction(end), scale.points, scale.between, scale.outside) or Fraction(0) for end in (low, high)
    ]
    values += [Fraction(gives) for at, gives in scale.points if low <= at <= high]
    least, most = min(values), max(values)
    value = Range(
        FLOOR.divide(Decimal(least.numerator), Decimal(least.denominator)),
        CEILING.divide(Decimal(most.numerator), Decimal(most.denominator)),
        kept,
    )
    if scale.between == "step":
        return value
    above, below = list[Range](), list[Range]()
    for (at, gives), (to, then) in pairwise(scale.points):
        width, rise = FLOOR.subtract(to, at), FLOOR.subtract(then, gives)
        along = product(Range(_ZERO, width, steps), _exactly(rise, kept))
        above.append(plus(product(_exactly(gives, kept), _exactly(width, steps)), along))
        below.append(_exactly(width, steps))
    return Quotient(reduce(Range.joined, above), reduce(Range.joined, below), value)


def _exactly(value: Decimal, decimals: int) -> Range:
    return Range(value, value, decimals)


def sum_of(parts: Sequence[Range]) -> Range:
    """What any of the parts can come to: all that are negative, all that are positive; none at all at the start."""
    decimals = max(part.decimals for part in parts)
    low = high = _ZERO
    for part in parts:
        low, high = FLOOR.add(low, min(_ZERO, part.low)), CEILING.add(high, max(_ZERO, part.high))
    return Range(low, high, decimals)
