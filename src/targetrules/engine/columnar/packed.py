"""Many truths a row, as the bits of bytes.

Eight truths are moved to their place in the table at once, and taken apart when they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.engine.columnar.arrangement import Spare
from targetrules.engine.columnar.second_thread import SecondThread
from targetrules.engine.columnar.vectors import Bits, stretches

__all__ = ["Packed"]

_BYTE: Final = 8


class Packed:
    """So many truths of each of ``size`` rows, all false at first."""

    def __init__(self, truths: int, size: int) -> None:
        self._truths = truths
        self.eights = [np.zeros(size, np.uint8) for _ in range(0, truths, _BYTE)]

    def write(self, rows: slice, truths: Sequence[Bits | None]) -> None:
        """All truths of these rows; None is false everywhere."""
        for position, place in enumerate(self.eights):
            found = truths[position * _BYTE : (position + 1) * _BYTE]
            packed = _packed([(bit, truth) for bit, truth in enumerate(found) if truth is not None])
            if packed is not None:
                place[rows] = packed

    def apart(self, eights: list[NDArray[Any]], spare: Spare, second: SecondThread) -> list[Bits]:
        """Each truth by itself, out of ``eights`` that were moved."""

        def column(at: int) -> Bits:
            eight, bit = eights[at // _BYTE], np.uint8(1 << at % _BYTE)
            out = spare.room(len(eight), np.dtype(np.bool_))
            for stretch in stretches(len(eight)):
                np.not_equal(eight[stretch] & bit, 0, out=out[stretch])
            return out

        return second.map(column, range(self._truths))


def _packed(truths: list[tuple[int, Bits]]) -> NDArray[np.uint8] | None:
    """NumPy multiplies bytes eight times as fast as it shifts them."""
    packed: NDArray[np.uint8] | None = None
    for bit, truth in truths:
        shifted = truth.view(np.uint8) * np.uint8(1 << bit)
        packed = shifted if packed is None else np.bitwise_or(packed, shifted, out=packed)
    return packed
