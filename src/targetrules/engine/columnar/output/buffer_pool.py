"""Room for large columns: new room costs as much as to fill it, so what nobody needs any more is used again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.room import room

__all__ = ["New", "Room"]

New = Callable[[int, np.dtype[Any]], NDArray[Any]]
"""Makes room for so many entries of a type, with anything in it."""


class Room:
    """Room for columns of one length; ``new`` says where it comes from when none is left over."""

    def __init__(self, new: New = room) -> None:
        self._new = new
        self._columns: list[NDArray[Any]] = []

    def leave(self, column: NDArray[Any]) -> None:
        """Nobody needs this column any more."""
        self._columns.append(column)

    def take(self, size: int, kind: Any) -> NDArray[Any]:
        """Room for a column, with anything in it. A wide one has room for several narrow ones."""
        kind = np.dtype(kind)
        wide = [at for at, column in enumerate(self._columns) if column.itemsize >= kind.itemsize]
        if not wide:
            return self._new(size, kind)
        column = self._columns.pop(min(wide, key=lambda at: self._columns[at].itemsize))
        first, *others = np.split(column.view(kind), column.itemsize // kind.itemsize)
        self._columns.extend(others)
        return first
