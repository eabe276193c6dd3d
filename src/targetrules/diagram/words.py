"""What pictures say beside the labels: kinds of boxes, and what the lines mean."""

from __future__ import annotations

from targetrules.diagram.model import Arrow, BoxKind
from targetrules.wording import say

__all__ = ["kind_of", "label_of", "legend_of"]


def kind_of(kind: BoxKind, language: str) -> str:
    """What a box is."""
    return say(f"diagrams.{kind}", language)


def label_of(arrow: Arrow, language: str) -> str:
    """What an arrow is beside plain: of earlier periods, of other units, in place of; ``""`` for none of it."""
    told = [say(f"diagrams.{name}", language) for name in ("past", "others", "replaces") if getattr(arrow, name)]
    return say("diagrams.comma", language).join(told)


def legend_of(language: str) -> tuple[tuple[str, str], ...]:
    """The kinds of lines, each with what it means."""
    names = ("present", "past", "others", "replaces")
    return tuple((name, say(f"diagrams.line-{name}", language)) for name in names)
