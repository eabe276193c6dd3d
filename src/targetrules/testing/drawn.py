"""What is made by chance as a Hypothesis strategy, which shrinks each number by itself and leaves out whole parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from targetrules.data import define, frozen
from targetrules.drawing.chance import Chance

__all__ = ["drawn"]

T = TypeVar("T")


def drawn(made: Callable[[Chance], T]) -> st.SearchStrategy[T]:
    """A strategy for what is made by chance.

    :func:`hypothesis.strategies.randoms` would do as well, and takes ten times as long to draw and to shrink from.
    """
    return _whole(made)


@st.composite
def _whole(draw: st.DrawFn, made: Callable[[Chance], T]) -> T:
    return made(_Drawn(_Numbers(draw)))


@st.composite
def _part(draw: st.DrawFn, numbers: _Numbers, made: Callable[[], T]) -> T:
    before, numbers.draw = numbers.draw, draw
    try:
        return made()
    finally:
        numbers.draw = before


@define
class _Numbers:
    """Numbers that Hypothesis draws: ``draw`` is that of the part which is drawn."""

    draw: st.DrawFn

    def randrange(self, start: int, /) -> int:
        return self.draw(_below(start)) if start > 1 else 0


@frozen
class _Drawn(Chance):
    """Chance of which Hypothesis knows the parts."""

    source: _Numbers

    def part(self, made: Callable[[], T]) -> T:
        return self.source.draw(_part(self.source, made))


@cache
def _below(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most - 1)
