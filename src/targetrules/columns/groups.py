"""The groups of rows that agree in some columns of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.sizes import current
from targetrules.columns.vectors import Bits, Codes
from targetrules.data import frozen

__all__ = ["Groups"]

_FEW: Final = 64


@frozen(slots=True, eq=False)
class Groups:
    """The number of each row's group, from 0 (-1 where a part of the group is missing); where it is known; how many.

    There may be numbers that no row has, a few times as many as there are rows at most.
    """

    each: NDArray[Any]
    known: Bits
    count: int

    @staticmethod
    def by(columns: Sequence[Codes], size: int) -> Groups:
        """The groups of so many rows; without columns all are one."""
        if not columns:
            return Groups(np.zeros(size, np.int8), np.ones(size, np.bool_), 1)
        first, *others = columns
        found = _few(first.codes, first.known)
        for more in others:
            known = found.known & more.known
            wide = found.each.astype(np.int64) * (int(more.codes.max(initial=0)) + 1) + more.codes
            wide |= known.astype(np.int64) - 1  # -1 is all bits
            found = _few(wide, known)
        return found


def _few(group: NDArray[Any], known: Bits) -> Groups:
    """Numbered anew where most numbers are of no row: so they stay small, whatever they are combined with."""
    count = int(group.max(initial=-1)) + 1
    if count <= current().sparse * (len(group) + _FEW):
        return Groups(group, known, count)
    numbers, dense = np.unique(group, return_inverse=True)
    missing = int(len(numbers) > 0 and numbers[0] < 0)
    return Groups(dense - missing, known, len(numbers) - missing)
