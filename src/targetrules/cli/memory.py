"""Memory while a large table is judged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["garbage_left"]


@contextmanager
def garbage_left() -> Iterator[None]:
    """Do not look for garbage: of millions of cells none is any before the end, and looking takes half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
