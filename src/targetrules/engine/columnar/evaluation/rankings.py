"""Places: one sort a period and ranking, on group, keys and row packed into one word."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.external_comparisons import PlaceCounts
from targetrules.columns.groups import Groups
from targetrules.columns.sizes import current
from targetrules.columns.vectors import Bits, Ints, Numbers, Truths, chunks
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.order import Counts, Order
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns
from targetrules.rules import tree

__all__ = ["places_of"]

_Sorted = tuple[NDArray[np.intp], NDArray[np.intp], Counts]
"""The ranked rows, group by group and best first; where in them a place goes on; and the edges of the groups."""


def places_of(ranking: tree.Ranking, now: CrossSection, among: Truths | None) -> RankColumns:
    """The places of all units of the cross-section."""
    if now.period not in ranking.in_force:
        return _not_in_force(ranking, now)
    groups = Groups.by([now.codes(name) for name in ranking.within], now.size)
    there = groups.known
    numbers = [now.key(by, ranking) for by in ranking.by]
    for number in numbers:
        there = there & number.known
    ranked = there if among is None else there & among.yes
    known = ranked if among is None else ranked | among.no
    sign = -1 if ranking.best == "highest" else 1
    now.record_keys(ranking, ranked, lambda: [sign * number.values.astype(np.int64) for number in numbers])
    found = now.external.of_places(ranking)
    if found is not None:
        rank, tied, group, sizes = _told(ranking, found, groups, ranked)
        return RankColumns(known, ranked, rank, group, sizes, tied)
    order = _ordered(groups, numbers, ranked, sign, ranking.smallest_group)
    rank = np.empty(now.size, np.int32) if len(order.rows) == now.size else np.zeros(now.size, np.int32)
    for chunk in chunks(len(order.rows)):
        rank[order.rows[chunk]] = order.ranks[chunk]
    sizes = np.append(np.diff(order.edges), np.int32(-1))
    return RankColumns(known, ranked, rank, groups.each, sizes, order)


def _not_in_force(ranking: tree.Ranking, now: CrossSection) -> RankColumns:
    """Nobody's place is known, nor in which group a unit would be."""
    now.record_keys(ranking, now.never(), lambda: [np.zeros(now.size, np.int64) for _ in ranking.by])
    nobody, none = np.zeros(0, np.intp), np.zeros(0, np.int32)
    order = Order(nobody, none, np.zeros(1, np.int32), (nobody, nobody))
    group = np.full(now.size, -1, np.int8)
    return RankColumns(now.never(), now.never(), np.zeros(now.size, np.int32), group, np.array([-1], np.int32), order)


def _told(
    ranking: tree.Ranking, found: PlaceCounts, groups: Groups, ranked: Bits
) -> tuple[Counts, Counts, NDArray[Any], Counts]:
    """Where these are a part of those who are ranked: the ranks, how many share each, the groups and their sizes.

    Rows of one group that were told of different sizes, as each is looked at in its own right, are in different ones.
    """
    group, sizes = groups.each, np.zeros(groups.count + 1, np.int32)
    sizes[group] = found.total
    sizes[-1] = -1
    if not np.array_equal(sizes[group[groups.known]], found.total[groups.known]):
        sizes, group = np.unique(np.where(groups.known, found.total, -1), return_inverse=True)
        sizes, group = np.append(sizes, -1).astype(np.int32), np.where(groups.known, group, -1)
    placed = ranked & (found.total >= ranking.smallest_group)
    rank, shared = (count.astype(np.int32) * placed for count in (found.ahead + 1, found.tied))
    return rank, shared, group, sizes


# ---- the order -------------------------------------------------------------------------------------------------------


def _ordered(groups: Groups, numbers: list[Numbers], ranked: Bits, sign: int, smallest: int) -> Order:
    """One sort of packed words where 64 bits do; the values of rows that are not ranked may be anything."""
    keys = [groups.each, *(number.values for number in numbers)]
    if len(ranked):
        word = _Word.of(keys, sign, None if ranked.all() else ~ranked)
        if word is not None:
            return _order_of(*word.ordered(keys, groups.count), smallest)
    rows = np.flatnonzero(ranked)
    keys = [key.take(rows).astype(np.int64, copy=False) for key in keys]
    word = _Word.of(keys, sign, None) if len(rows) else None
    found, goes_on, edges = (
        _sorted_by_each(keys, groups.count, sign) if word is None else word.ordered(keys, groups.count)
    )
    return _order_of(rows.take(found), goes_on, edges, smallest)


