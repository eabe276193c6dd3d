"""Places: one sort a period and ranking, on group and keys."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort, Places
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
    counts = np.bincount(group[ranked], minlength=int(group.max(initial=0)) + 1).astype(np.int64)
    size = np.where(group >= 0, counts[group], -1)
    placed = ranked & (size >= ranking.smallest_group)
    rank, tied = _ranks(ranking, group, numbers, placed)
    return Places(known, rank, tied, np.where(placed, size - (rank - 1) - tied, 0), size, group, ranked)


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


def _ranks(ranking: tree.Ranking, group: Ints, numbers: list[Numbers], placed: Bits) -> tuple[Ints, Ints]:
    """Rank (0: no place) and how many share it."""
    rows = np.flatnonzero(placed)
    rank, tied = np.zeros(len(placed), np.int64), np.zeros(len(placed), np.int64)
    if not len(rows):
        return rank, tied
    sign = -1 if ranking.best == "highest" else 1
    keys = [group[rows], *(sign * number.values[rows] for number in numbers)]
    order, new_group, new_key = _sorted(keys)
    position = np.arange(len(rows))
    start_of_group = np.maximum.accumulate(np.where(new_group, position, 0))
    starts = np.flatnonzero(new_key)
    length = np.diff(starts, append=len(rows))
    rank[rows[order]] = np.repeat(starts, length) - start_of_group + 1
    tied[rows[order]] = np.repeat(length, length)
    return rank, tied


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
