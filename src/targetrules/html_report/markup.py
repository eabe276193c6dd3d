"""Tables as markup, in one language: what is not ours is escaped, and nothing is markup but what stands here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from targetrules.html_document import CODES
from targetrules.workbook.sheet import Block, Cell

__all__ = ["in_each", "paragraphs", "table"]

_SHADES: Final = 4
_LONGEST: Final = 160


def in_each(told: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """What is told in each language, of which the page shows one."""
    for language, lines in told:
        yield f'<div lang="{CODES[language]}">'
        yield from lines
        yield "</div>"


def paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """A paragraph for each text."""
    return (f"<p>{escape(each)}</p>" for each in texts)


def table(block: Block, name: str, bars: int | None = None) -> Iterator[str]:
    """A block of a sheet; ``name`` says what it is where it has no title of its own.

    A line is drawn where the block breaks. ``bars``: a column whose numbers are drawn as well, where its block has a
    column behind it.
    """
    most = max((_number(row[bars]) for row in block.rows), default=0) if bars is not None else 0
    caption = escape(block.title or name)
    unseen = "" if block.title else ' class="unseen"'
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="{caption}"><table>'
    yield f"<caption{unseen}>{caption}</caption>"
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in block.headings)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for number, row in enumerate(block.rows):
        first, *others = row
        cells = list(map(_cell, others))
        if bars is not None and most:
            cells[bars - 1] = _bar(others[bars - 1], _number(others[bars - 1]) / most)
        drawn = ' class="cut"' if number in block.breaks else ""
        yield f'<tr{drawn}><th scope="row"{_class(first)}>{_text(first)}</th>{"".join(cells)}</tr>'
    yield "</tbody></table></div>"


def _cell(cell: Cell) -> str:
    return f"<td{_class(cell)}>{_text(cell)}</td>"


def _number(cell: Cell) -> int:
    """A whole number that is drawn; what is none is not."""
    return cell.value if isinstance(cell.value, int) else 0


def _bar(cell: Cell, share: float) -> str:
    """A number with a bar beside it, which tells nothing that the number does not."""
    width = round(share * _LONGEST)
    drawn = f'<rect class="bar" width="{width}" height="12"/>' if width else ""
    picture = f'<svg width="{_LONGEST}" height="12" aria-hidden="true">{drawn}</svg>'
    return f"<td{_class(cell)}>{_text(cell)} {picture if isinstance(cell.value, int) else ''}</td>"


def _class(cell: Cell) -> str:
    names: list[str] = [] if cell.look == "plain" else [cell.look]
    if cell.grade is not None:
        names.append(f"g{round(cell.grade * _SHADES)}")
    if isinstance(cell.value, int | Decimal):
        names.append("number")
    if isinstance(cell.value, date):
        names.append("day")
    return f' class="{" ".join(names)}"' if names else ""


def _text(cell: Cell) -> str:
    match cell.value:
        case None:
            return ""
        case Decimal():
            return f"{cell.value:f}"
        case date():
            return cell.value.isoformat()
        case _:
            return "<br>".join(escape(part) for part in str(cell.value).split("\n"))
