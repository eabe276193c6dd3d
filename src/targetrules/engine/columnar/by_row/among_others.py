"""Copies of rows of a period, each judged among all other units as they were decided.

What others bring in is in columns already. Of each copy it is counted how many of them come before it, and what is
computed over its group is made anew, in all of which the row that it is a copy of has no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.external_comparisons import LOW_BITS, AggregateSummary, ExternalComparisons, PlaceCounts
from targetrules.columns.groups import Groups
from targetrules.columns.vectors import Bits, Codes, Column, Ints, Numbers
from targetrules.data import define, frozen
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.numbers import Formulas, order_statistics
from targetrules.engine.columnar.evaluation.spread import squares_of
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, node_of

__all__ = ["AmongOthers"]

Rows = NDArray[np.intp]


@frozen(slots=True, eq=False)
class _Pair:
    """The rows of the period and the copies, as one comparison counts them.

    ``groups`` and ``counted`` have those of the rows first and then those of the copies; ``own`` says whether the row
    that each copy is of is counted in the group of the copy.
    """

    groups: NDArray[Any]
    counted: Bits
    at: Rows
    size: int

    @property
    def own(self) -> Bits:
        row_groups, copies = self.groups[: self.size], self.groups[self.size :]
        return np.asarray(self.counted[self.at] & (row_groups[self.at] == copies))


@define(slots=False, eq=False)
class AmongOthers:
    """The units of a period: ``now`` as it was decided, with its ``inputs``."""

    machine: StateMachine
    memory: ColumnMemory
    now: CrossSection
    inputs: Mapping[str, Column]

    def copies(
        self, at: Rows, changes: Mapping[str, Column], instead: Mapping[str, Numbers] | None = None
    ) -> CrossSection:
        """Copies of the rows at these positions, decided.

        Args:
            at: The positions.
            changes: Other values of inputs, an entry a copy.
            instead: Numbers in place of measures, an entry a copy.
        """
        inputs = {name: changes[name] if name in changes else column.at(at) for name, column in self.inputs.items()}
        alone = self._decided(at, inputs, ExternalComparisons(), instead or {})
        comparisons = self.machine.dependencies.comparisons.values()
        if not comparisons:
            return alone
        places: dict[Node, PlaceCounts] = {}
        summaries: dict[tree.Aggregate, AggregateSummary] = {}
        for each in comparisons:
            match each:
                case tree.Ranking():
                    if self.now.period in each.in_force:
                        places[node_of(each)] = self._places(each, at, alone)
                case tree.Quota():
                    if self._is_filled(each):
                        places[node_of(each)] = self._in_quota(each, at, alone)
                case tree.Aggregate():
                    summaries[each] = self._summary(each, at, alone)
        return self._decided(at, inputs, ExternalComparisons(places, summaries), instead or {})

    def _decided(
        self,
        at: Rows,
        inputs: Mapping[str, Column],
        external: ExternalComparisons,
        instead: Mapping[str, Numbers],
    ) -> CrossSection:
        machine = StateMachine(self.machine.rules, instead)
        now = machine.present(self.now.period, len(at), inputs, external)
        machine.decide(self.memory, self.now.units[at], now)
        return now

    # ---- places ------------------------------------------------------------------------------------------------------

    def _paired(self, within: Sequence[str], at: Rows, copies: CrossSection, counted: Sequence[Bits]) -> _Pair:
        columns = [Codes(np.concatenate([self.now.codes(name).codes, copies.codes(name).codes])) for name in within]
        groups = Groups.by(columns, self.now.size + copies.size)
        return _Pair(groups.each, np.concatenate(counted) & groups.known, at, self.now.size)

    def _keys(self, ranking: tree.Ranking, copies: CrossSection) -> list[Ints]:
        """What both are ranked by, the better the lower: of the rows, then of the copies."""
        sign, found = -1 if ranking.best == "highest" else 1, list[Ints]()
        for by in ranking.by:
            of_rows, of_copies = self.now.key(by, ranking).wide(), copies.key(by, ranking).wide()
            decimals = max(of_rows.decimals, of_copies.decimals)
            found.append(sign * np.concatenate([of_rows.with_decimals(decimals), of_copies.with_decimals(decimals)]))
        return found

    def _places(self, ranking: tree.Ranking, at: Rows, copies: CrossSection) -> PlaceCounts:
        ranked = [self.now.places[ranking.name].ranked, copies.places[ranking.name].ranked]
        pair = self._paired(ranking.within, at, copies, ranked)
        ahead, tied, total = _counts(pair, self._keys(ranking, copies))
        there = pair.counted[pair.size :].astype(np.int64)
        return PlaceCounts(ahead * there, (tied + 1) * there, total + there)

    def _is_filled(self, quota: tree.Quota) -> bool:
        """Whether a quota acts in the period."""
        return self.machine.rules.judges(self.now.period) and self.now.period in quota.in_force

    def _in_quota(self, quota: tree.Quota, at: Rows, copies: CrossSection) -> PlaceCounts:
        """Who comes before each copy among those whom the quota may move, those who are counted first among them."""
        ranking = self.machine.rules.rankings[quota.ranking]
        of_rows, of_copies = self._free(quota, self.now), self._free(quota, copies)
        free = self._paired(ranking.within, at, copies, (of_rows.free, of_copies.free))
        is_most = quota.how == "at_most"
        first = (of_rows.held, of_copies.held) if is_most else (of_rows.reached, of_copies.reached)
        keys = self._keys(ranking, copies)
        ahead, tied, _ = _counts(free, keys if is_most else [-each for each in keys])
        _, _, before = _counts(self._paired(ranking.within, at, copies, first), [])
        return PlaceCounts(ahead + before, tied + 1, before)

    def _free(self, quota: tree.Quota, now: CrossSection) -> _InQuota:
        ranked, down_to = now.places[quota.ranking].ranked, self.machine.rules.down_to(quota)
        grades = next((step.before for step in now.steps if isinstance(step.rule, tree.Quota)), now.grade)
        better = ranked & (grades >= 0) & (grades < down_to)
        held = now.never() if now.lowest is None else better & (now.lowest < down_to)
        return _InQuota(better & ~held, held, ranked & (grades >= down_to))

    # ---- what is computed over groups --------------------------------------------------------------------------------

    def _summary(self, number: tree.Aggregate, at: Rows, copies: CrossSection) -> AggregateSummary:
        ranking = None if number.ranking is None else self.machine.rules.rankings[number.ranking]
        values, counted = zip(*(self._values(number, each) for each in (self.now, copies)), strict=True)
        if ranking is not None and self.now.period not in ranking.in_force:
            counted = (self.now.never(), copies.never())
        pair = self._paired(() if ranking is None else ranking.within, at, copies, counted)
        decimals = max(each.decimals for each in values)
        return _summarised(number, pair, np.concatenate([each.with_decimals(decimals) for each in values]))

    def _values(self, number: tree.Aggregate, now: CrossSection) -> tuple[Numbers, Bits]:
        """The numbers of which it is made, and which units count."""
        counted = ~now.never() if number.ranking is None else now.places[number.ranking].ranked
        if number.of is None:
            return Numbers(np.zeros(now.size, np.int64), counted, 0), counted
        found = Formulas.of(self.machine.conditions(now, self.memory)).number(number.of).wide()
        return found, counted & found.known


@frozen(slots=True, eq=False)
class _InQuota:
    """Whom a quota may move, whom it passes over, and who is at the grade that it drops to, or a worse one."""

    free: Bits
    held: Bits
    reached: Bits


def _counts(pair: _Pair, keys: Sequence[Ints]) -> tuple[Ints, Ints, Ints]:
    """How many others of each copy's group are counted before it by the keys, alike, and in all."""
    numbers = _numbered([pair.groups.astype(np.int64), *keys])
    rows, copies = numbers[: pair.size], numbers[pair.size :]
    counted = pair.counted[: pair.size]
    ordered = np.sort(rows[counted])
    groups = np.sort(pair.groups[: pair.size][counted])
    of_copies = pair.groups[pair.size :]
    begins, ends = (np.searchsorted(groups, of_copies, side) for side in ("left", "right"))
    low, high = (np.searchsorted(ordered, copies, side) for side in ("left", "right"))
    own, there = rows[pair.at], pair.own
    ahead = low - begins - (there & (own < copies))
    return ahead, high - low - (there & (own == copies)), ends - begins - there


