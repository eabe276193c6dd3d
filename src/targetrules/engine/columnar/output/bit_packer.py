"""Many truths a row, as the bits of bytes: eight are written, and moved to their place in the table, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.bits import PackedBits
from targetrules.columns.vectors import Bits
from targetrules.engine.columnar.output.buffer_pool import BufferPool

__all__ = ["BitPacker"]

_BYTE: Final = 8


class BitPacker:
    """So many truths of each of ``size`` rows, all of which are to be written."""

    def __init__(self, truths: int, size: int, pool: BufferPool) -> None:
        self._truths = truths
        self.octets = [pool.take(size, np.uint8) for _ in range(0, truths, _BYTE)]

    def write(self, rows: slice, truths: Sequence[Bits | None]) -> None:
        """All truths of these rows; None is false everywhere."""
        for position, place in enumerate(self.octets):
            found = truths[position * _BYTE : (position + 1) * _BYTE]
            _pack([(bit, truth) for bit, truth in enumerate(found) if truth is not None], place[rows])

    def bits(self, octets: list[NDArray[Any]]) -> list[PackedBits]:
        """Each truth by itself, out of ``octets`` that were moved."""
        return [PackedBits(octets[at // _BYTE], at % _BYTE) for at in range(self._truths)]


def _pack(truths: list[tuple[int, Bits]], out: NDArray[np.uint8]) -> None:
    """NumPy multiplies bytes eight times as fast as it shifts them."""
    if not truths:
        out.fill(0)
    for at, (bit, truth) in enumerate(truths):
        shifted = np.multiply(truth.view(np.uint8), np.uint8(1 << bit), out=None if at else out)
        if at:
            np.bitwise_or(out, shifted, out=out)
