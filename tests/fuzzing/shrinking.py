"""A failing input made smaller, so that it can be read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from attrs import evolve

from tests.fuzzing.input import Input

__all__ = ["shrunk"]

_PATIENCE: Final = 20


def shrunk(given: Input, fails: Callable[[Input], bool]) -> Input:
    """The input without whatever is not needed for it to fail: halves first, then quarters, down to single bytes."""
    end = time.monotonic() + _PATIENCE
    for name in given.parts:
        piece = max(1, len(given.parts[name]) // 2)
        while time.monotonic() < end:
            given, smaller = _without_pieces(given, name, piece, fails, end)
            if piece == 1 and not smaller:
                break
            piece = max(1, piece // 2)
    return given


def _without_pieces(
    given: Input, name: str, piece: int, fails: Callable[[Input], bool], end: float
) -> tuple[Input, bool]:
    """The input without each piece of this size that is not needed, and whether there was one."""
    at, smaller = 0, False
    while at < len(given.parts[name]) and time.monotonic() < end:
        data = given.parts[name]
        other = evolve(given, parts={**given.parts, name: data[:at] + data[at + piece :]})
        if fails(other):
            given, smaller = other, True
        else:
            at += piece
    return given, smaller
