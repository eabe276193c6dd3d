"""Room for large columns: new room costs as much as to fill it, so what nobody needs any more is used again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Room"]

_New = Callable[[int, np.dtype[Any]], NDArray[Any]]


class Room:
    """Room for columns of one length; ``new`` says where it comes from when none is left over."""

    def __init__(self, new: _New = np.empty) -> None:
        self._new = new
        self._columns: list[NDArray[Any]] = []
        self._one_at_a_time = Lock()

    def leave(self, column: NDArray[Any]) -> None:
        """Nobody needs this column any more."""
        self._columns.append(column)

    def take(self, size: int, kind: Any) -> NDArray[Any]:
        """Room for a column, with anything in it. A wide one has room for several narrow ones."""
        kind = np.dtype(kind)
        with self._one_at_a_time:
            wide = [at for at, column in enumerate(self._columns) if column.itemsize >= kind.itemsize]
            if not wide:
                return self._new(size, kind)
            column = self._columns.pop(min(wide, key=lambda at: self._columns[at].itemsize))
            room, *others = np.split(column.view(kind), column.itemsize // kind.itemsize)
            self._columns.extend(others)
            return room
