"""Too little memory to read a file, told as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targetrules.cli.mistake import Mistake

__all__ = ["enough_memory"]


@contextmanager
def enough_memory(file: str) -> Iterator[None]:
    """What is told where there is too little memory to read a file: the same for Python's, NumPy's and Arrow's."""
    try:
        yield
    except MemoryError:
        raise Mistake("out-of-memory-reading", file=file) from None
