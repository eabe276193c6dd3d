"""What an indicator and a category are called in the language: the names that an arrow makes of theirs, and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from targetrules.data import frozen
from targetrules.rules.definition import label_text
from targetrules.syntax import schema as syntax
from targetrules.wording import LANGUAGES, say

__all__ = [
    "OF_CATEGORY",
    "OF_INDICATOR",
    "TOTAL",
    "Names",
    "headings_by_label",
    "headings_of",
    "labels_of",
    "made_of",
    "said",
    "texts_of",
]

TOTAL: Final = "total"
"""The measure that is the sum of the scores of all categories."""

OF_INDICATOR: Final = (
    *("target", "low", "high", "carried", "quality", "counted"),
    *("tampered", "difference", "points", "met", "score"),
)
"""What is made of an indicator ``x``: ``x_target`` and so on."""

OF_CATEGORY: Final = ("weight", "carried", "score")
"""What is made of a category likewise."""


@frozen(slots=True)
class Names:
    """The names of what is made of an indicator, or of a category."""

    of: str

    def __getitem__(self, part: str) -> str:
        """The name of a part: ``x_target``."""
        return f"{self.of}_{part}"


def made_of(lost: str) -> Iterator[str]:
    """All names that may have been made of something that could not be read."""
    for part in dict.fromkeys((*OF_INDICATOR, *OF_CATEGORY)):
        yield Names(lost)[part]


def labels_of(part: str, label: syntax.Label | None, otherwise: str, languages: list[str] | None) -> dict[str, str]:
    """The label of what is made of something: in the languages of the policy, or in all that there are.

    ``part`` is ``own`` for the value of an indicator itself.
    """
    called = texts_of(label, otherwise, languages)
    return {language: said(f"indicators.{part}", language, label=own) for language, own in called.items()}


def texts_of(label: syntax.Label | None, otherwise: str, languages: list[str] | None) -> dict[str, str]:
    """What something is called by its label: in the languages of the policy, or in all that there are."""
    written: Mapping[str, str] = {"": label} if isinstance(label, str) else label or {}
    return {language: label_text(written, language, otherwise) for language in languages or LANGUAGES}


def said(key: str, language: str, **values: str) -> str:
    """A sentence in a language of a policy; in English where there are none in it."""
    return say(key, language if language in LANGUAGES else "en", values)


def headings_of(part: str, name: str, columns: list[str]) -> list[str]:
    """What the column of an input may be called that is made of an indicator: by its id, or by those of its value."""
    more = (say(f"indicators.heading-{part}", language) for language in LANGUAGES)
    found = [f"{each}{word}" for word in more for each in columns or [name]]
    return list(dict.fromkeys((Names(name)[part], *found)))


def headings_by_label(part: str, label: syntax.Label | None, made: Mapping[str, str]) -> list[str]:
    """What it may be called by the label of the indicator, in any language; ``made`` is the label that it has itself.

    ``part`` is ``own`` for the value of an indicator, which has the label itself.
    """
    written: Mapping[str, str] = {"": label} if isinstance(label, str) else label or {}
    if part == "own":
        return list(written.values())
    words = {language: say(f"indicators.heading-{part}", language) for language in LANGUAGES}
    found = [
        f"{each}{word}" for language, each in written.items() for of, word in words.items() if language in ("", of)
    ]
    return [*found, *made.values()] if written else []
