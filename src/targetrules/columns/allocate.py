"""Memory for large columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["allocate"]


def allocate(size: int, kind: Any) -> NDArray[Any]:
    """An array of so many cells of a type that NumPy knows, not initialised.

    Its memory comes from Arrow's pool, which keeps what was freed for the next who asks; to get new memory from the
    system costs as much as to fill it.
    """
    return np.ndarray(size, kind, pa.allocate_buffer(size * np.dtype(kind).itemsize))
