"""How much work a search may do: counted and not timed, so that the same is tried on every machine.

A unit of work takes about a microsecond. What counts is how many conditions and numbers are evaluated, and of how many
rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from targetrules.data import define
from targetrules.errors import TargetrulesError
from targetrules.rules.analysis.influence_cone import InfluenceCone
from targetrules.rules.parts import looks_back

__all__ = ["FEW", "MOST_WORK", "Effort", "GivenUpError", "work_of_all", "work_of_measures", "work_of_one"]

MOST_WORK: Final = 3_000_000
"""What all searches of an explanation may do together."""

FEW: Final = 300
"""From so many rows on, an explanation asks the columnar engine, where it is there."""


class GivenUpError(TargetrulesError):
    """As much work was done as is worth the time."""


@define(slots=True)
class Effort:
    """So much work is ``left``, to be done in so many ``parts``; ``allowed`` is what is left for the present part.

    A part may do half of what is left, if others follow; most need little.
    """

    left: int
    parts: int
    allowed: int = 0

    def next_part(self) -> None:
        """Go on to the next part."""
        self.allowed = self.left // max(1, min(self.parts, 2))
        self.parts -= 1

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Allow what follows no more than half of what the part may do."""
        kept = self.allowed // 2
        self.allowed -= kept
        try:
            yield
        finally:
            self.allowed = min(self.allowed + kept, self.left)

    def spend(self, work: int) -> None:
        """Count work before it is done; raises GivenUpError where it is more than the part may do."""
        if work > self.allowed:
            raise GivenUpError
        self.allowed -= work
        self.left -= work

    def spend_of_all(self, work: int) -> None:
        """The same of work that an answer hangs on, which may take from what is meant for other parts."""
        if work > self.left:
            raise GivenUpError
        self.left -= work
        self.allowed = min(self.allowed, self.left)


def work_of_measures(cone: InfluenceCone, past: int) -> int:
    """The work of evaluating what a cone has, of measures alone, for a unit with so many rows in the past."""
    return 5 * _evaluated(cone, past)


def work_of_one(cone: InfluenceCone, past: int) -> int:
    """The work of judging one unit among others who stay as they are."""
    return 8 * _evaluated(cone, past)


def work_of_all(cone: InfluenceCone, past: int, rows: int) -> int:
    """The work of judging so many units: one row after the other where they are few, else by columns."""
    evaluated = _evaluated(cone, past)
    return 15 * evaluated + 20 * rows if rows < FEW else 25 * evaluated + rows // 30


def _evaluated(cone: InfluenceCone, past: int) -> int:
    """How many conditions and numbers are evaluated; what looks back asks little of each row of the past."""
    return 1 + sum(1 + looks_back(each) * past // 4 for each in cone.constructs)
