"""Numbers and the formulas that compute them, as a closed union."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Literal as OneOf

from attrs import frozen

__all__ = [
    "Absolute",
    "Aggregate",
    "Arithmetic",
    "Clamp",
    "Fold",
    "IfMissing",
    "Lag",
    "LeafNumber",
    "Literal",
    "Negative",
    "Number",
    "NumberOf",
    "PeriodRange",
    "Portion",
    "RankOf",
    "RollingAggregate",
    "Rounded",
    "Rounding",
    "Share",
    "SizeOf",
    "Weighted",
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


@frozen(slots=True)
class Literal:
    """A number written in the policy."""

    value: Decimal

    @cached_property
    def exact(self) -> Fraction:
        """The same number as a fraction, in which formulas are computed."""
        return Fraction(self.value)


@frozen(slots=True)
class NumberOf:
    """The number of this name: an input, a parameter (which the policy states itself) or a measure."""

    name: str
    parameter: bool = False


@frozen(slots=True)
class RankOf:
    """The unit's rank in a ranking (``overall.rank``)."""

    ranking: str


@frozen(slots=True)
class SizeOf:
    """The number of ranked units in the unit's group (``overall.size``)."""

    ranking: str


@frozen(slots=True)
class Negative:
    """Minus the number."""

    of: Number


@frozen(slots=True)
class Arithmetic:
    """``left sign right``; a division by zero gives missing."""

    sign: OneOf["+", "-", "*", "/"]
    left: Number
    right: Number


@frozen(slots=True)
class Fold:
    """``min max mean sum`` of the arguments that are not missing; ``strict`` (``all_min`` …): missing if any is.

    What the policy states itself is no result: where every other argument is missing, so is the whole.
    """

    how: OneOf["min", "max", "mean", "sum"]
    of: tuple[Number, ...]
    strict: bool = False


@frozen(slots=True)
class Clamp:
    """``of``, but no lower than ``low`` and no higher than ``high`` (None: no such end); missing if any of them is."""

    of: Number
    low: Number | None
    high: Number | None


@frozen(slots=True)
class Absolute:
    """The number without its sign."""

    of: Number


@frozen(slots=True)
class Rounded:
    """``round(x, decimals)``, rounded in the manner of the measure that it stands in."""

    of: Number
    decimals: int
    rounding: Rounding


@frozen(slots=True)
class IfMissing:
    """``of``, or ``instead`` where it is missing."""

    of: Number
    instead: Number


@frozen(slots=True)
class Lag:
    """The number as it stood ``periods`` ago; missing where the unit had no result then."""

    of: Number
    periods: int


@frozen(slots=True)
class RollingAggregate:
    """``mean_last``, ``best_last`` (the highest), ``worst_last`` over the last ``periods``, this one included."""

    how: OneOf["mean", "best", "worst"]
    of: Number
    periods: int


@frozen(slots=True)
class Aggregate:
    """A number over the units of the same period: all of them, or those ranked in the unit's own group of ``ranking``.

    ``of`` is None for ``count``; ``percent`` is of ``percentile`` alone.
    """

    how: OneOf["mean", "min", "max", "percentile", "count"]
    of: Number | None
    percent: Decimal | None = None
    ranking: str | None = None


@frozen(slots=True)
class Weighted:
    """The sum of weight times value, by the sum of weights; ``missing`` says what a missing part does."""

    parts: tuple[tuple[NumberOf, Decimal], ...]
    missing: OneOf["unknown", "zero", "reweight"]


Number = (
    Literal
    | NumberOf
    | RankOf
    | SizeOf
    | Negative
    | Arithmetic
    | Fold
    | Clamp
    | Absolute
    | Rounded
    | IfMissing
    | Lag
    | RollingAggregate
    | Aggregate
    | Weighted
)


LeafNumber = Literal | NumberOf | RankOf | SizeOf
"""A number that needs no formula: it is stated by the policy, or known of the unit when it is asked for."""


@frozen(slots=True)
class Portion:
    """A count (Decimal), a share, or the parameter that holds one; ``round`` makes a share a whole number of units."""

    amount: Decimal | Share | str
    round: Rounding = Rounding.DOWN
