"""Places: one sort a period and ranking, on group, keys and row packed into one word."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort
from targetrules.engine.columnar.given import Given, ask, given
from targetrules.engine.columnar.places import Blocks, Counts, Places
from targetrules.engine.columnar.vectors import Bits, Ints, Numbers, Truths, looked_up, stretches
from targetrules.rules import tree

__all__ = ["places_of"]

_WORD: Final = 63
_HALF_WORD: Final = 31
_SPARSE: Final = 4


def places_of(ranking: tree.Ranking, now: Cohort, among: Truths | None) -> Places:
    """The places of all units of the cohort."""
    group, there, groups = _groups(ranking, now)
    numbers = [now.number(number.name) for number in ranking.by]
    for number in numbers:
        there = there & number.known
    ranked = there if among is None else there & among.yes
    known = ranked if among is None else ranked | among.no
    sign = -1 if ranking.best == "highest" else 1
    ask(now, ranking, ranked, lambda: [sign * number.values.astype(np.int64) for number in numbers])
    beforehand = given(now, ranking)
    if beforehand is not None:
        blocks, sizes = _given_blocks(ranking, beforehand, group, groups, ranked)
        return Places(known, ranked, blocks.rank[:-1], np.arange(len(group), dtype=np.int32), group, sizes, blocks)
    order = _ordered(group, groups, numbers, ranked, sign)
    sizes = np.diff(order.edges, append=order.edges[-1] - np.int32(1))  # -1 behind the last
    blocks = _blocks(order, sizes, ranking.smallest_group)
    block = _block_of_each(order, now.size)
    return Places(known, ranked, looked_up(blocks.rank, block), block, group, sizes, blocks)


def _given_blocks(
    ranking: tree.Ranking, found: Given, group: NDArray[Any], groups: int, ranked: Bits
) -> tuple[Blocks, Counts]:
    """Where the cohort is a part of the units that are ranked: each unit is a block. And the sizes of the groups."""
    total, ahead, tied = found("total"), found("ahead"), found("tied")
    sizes = np.zeros(groups + 1, np.int32)
    sizes[group] = total
    sizes[-1] = -1
    placed = np.append(ranked & (total >= ranking.smallest_group), False)
    rank, shared = (np.append(count, 0).astype(np.int32) * placed for count in (ahead + 1, tied))
    return Blocks(rank, shared, np.append(group, groups).astype(np.int32), sizes), sizes


def _groups(ranking: tree.Ranking, now: Cohort) -> tuple[NDArray[Any], Bits, int]:
    """The units' groups numbered from 0, -1 where a part of the group is missing; where none is; and how many."""
    if not ranking.within:
        return np.zeros(now.size, np.int8), np.ones(now.size, np.bool_), 1
    codes = [now.codes(name).codes for name in ranking.within]
    group, there = codes[0], codes[0] >= 0
    for more in codes[1:]:
        there = there & (more >= 0)
        group = group.astype(np.intp, copy=False) * (int(more.max(initial=0)) + 1) + more
    if len(codes) > 1:
        group |= there.astype(np.intp) - 1
    groups = int(group.max(initial=-1)) + 1
    if groups > _SPARSE * (now.size + _WORD):
        found, group = np.unique(group, return_inverse=True)
        missing = int(len(found) > 0 and found[0] < 0)
        group, groups = group - missing, len(found) - missing
    return group, there, groups


def _blocks(order: _Order, sizes: Counts, smallest: int) -> Blocks:
    """The blocks of the rows in order; a block is numbered by the position of its first row.

    What is not the first of a block has an entry that nobody asks for, so that only ties cost anything.
    """
    lengths = np.append(sizes[:-1], 1)
    rank = np.arange(1, len(order.rows) + 2, dtype=np.int32)
    rank -= np.repeat(order.edges, lengths)
    rank[-1] = 0
    tied = (rank > 0).astype(np.int32)
    firsts, more = order.ties
    tied[firsts] += more
    if smallest > 1:
        placed = np.repeat(lengths >= smallest, lengths)
        rank, tied = rank * placed, tied * placed
    return Blocks(rank, tied, np.repeat(np.arange(len(sizes), dtype=np.int32), lengths), sizes)


def _block_of_each(order: _Order, size: int) -> Counts:
    """The number of each row's block; the last where it has none."""
    ranked = len(order.rows)
    block = np.empty(size, np.int32) if ranked == size else np.full(size, ranked, np.int32)
    for stretch in stretches(ranked):
        block[order.rows[stretch]] = np.arange(stretch.start, stretch.stop, dtype=np.int32)
    firsts, more = order.ties
    block[order.rows[order.goes_on]] = np.repeat(firsts, more)
    return block


