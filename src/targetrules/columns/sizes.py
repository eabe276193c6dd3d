"""How many rows are worked on at a time, and when another way is the faster one: all such figures, in one place.

None of them changes what is decided, only how long it takes and how much memory. So that this can be tried with tables
of a few rows, the laws decide them as large ones are decided (:func:`using`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targetrules.data import frozen

__all__ = ["Sizes", "current", "using"]


@frozen(slots=True, kw_only=True)
class Sizes:
    """The figures.

    Attributes:
        chunk: Rows of a column that are worked on at a time: what is computed of them stays in a processor's cache.
        part: Units of one period that meet their past at a time, where they need nothing of one another.
        block: Rows of a table that are moved at a time, when its rows are arranged by period.
        moved: Rows of one period that a block has at least, on average; with many periods blocks are larger.
        periods: The most periods by which a table is arranged block by block; with more it is sorted whole.
        sparse: How many times as many numbers as rows groups may have before they are numbered anew.
        options: The most words that are looked for one by one; more are looked up in a table.
        word: Bits that group, keys and row may take together to be sorted as one number.
        half_word: Bits that group and keys may take to be compared in numbers of half the size.
        judged: Rows that are made at a time to be explained, those of their units' past among them.
        outcomes: Outcomes that are made, or written, at a time.
        threads: Rows from which on it pays to read and to write with a second thread.
    """

    chunk: int = 2**18
    part: int = 2**17
    block: int = 2**17
    moved: int = 2**9
    periods: int = 2**9
    sparse: int = 4
    options: int = 16
    word: int = 63
    half_word: int = 31
    judged: int = 2**15
    outcomes: int = 2**15
    threads: int = 50_000


_current = Sizes()


def current() -> Sizes:
    """The figures that are in use."""
    return _current


@contextmanager
def using(sizes: Sizes) -> Iterator[None]:
    """Use other figures, in all threads."""
    global _current  # noqa: PLW0603  one for the process: the threads of one judgement must agree
    before, _current = _current, sizes
    try:
        yield
    finally:
        _current = before
