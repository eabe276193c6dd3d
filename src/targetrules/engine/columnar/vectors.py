"""Columns of a cohort: truths of three values, exact numbers as scaled integers, words as small codes.

A number is an integer count of ``10 ** -decimals``; what the policy's bounds have proved to fit 64 bits may wrap on the
way (sums and products are exact modulo 2**64) and is right again when it is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.rules.number import Rounding

__all__ = ["Bits", "Codes", "Ints", "Numbers", "Quotients", "Truths", "all_of", "any_of", "rounded", "scaled_ends"]

Bits = NDArray[np.bool_]
Ints = NDArray[np.int64]


@frozen(slots=True, eq=False)
class Truths:
    """Kleene's three values, one a row: where ``yes``, where ``no``; neither is unknown."""

    yes: Bits
    no: Bits

    def opposite(self) -> Truths:
        """Not."""
        return Truths(self.no, self.yes)

    @property
    def unknown(self) -> Bits:
        """Where nobody can say."""
        return ~(self.yes | self.no)

    @staticmethod
    def of(yes: Bits) -> Truths:
        """Truths of which none is unknown."""
        return Truths(yes, ~yes)

    @staticmethod
    def known(yes: Bits, known: Bits) -> Truths:
        """True or false where known."""
        return Truths(yes & known, known & ~yes)


def all_of(parts: Iterable[Truths], size: int) -> Truths:
    """And."""
    yes: Bits | None = None
    no: Bits | None = None
    for part in parts:
        yes = part.yes if yes is None else yes & part.yes
        no = part.no if no is None else no | part.no
    if yes is None or no is None:
        return Truths(np.ones(size, np.bool_), np.zeros(size, np.bool_))
    return Truths(yes, no)


def any_of(parts: Iterable[Truths], size: int) -> Truths:
    """Or."""
    return all_of((part.opposite() for part in parts), size).opposite()


@frozen(slots=True, eq=False)
class Codes:
    """Grades, choices or texts as positions in a list of words; -1 is missing."""

    codes: NDArray[Any]

    @property
    def known(self) -> Bits:
        """Where there is a word."""
        return np.asarray(self.codes >= 0)


@frozen(slots=True, eq=False)
class Numbers:
    """Exact decimals: ``values * 10 ** -decimals`` where ``known``; the values elsewhere mean nothing."""

    values: Ints
    known: Bits
    decimals: int

    def at(self, decimals: int) -> Ints:
        """The values with more decimals."""
        return self.values if decimals == self.decimals else self.values * 10 ** (decimals - self.decimals)


@frozen(slots=True, eq=False)
class Quotients:
    """Exact fractions: ``above / below * 10 ** -decimals``, to be rounded; ``below`` is never zero where known."""

    above: Ints
    below: Ints
    known: Bits
    decimals: int


def rounded(number: Numbers | Quotients, decimals: int, how: Rounding) -> Numbers:
    """The number with so many decimals; ties as ``how`` says."""
    if isinstance(number, Numbers):
        if decimals >= number.decimals:
            return Numbers(number.at(decimals), number.known, decimals)
        below: Any = 10 ** (number.decimals - decimals)
        return Numbers(_divided(number.values, below, how), number.known, decimals)
    above, below = number.above, number.below
    if decimals >= number.decimals:
        above = above * 10 ** (decimals - number.decimals)
    else:
        below = below * 10 ** (number.decimals - decimals)
    return Numbers(_divided(above, np.where(number.known, below, 1), how), number.known, decimals)


def _divided(above: Ints, below: Any, how: Rounding) -> Ints:
    """The sign is put on last; a rest is compared with what it lacks, so that nothing is doubled."""
    whole, rest = np.divmod(np.abs(above), np.abs(below))
    lacking = np.abs(below) - rest
    if how is Rounding.HALF_UP:
        more = rest >= lacking
    elif how is Rounding.HALF_EVEN:
        more = (rest > lacking) | ((rest == lacking) & (whole % 2 == 1))
    elif how is Rounding.UP:
        more = rest > 0
    else:
        more = np.zeros(len(whole), np.bool_)
    size = whole + more
    return np.asarray(np.where((above < 0) != (np.asarray(below) < 0), -size, size))


def scaled_ends(value: Decimal, decimals: int) -> tuple[int, int]:
    """The integers just at or below, and just at or above, ``value`` on the scale of ``decimals``."""
    exact = value.scaleb(decimals)
    floor = int(exact.to_integral_value(rounding="ROUND_FLOOR"))
    return floor, floor if floor == exact else floor + 1
