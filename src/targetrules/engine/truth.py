"""Three-valued truth (Kleene's): true, false, or None where it is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.outcome import Truth

__all__ = ["all_of", "any_of", "opposite"]


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is, else true."""
    found: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            found = None
    return found


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is, else false."""
    found: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            found = None
    return found


def opposite(truth: Truth) -> Truth:
    """Not; unknown stays unknown."""
    return None if truth is None else not truth
