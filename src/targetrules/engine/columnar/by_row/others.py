"""What all units of a period but one bring into its judgement: sorted numbers, and what they are ranked by."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints, Numbers
from targetrules.history import Value
from targetrules.rules import tree

if TYPE_CHECKING:  # it knows the others
    from targetrules.engine.columnar.by_row.one_unit import Everybody

__all__ = ["OtherUnits", "SortedKeys", "SortedNumbers"]

Rows = NDArray[np.intp]


@frozen(slots=True, eq=False)
class SortedNumbers(Sequence[Fraction]):
    """Exact numbers, the least first, out of one column."""

    values: Ints
    decimals: int

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, index: int) -> Fraction: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Fraction]: ...

    def __getitem__(self, index: int | slice) -> Fraction | Sequence[Fraction]:
        if isinstance(index, slice):
            return SortedNumbers(self.values[index], self.decimals)
        return Fraction(int(self.values[index]), 10**self.decimals)

    @property
    def total(self) -> Fraction:
        """The sum of all; what fits 64 bits one by one need not fit them together."""
        low, high = self.values & 0xFFFFFFFF, self.values >> 32
        return Fraction(int(low.sum()) + (int(high.sum()) << 32), 10**self.decimals)


@frozen(slots=True, eq=False)
class SortedKeys(Sequence[list[Decimal]]):
    """What units are ranked by, the lowest first, out of several columns."""

    columns: Sequence[Numbers]

    def __len__(self) -> int:
        return len(self.columns[0].values)

    @overload
    def __getitem__(self, index: int) -> list[Decimal]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[list[Decimal]]: ...

    def __getitem__(self, index: int | slice) -> list[Decimal] | Sequence[list[Decimal]]:
        if isinstance(index, slice):
            return SortedKeys([column.at(index) for column in self.columns])
        return [Decimal(f"{int(column.values[index])}e-{column.decimals}") for column in self.columns]


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

    def free(self, quota: tree.Quota, group: tuple[Value, ...]) -> SortedKeys:
        """The same of those whom the quota may move: their grade is better than it drops to, and nothing holds them."""
        rows = self._ranked(self._ranking(quota), group)
        return self._keys(self._ranking(quota), rows[self._better(quota, rows) & ~self._held(quota, rows)])

    def held(self, quota: tree.Quota, group: tuple[Value, ...]) -> int:
        """How many of those ranked in the group have such a grade and are held at it."""
        rows = self._ranked(self._ranking(quota), group)
        return int(np.count_nonzero(self._better(quota, rows) & self._held(quota, rows)))

    def worse(self, quota: tree.Quota, group: tuple[Value, ...]) -> int:
        """How many of them have the grade that the quota drops to, or a worse one."""
        rows = self._ranked(self._ranking(quota), group)
        return int(np.count_nonzero(self._before_quotas.take(rows) >= self.everybody.machine.rules.down_to(quota)))

    def _ranking(self, quota: tree.Quota) -> tree.Ranking:
        return self.everybody.machine.rules.rankings[quota.ranking]

    def _better(self, quota: tree.Quota, rows: Rows) -> Bits:
        """Which of the rows have a better grade."""
        grades = self._before_quotas.take(rows)
        return np.asarray((grades >= 0) & (grades < self.everybody.machine.rules.down_to(quota)))

    def _held(self, quota: tree.Quota, rows: Rows) -> Bits:
        """Which of the rows the rules before the quotas hold above it."""
        lowest = self.everybody.now.lowest
        if lowest is None:
            return np.zeros(len(rows), np.bool_)
        return np.asarray(lowest.take(rows) < self.everybody.machine.rules.down_to(quota))

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
        columns = [self.everybody.now.number(number.name).at(rows) for number in ranking.by]
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

    def signs(self, number: tree.Number) -> set[bool]:
        """Whether the number is above zero, of those of whom it is not zero."""
        column = self.everybody.numbers(number)
        there = column.known.copy()
        there[self.everybody.at] = False
        values = column.values[there]
        return {above for above, some in ((True, values > 0), (False, values < 0)) if some.any()}
