"""How large each number can become: a proof, from the declared ranges, that scaled 64-bit integers hold every step.

A range is kept for each number: its least and greatest value and how many decimals it has. A measure that looks back at
itself is followed for some periods; if its range has not settled by then, it may grow without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import define, field, frozen

from targetrules.rules import number as numbers
from targetrules.rules.number import Input, Measure, Number, Parameter, Rounding
from targetrules.rules.exact import rounded

__all__ = ["Bounds", "Range", "range_of_input"]

LARGEST: Final = 2**63 - 1
MOST_UNITS: Final = 10**8
"""Units of one period; a sum over a group has at most this many parts."""

_DIGITS: Final = 15
_ROUNDS: Final = 70
"""Periods for which a measure that looks back at itself is followed: longer than the longest window."""


class TooLarge(Exception):  # noqa: N818
    """A step of a formula cannot be shown to fit."""


@frozen(slots=True)
class Range:
    """From ``low`` to ``high``, in steps of ``10 ** -decimals``."""

    low: Fraction
    high: Fraction
    decimals: int

    def __attrs_post_init__(self) -> None:
        if max(abs(self.low), abs(self.high)) * 10**self.decimals > LARGEST:
            raise TooLarge

    def joined(self, other: Range) -> Range:
        """The range that holds both."""
        return Range(min(self.low, other.low), max(self.high, other.high), max(self.decimals, other.decimals))


def range_of_input(source: Input) -> Range:
    """The declared range; an undeclared end leaves 15 digits in all, the decimals included."""
    most = Fraction(10**_DIGITS - 1, 10**source.decimals)
    low = -most if source.low is None else Fraction(source.low)
    high = most if source.high is None else Fraction(source.high)
    if isinstance(source.default, Decimal):
        low, high = min(low, Fraction(source.default)), max(high, Fraction(source.default))
    return Range(low, high, source.decimals)


@define
class Bounds:
    """The ranges of all numbers of a policy. A range of None: the number is always missing."""

    ranges: dict[str, Range | None] = field(factory=dict)

    def add_inputs(self, inputs: Mapping[str, Input]) -> list[str]:
        """Take in the inputs; the names of those that do not fit."""
        return [name for name, source in inputs.items() if not self._add(name, source)]

    def _add(self, name: str, source: Input) -> bool:
        try:
            self.ranges[name] = range_of_input(source) if source.kind is numbers.InputKind.NUMBER else None
        except TooLarge:
            self.ranges[name] = Range(Fraction(0), Fraction(0), 0)
            return False
        return True

    def add_parameter(self, parameter: Parameter) -> None:
        """Take in a parameter."""
        values = [Fraction(value) for _, value in parameter.values if isinstance(value, Decimal)]
        decimals = [decimals_of(value) for _, value in parameter.values if isinstance(value, Decimal)]
        self.ranges[parameter.name] = Range(min(values), max(values), max(decimals)) if values else None

    def add_measure(self, measure: Measure) -> bool:
        """Take in a measure whose parts are there already; False where it cannot be shown to fit 64 bits."""
        self.ranges[measure.name] = None
        try:
            for _ in range(_ROUNDS):
                found = self._versions(measure)
                if found == self.ranges[measure.name]:
                    return True
                self.ranges[measure.name] = found
        except TooLarge:
            pass
        self.ranges[measure.name] = Range(Fraction(0), Fraction(0), measure.decimals)
        return False

    def _versions(self, measure: Measure) -> Range | None:
        found: Range | None = None
        for version in measure.versions:
            exact = self.of(version.formula)
            if exact is not None:
                low, high = (_rounded(end, measure.decimals, version.rounding) for end in (exact.low, exact.high))
                after = Range(low, high, measure.decimals)
                found = after if found is None else found.joined(after)
        return found

    # ---- ranges of formulas --------------------------------------------------------------------------------------

    def of(self, number: Number) -> Range | None:  # noqa: PLR0911, C901
        """The range of a number before it is rounded; raises :class:`TooLarge` where a step may not fit."""
        match number:
            case numbers.Literal(value):
                return Range(Fraction(value), Fraction(value), decimals_of(value))
            case numbers.NumberOf(name):
                return self.ranges.get(name)
            case numbers.RankOf() | numbers.SizeOf():
                return Range(Fraction(0), Fraction(MOST_UNITS), 0)
            case numbers.Negative(of):
                part = self.of(of)
                return part and Range(-part.high, -part.low, part.decimals)
            case numbers.Absolute(of):
                part = self.of(of)
                return part and Range(Fraction(0), max(abs(part.low), abs(part.high)), part.decimals)
            case numbers.Rounded(of, decimals, rounding):
                part = self.of(of)
                return part and Range(*(_rounded(end, decimals, rounding) for end in (part.low, part.high)), decimals)
            case numbers.IfMissing(of, instead):
                return _any(self.of(of), self.of(instead))
            case numbers.Previous(of):
                return self.of(of)
            case numbers.Arithmetic(sign, left, right):
                return _arithmetic(sign, self.of(left), self.of(right))
            case numbers.Fold(how, of, strict):
                return _fold(how, [self.of(part) for part in of], strict=strict)
            case numbers.Last(how, of, periods):
                return _repeated(how, self.of(of), periods)
            case numbers.Group():
                return self._group(number)
            case numbers.Weighted():
                return self._weighted(number)

    def _group(self, group: numbers.Group) -> Range | None:
        if group.of is None:
            return Range(Fraction(0), Fraction(MOST_UNITS), 0)
        part = self.of(group.of)
        if part is not None and group.percent is not None:
            return Range(part.low, part.high, part.decimals + 2 + decimals_of(group.percent))
        return _repeated(group.how, part, MOST_UNITS)

    def _weighted(self, weighted: numbers.Weighted) -> Range | None:
        parts = [(self.of(part), weight) for part, weight in weighted.parts]
        there = [(part, weight) for part, weight in parts if part is not None]
        for part, weight in there:
            decimals = part.decimals + decimals_of(weight)
            most = max(abs(part.low), abs(part.high)) * Fraction(weight) * len(parts)
            Range(-most, most, decimals)
        if not there:
            return None
        low, high = min(part.low for part, _ in there), max(part.high for part, _ in there)
        if weighted.missing == "zero":
            low, high = min(low, Fraction(0)), max(high, Fraction(0))
        return Range(low, high, max(part.decimals for part, _ in there))


def decimals_of(value: Decimal) -> int:
    """How many decimals a number is written with, trailing zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _rounded(value: Fraction, decimals: int, how: Rounding) -> Fraction:
    return Fraction(rounded(value, decimals, how))


