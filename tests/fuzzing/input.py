"""What is tried: a file or a few, and how they are to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from attrs import field, frozen

from targetrules import ResultsError, StateError
from targetrules.arguments import ArgumentError
from targetrules.visible import visible
from targetrules.wording import LANGUAGES

__all__ = ["Input", "Kind", "check_told"]

_SHOWN: Final = 4000


@frozen
class Input:
    """``parts`` are bytes by name, from which ``whole`` makes the one file that is read, where they are parts of one.

    ``how`` is what is said of them, ``object`` what is no file: a dataframe.
    """

    parts: Mapping[str, bytes]
    how: Mapping[str, Any] = field(factory=dict)
    object: Any = None

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self.parts.values()))

    @property
    def text(self) -> str:
        """The input to be read by a person; not every dataframe can show itself."""
        shown = [f"--- {name}\n{data[:_SHOWN]!r}" for name, data in self.parts.items()]
        shown.append(f"--- how {dict(self.how)!r}")
        if self.object is not None:
            try:
                shown.append(repr(self.object)[:_SHOWN])
            except NotImplementedError as error:
                shown.append(f"{type(self.object)}: {error}")
        return "\n".join(shown)


@frozen
class Kind:
    """A kind of input: one is ``made`` of a number by way of a Random, and ``tried``, which gives what became of it."""

    made: Callable[[Random], Input]
    tried: Callable[[Input], str]


def check_told(error: ResultsError | StateError | ArgumentError) -> None:
    """Something is said in both languages, and no character in it acts on a terminal but the ends of its lines."""
    for language in LANGUAGES:
        text = error.text(language)
        assert text.strip()
        assert visible(text.replace("\n", "")) == text.replace("\n", ""), text
