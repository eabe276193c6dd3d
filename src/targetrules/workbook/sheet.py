"""A sheet as data: blocks of cells one below the other, each with its headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar, overload

from attrs import field

from targetrules.data import frozen, unchanging

__all__ = ["Block", "Cell", "Look", "RowsOf", "Sheet"]

_Item = TypeVar("_Item")

Look = Literal["plain", "missing", "undetermined", "reward", "sanction"]
"""What a cell is, besides its value: it decides how it looks, never what it says."""


@unchanging
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


@frozen(slots=True, eq=False)
class RowsOf(Sequence[Sequence[Cell]], Generic[_Item]):
    """Rows that are made whenever they are looked at: those of many units would fill the memory.

    Attributes:
        items: What there is a row of.
        cells: The cells of the row of one.
    """

    items: Sequence[_Item]
    cells: Callable[[_Item], Iterable[Cell]]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[list[Cell]]:
        return (list(self.cells(each)) for each in self.items)

    @overload
    def __getitem__(self, at: int) -> list[Cell]: ...
    @overload
    def __getitem__(self, at: slice) -> RowsOf[_Item]: ...
    def __getitem__(self, at: int | slice) -> list[Cell] | RowsOf[_Item]:
        if isinstance(at, slice):
            return RowsOf(self.items[at], self.cells)
        return list(self.cells(self.items[at]))


@frozen(slots=True)
class Block:
    """A table of a sheet.

    Attributes:
        headings: One for each column.
        rows: As many cells each.
        title: What stands above it.
        breaks: The numbers of the rows before which something else begins, as another period; a line is drawn there.
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
