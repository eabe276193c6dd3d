"""What all units of a period but one bring into its judgement: sorted numbers, and what they are ranked by."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Ints, Numbers
from targetrules.data import frozen
from targetrules.engine.interface import InQuota
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.source.decimals import unscaled

if TYPE_CHECKING:  # it knows the others
    from targetrules.engine.columnar.by_row.one_unit import Everybody

__all__ = ["OtherUnits", "SortedKeys", "SortedNumbers"]

Rows = NDArray[np.intp]


@frozen(slots=True, eq=False)
class SortedNumbers:
    """Exact numbers, the least first, out of one column."""

    values: Ints
    decimals: int

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, at: int) -> Fraction:
        return Fraction(int(self.values[at]), 10**self.decimals)

    @property
    def total(self) -> Fraction:
        """The sum of all; what fits 64 bits one by one need not fit them together."""
        low, high = self.values & 0xFFFFFFFF, self.values >> 32
        return Fraction(int(low.sum()) + (int(high.sum()) << 32), 10**self.decimals)


@frozen(slots=True, eq=False)
class SortedKeys:
    """What units are ranked by, the lowest first, out of several columns."""

    columns: Sequence[Numbers]

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def __getitem__(self, at: int) -> list[Decimal]:
        return [unscaled(int(column.values[at]), column.decimals) for column in self.columns]


@frozen(slots=True, eq=False)
class OtherUnits:
    """All units of a period but the one at ``everybody.at``. A group is told by the values that its units agree in."""

    everybody: Everybody

    def __len__(self) -> int:
        return self.everybody.now.size - 1

    # ---- rankings ----------------------------------------------------------------------------------------------------

    def ranked(self, ranking: tree.Ranking, group: tuple[Value, ...]) -> SortedKeys:
        """What those are ranked by who are ranked in the group."""
        return self._keys(ranking, self._ranked(ranking, group))

    def in_quota(self, quota: tree.Quota, group: tuple[Value, ...]) -> InQuota:
        """Those of them whom the quota counts."""
        rules, lowest = self.everybody.machine.rules, self.everybody.now.lowest
        ranking, down_to = rules.rankings[quota.ranking], rules.down_to(quota)
        rows = self._ranked(ranking, group)
        grades = self._before_quotas.take(rows)
        better = (grades >= 0) & (grades < down_to)
        free = better if lowest is None else better & (lowest.take(rows) >= down_to)
        counts = [int(np.count_nonzero(each)) for each in (better, free, grades >= down_to)]
        return InQuota(self._keys(ranking, rows[free]), counts[0] - counts[1], counts[2])

    @property
    def _before_quotas(self) -> NDArray[Any]:
        """The grades before any quota."""
        now = self.everybody.now
        quotas = (step for step in now.steps if isinstance(step.rule, tree.Quota))
        return next((step.before for step in quotas), now.grade)

    def _ranked(self, ranking: tree.Ranking, group: tuple[Value, ...]) -> Rows:
        """Who is ranked in the group, the unit itself left out."""
        now = self.everybody.now
        if None in group:
            return np.zeros(0, np.intp)
        there = now.places[ranking.name].ranked.copy()
        there[self.everybody.at] = False
        for name, value in zip(ranking.within, group, strict=True):
            there &= now.codes(name).codes == self.everybody.code(name, value)
        return np.flatnonzero(there)

    def _keys(self, ranking: tree.Ranking, rows: Rows) -> SortedKeys:
        columns = [self.everybody.now.key(by, ranking).at(rows) for by in ranking.by]
        order = np.lexsort([column.values for column in reversed(columns)])
        return SortedKeys([column.at(order) for column in columns])

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: tuple[Value, ...]
    ) -> tuple[SortedNumbers, Fraction]:
        """A number of those ranked in the group, or without a ranking of all, where it is not missing; their sum."""
        if ranking is None:
            rows = np.delete(np.arange(self.everybody.now.size), self.everybody.at)
        else:
            rows = self._ranked(ranking, group)
        column = self.everybody.numbers(number).wide().at(rows)
        found = SortedNumbers(np.sort(column.values[column.known]), column.decimals)
        return found, found.total
