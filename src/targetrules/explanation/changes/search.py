"""The whole number nearest to a given one at which something is so; or stretches of numbers, and what is so all along.

``trace`` gives for a number whatever decides. Where it is there, it must come out alike all along between two numbers
at which it comes out alike, so that such a stretch need not be searched; where it is None, every number is tried, but
not more than ``most``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from attrs import frozen

from targetrules.explanation.changes.probe import GivenUpError

__all__ = ["Found", "nearest_to", "pieces_of"]

Trace = Callable[[int], object] | None
Piece = tuple[int, int, Hashable]


@frozen(slots=True)
class Found:
    """The nearest numbers, one or two that are equally near; or none, from ``low`` to ``high``.

    ``whole``: the search was not given up.
    """

    at: tuple[int, ...]
    low: int
    high: int
    whole: bool


def nearest_to(start: int, low: int, high: int, trace: Trace, wanted: Callable[[int], bool], most: int) -> Found:
    """The numbers from ``low`` to ``high`` nearest to ``start`` that are ``wanted``, which ``start`` itself is not.

    The search widens in rings, each twice as wide as the one before, so that what is near is found first.
    """
    if trace is None and high - low >= most:
        near_low, near_high = max(low, start - most // 2), min(high, start + most // 2)
        found = nearest_to(start, near_low, near_high, None, wanted, high - low + 1)
        return Found(found.at, found.low, found.high, whole=bool(found.at))
    radius = 0
    try:
        while start - radius > low or start + radius < high:
            wider = 2 * radius or 1
            at = _in_ring(start, radius, wider, low, high, trace, wanted)
            if at:
                return Found(at, low, high, whole=True)
            radius = wider
    except GivenUpError:
        return Found((), max(low, start - radius), min(high, start + radius), whole=False)
    return Found((), low, high, whole=True)


def _in_ring(
    start: int, inner: int, outer: int, low: int, high: int, trace: Trace, wanted: Callable[[int], bool]
) -> tuple[int, ...]:
    """The wanted numbers farther from ``start`` than ``inner``, up to ``outer``, that are nearest."""
    up = _first(min(start + inner, high), min(start + outer, high), 1, trace, wanted)
    if up is not None:
        outer = up - start
    down = _first(max(start - inner, low), max(start - outer, low), -1, trace, wanted)
    if down is None:
        return () if up is None else (up,)
    return (down, up) if up is not None and up - start == start - down else (down,)


def _first(near: int, far: int, step: int, trace: Trace, wanted: Callable[[int], bool]) -> int | None:
    """The first wanted number after ``near`` (which is not wanted) up to ``far``."""
    if trace is None:
        return next((at for at in range(near + step, far + step, step) if wanted(at)), None)
    if near == far or trace(near) == trace(far):
        return None
    if far == near + step:
        return far if wanted(far) else None
    middle = (near + far) // 2
    found = _first(near, middle, step, trace, wanted)
    return _first(middle, far, step, trace, wanted) if found is None else found


def pieces_of(low: int, high: int, trace: Trace, label: Callable[[int], Hashable], most: int) -> list[Piece] | None:
    """From ``low`` to ``high`` all stretches along which ``label`` is the same; None where the search was given up."""
    if trace is None and high - low >= most:
        return None
    try:
        pieces: list[Piece] = []
        for first, last, found in _pieces(low, high, trace, label):
            if pieces and pieces[-1][2] == found:
                pieces[-1] = (pieces[-1][0], last, found)
            else:
                pieces.append((first, last, found))
    except GivenUpError:
        return None
    return pieces


def _pieces(low: int, high: int, trace: Trace, label: Callable[[int], Hashable]) -> list[Piece]:
    if trace is None:
        return [(at, at, label(at)) for at in range(low, high + 1)]
    if low == high or trace(low) == trace(high):
        return [(low, high, label(low))]
    middle = (low + high) // 2
    return _pieces(low, middle, trace, label) + _pieces(middle + 1, high, trace, label)
