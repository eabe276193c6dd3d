"""What is told where there is too little memory to read a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targetrules.cli.errors import CommandError

__all__ = ["enough_memory"]


@contextmanager
def enough_memory(file: str) -> Iterator[None]:
    """Raise CommandError where memory is too small to read a file, whether Python, NumPy or Arrow says so."""
    try:
        yield
    except MemoryError:
        raise CommandError("out-of-memory-reading", file=file) from None
