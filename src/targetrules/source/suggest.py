"""The "did you mean" of a diagnostic: the known name nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

__all__ = ["MOST_CANDIDATES", "Suggestions", "nearest"]

# Longer names are compared by their beginning, and no more candidates than these: a hostile file may have many.
_LONGEST: Final = 60
MOST_CANDIDATES: Final = 500

# Pairs of characters. So many are compared in a quarter of a second; a hundred faults among a hundred names take fewer.
_MOST_COMPARED: Final = 2_000_000


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among ``known`` that is nearest to ``name``, None where none is near.

    A name that says something else (:mod:`targetrules.source.opposites`) is not suggested: nothing is better than the
    opposite.
    """
    candidates = {
        each[:_LONGEST].casefold(): each
        for each in islice(known, MOST_CANDIDATES)
        if len(each) > 1 or len(name) == 1  # a single letter is near to any short word
    }
    if not candidates:
        return None
    from difflib import get_close_matches

    from targetrules.source.opposites import differs_in_meaning

    found = get_close_matches(name[:_LONGEST].casefold(), candidates, n=1, cutoff=0.6)
    near = candidates[found[0]] if found else None
    return None if near is None or differs_in_meaning(name[:_LONGEST], near[:_LONGEST]) else near


class Suggestions:
    """Suggestions for many names, until so much was compared that nobody would wait for more, or read them."""

    def __init__(self) -> None:
        self._compared = 0

    def nearest(self, name: str, known: Collection[str]) -> str | None:
        """See :func:`nearest`; None also where enough was suggested."""
        if self._compared > _MOST_COMPARED:
            return None
        self._compared += _pairs(name, known)
        return nearest(name, known) if self._compared <= _MOST_COMPARED else None


def _pairs(name: str, known: Iterable[str]) -> int:
    """How many pairs of characters there are between a name and the others, which is what a comparison may take."""
    return len(name[:_LONGEST]) * sum(len(each[:_LONGEST]) for each in islice(known, MOST_CANDIDATES))
