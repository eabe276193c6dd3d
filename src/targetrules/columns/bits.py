"""Many truths a row, as the bits of bytes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Rows, Truths, chunks, selected
from targetrules.data import frozen

__all__ = ["PackedBits", "PackedTruths"]

_BYTE: Final = 8


@frozen(slots=True, eq=False)
class PackedBits:
    """One truth of each row: where the byte has this bit."""

    octets: NDArray[np.uint8]
    bit: int

    def __len__(self) -> int:
        return len(self.octets)

    def at(self, rows: Rows) -> Bits:
        """The truths of some rows."""
        return np.asarray(selected(self.octets, rows) & np.uint8(1 << self.bit) != 0)

    def every(self) -> Bits:
        """The truths of all rows."""
        return self.at(slice(None))

    def bitmap(self) -> NDArray[np.uint8]:
        """The truths of all rows as Arrow has them: eight rows a byte, the first in the lowest bit."""
        mask = np.uint8(1 << self.bit)
        parts = [np.packbits(self.octets[rows] & mask, bitorder="little") for rows in chunks(len(self), _BYTE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


@frozen(slots=True, eq=False)
class PackedTruths:
    """Kleene's three values of each row: two bits, neither is unknown."""

    yes: PackedBits
    no: PackedBits

    def at(self, rows: Rows) -> Truths:
        """The truths of some rows."""
        return Truths(self.yes.at(rows), self.no.at(rows))