def _order_of(rows: NDArray[np.intp], goes_on: NDArray[np.intp], edges: Counts, smallest: int) -> Order:
    """The order of these rows, in which a place ``goes_on`` at some; only ties cost anything there."""
    sizes = np.diff(edges)
    ranks = np.arange(1, len(rows) + 1, dtype=np.int32)
    ranks -= np.repeat(edges[:-1], sizes)
    begins = np.flatnonzero(np.diff(goes_on, prepend=-1) > 1)
    firsts, more = goes_on[begins] - 1, np.diff(begins, append=len(goes_on))
    ranks[goes_on] = np.repeat(ranks[firsts], more)
    if smallest > 1:
        ranks *= np.repeat(sizes >= smallest, sizes)
    return Order(rows, ranks, edges, (firsts, more))


@frozen(slots=True, eq=False)
class _Word:
    """How group, keys and row are packed: from the left, each in as many bits as its values need.

    ``signs`` are -1 where the greatest comes first.
    Rows of ``behind`` come last and are left out again. Words are made for a stretch of rows at a time, so that what is
    computed on the way stays in a processor's cache.
    """

    ends: list[tuple[int, int]]
    widths: list[int]
    row_bits: int
    signs: list[int]
    behind: Bits | None

    @staticmethod
    def of(keys: list[NDArray[Any]], sign: int, behind: Bits | None) -> _Word | None:
        """None where it does not fit 64 bits."""
        ends = [(int(key.min()), int(key.max())) for key in keys]
        widths = [(high - low).bit_length() for low, high in ends]
        word = _Word(ends, widths, (len(keys[0]) - 1).bit_length(), [1, *[sign] * (len(keys) - 1)], behind)
        return word if word.key_bits + word.row_bits <= current().word else None

    @property
    def key_bits(self) -> int:
        return sum(self.widths) + (self.behind is not None)

    def ordered(self, keys: list[NDArray[Any]], groups: int) -> _Sorted:
        packed = np.empty(len(keys[0]), np.int64)
        for chunk in chunks(len(packed)):
            words = packed[chunk]
            words[:] = self._front(keys, chunk)
            words <<= self.row_bits
            words |= np.arange(chunk.start, chunk.stop)
        packed.sort()
        if self.behind is not None:
            packed = packed[: len(packed) - int(np.count_nonzero(self.behind))]
        front = np.empty(len(packed), self._type)
        for chunk in chunks(len(packed)):
            front[chunk] = packed[chunk] >> self.row_bits
            packed[chunk] &= (1 << self.row_bits) - 1
        return packed, _going_on([front]), self._edges(front, groups)

    def _edges(self, front: NDArray[Any], groups: int) -> Counts:
        """Where each group begins, and at last where they end; a group that no row has begins where the next does.

        Only the numbers from the least to the greatest are sure to fit the bits of a word, and so only they are looked
        for in it: a greater one could overflow and be found among the others.
        """
        low, high = self.ends[0]
        first = max(low, 0)
        starts = (np.arange(first, high + 1) - low) << sum(self.widths[1:])
        edges = np.full(groups + 1, len(front), np.int32)
        edges[:first] = 0
        edges[first : high + 1] = np.searchsorted(front, starts.astype(front.dtype))
        return edges

    @property
    def _type(self) -> type[np.int32 | np.int64]:
        """Group and keys alone mostly fit half a word, which takes half the time."""
        return np.int32 if self.key_bits <= current().half_word else np.int64

    def _front(self, keys: list[NDArray[Any]], chunk: slice) -> Ints:
        kind = self._type
        front: Any = None if self.behind is None else self.behind[chunk].astype(kind)
        for key, (low, high), width, sign in zip(keys, self.ends, self.widths, self.signs, strict=True):
            ends = (key[chunk], low) if sign > 0 else (high, key[chunk])
            part = np.subtract(*ends, dtype=np.promote_types(key.dtype, kind))
            if front is not None:
                front <<= width
                part |= front
            front = part.astype(kind, copy=False)
        return np.asarray(front)


def _sorted_by_each(keys: list[Ints], groups: int, sign: int) -> _Sorted:
    order = np.lexsort([sign * key for key in keys[:0:-1]] + keys[:1])
    ordered = [key.take(order) for key in keys]
    edges = np.append(np.searchsorted(ordered[0], np.arange(groups)), len(order)).astype(np.int32)
    return order, _going_on(ordered), edges


def _going_on(keys: list[NDArray[Any]]) -> NDArray[np.intp]:
    """Where all is as in the row before."""
    alike = keys[0][1:] == keys[0][:-1]
    for key in keys[1:]:
        alike &= key[1:] == key[:-1]
    return np.flatnonzero(alike) + 1
