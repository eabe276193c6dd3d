"""The units of a group of which nothing is kept but their number and what functions over them give.

A large group need not be made of rows of the reference engine so that a few of its units can be: it is enough that it
knows what is computed over it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import overload

from attrs import define, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula, Standpoint
from targetrules.errors import InternalError
from targetrules.rules import tree

__all__ = ["Informed", "Members", "Told"]


class Members(Sequence[Judged]):
    """Units that are not there one by one."""

    __slots__ = ()

    @abstractmethod
    def over(self, number: tree.Aggregate) -> Fraction | None:
        """What the function gives over them; None where it is missing."""

    @overload
    def __getitem__(self, index: int) -> Judged: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Judged]: ...

    def __getitem__(self, index: int | slice) -> Judged | Sequence[Judged]:
        raise InternalError("of these units only their number is kept")


@frozen(slots=True, eq=False)
class Told(Members):
    """So many units, and whoever ``knows`` what a function over them gives."""

    size: int
    knows: Callable[[tree.Aggregate], Fraction | None]

    def __len__(self) -> int:
        return self.size

    def over(self, number: tree.Aggregate) -> Fraction | None:
        return self.knows(number)


@define(slots=True, eq=False, kw_only=True)
class Informed(Formula):
    """Formulas that ask such members as a whole."""

    def over(self, number: tree.Aggregate, units: Sequence[Standpoint]) -> Fraction | None:
        return units.over(number) if isinstance(units, Members) else super().over(number, units)
