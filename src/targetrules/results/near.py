"""The heading that was probably meant by a name: in Chinese many names have but two characters, one of them wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from targetrules.source.suggest import MOST_CANDIDATES, Suggestions

__all__ = ["Headings"]

_TWO: Final = 2


class Headings:
    """The headings of a table of which nothing else is read, among which names are looked for."""

    def __init__(self, written: Sequence[str]) -> None:
        self._written = written[:MOST_CANDIDATES]
        self._of_two = [each for each in self._written if _is_of_two(each)]
        self._suggestions = Suggestions()

    def near(self, names: Iterable[str]) -> str | None:
        """The heading that is nearest to one of the names; None where none is.

        One of two characters is shared by many names, so such a heading must be the only one, and say nothing else.
        """
        for name in names:
            near = self._suggestions.nearest(name, self._written) or self._near_of_two(name)
            if near is not None:
                return near
        return None

    def _near_of_two(self, name: str) -> str | None:
        if not _is_of_two(name):
            return None
        from targetrules.source.opposites import differs_in_meaning

        alike = [
            each
            for each in self._of_two
            if (each[0] == name[0]) != (each[1] == name[1]) and not differs_in_meaning(name, each)
        ]
        return alike[0] if len(alike) == 1 else None


def _is_of_two(name: str) -> bool:
    """Whether a name has two Chinese characters, and nothing else."""
    return len(name) == _TWO and all("\u3400" <= character <= "\u9fff" for character in name)
