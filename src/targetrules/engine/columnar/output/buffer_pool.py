"""A pool of buffers for large columns: new memory costs as much as to fill it, so what is released is used again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate

__all__ = ["Allocate", "BufferPool"]

Allocate = Callable[[int, np.dtype[Any]], NDArray[Any]]
"""Makes an array of so many entries of a type, not initialised."""


class BufferPool:
    """Buffers for columns of one length; ``new`` makes another where none was released."""

    def __init__(self, new: Allocate = allocate) -> None:
        self._new = new
        self._columns: list[NDArray[Any]] = []

    def release(self, column: NDArray[Any]) -> None:
        """Give a column back: nobody needs it any more."""
        self._columns.append(column)

    def take(self, size: int, kind: Any) -> NDArray[Any]:
        """A buffer for a column, not initialised; a wide one is split into several narrow ones."""
        kind = np.dtype(kind)
        wide = [at for at, column in enumerate(self._columns) if column.itemsize >= kind.itemsize]
        if not wide:
            return self._new(size, kind)
        column = self._columns.pop(min(wide, key=lambda at: self._columns[at].itemsize))
        first, *others = np.split(column.view(kind), column.itemsize // kind.itemsize)
        self._columns.extend(others)
        return first
