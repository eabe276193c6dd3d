"""Three-valued truth (Kleene's): true, false, or None where it is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Final

__all__ = ["COMPARES", "Truth", "all_of", "any_of", "count_of", "opposite"]

Truth = bool | None
"""Kleene's three values: true, false, and None for unknown."""

COMPARES: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "at_least": ge,
    "above": gt,
    "at_most": le,
    "below": lt,
    "equals": eq,
}
"""How two numbers that are there compare, by the word of a policy."""


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


def count_of(truths: Iterable[Truth], at_least: int | None, at_most: int | None) -> Truth:
    """Whether at least, and at most, so many are true (None: no such end).

    Known once those that are unknown make no difference: enough are true, or too many, or too few can be.
    """
    found = list(truths)
    held, possible = found.count(True), len(found) - found.count(False)
    if (at_least is not None and possible < at_least) or (at_most is not None and held > at_most):
        return False
    if (at_least is not None and held < at_least) or (at_most is not None and possible > at_most):
        return None
    return True


def opposite(truth: Truth) -> Truth:
    """Not; unknown stays unknown."""
    return None if truth is None else not truth
