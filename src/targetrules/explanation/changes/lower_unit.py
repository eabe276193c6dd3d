"""A unit of a lower policy as a search has it: nothing else of its period is asked for by its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.interface import InQuota, OtherUnits
from targetrules.engine.judged import Judged
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node
from targetrules.rules.analysis.influence_cone import Determinant

__all__ = ["UnitBelow"]


@frozen(eq=False)
class UnitBelow:
    """``size`` units are judged in its period; ``judge`` judges it again, among those that matter to it."""

    row: Judged
    given: Mapping[str, Value]
    size: int
    judge: Callable[[Mapping[str, Value]], Judged]

    @property
    def others(self) -> OtherUnits:
        """None: where others matter, they are judged again with it."""
        return _NoOthers()

    def texts(self, name: str) -> Sequence[Value]:
        """None, for texts name what a unit belongs to."""
        del name
        return ()

    def again(
        self,
        values: Mapping[str, Value],
        needed: Collection[Node] | None = None,
        others: Mapping[str, Mapping[str, Value]] | None = None,
    ) -> UnitBelow:
        """The unit judged again; all rules."""
        del needed, others
        return evolve(self, row=self.judge(values), given={**self.given, **values})

    def decided(self, what: Determinant) -> object:
        """Nothing of others."""
        del what
        return ()


@frozen(slots=True)
class _NoOthers:
    """No units beside one."""

    def __len__(self) -> int:
        return 0

    def ranked(self, ranking: tree.Ranking, group: tuple[Value, ...]) -> Sequence[list[Any]]:
        """Nobody."""
        del ranking, group
        return ()

    def in_quota(self, quota: tree.Quota, group: tuple[Value, ...]) -> InQuota:
        """Nobody."""
        del quota, group
        return InQuota((), 0, 0)

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: tuple[Value, ...]
    ) -> tuple[Sequence[Fraction], Fraction]:
        """Nobody's."""
        del number, ranking, group
        return (), Fraction(0)