def _numbered(keys: Sequence[Ints]) -> Ints:
    """Where each stands among all different ones, in the order of the keys."""
    order = np.lexsort(list(reversed(keys)))
    differs = np.zeros(len(order), np.bool_)
    for key in keys:
        ordered = key[order]
        differs[1:] |= ordered[1:] != ordered[:-1]
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(differs)
    return found


def _summarised(number: tree.Aggregate, pair: _Pair, values: Ints) -> AggregateSummary:
    """Of the values of the others in each copy's group, and its own where it counts."""
    rows = np.flatnonzero(pair.counted[: pair.size])
    order = rows[np.lexsort((values[rows], pair.groups[rows]))]
    ordered, groups = values[order], pair.groups[order]
    own_values, there = values[pair.at], pair.own
    mine, counted = values[pair.size :], pair.counted[pair.size :]
    begins, ends = (np.searchsorted(groups, pair.groups[pair.size :], side) for side in ("left", "right"))
    total = ends - begins - there + counted
    others = _Others(ordered, begins, ends, _place(pair, order), there, mine, counted)
    below, _, _ = (
        order_statistics(number, total) if number.percent is not None else (np.zeros(len(mine), np.int64),) * 3
    )
    most = np.maximum(total - 1, 0)
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(ordered)])
    summed = sums[ends] - sums[begins] - own_values * there + mine * counted
    high, low = _squares(number, pair, values, groups, ordered, summed)
    return AggregateSummary(
        total,
        summed,
        others.at(np.zeros(len(mine), np.int64)),
        others.at(most),
        others.at(below),
        others.at(np.minimum(below + 1, most)),
        high,
        low,
    )


