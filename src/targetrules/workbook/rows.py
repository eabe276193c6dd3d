"""Rows of a sheet as XML: what a cell holds, written as a spreadsheet keeps it, and a worksheet that takes whole rows.

The library writes everything else of a workbook. A cell takes it 16 µs, and a workbook of 100,000 decisions has two
million of them; and a text that begins with ``<r>`` and ends with ``</r>`` it takes for XML, which no text of others
may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

__all__ = ["RowsWorksheet", "blank_end", "cell_start", "number_end", "row_xml", "style_of", "text_end"]

# A text that looks like the escape of a character (ECMA-376, part 1, 22.4.2.4) has its own underscore escaped.
_LIKE_ESCAPE: Final = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_ACTING: Final = re.compile("[&<>]")
_REMEMBERED: Final = 10_000
"""The XML of so many texts is kept: most are labels, which stand in many cells."""


class RowsWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet of a workbook that is written row by row, whose rows are given as XML."""

    def add_rows(self, rows: Iterable[str], first: int, last: int, columns: int) -> None:
        """Write rows below those that are there.

        Args:
            rows: Each as :func:`row_xml` gives it.
            first: The number of the first, from 0.
            last: The number of the last.
            columns: How many columns the widest has.
        """
        for row in (first, last):
            self._check_dimensions(row, columns - 1)
            self._check_dimensions(row, 0)
        self.row_data_fh.writelines(rows)


def style_of(looks: Format) -> str:
    """The start of what follows the place of a cell: how it looks."""
    return f'" s="{looks._get_xf_index()}"'  # noqa: SLF001  the number of a format, which the library alone gives out


@cache
def cell_start(column: int) -> str:
    """The start of a cell, up to the number of its row."""
    return f'<c r="{xl_col_to_name(column)}'


def blank_end(style: str) -> str:
    """The end of a cell with nothing in it."""
    return style + "/>"


def number_end(style: str, number: int | float | Decimal) -> str:  # noqa: PYI041  Decimal is no float
    """The end of a cell that holds a number, of which a spreadsheet keeps no more than 16 digits."""
    return f"{style}><v>{number:.16G}</v></c>"


@lru_cache(maxsize=_REMEMBERED)
def text_end(style: str, text: str) -> str:
    """The end of a cell that holds a text, which no shared table need be looked up for."""
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    if "_x" in text:
        text = _LIKE_ESCAPE.sub("_x005F_", text)
    if _ACTING.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'{style} t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def row_xml(row: int, ends: Iterable[str], height: float | None = None) -> str:
    """A row.

    Args:
        row: Its number, from 0.
        ends: The end of each cell, from the first column on.
        height: How high it is, in points; None: one line.
    """
    number = str(row + 1)
    cells = "".join([cell_start(column) + number + end for column, end in enumerate(ends)])
    high = "" if height is None else f' ht="{height:.16g}" customHeight="1"'
    return f'<row r="{number}"{high}>{cells}</row>'
