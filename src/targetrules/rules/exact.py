"""Exact arithmetic: numbers rounded to decimals, shares of a group made whole, and what a table of points gives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from targetrules.rules.leaf import Rounding, Share
from targetrules.rules.number import Piecewise
from targetrules.source.decimals import unscaled

__all__ = ["on_scale", "rounded", "slopes_of", "units_of"]


def rounded(value: Fraction, decimals: int, how: Rounding) -> Decimal:
    """``value`` with ``decimals`` decimals; half-up and half-even decide exact ties, away from zero and to even.

    ``down`` is towards zero, ``up`` away from it. The sign is put on last, so that both sides of zero are alike.
    """
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if how is Rounding.HALF_UP:
        more = twice >= scaled.denominator
    elif how is Rounding.HALF_EVEN:
        more = twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    else:
        more = how is Rounding.UP and rest > 0
    return unscaled(whole + more if value >= 0 else -(whole + more), decimals)


@lru_cache
def units_of(amount: Decimal | Share, size: int, how: Rounding) -> int:
    """How many units a count or a share of ``size`` units is."""
    exact = Fraction(amount.percent) * size / 100 if isinstance(amount, Share) else Fraction(amount)
    return int(rounded(exact, 0, how))


def on_scale(value: Fraction, scale: Piecewise) -> Fraction | None:
    """What a table of points makes of a number; None where it is missing."""
    points = [(Fraction(at), Fraction(gives)) for at, gives in scale.points]
    (first, lowest), (last, highest) = points[0], points[-1]
    if not first <= value <= last:
        return None if scale.outside == "missing" else lowest if value < first else highest
    (at, gives), after = max(point for point in points if point[0] <= value), [p for p in points if p[0] > value]
    if scale.between == "step" or not after:
        return gives
    to, then = after[0]
    return gives + (value - at) * (then - gives) / (to - at)


def slopes_of(points: Sequence[tuple[Decimal, Decimal]]) -> list[Fraction]:
    """By how much the second coordinate rises where the first rises by one: between each point and the next."""
    exact = [(Fraction(at), Fraction(gives)) for at, gives in points]
    return [(then - gives) / (to - at) for (at, gives), (to, then) in pairwise(exact)]
