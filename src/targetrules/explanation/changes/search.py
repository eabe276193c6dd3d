"""The whole number nearest to a given one at which something is so; or stretches of numbers, and what is so all along.

``alike`` says of two numbers whether it is certain that all comes out alike from the one to the other, so that such a
stretch need not be searched; where it is None, every number is tried, but not more than ``most``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Hashable, Sequence
from typing import TypeVar

from attrs import field

from targetrules.data import frozen
from targetrules.explanation.changes.effort import GivenUpError

__all__ = ["Alike", "Intervals", "SearchResult", "in_turns", "nearest_to", "pieces_of"]

_Answer = TypeVar("_Answer")
Alike = Callable[[int, int], bool] | None
Piece = tuple[int, int, Hashable]


@frozen(slots=True)
class SearchResult:
    """The nearest numbers, one or two that are equally near; or none, from ``low`` to ``high``.

    ``whole``: the search was not given up.
    """

    at: tuple[int, ...]
    low: int
    high: int
    whole: bool


def nearest_to(
    start: int, low: int, high: int, alike: Alike, wanted: Callable[[int], bool], most: int
) -> Generator[None, None, SearchResult]:
    """The numbers from ``low`` to ``high`` nearest to ``start`` that are ``wanted``, which ``start`` itself is not.

    The search widens in rings, each twice as wide as the one before, so that what is near is found first. It stops
    after each of them, so that several searches can widen together.
    """
    cut = alike is None and high - low >= most
    if cut:
        low, high = max(low, start - most // 2), min(high, start + most // 2)
    radius = 0
    try:
        while start - radius > low or start + radius < high:
            wider = 2 * radius or 1
            at = _in_ring(start, radius, wider, low, high, alike, wanted)
            if at:
                return SearchResult(at, low, high, whole=True)
            radius = wider
            yield
    except GivenUpError:
        return SearchResult((), max(low, start - radius), min(high, start + radius), whole=False)
    return SearchResult((), low, high, whole=not cut)


def _in_ring(
    start: int, inner: int, outer: int, low: int, high: int, alike: Alike, wanted: Callable[[int], bool]
) -> tuple[int, ...]:
    """The wanted numbers farther from ``start`` than ``inner``, up to ``outer``, that are nearest."""
    up = _first(min(start + inner, high), min(start + outer, high), 1, alike, wanted)
    if up is not None:
        outer = up - start
    down = _first(max(start - inner, low), max(start - outer, low), -1, alike, wanted)
    if down is None:
        return () if up is None else (up,)
    return (down, up) if up is not None and up - start == start - down else (down,)


def _first(near: int, far: int, step: int, alike: Alike, wanted: Callable[[int], bool]) -> int | None:
    """The first wanted number after ``near`` (which is not wanted) up to ``far``."""
    if alike is None:
        return next((at for at in range(near + step, far + step, step) if wanted(at)), None)
    if near == far or alike(near, far):
        return None
    if far == near + step:
        return far if wanted(far) else None
    middle = (near + far) // 2
    found = _first(near, middle, step, alike, wanted)
    return _first(middle, far, step, alike, wanted) if found is None else found


def in_turns(searches: Sequence[Generator[None, None, _Answer]]) -> list[_Answer]:
    """What all of them find. Each takes a step at a time, so that none does all the work before another begins."""
    found, going = dict[int, _Answer](), dict(enumerate(searches))
    while going:
        for at, search in list(going.items()):
            try:
                next(search)
            except StopIteration as end:
                found[at] = end.value
                del going[at]
    return [found[at] for at in range(len(searches))]


def pieces_of(low: int, high: int, alike: Alike, label: Callable[[int], Hashable], most: int) -> list[Piece]:
    """From ``low`` to ``high`` all stretches along which ``label`` is the same; GivenUpError where that is too much."""
    if alike is None and high - low >= most:
        raise GivenUpError
    pieces: list[Piece] = []
    for first, last, found in _pieces(low, high, alike, label):
        if pieces and pieces[-1][2] == found:
            pieces[-1] = (pieces[-1][0], last, found)
        else:
            pieces.append((first, last, found))
    return pieces


def _pieces(low: int, high: int, alike: Alike, label: Callable[[int], Hashable]) -> list[Piece]:
    if alike is None:
        return [(at, at, label(at)) for at in range(low, high + 1)]
    if low == high or alike(low, high):
        return [(low, high, label(low))]
    middle = (low + high) // 2
    return _pieces(low, middle, alike, label) + _pieces(middle + 1, high, alike, label)


@frozen(slots=True)
class Intervals:
    """Stretches of whole numbers that lie apart, each with both of its ends."""

    lows: list[int] = field(factory=list)
    highs: list[int] = field(factory=list)

    def have(self, low: int, high: int) -> bool:
        """Whether one of them has all from ``low`` to ``high``."""
        at = bisect_right(self.lows, low) - 1
        return at >= 0 and high <= self.highs[at]

    def add(self, low: int, high: int) -> None:
        """Add those from ``low`` to ``high``; stretches that then touch become one."""
        first, end = bisect_left(self.highs, low - 1), bisect_right(self.lows, high + 1)
        if first < end:
            low, high = min(low, self.lows[first]), max(high, self.highs[end - 1])
        self.lows[first:end], self.highs[first:end] = [low], [high]
