"""What is logged while something runs: pytest's own plugin for it takes longer than many a test, and is left out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["logged"]


class _Kept(logging.Handler):
    """A handler that keeps every line as it would be written, with its traceback."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def logged(name: str, level: int) -> Iterator[list[str]]:
    """The lines that a logger is given, from a level on, as long as this lasts."""
    lines: list[str] = []
    logger, handler = logging.getLogger(name), _Kept(lines)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield lines
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
