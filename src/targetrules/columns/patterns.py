"""Rows of outcomes that say the same, found by the few bytes in which their grade and all their truths stand.

Of a million outcomes a few dozen differ in anything but the unit, the period and numbers. What is made of a pattern, a
text or an object, is made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.bits import PackedBits, PackedTruths
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.vectors import Rows

__all__ = ["Patterns"]

_BYTE: Final = 256


class Patterns:
    """The patterns of outcomes, each as its bytes: they are equal where the grade and all truths are the same."""

    def __init__(self, columns: OutcomeColumns) -> None:
        self._grade = columns.grade
        self._masks: dict[int, int] = {}
        self._eights: list[NDArray[np.uint8]] = []
        self._at: dict[int, int] = {}
        for bit in _bits(columns):
            place = self._at.setdefault(id(bit.octets), len(self._eights))
            if place == len(self._eights):
                self._eights.append(bit.octets)
            self._masks[place] = self._masks.get(place, 0) | 1 << bit.bit

    def of_rows(self, rows: Rows) -> tuple[NDArray[np.int32], list[bytes]]:
        """The patterns that these rows have, and which one each of them has."""
        columns = [self._grade[rows].view(np.uint8)]
        columns += [self._eights[at][rows] & np.uint8(mask) for at, mask in self._masks.items()]
        codes, first = np.zeros(len(columns[0]), np.int32), np.zeros(0, np.int32)
        for column in columns:
            codes, first = _numbered(codes, column)
        keys = np.stack([column[first] for column in columns], axis=1)
        return codes, [key.tobytes() for key in keys]

    def grade(self, pattern: bytes) -> int:
        """The position of the grade, -1 is none."""
        return int(np.int8(np.uint8(pattern[0])))

    def holds(self, bit: PackedBits, pattern: bytes) -> bool:
        """One of the truths of the outcomes."""
        return bool(pattern[1 + self._at[id(bit.octets)]] >> bit.bit & 1)


def _numbered(codes: NDArray[np.int32], column: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each pair of a code and a byte under a number, and where each of these pairs is found."""
    pairs = codes * np.int32(_BYTE) + column
    found = np.full(int(pairs.max(initial=-1)) + 1, -1, np.int32)
    found[pairs] = np.arange(len(pairs), dtype=np.int32)
    there = np.flatnonzero(found >= 0)
    where = found[there]
    found[there] = np.arange(len(there), dtype=np.int32)
    return found[pairs], where


def _bits(columns: OutcomeColumns) -> Iterator[PackedBits]:
    pairs: list[PackedTruths] = [*columns.conditions.values(), *columns.consequences.values()]
    yield from (bit for each in pairs for bit in (each.yes, each.no))
    several: list[Any] = [
        columns.statuses,
        columns.replaced,
        columns.divided_by_zero,
        columns.not_kept,
        columns.decided,
        columns.differing,
    ]
    yield from (bit for each in several for bit in each.values())
