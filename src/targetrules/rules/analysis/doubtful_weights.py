"""Weights of a score that come nearly to 1 or to 100: one of them is most likely another one.

Weights are taken in proportion to one another, and ``2, 1, 1`` are as good as any; but what looks like parts of a whole
should come to the whole. In a formula that is asked of scores from 0 to 100 only: half a point for each of some faults
is no weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Final, assert_never

from targetrules.rules import number as numbers
from targetrules.rules.analysis.bounds import bounds_of
from targetrules.rules.analysis.written import formulas_of
from targetrules.rules.definition import Measure
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.rules.tree import Rules
from targetrules.source.decimals import plain_digits
from targetrules.source.diagnostic import UnlocatedDiagnostic
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["doubtful_weights", "factors_of"]

_NEAR: Final = (Fraction(4, 5), Fraction(6, 5))
"""Between which parts of a whole it is nearly the whole."""
_SHOWN: Final = 4


def doubtful_weights(rules: Rules, written: syntax.PolicyFile) -> Iterator[UnlocatedDiagnostic]:
    """A note for each list of weights, or of factors in a sum of scores, that nearly comes to a whole."""
    measures = [each for each in rules.order if isinstance(each, Measure)]
    ranges = _ranges(rules)
    for measure in measures:
        for each in formulas_of(measure, written):
            weights = _weights(each.number)
            parts = weights or _of_scores(each.number, ranges)
            whole = _nearly(parts)
            if whole is not None:
                values = {"found": _shown(sum(parts, Fraction(0))), "whole": whole}
                advice = Word("diagnostics.said-ratio", {"ratio": _ratio(parts)}) if weights else None
                yield UnlocatedDiagnostic("TR194", each.path, values, advice=advice)


def _ranges(rules: Rules) -> Mapping[str, tuple[object, object]]:
    """From where to where each number lies."""
    return {name: (each.low, each.high) for name, each in bounds_of(rules).ranges.items() if each is not None}


def _nearly(parts: Sequence[Fraction]) -> int | None:
    """The whole to which different parts nearly come, and do not."""
    total = sum(parts, Fraction(0))
    for whole, least in ((1, Fraction(0)), (100, Fraction(1))):
        are_parts = len(set(parts)) > 1 and all(least <= each < whole for each in parts)
        if are_parts and _NEAR[0] <= total / whole <= _NEAR[1] and total != whole:
            return whole
    return None


def _weights(number: numbers.Number) -> list[Fraction]:
    """The weights of a weighted mean; of anything else none."""
    return [Fraction(weight) for _, weight in number.parts] if isinstance(number, numbers.Weighted) else []


def _shown(total: Fraction) -> str:
    return plain_digits(rounded(total, _SHOWN, Rounding.HALF_UP))


def _ratio(parts: Sequence[Fraction]) -> str:
    """The same proportions as whole numbers that are no percentages."""
    scale = lcm(*(each.denominator for each in parts))
    whole = [int(each * scale) for each in parts]
    least = [each // gcd(*whole) for each in whole]
    times = 1 if _nearly([Fraction(each) for each in least]) is None else 10
    return ", ".join(str(each * times) for each in least)


# ---- sums of scores --------------------------------------------------------------------------------------------------


def _of_scores(number: numbers.Number, ranges: Mapping[str, tuple[object, object]]) -> list[Fraction]:
    """The factors of a sum of scores from 0 to 100; of anything else none."""
    factors = factors_of(number)
    is_sum = factors is not None and all(ranges.get(name) == (0, 100) for name in factors)
    return list(factors.values()) if factors is not None and is_sum else []


def factors_of(number: numbers.Number) -> dict[str, Fraction] | None:
    """How often each number counts in a sum without anything else in it; None of what is no such sum."""
    match number:
        case numbers.NumberOf(name, parameter=False):
            return {name: Fraction(1)}
        case numbers.Rounded(of):
            return factors_of(of)
        case numbers.Arithmetic("+", left, right):
            found, more = factors_of(left), factors_of(right)
            if found is None or more is None or not found.keys().isdisjoint(more):
                return None
            return found | more
        case numbers.Arithmetic("*", numbers.Literal(value), of) | numbers.Arithmetic("*", of, numbers.Literal(value)):
            return _times(factors_of(of), Fraction(value))
        case numbers.Arithmetic("/", of, numbers.Literal(value)) if value:
            return _times(factors_of(of), 1 / Fraction(value))
        case (
            numbers.Literal()
            | numbers.NumberOf()
            | numbers.RankOf()
            | numbers.SizeOf()
            | numbers.Negative()
            | numbers.Arithmetic()
            | numbers.Fold()
            | numbers.Clamp()
            | numbers.Absolute()
            | numbers.IfMissing()
            | numbers.Weighted()
            | numbers.Piecewise()
            | numbers.Lag()
            | numbers.AtEntry()
            | numbers.RollingAggregate()
            | numbers.Aggregate()
            | numbers.Cases()
            | numbers.FlagCount()
            | numbers.Cut()
        ):
            return None
        case _:
            assert_never(number)


def _times(factors: dict[str, Fraction] | None, by: Fraction) -> dict[str, Fraction] | None:
    return None if factors is None else {name: each * by for name, each in factors.items()}
