"""What a function over a group gives as one number of it becomes another: the numbers are sorted and summed once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from targetrules.rules import tree

__all__ = ["Spread"]


@frozen(slots=True)
class Spread:
    """The numbers that others have, the least first, and their sum; ``own`` is one more, None where it is missing."""

    ordered: Sequence[Fraction]
    total: Fraction
    own: Fraction | None = None

    def __len__(self) -> int:
        return len(self.ordered) + (self.own is not None)

    def of(self, number: tree.Aggregate) -> Fraction | None:
        """The mean, the least, the greatest or a percentile of all; None where there are none."""
        most = len(self) - 1
        if most < 0:
            return None
        if number.percent is not None:
            return self.percentile(number.percent, most)
        match number.how:
            case "mean":
                return (self.total + (self.own or 0)) / len(self)
            case "min":
                return self.at(0)
            case _:
                return self.at(most)

    def percentile(self, percent: Decimal, most: int) -> Fraction:
        """As :func:`targetrules.engine.numbers.percentile` has it."""
        position = Fraction(percent) * most / 100
        below = int(position)
        low, high = self.at(below), self.at(min(below + 1, most))
        return low + (high - low) * (position - below)

    def at(self, position: int) -> Fraction:
        """The number at this position of all."""
        if self.own is None:
            return self.ordered[position]
        place = bisect_right(self.ordered, self.own)
        if position == place:
            return self.own
        return self.ordered[position - (position > place)]
