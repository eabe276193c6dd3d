"""Periods that come round again: every third year, the last quarter of every year."""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm
from typing import Final

from targetrules.data import frozen

__all__ = ["ALWAYS", "Recurrence"]


@frozen(slots=True)
class Recurrence:
    """The periods of which the number, divided by ``cycle``, leaves one of ``remainders``."""

    cycle: int
    remainders: frozenset[int]

    @classmethod
    def of(cls, cycle: int, periods: Iterable[int]) -> Recurrence:
        """These periods, and whatever is a multiple of ``cycle`` away from one of them."""
        return cls(cycle, frozenset(period % cycle for period in periods))

    def __contains__(self, period: int) -> bool:
        return period % self.cycle in self.remainders

    def both(self, other: Recurrence) -> Recurrence:
        """The periods that are in this one and in the other."""
        cycle = lcm(self.cycle, other.cycle)
        own = (one + turn for one in self.remainders for turn in range(0, cycle, self.cycle))
        return Recurrence(cycle, frozenset(period for period in own if period in other))

    def first_from(self, period: int) -> int | None:
        """The first of them that is not before this period; None where there is none at all."""
        return min((period + (each - period) % self.cycle for each in self.remainders), default=None)


ALWAYS: Final = Recurrence(1, frozenset({0}))
"""Every period."""