def _place(pair: _Pair, order: Rows) -> Ints:
    """Where the row that each copy is of stands in the order; anything where it is not counted."""
    place = np.zeros(pair.size, np.int64)
    place[order] = np.arange(len(order))
    return place[pair.at]


@frozen(slots=True, eq=False)
class _Others:
    """The values of each copy's group in their order: from ``begins`` to ``ends``, without ``own``, and ``mine``."""

    ordered: Ints
    begins: Ints
    ends: Ints
    own: Ints
    there: Bits
    mine: Ints
    counted: Bits

    def at(self, place: Ints) -> Ints:
        """The value at these places, from 0; 0 where there is none."""
        size = self.ends - self.begins - self.there
        where = self._before
        at = place - (self.counted & (place > where))
        in_order = self.begins + at
        in_order = in_order + (self.there & (in_order >= self.own))
        found = np.zeros(len(place), np.int64)
        if len(self.ordered):
            found = self.ordered[np.clip(in_order, 0, len(self.ordered) - 1)]
        is_mine = self.counted & (place == where)
        return np.where(is_mine, self.mine, np.where(at < size, found, 0))

    @property
    def _before(self) -> Ints:
        """How many of the others are less than the copy's own value, or the same."""
        low, high = self.begins.copy(), self.ends.copy()
        while True:  # all at once, as bisection does it
            open_ = low < high
            if not open_.any():
                break
            middle = (low + high) // 2
            less = self.ordered[np.minimum(middle, len(self.ordered) - 1)] <= self.mine
            low = np.where(open_ & less, middle + 1, low)
            high = np.where(open_ & ~less, middle, high)
        return low - self.begins - (self.there & (self.own < low))


def _squares(
    number: tree.Aggregate, pair: _Pair, values: Ints, groups: NDArray[Any], ordered: Ints, summed: Ints
) -> tuple[Ints, Ints]:
    """The sums of the squares, in their two parts."""
    none = np.zeros(len(summed), np.int64)
    if not number.is_spread:
        return none, none
    lowest = int(pair.groups.min(initial=0))
    count = int(pair.groups.max(initial=0)) - lowest + 1
    of_groups = squares_of((groups - lowest).astype(np.intp), ordered, count)
    mine, counted = values[pair.size :].tolist(), pair.counted[pair.size :].tolist()
    own, there = values[pair.at].tolist(), pair.own.tolist()
    found = [
        of_groups[group] - gone * left**2 + comes * new**2
        for group, left, gone, new, comes in zip(
            (pair.groups[pair.size :] - lowest).tolist(), own, there, mine, counted, strict=True
        )
    ]
    high = np.array([each >> LOW_BITS for each in found], np.int64)
    return high, np.array([each & ((1 << LOW_BITS) - 1) for each in found], np.int64)
