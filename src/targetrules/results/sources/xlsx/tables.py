"""The tables that a sheet declares, for the rows of totals that they end in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from targetrules.budget import Account
from targetrules.results.sources.package import local
from targetrules.results.sources.xlsx.workbook import Workbook
from targetrules.results.table import TotalsRow

__all__ = ["totals_of"]

_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_COUNT: Final = re.compile("[0-9]{1,3}")
"""A table has one row of totals; who says more than a few hundred says nothing."""


def totals_of(book: Workbook, sheet: str) -> tuple[TotalsRow, ...]:
    """The rows of totals of all tables in a sheet. A table whose area cannot be understood declares none."""
    if not book.package.has_relations(sheet):
        return ()
    parts = [part for kind, part in book.package.relations(sheet).values() if kind == "table"]
    return tuple(each for part in parts for each in _totals(book, part))


def _totals(book: Workbook, part: str) -> Iterator[TotalsRow]:
    found: list[dict[str, str]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if local(element) == "table":
            found.append(attributes)

    for _ in book.package.parse(part, start):
        pass
    for attributes in found:
        area = _AREA.fullmatch(attributes.get("ref", ""))
        count = attributes.get("totalsRowCount", "0")
        if area is not None and _COUNT.fullmatch(count):
            first, last = int(area[2]), int(area[4])
            if last - int(count) + 1 < first:  # more than the table has, or an area that ends before it begins
                continue
            for row in range(last - int(count) + 1, last + 1):
                book.package.budget.draw(Account.CELLS)
                yield TotalsRow(row, _position(area[1]), _position(area[3]))


def _position(letters: str) -> int:
    """The column of these letters, from 0."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
