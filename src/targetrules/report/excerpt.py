"""The line in which a fault stands, and how far to underline it, in cells of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len

from targetrules.data import frozen
from targetrules.source.document import Document, Span
from targetrules.visible import visible

__all__ = ["Excerpt", "excerpt"]

_CUT: Final = "..."
_TAB: Final = "    "
_NARROWEST: Final = 40


@frozen(slots=True)
class Excerpt:
    """One line as it is shown; the marked part begins after ``before`` cells and is ``under`` cells wide."""

    line: str
    before: int
    under: int


def excerpt(document: Document, span: Span, width: int) -> Excerpt:
    """The line of ``span``, shortened around it to ``width`` cells; of a span over several lines, the first.

    Tabs become blanks, and characters that cannot be seen, or that act on a terminal, their escapes.
    """
    width = max(width, _NARROWEST)
    line, start = document.line(span.line), span.column - 1
    end = max(start, span.end_column - 1 if span.end_line == span.line else len(line))
    # No more than can be shown is looked at: a line may be the whole file.
    parts = line[max(0, start - width) : start], line[start : min(end, start + width)], line[end : end + width]
    left, marked, right = ([_shown(character) for character in part] for part in parts)
    if _cells((*left, *marked, *right)) > width:
        left, marked, right = _shortened(left, marked, right, width)
    return Excerpt("".join((*left, *marked, *right)), _cells(left), max(1, _cells(marked)))


def _shortened(
    left: Sequence[str], marked: Sequence[str], right: Sequence[str], width: int
) -> tuple[list[str], list[str], list[str]]:
    """The parts of a line, cut to a width: the marked one comes first, and the sides share the rest as they need it."""
    most = max(width // 2, width - _cells(left))
    if _cells(marked) > most:
        marked, right = _beginning(marked, most), []
    room = width - _cells(marked)
    before = _end(left, max(room // 2, room - _cells(right)))
    return before, list(marked), _beginning(right, room - _cells(before))


def _shown(character: str) -> str:
    return _TAB if character == "\t" else visible(character)


def _cells(parts: Iterable[str]) -> int:
    return sum(map(cell_len, parts))


def _beginning(parts: Sequence[str], width: int) -> list[str]:
    """As much of the beginning as goes into ``width`` cells, with dots where something is cut off."""
    if _cells(parts) <= width:
        return list(parts)
    kept: list[str] = []
    used = len(_CUT)
    for part in parts:
        used += cell_len(part)
        if used > width:
            break
        kept.append(part)
    return [*kept, _CUT]


def _end(parts: Sequence[str], width: int) -> list[str]:
    """As much of the end as goes into ``width`` cells, with dots where something is cut off."""
    return _beginning(parts[::-1], width)[::-1]
