"""Places: one sort a period and ranking, on group and keys."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort, Counts, Places
from targetrules.engine.columnar.vectors import Bits, Ints, Numbers, Truths
from targetrules.rules import tree

__all__ = ["places_of"]


def places_of(ranking: tree.Ranking, now: Cohort, among: Truths | None) -> Places:
    """The places of all units of the cohort."""
    group, there = _groups(ranking, now)
    numbers = [now.number(number.name) for number in ranking.by]
    for number in numbers:
        there = there & number.known
    ranked = there if among is None else there & among.yes
    known = ranked if among is None else ranked | among.no
    groups = int(group.max(initial=0)) + 1
    sizes = np.bincount(group if ranked.all() else group[ranked], minlength=groups).astype(np.int64)
    placed = ranked
    if ranking.smallest_group > 1:
        placed = ranked & (sizes >= ranking.smallest_group)[group]
    rank, tied, below = _ranks(ranking, group, numbers, placed)
    return Places(known, rank, tied, below, sizes, group, ranked)


def _groups(ranking: tree.Ranking, now: Cohort) -> tuple[Ints, Bits]:
    """The units' groups numbered from 0; -1 where a part of the group is missing."""
    if not ranking.within:
        return np.zeros(now.size, np.int64), np.ones(now.size, np.bool_)
    codes = [now.codes(name).codes.astype(np.int64) for name in ranking.within]
    there = codes[0] >= 0
    group = codes[0]
    for more in codes[1:]:
        there = there & (more >= 0)
        group = np.unique(group * (int(more.max(initial=0)) + 1) + more, return_inverse=True)[1]
    return np.where(there, group, -1), there


def _ranks(ranking: tree.Ranking, group: Ints, numbers: list[Numbers], placed: Bits) -> tuple[Counts, Counts, Counts]:
    """Rank (0: no place), how many share it, and how many of the group are below."""
    size = len(placed)
    rank, tied, below = np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.int32)
    rows = np.flatnonzero(placed)
    if not len(rows):
        return rank, tied, below
    sign = -1 if ranking.best == "highest" else 1
    order, new_group, new_key = _sorted([group[rows], *(sign * number.values[rows] for number in numbers)])
    starts, groups = np.flatnonzero(new_key), np.flatnonzero(new_group)
    length = np.diff(starts, append=len(rows))
    group_of_block = np.cumsum(new_group[starts]) - 1
    first = groups[group_of_block]
    end = np.append(groups[1:], len(rows))[group_of_block]
    places = rows[order]
    for out, blocks in ((rank, starts - first + 1), (tied, length), (below, end - starts - length)):
        out[places] = np.repeat(blocks.astype(np.int32), length)
    return rank, tied, below


def _sorted(keys: list[Ints]) -> tuple[NDArray[np.intp], Bits, Bits]:
    """The order of the rows, and where in it a new group and a new key begin; one packed sort where 64 bits do."""
    size = len(keys[0])
    lows = [int(key.min()) for key in keys]
    bits = [(int(key.max()) - low).bit_length() for key, low in zip(keys, lows, strict=True)]
    row_bits = (size - 1).bit_length()
    if sum(bits) + row_bits <= 63:  # noqa: PLR2004
        packed = np.zeros(size, np.int64)
        for key, low, width in zip(keys, lows, bits, strict=True):
            packed = (packed << width) | (key - low)
        packed = (packed << row_bits) | np.arange(size)
        packed.sort()
        whole = packed >> row_bits
        return (packed & ((1 << row_bits) - 1)).astype(np.intp), _starts(whole >> sum(bits[1:])), _starts(whole)
    order = np.lexsort(keys[::-1])
    new_group = _starts(keys[0][order])
    new_key = new_group.copy()
    for key in keys[1:]:
        new_key |= _starts(key[order])
    return order, new_group, new_key


def _starts(values: NDArray[Any]) -> Bits:
    """Where a value differs from the one before it."""
    out = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=out[1:])
    return out
