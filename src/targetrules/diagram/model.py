"""A picture of a policy as boxes and arrows, whatever draws it."""

from __future__ import annotations

from typing import Literal as OneOf

from targetrules.data import frozen

__all__ = ["Arrow", "Box", "BoxKind", "Diagram"]

BoxKind = OneOf[
    "input",
    "parameter",
    "details",
    "above",
    "made",
    "measure",
    "cut",
    "ranking",
    "grade",
    "condition",
    "status",
    "consequence",
]
"""``made``: a value that is made of the rows of details; ``above``: a policy that decides of units above."""


@frozen(slots=True)
class Box:
    """Something that a period finds of each unit, or that the policy states.

    Attributes:
        kind: What it is: ``"input"``, ``"measure"``, ``"grade"`` and so on.
        id: Its name or id in the policy; of the grade ``""``.
        label: What people call it.
    """

    kind: BoxKind
    id: str
    label: str


@frozen(slots=True)
class Arrow:
    """From what something rests on to what rests on it.

    Attributes:
        source: The number of the box that it begins at, from 0.
        target: The number of the box that it leads to.
        past: Whether earlier periods are looked at, and not this one.
        others: Whether other units are looked at: those of the unit's group, or all.
        replaces: Whether a consequence takes the place of the other, which does not rest on it otherwise.
    """

    source: int
    target: int
    past: bool = False
    others: bool = False
    replaces: bool = False


@frozen(slots=True)
class Diagram:
    """What rests on what in a policy.

    Attributes:
        language: ``"en"`` or ``"zh"``.
        title: The policy's title.
        boxes: What there is, in the order of the sections of a policy.
        arrows: What leads to what.
    """

    language: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def mermaid(self) -> str:
        """The picture as a flowchart of Mermaid, which many programs draw within Markdown.

        Returns:
            The text, with an end of line behind the last line.
        """
        from targetrules.diagram.mermaid import mermaid

        return mermaid(self)

    def dot(self) -> str:
        """The picture in DOT, the language of Graphviz.

        Returns:
            The text, with an end of line behind the last line.
        """
        from targetrules.diagram.dot import dot

        return dot(self)

    def svg(self) -> str:
        """The picture, drawn.

        Returns:
            The text of an SVG file, which needs no other file, no network and no script.
        """
        from targetrules.diagram.svg import svg

        return svg(self)
