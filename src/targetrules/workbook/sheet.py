"""A sheet as data: blocks of cells one below the other, each with its headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import field

from targetrules.data import frozen

__all__ = ["Block", "Cell", "Look", "Sheet"]

Look = Literal["plain", "missing", "undetermined", "reward", "sanction"]
"""What a cell is, besides its value: it decides how it looks, never what it says."""


@frozen(slots=True)
class Cell:
    """One cell.

    Attributes:
        value: A text, a number (exact), a day, or nothing.
        look: What it is.
        grade: Of a grade how good it is, from 0 (the best) to 1 (the worst); else None.
    """

    value: str | int | Decimal | date | None
    look: Look = "plain"
    grade: float | None = None


@frozen(slots=True)
class Block:
    """A table of a sheet.

    Attributes:
        headings: One for each column.
        rows: As many cells each.
        title: What stands above it.
        breaks: The numbers of the rows before which another period begins; a line is drawn there.
    """

    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    breaks: frozenset[int] = field(default=frozenset())


@frozen(slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: What it is to be called, of any length; sheets are given names that a workbook can have.
        title: The line at its top.
        blocks: Its tables; where there is one alone, its rows can be filtered and its headings stay in sight.
        notes: Lines below the title.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
