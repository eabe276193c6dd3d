"""The reference engine where of earlier periods there are no rows, but what another engine remembers of them.

So the names that are missing are found by one search for all, in a step from a state as well. A state keeps no names:
what is missing in an earlier period is told as :data:`EARLIER`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Protocol, TypeAlias

from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.numbers import EvaluationContext
from targetrules.engine.reference import ReferenceEngine
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["EARLIER", "LooksBack", "Past", "PastEngine", "PastNumber", "UnknownParts"]

EARLIER: Final = "?"
"""Stands for whatever is missing in an earlier period."""

PastNumber: TypeAlias = tree.Lag | tree.AtEntry | tree.RollingAggregate
"""A number that looks at earlier periods."""

LooksBack: TypeAlias = tree.Temporal | PastNumber
"""Whatever looks at them."""


@frozen(slots=True)
class UnknownParts:
    """Where that lies for which something that looks back is unknown, or missing.

    Attributes:
        present: Whether in what is looked at, as it is in this period.
        restarts: Whether in its ``restarts``, as it is in this period.
        earlier: Whether in an earlier period.
    """

    present: bool = False
    restarts: bool = False
    earlier: bool = False


class Past(Protocol):
    """What is remembered of units, as they come into a period. Of earlier rows a row knows the last alone."""

    def truth(self, temporal: tree.Temporal, now: Judged, /) -> Truth:
        """Whether a temporal condition holds."""

    def number(self, number: PastNumber, now: EvaluationContext, /) -> Fraction | None:
        """A number that looks back; None where it is missing."""

    def unknown_parts(self, what: LooksBack, now: Judged, /) -> UnknownParts:
        """Why something that looks back is unknown, or missing."""


@frozen(slots=True)
class PastEngine(ReferenceEngine):
    """The meaning of one policy, for rows whose past is remembered."""

    past: Past

    def holds(self, condition: tree.Condition, now: Judged) -> Truth:
        """An earlier grade is not there to be compared with: what was remembered says the same in other conditions."""
        return ReferenceEngine.holds(
            self, condition.meaning if isinstance(condition, tree.GradeChange) else condition, now
        )

    def temporal(self, temporal: tree.Temporal, now: Judged) -> Truth:
        return self.past.truth(temporal, now)

    def formula(self) -> GroupFormula:
        return _PastFormula(holds=self.holds, past=self.past)


@define(slots=True, eq=False, kw_only=True)
class _PastFormula(GroupFormula):
    past: Past

    def number(self, number: tree.Number, now: EvaluationContext) -> Fraction | None:
        if isinstance(number, PastNumber):
            return self.past.number(number, now)
        others: tree.LeafNumber | tree.Composed | tree.Aggregate | tree.Cases | tree.FlagCount | tree.Cut = number
        return super().number(others, now)
