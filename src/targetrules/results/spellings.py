"""Names that look like one to a reader, found as they come."""

from __future__ import annotations

from collections.abc import Container

from targetrules.alike import appearance
from targetrules.results.naming import Naming, as_typed
from targetrules.wording import Word

__all__ = ["Spellings", "alike_advice"]


class Spellings:
    """The names of one column. Of two that are ``known`` it was said before that they are two."""

    def __init__(self, naming: Naming, known: Container[str] = ()) -> None:
        self._naming = naming
        self._known = known
        self._rows: dict[str, int] = {}
        self._alike: dict[str, list[str]] = {}

    def other(self, name: str, row: int) -> tuple[str, int] | None:
        """The first name that looks like this one, with its row, where this one comes for the first time."""
        if name in self._rows:
            return None
        self._rows[name] = row
        before = self._alike.setdefault(appearance(name), [])
        other = next((each for each in before if not self._are_two(each, name)), None)
        before.append(name)
        return None if other is None else (other, self._rows[other])

    def _are_two(self, name: str, other: str) -> bool:
        return self._naming.are_distinct(name, other) or (name in self._known and other in self._known)


def alike_advice(name: str, other: str) -> Word:
    """What to do about two names that look alike."""
    pairs = {"same": as_typed(name, "=", other), "distinct": as_typed(name, ",", other)}
    return Word("problems.advise_alike", pairs)
