"""Many truths a row, as the bits of bytes: eight are written, and moved to their place in the table, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.evaluation.vectors import Bits, Rows, Truths, selected, stretches
from targetrules.engine.columnar.output.buffer_pool import Room

__all__ = ["Bit", "Packed", "Pair"]

_BYTE: Final = 8


@frozen(slots=True, eq=False)
class Bit:
    """One truth of each row: where the byte has this bit."""

    eights: NDArray[np.uint8]
    bit: int

    def __len__(self) -> int:
        return len(self.eights)

    def at(self, rows: Rows) -> Bits:
        """The truths of some rows."""
        return np.asarray(selected(self.eights, rows) & np.uint8(1 << self.bit) != 0)

    def every(self) -> Bits:
        """The truths of all rows."""
        return self.at(slice(None))

    def bitmap(self) -> NDArray[np.uint8]:
        """The truths of all rows as Arrow has them: eight rows a byte, the first in the lowest bit."""
        mask = np.uint8(1 << self.bit)
        parts = [np.packbits(self.eights[rows] & mask, bitorder="little") for rows in stretches(len(self), _BYTE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


@frozen(slots=True, eq=False)
class Pair:
    """Kleene's three values of each row: two bits, neither is unknown."""

    yes: Bit
    no: Bit

    def at(self, rows: Rows) -> Truths:
        """The truths of some rows."""
        return Truths(self.yes.at(rows), self.no.at(rows))


class Packed:
    """So many truths of each of ``size`` rows, all of which are to be written."""

    def __init__(self, truths: int, size: int, room: Room) -> None:
        self._truths = truths
        self.eights = [room.take(size, np.uint8) for _ in range(0, truths, _BYTE)]

    def write(self, rows: slice, truths: Sequence[Bits | None]) -> None:
        """All truths of these rows; None is false everywhere."""
        for position, place in enumerate(self.eights):
            found = truths[position * _BYTE : (position + 1) * _BYTE]
            _pack([(bit, truth) for bit, truth in enumerate(found) if truth is not None], place[rows])

    def bits(self, eights: list[NDArray[Any]]) -> list[Bit]:
        """Each truth by itself, out of ``eights`` that were moved."""
        return [Bit(eights[at // _BYTE], at % _BYTE) for at in range(self._truths)]


def _pack(truths: list[tuple[int, Bits]], out: NDArray[np.uint8]) -> None:
    """NumPy multiplies bytes eight times as fast as it shifts them."""
    if not truths:
        out.fill(0)
    for at, (bit, truth) in enumerate(truths):
        shifted = np.multiply(truth.view(np.uint8), np.uint8(1 << bit), out=None if at else out)
        if at:
            np.bitwise_or(out, shifted, out=out)
