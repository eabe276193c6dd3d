"""\"Did you mean\": the known name nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

__all__ = ["nearest"]

# Longer names are compared by their beginning, and no more candidates than these: a hostile file may have many.
_LONGEST: Final = 60
_MOST: Final = 500


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among ``known`` that is nearest to ``name``, None where none is near."""
    candidates = {each[:_LONGEST].casefold(): each for each in list(known)[:_MOST]}
    found = get_close_matches(name[:_LONGEST].casefold(), candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None
