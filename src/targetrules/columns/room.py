"""Room for large columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["room"]


def room(size: int, kind: Any) -> NDArray[Any]:
    """Room for so many cells of a type that NumPy knows, with anything in it.

    It is Arrow's, which keeps what was freed for whoever asks next; new memory of the system's costs as much as to fill
    it.
    """
    return np.ndarray(size, kind, pa.allocate_buffer(size * np.dtype(kind).itemsize))
