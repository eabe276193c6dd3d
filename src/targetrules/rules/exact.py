"""Exact arithmetic: rounding a rational number to a decimal, and a share of a group to a whole number of units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from targetrules.rules.leaf import Rounding, Share
from targetrules.source.decimals import unscaled

__all__ = ["rounded", "units_of"]


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
