"""The numbers that one input may have, tried for one goal: which stretches of them need not be searched."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Final

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.changes.monotonicity import Trends
from targetrules.explanation.changes.probe import Probe
from targetrules.explanation.changes.search import Alike, Intervals
from targetrules.history import Value
from targetrules.rules.analysis.influence_cone import InfluenceCone
from targetrules.rules.definition import Input
from targetrules.source.decimals import scaled, scaled_ends, unscaled

__all__ = ["InputNumbers"]

_MOST_DIGITS: Final = 15


@define(slots=False)
class InputNumbers:
    """They are counted in units of the last decimal."""

    source: Input
    asked: GoalQuery
    probe: Probe

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest that there can be; the range may end between two of them."""
        most, low, high, decimals = 10**_MOST_DIGITS - 1, self.source.low, self.source.high, self.source.decimals
        least = -most if low is None else scaled_ends(low, decimals)[1]
        return least, most if high is None else scaled_ends(high, decimals)[0]

    def span(self, start: int) -> int:
        """What a change is measured by: the declared range, else the present number itself."""
        if self.source.low is None or self.source.high is None:
            return max(1, abs(start))
        low, high = self.ends
        return max(1, high - low)

    def number(self, at: int) -> Decimal:
        """The number itself."""
        return unscaled(at, self.source.decimals)

    def count(self, value: Value) -> int:
        """Which one it is."""
        if not isinstance(value, Decimal):
            raise InternalError(f"{self.source.name} is no number: {value!r}")
        return scaled(value, self.source.decimals)

    def judged(self, at: int) -> Judged:
        """What becomes of the unit with a number."""
        return self.probe.at(self.number(at)).now

    # ---- stretches that need not be searched -------------------------------------------------------------------------

    @cached_property
    def alike(self) -> Alike:
        """Whether all comes out alike from one number to another. None where no trend is certain.

        Where it is at least on the way to the frontier, all does along which the frontier stays the same.
        """
        cone, trends = self.asked.cone, self._trends(self.asked.cone)
        if self.is_stepwise(trends):
            agree = trends.places_agree
            return self._equal(lambda value: self.probe.trace(value, cone, places_agree=agree))
        by_frontier = self._goes_one_way and self.source.name not in self.probe.frontier.names
        return self._equal(self.probe.course) if by_frontier else None

    def is_stepwise(self, trends: Trends) -> bool:
        """Whether all that the goal is decided by only rises or only falls."""
        return trends.stepwise

    @cached_property
    def _goes_one_way(self) -> bool:
        """Whether the numbers of the frontier only rise or only fall while their formulas take no other turn."""
        frontier = self.probe.frontier
        return self._trends(frontier.inner).is_stepwise_to(frontier.names)

    def _trends(self, cone: InfluenceCone) -> Trends:
        trials = self.probe.trials
        return Trends.of(cone, trials.units.row, trials.others, self.source.name)

    def _equal(self, trace: Callable[[Value], object]) -> Callable[[int, int], bool]:
        return lambda one, other: trace(self.number(one)) == trace(self.number(other))

    @property
    def alike_unmet(self) -> Alike:
        """The same from a number on with which the goal is not met."""
        return None if self.alike is None else self._is_alike_unmet

    def _is_alike_unmet(self, one: int, other: int) -> bool:
        """What inputs that reach all else through the same measure have settled need not be found again."""
        along = self._along(one, other)
        if along is not None and self._unmet.have(*along):
            return True
        if self.alike is None or not self.alike(one, other):
            return False
        if along is not None:
            self._unmet.add(*along)
        return True

    def is_met(self, at: int) -> bool:
        """Whether the goal is met with a number."""
        met, along = self.asked.met(self.judged(at)), self._along(at, at)
        if not met and along is not None:
            self._unmet.add(*along)
        return met

    @property
    def _unmet(self) -> Intervals:
        """Where the goal is not met, of the measure that is all of the frontier."""
        return self.asked.unmet.setdefault(self.probe.frontier.names, Intervals())

    def _along(self, one: int, other: int) -> tuple[int, int] | None:
        """The least and the greatest number of that measure from one number to another, in units of its last decimal.

        None where it is missing, where there is no such measure, or where it may turn back on the way.
        """
        measure, now = self.probe.frontier.measure, self.probe.trials.units.row
        (key, turns), (other_key, other_turns) = (self.probe.course(self.number(at)) for at in (one, other))
        if measure is None or not self._goes_one_way or turns != other_turns:
            return None
        values = [dict(each).get(measure.name, now.values[measure.name]) for each in (key, other_key)]
        low, high = (scaled(value, measure.decimals) if isinstance(value, Decimal) else None for value in values)
        return None if low is None or high is None else (min(low, high), max(low, high))
