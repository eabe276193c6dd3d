"""Draws for random policies and histories, from any :class:`random.Random`.

Hypothesis gives a Random of which it can shrink every draw; a seeded one serves where nothing is to be shrunk.
Shrinking goes towards 0, so the first of several options is always the simplest, and what may be left out is.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from targetrules.data import frozen

__all__ = ["Chance"]

T = TypeVar("T")


@frozen(slots=True)
class Chance:
    """The source of everything that is left to chance."""

    random: Random

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.random.randrange(len(options))]

    def count(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.random.randrange(most - least + 1)

    def happens(self, times: int = 1, of: int = 2) -> bool:
        """Whether something happens that does so many times of so many."""
        return self.random.randrange(of) >= of - times

    def some(self, options: Sequence[T], least: int = 1, most: int = 3) -> list[T]:
        """Some of the options, each at most once, in any order."""
        rest = list(options)
        wanted = self.count(min(least, len(rest)), min(most, len(rest)))
        return [rest.pop(self.random.randrange(len(rest))) for _ in range(wanted)]
