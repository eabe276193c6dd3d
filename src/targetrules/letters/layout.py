"""The parts of a letter in the order in which they stand, for whoever writes it: a document, or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from targetrules.letters.filling import day_text
from targetrules.letters.letter import Letter
from targetrules.wording import say

__all__ = ["Part", "parts_of"]

Part: TypeAlias = Literal["office", "number", "title", "to", "heading", "text", "item", "signature", "day"]
"""What a paragraph of a letter is."""


def parts_of(letter: Letter) -> Iterator[tuple[Part, str, int]]:
    """Each paragraph: what it is, what it says, and of an item under how many others it stands.

    Where nobody is named who signs, the name is left out; where the day is not known, there is room for it.
    """
    if letter.office is not None:
        yield "office", letter.office, 0
    if letter.number is not None:
        yield "number", letter.number, 0
    yield "title", letter.title, 0
    yield "to", letter.to, 0
    for each in letter.paragraphs:
        yield each.kind, each.text, each.depth
    if letter.office is not None:
        yield "signature", letter.office, 0
    yield (
        "day",
        say("letters.no-day", letter.language) if letter.day is None else day_text(letter.day, letter.language),
        0,
    )
