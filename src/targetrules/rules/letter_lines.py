"""Texts with places, as the words of letters are written: ``{unit}``, ``{due?}``, ``{reasons}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from targetrules.data import frozen

__all__ = ["BLOCKS", "PLACES", "VALUE", "Line", "Place", "is_alone", "lines_in", "parts_in", "places_in"]

PLACES: Final = (
    "unit",
    "period",
    "grade",
    "no-grade",
    "consequence",
    "decision",
    "to",
    "persons",
    "actions",
    "deadline",
    "due",
    "until",
    "source",
    "article",
    "basis",
    "quote",
    "objection",
    "office",
    "date",
    "n",
)
"""What may be filled in within a line."""
BLOCKS: Final = ("grade-reasons", "derivation", "reasons", "changes")
"""What may be filled in as lines of their own, where it stands alone on a line."""
VALUE: Final = "value."
"""What stands before the name of an input or a measure whose value is filled in."""

_PLACE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_HEADING: Final = "# "


@frozen(slots=True)
class Place:
    """A place in a line.

    Attributes:
        name: What is filled in.
        may_lack: Whether the line is left out where there is nothing to fill in.
    """

    name: str
    may_lack: bool = False


@frozen(slots=True)
class Line:
    """A line of a template.

    Attributes:
        parts: Its texts and places, in their order.
        is_heading: Whether a part of the letter begins with it.
    """

    parts: tuple[str | Place, ...]
    is_heading: bool = False

    @property
    def block(self) -> str | None:
        """What it is filled with as lines of their own; None where it is a line of text."""
        match self.parts:
            case (Place(name),) if name in BLOCKS:
                return name
        return None


@cache
def lines_in(text: str) -> tuple[Line, ...]:
    """The lines of a text; blank ones are left out."""
    return tuple(_line(each.strip()) for each in text.splitlines() if each.strip())


def _line(text: str) -> Line:
    if text.startswith(_HEADING):
        return Line(parts_in(text.removeprefix(_HEADING).strip()), is_heading=True)
    return Line(parts_in(text))


@cache
def parts_in(text: str) -> tuple[str | Place, ...]:
    """The texts and places of a line; a brace that stands for itself is doubled, and a single one is no place."""
    found: list[str | Place] = []
    at = 0
    for match in _PLACE.finditer(text):
        found.append(text[at : match.start()])
        at = match.end()
        name = match.group(1)
        if name is None:
            found.append(match.group()[0])
        else:
            found.append(Place(name.strip().removesuffix("?").strip(), name.strip().endswith("?")))
    found.append(text[at:])
    return tuple(_joined(found))


def _joined(parts: Iterable[str | Place]) -> Iterator[str | Place]:
    """The same, with texts beside each other as one, and none that is empty."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def places_in(text: str) -> Iterator[tuple[Place | None, int, int]]:
    """The places of a text, from which character to which; None is a brace that opens or closes none."""
    for match in _PLACE.finditer(text):
        if match.group(1) is not None:
            (place,) = (each for each in parts_in(match.group()) if isinstance(each, Place))
            yield place, match.start(), match.end()
        elif match.group() in ("{", "}"):
            yield None, match.start(), match.end()


def is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the line of these characters."""
    return not text[:start].rpartition("\n")[2].strip() and not text[end:].partition("\n")[0].strip()
