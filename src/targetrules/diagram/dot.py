"""A picture in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.diagram.model import Arrow, BoxKind, Diagram
from targetrules.diagram.words import label_of

__all__ = ["dot"]

_SHAPES: Final[dict[BoxKind, str]] = {
    "input": 'shape=box, style="rounded"',
    "parameter": "shape=parallelogram",
    "details": "shape=cylinder",
    "above": "shape=cylinder",
    "made": "shape=box",
    "measure": "shape=box",
    "cut": "shape=box, peripheries=2",
    "ranking": "shape=hexagon",
    "grade": "shape=ellipse, penwidth=2",
    "condition": "shape=diamond",
    "status": 'shape=box, style="rounded,bold"',
    "consequence": "shape=cds",
}


def dot(diagram: Diagram) -> str:
    """The text."""
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    yield "digraph policy {"
    yield "  rankdir=LR;"
    yield f"  label={_quoted(diagram.title)};"
    yield '  node [fontname="Noto Sans CJK SC, sans-serif"];'
    yield '  edge [fontname="Noto Sans CJK SC, sans-serif", fontsize=10];'
    for number, box in enumerate(diagram.boxes):
        yield f"  n{number} [label={_quoted(box.label)}, {_SHAPES[box.kind]}];"
    for arrow in diagram.arrows:
        label = label_of(arrow, diagram.language)
        yield f"  n{arrow.source} -> n{arrow.target} [{', '.join(_style(arrow, label))}];"
    yield "}"


def _style(arrow: Arrow, label: str) -> Iterator[str]:
    if arrow.replaces:
        yield "style=dotted, arrowhead=tee, constraint=false"
    elif arrow.past:
        yield "style=dashed, constraint=false"
    else:
        yield "style=solid"
    if arrow.others:
        yield "penwidth=2"
    if label:
        yield f"label={_quoted(label)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
