"""A picture as a flowchart of Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from targetrules.diagram.model import Box, BoxKind, Diagram
from targetrules.diagram.words import label_of

__all__ = ["mermaid"]

_SHAPES: Final[dict[BoxKind, tuple[str, str]]] = {
    "input": ("([", "])"),
    "parameter": ("[/", "/]"),
    "details": ("[(", ")]"),
    "above": ("[(", ")]"),
    "made": ("[", "]"),
    "measure": ("[", "]"),
    "cut": ("[[", "]]"),
    "ranking": ("{{", "}}"),
    "grade": ("((", "))"),
    "condition": ("{", "}"),
    "status": ("(", ")"),
    "consequence": (">", "]"),
}
_SIGNS: Final = re.compile(r"[^\w\s.,%、。，（）“”‘’：-]|_|^-|(?<=^\d)\.|(?<=^\d\d)\.|(?<=^\d\d\d)\.")
"""Those that may mean something: a list begins with a hyphen, or with a number and a stop."""


def mermaid(diagram: Diagram) -> str:
    """The text."""
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    yield "flowchart LR"
    for number, box in enumerate(diagram.boxes):
        yield f"  {_box(number, box)}"
    for arrow in diagram.arrows:
        label = label_of(arrow, diagram.language)
        line = "--x" if arrow.replaces else "-.->" if arrow.past else "==>" if arrow.others else "-->"
        yield f"  n{arrow.source} {line}{f'|{label}|' if label else ''} n{arrow.target}"
    for kind in dict.fromkeys(box.kind for box in diagram.boxes):
        named = ",".join(f"n{number}" for number, box in enumerate(diagram.boxes) if box.kind == kind)
        yield f"  class {named} {kind}"


def _box(number: int, box: Box) -> str:
    first, last = _SHAPES[box.kind]
    return f'n{number}{first}"{_plain(box.label)}"{last}'


def _plain(text: str) -> str:
    """A text in which no sign means anything to Mermaid: those that might are written by their numbers."""
    return _SIGNS.sub(lambda found: f"#{ord(found[0])};", text)
