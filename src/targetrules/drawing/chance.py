"""Draws for random policies and results, from any source of whole numbers: a seeded Random, or one that shrinks.

What shrinks what it drew goes towards 0, so the first of several options is always the simplest, and what may be left
out is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from targetrules.data import frozen

__all__ = ["Chance", "Source"]

T = TypeVar("T")


class Source(Protocol):
    """Where numbers come from; any :class:`random.Random` is one."""

    def randrange(self, start: int, /) -> int:
        """A whole number from 0 on that is less than this."""


@frozen
class Chance:
    """The source of everything that is left to chance."""

    source: Source

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.source.randrange(len(options))]

    def count(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.source.randrange(most - least + 1)

    def happens(self, times: int = 1, of: int = 2) -> bool:
        """Whether something happens that does so many times of so many."""
        return self.source.randrange(of) >= of - times

    def some(self, options: Sequence[T], least: int = 1, most: int = 3) -> list[T]:
        """Some of the options, each at most once, in any order."""
        rest = list(options)
        wanted = self.count(min(least, len(rest)), min(most, len(rest)))
        return [rest.pop(self.source.randrange(len(rest))) for _ in range(wanted)]

    def several(self, made: Callable[[], T | None], least: int, most: int) -> list[T]:
        """Things that are made one after the other, rather more than few; there are no more after None.

        Each is a part of what is drawn, so that it can be left out of it as a whole.
        """
        usual, found = max(1, 2 * most // 3), list[T]()
        while len(found) < most:
            each = self.part(made if len(found) < least else partial(self._perhaps, made, usual))
            if each is None:
                break
            found.append(each)
        return found

    def _perhaps(self, made: Callable[[], T | None], usual: int) -> T | None:
        return made() if self.happens(usual, usual + 1) else None

    def part(self, made: Callable[[], T]) -> T:
        """What is made, as a part of what is drawn."""
        return made()
