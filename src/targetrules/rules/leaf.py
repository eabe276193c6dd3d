"""Numbers that need no formula, and the amounts and periods of which rules speak."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property

from targetrules.data import frozen

__all__ = [
    "GradeKey",
    "LeafNumber",
    "Literal",
    "NumberOf",
    "PeriodRange",
    "Portion",
    "RankOf",
    "RankingKey",
    "Rounding",
    "Share",
    "SizeOf",
]


@frozen(slots=True)
class PeriodRange:
    """Periods from ``start`` to ``end``, both included; None is open."""

    start: int | None = None
    end: int | None = None

    def __contains__(self, period: int) -> bool:
        return (self.start is None or self.start <= period) and (self.end is None or period <= self.end)

    def is_within(self, other: PeriodRange) -> bool:
        """Whether every period of this range is one of the other."""
        starts = other.start is None or (self.start is not None and other.start <= self.start)
        return starts and (other.end is None or (self.end is not None and self.end <= other.end))


@frozen(slots=True)
class Share:
    """A percentage of the ranked units, exact (``20`` for 20%)."""

    percent: Decimal


class Rounding(Enum):
    """How a number is rounded: ties away from zero, ties to even, towards zero, away from zero."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"


@frozen(slots=True, cache_hash=True)
class Literal:
    """A number written in the policy."""

    value: Decimal

    @cached_property
    def exact(self) -> Fraction:
        """The same number as a fraction, in which formulas are computed."""
        return Fraction(self.value)


@frozen(slots=True, cache_hash=True)
class NumberOf:
    """The number of this name: an input, a parameter (which the policy states itself) or a measure."""

    name: str
    parameter: bool = False


@frozen(slots=True)
class GradeKey:
    """A grade that units are ranked by, the better first: the final one, or that of an input (``of``)."""

    of: str | None = None


@frozen(slots=True, cache_hash=True)
class RankOf:
    """The unit's rank in a ranking (``overall.rank``)."""

    ranking: str


@frozen(slots=True, cache_hash=True)
class SizeOf:
    """The number of ranked units in the unit's group (``overall.size``)."""

    ranking: str


LeafNumber = Literal | NumberOf | RankOf | SizeOf
"""A number that needs no formula: it is stated by the policy, or known of the unit when it is asked for."""


RankingKey = NumberOf | GradeKey
"""What units are ranked by."""


@frozen(slots=True)
class Portion:
    """A count (Decimal), a share, or the parameter that holds one; ``round`` makes a share a whole number of units."""

    amount: Decimal | Share | str
    round: Rounding = Rounding.DOWN
