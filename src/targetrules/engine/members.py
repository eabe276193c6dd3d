"""Groups of units that are known by their size and their aggregates alone.

To judge a few units of a large group, not all of its units need be rows of the reference engine: it is enough to know
what is computed over the group.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import overload

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import EvaluationContext, Formula
from targetrules.errors import InternalError
from targetrules.rules import tree

__all__ = ["AggregatedGroup", "AggregatedUnits", "GroupFormula"]


class AggregatedUnits(Sequence[Judged]):
    """Units that are known by their aggregates, not one by one."""

    __slots__ = ()

    @abstractmethod
    def over(self, number: tree.Aggregate, formula: Formula) -> Fraction | None:
        """What the function gives over them, of which ``formula`` was asked; None where it is missing."""

    @overload
    def __getitem__(self, index: int) -> Judged: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Judged]: ...

    def __getitem__(self, index: int | slice) -> Judged | Sequence[Judged]:
        raise InternalError("of these units only their number is kept")


@define(slots=True, eq=False)  # not frozen: one is made for every row, and that would take several times as long
class AggregatedGroup(AggregatedUnits):
    """A group of this size; ``knows`` gives the value of an aggregate over it."""

    size: int
    knows: Callable[[tree.Aggregate], Fraction | None]

    def __len__(self) -> int:
        return self.size

    def over(self, number: tree.Aggregate, formula: Formula) -> Fraction | None:
        del formula  # it was computed before
        return self.knows(number)


@define(slots=True, eq=False, kw_only=True)
class GroupFormula(Formula):
    """Formulas that ask such a group for its aggregates, each time anew: it has them at hand."""

    def group(self, number: tree.Aggregate, now: EvaluationContext) -> Fraction | None:
        units = now.members(number.ranking)
        return units.over(number, self) if isinstance(units, AggregatedUnits) else super().group(number, now)