def _any(left: Range | None, right: Range | None) -> Range | None:
    if left is None or right is None:
        return left or right
    return left.joined(right)


def _arithmetic(sign: str, left: Range | None, right: Range | None) -> Range | None:
    if left is None or right is None:
        return None
    decimals = max(left.decimals, right.decimals)
    match sign:
        case "+":
            return Range(left.low + right.low, left.high + right.high, decimals)
        case "-":
            return Range(left.low - right.high, left.high - right.low, decimals)
        case "*":
            ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Range(min(ends), max(ends), left.decimals + right.decimals)
        case _:
            return _quotient(left, right)


def _quotient(left: Range, right: Range) -> Range:
    """The divisor's smallest step gives the largest quotient, and both scales must fit at once."""
    step = Fraction(1, 10**right.decimals)
    nearest = right.low if right.low > 0 else -right.high if right.high < 0 else step
    most = max(abs(left.low), abs(left.high)) / max(nearest, step)
    Range(left.low, left.high, left.decimals + right.decimals)
    signed = left.low < 0 or right.low < 0
    return Range(-most if signed else Fraction(0), most, left.decimals)


def _fold(how: str, parts: list[Range | None], *, strict: bool) -> Range | None:
    there = [part for part in parts if part is not None]
    if not there or (strict and len(there) < len(parts)):
        return None
    decimals = max(part.decimals for part in there)
    low, high = sum(part.low for part in there), sum(part.high for part in there)
    if how == "sum":
        ends = [Fraction(0), low, high, *(part.low for part in there), *(part.high for part in there)]
        return Range(min(ends), max(ends), decimals) if not strict else Range(Fraction(low), Fraction(high), decimals)
    if how == "mean":
        Range(Fraction(low), Fraction(high), decimals)
    return Range(min(part.low for part in there), max(part.high for part in there), decimals)


def _repeated(how: str, part: Range | None, times: int) -> Range | None:
    if part is not None and how == "mean":
        Range(part.low * times, part.high * times, part.decimals)
    return part