# ---- the order -------------------------------------------------------------------------------------------------------


@frozen(slots=True, eq=False)
class _Order:
    """The ranked rows, group by group and best first.

    Their positions; where in the order a row ``goes_on`` the block before it; and the ``edges`` of the groups in it.
    """

    rows: NDArray[np.intp]
    goes_on: NDArray[np.intp]
    edges: Counts

    @cached_property
    def ties(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the blocks of more than one row begin, and how many rows more than one each has."""
        begins = np.flatnonzero(np.diff(self.goes_on, prepend=-1) > 1)
        return self.goes_on[begins] - 1, np.diff(begins, append=len(self.goes_on))


def _ordered(group: NDArray[Any], groups: int, numbers: list[Numbers], ranked: Bits, sign: int) -> _Order:
    """One sort of packed words where 64 bits do; the values of rows that are not ranked may be anything."""
    keys = [group, *(number.values for number in numbers)]
    if len(group):
        word = _Word.of(keys, sign, None if ranked.all() else ~ranked)
        if word is not None:
            return word.ordered(keys, groups)
    rows = np.flatnonzero(ranked)
    keys = [key.take(rows).astype(np.int64, copy=False) for key in keys]
    word = _Word.of(keys, sign, None) if len(rows) else None
    found = _sorted_by_each(keys, groups, sign) if word is None else word.ordered(keys, groups)
    return _Order(rows.take(found.rows), found.goes_on, found.edges)


@frozen(slots=True, eq=False)
class _Word:
    """How group, keys and row are packed: from the left, each in as many bits as its values need.

    ``signs`` are -1 where the greatest comes first.
    Rows of ``behind`` come last and are left out again. Words are made for a stretch of rows at a time, so that what is
    computed on the way stays in a processor's own memory.
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
        return word if word.key_bits + word.row_bits <= _WORD else None

    @property
    def key_bits(self) -> int:
        return sum(self.widths) + (self.behind is not None)

    def ordered(self, keys: list[NDArray[Any]], groups: int) -> _Order:
        packed = np.empty(len(keys[0]), np.int64)
        for stretch in stretches(len(packed)):
            np.left_shift(self._front(keys, stretch), self.row_bits, out=packed[stretch], dtype=np.int64)
            packed[stretch] |= np.arange(stretch.start, stretch.stop)
        packed.sort()
        if self.behind is not None:
            packed = packed[: len(packed) - int(np.count_nonzero(self.behind))]
        front = np.empty(len(packed), self._type)
        for stretch in stretches(len(packed)):
            np.right_shift(packed[stretch], self.row_bits, out=front[stretch])
            packed[stretch] &= (1 << self.row_bits) - 1
        starts = (np.arange(groups) - self.ends[0][0]) << sum(self.widths[1:])
        edges = np.append(np.searchsorted(front, starts.astype(front.dtype)), len(front)).astype(np.int32)
        return _Order(packed, _going_on([front]), edges)

    @property
    def _type(self) -> type[np.int32 | np.int64]:
        """Group and keys alone mostly fit half a word, which takes half the time."""
        return np.int32 if self.key_bits <= _HALF_WORD else np.int64

    def _front(self, keys: list[NDArray[Any]], stretch: slice) -> NDArray[Any]:
        kind = self._type
        front = np.zeros(len(keys[0][stretch]), kind)
        if self.behind is not None:
            front |= self.behind[stretch]
        for key, (low, high), width, sign in zip(keys, self.ends, self.widths, self.signs, strict=True):
            front <<= width
            wide = np.promote_types(key.dtype, kind)
            front |= (
                np.subtract(key[stretch], low, dtype=wide) if sign > 0 else np.subtract(high, key[stretch], dtype=wide)
            )
        return front


def _sorted_by_each(keys: list[Ints], groups: int, sign: int) -> _Order:
    order = np.lexsort([sign * key for key in keys[:0:-1]] + keys[:1])
    ordered = [key.take(order) for key in keys]
    edges = np.append(np.searchsorted(ordered[0], np.arange(groups)), len(order)).astype(np.int32)
    return _Order(order, _going_on(ordered), edges)


def _going_on(keys: list[NDArray[Any]]) -> NDArray[np.intp]:
    """Where all is as in the row before."""
    alike = np.ones(max(len(keys[0]) - 1, 0), np.bool_)
    for key in keys:
        alike &= key[1:] == key[:-1]
    return np.flatnonzero(alike) + 1
