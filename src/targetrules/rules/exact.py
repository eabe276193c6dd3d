"""Exact arithmetic: numbers rounded to decimals, shares of a group made whole, and what a table of points gives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, isqrt
from typing import Final, Literal, assert_never

from targetrules.rules.leaf import Rounding, Share
from targetrules.source.decimals import unscaled

__all__ = [
    "ROOT_DECIMALS",
    "on_scale",
    "order_statistic",
    "rounded",
    "slopes_of",
    "square_root",
    "standard_deviation",
    "units_of",
]

ROOT_DECIMALS: Final = 8
"""How many decimals stand for a square root, which may have decimals without end."""


Method = Literal["inclusive", "exclusive", "nearest", "sas5"]
"""How a percentile is found."""


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


def on_scale(
    value: Fraction,
    scale: Sequence[tuple[Decimal, Decimal]],
    between: Literal["linear", "step"],
    outside: Literal["clamp", "missing"],
) -> Fraction | None:
    """What a table of points makes of a number; None where it is missing."""
    points = [(Fraction(at), Fraction(gives)) for at, gives in scale]
    (first, lowest), (last, highest) = points[0], points[-1]
    if not first <= value <= last:
        return None if outside == "missing" else lowest if value < first else highest
    (at, gives), after = max(point for point in points if point[0] <= value), [p for p in points if p[0] > value]
    if between == "step" or not after:
        return gives
    to, then = after[0]
    return gives + (value - at) * (then - gives) / (to - at)


def slopes_of(points: Sequence[tuple[Decimal, Decimal]]) -> list[Fraction]:
    """By how much the second coordinate rises where the first rises by one: between each point and the next."""
    exact = [(Fraction(at), Fraction(gives)) for at, gives in points]
    return [(then - gives) / (to - at) for (at, gives), (to, then) in pairwise(exact)]


def order_statistic(percent: Decimal, method: Method, count: int) -> tuple[int, Fraction] | None:
    """Where a percentile lies among so many values, the least first, from 0 on: after which, and how far to the next.

    None where it has no place: the exclusive one of too few values.
    """
    share = Fraction(percent) / 100
    match method:
        case "inclusive":
            position = share * (count - 1)
        case "exclusive":
            position = share * (count + 1) - 1
            if not 0 <= position <= count - 1:
                return None
        case "nearest":
            return max(ceil(share * count) - 1, 0), Fraction(0)
        case "sas5":
            position = share * count
            if position.denominator > 1 or position in (0, count):
                return min(int(position), count - 1), Fraction(0)
            return int(position) - 1, Fraction(1, 2)
        case _:
            assert_never(method)
    below = int(position)
    return below, position - below


def standard_deviation(
    how: Literal["sd", "sd_sample"], count: int, total: Fraction, squares: Fraction
) -> Fraction | None:
    """Of so many numbers with this sum and this sum of squares, as :func:`square_root` gives it.

    None of no number, and where they are a sample of only one.
    """
    parts = count if how == "sd" else count - 1
    return square_root((squares - total * total / count) / parts) if parts > 0 else None


def square_root(of: Fraction) -> Fraction:
    """A number that is rounded, in whatever manner to up to six decimals, as the root is that it stands for.

    A root with decimals without end lies between two steps of the seventh decimal, and half of a step stands for all
    that lie there: no number by which any manner of rounding decides lies between these two.
    """
    scaled = of * 100 ** (ROOT_DECIMALS - 1)
    whole = isqrt(scaled.numerator // scaled.denominator)
    return Fraction(10 * whole + (0 if whole * whole == scaled else 5), 10**ROOT_DECIMALS)
