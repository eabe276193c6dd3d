"""Sheets as the bytes of an ``.xlsx`` file: each cell as what it holds, and with how it looks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.visible import visible
from targetrules.wording import Word
from targetrules.workbook.book import BORDER, HEADING, new_book
from targetrules.workbook.heights import row_height
from targetrules.workbook.sheet import Block, Cell, Look, Sheet
from targetrules.workbook.sheet_names import sheet_names

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["LONGEST_TEXT", "MOST_DIGITS", "MOST_ROWS", "workbook_bytes"]

MOST_ROWS: Final = 1_048_576
"""How many rows a sheet may have (Microsoft, "Excel specifications and limits")."""
LONGEST_TEXT: Final = 32_767
"""How many UTF-16 units a cell may hold (the same page)."""

FIRST_YEAR: Final = 1901
"""The first year whose days a spreadsheet counts as everybody does (it has a 29 February 1900)."""
MOST_DIGITS: Final = 15
"""How many digits of a number a spreadsheet keeps (the same page)."""

_WIDEST, _NARROWEST = 48, 6
_WORD: Final = re.compile(r"[!-~]+")
_WIDEST_WORD: Final = 80
_MEASURED: Final = 2_000
"""Of how many rows the width of a column is taken."""

# From blue to orange, which nobody takes for one another whose eyes do not tell red from green (ColorBrewer, RdBu, five
# classes, its lighter ends); the grade stands there as a word as well.
_GRADES: Final = ("#92C5DE", "#D1E5F0", "#F7F7F7", "#FDDBC7", "#F4A582")
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {},
    "missing": {"font_color": "#595959", "italic": True},
    "undetermined": {"bg_color": "#FFF2CC"},
    "reward": {"font_color": "#1F4E79", "bold": True},
    "sanction": {"font_color": "#8A3A00", "bold": True},
}
_REMEMBERED: Final = 10_000
"""Of so many different numbers is known how they are shown."""
_LIKE_FORMULAS: Final = tuple("=+-@\t\r")


def workbook_bytes(sheets: Sequence[Sheet], title: str) -> bytes:
    """The file.

    Texts are written as texts, whatever they begin with, and numbers as numbers where a spreadsheet holds them exactly;
    there are no formulas.

    Args:
        sheets: Its sheets, in their order.
        title: The title of the document.

    Returns:
        The bytes of an ``.xlsx`` file.

    Raises:
        ArgumentError: A sheet would have more rows, or a cell a longer text, than there can be.
    """
    names = sheet_names(each.name for each in sheets)
    file = io.BytesIO()
    with new_book(file, title, row_by_row=True) as book:
        styles: dict[_Style, Format] = {}
        for name, sheet in zip(names, sheets, strict=True):
            _Writer(book, styles, book.add_worksheet(name), name).write(sheet)
    return file.getvalue()


class _Style(NamedTuple):
    """How a cell of a table looks: what it is, how good a grade, whether another period begins, and of which kind."""

    look: Look
    grade: float | None = None
    begins: bool = False
    number: str = ""
    like_formula: bool = False
    right: bool = False

    def properties(self) -> dict[str, Any]:
        """As the library takes them."""
        found = {"valign": "top", **BORDER, **_LOOKS[self.look]}
        if self.grade is not None:
            found["bg_color"] = _GRADES[round(self.grade * (len(_GRADES) - 1))]
        if self.begins:
            found["top"] = 2
        if self.number:
            found["num_format"] = self.number
        else:
            found["text_wrap"] = True
        if self.like_formula:
            found["quote_prefix"] = True
        if self.right:
            found["align"] = "right"
        return found


@frozen
class _Writer:
    book: Workbook
    styles: dict[_Style, Format]
    sheet: Worksheet
    name: str

    def write(self, sheet: Sheet) -> None:
        """The title, then each block with its headings; the page is set for printing."""
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.write_string(
            0, 0, self._shown(sheet.title, 0), self.book.add_format({"bold": True, "font_size": 14})
        )
        at = 1
        for line in sheet.notes:
            self.sheet.write_string(at, 0, self._shown(line, at))
            at += 1
        alone = len(sheet.blocks) == 1
        for block in sheet.blocks:
            if block.title and not alone:
                self.sheet.write_string(at + 1, 0, block.title, self.book.add_format({"bold": True, "font_size": 12}))
                at += 2
            first, at = at, self._block(block, at, widths)
            if alone:
                self.sheet.freeze_panes(first + 1, 0)
                self.sheet.repeat_rows(first)
                self.sheet.autofilter(first, 0, max(at - 1, first), len(block.headings) - 1)
        self._page(at, len(widths))

    def _block(self, block: Block, at: int, widths: Sequence[float]) -> int:
        """Write a table; returns the number of the row after it."""
        if at + 1 + len(block.rows) > MOST_ROWS:
            values = {"sheet": self.name, "rows": f"{len(block.rows):,}", "most": f"{MOST_ROWS:,}"}
            raise ArgumentError("to", Word("workbooks.too-many-rows", values))
        heading = self.book.add_format(HEADING)
        self._height(at, block.headings, widths)
        for column, text in enumerate(block.headings):
            self.sheet.write_string(at, column, self._shown(text, at), heading)
        for number, row in enumerate(block.rows):
            self._height(at + 1 + number, [each.value for each in row], widths)
            for column, cell in enumerate(row):
                self._cell(at + 1 + number, column, cell, number in block.breaks)
        return at + 1 + len(block.rows)

    def _height(self, row: int, values: Sequence[object], widths: Sequence[float]) -> None:
        """Say how high a row of several lines is; before the row is written, as the library asks."""
        height = row_height(values, widths)
        if height is not None:
            self.sheet.set_row(row, height)

    def _cell(self, row: int, column: int, cell: Cell, begins: bool) -> None:  # noqa: FBT001  a part of its style
        style = _Style(cell.look, cell.grade, begins)
        match cell.value:
            case None | "":
                self.sheet.write_blank(row, column, None, self._format(_Style("plain", None, begins)))
            case str(text):
                shown = self._shown(text, row)
                if shown.startswith(_LIKE_FORMULAS):
                    style = style._replace(like_formula=True)
                self.sheet.write_string(row, column, shown, self._format(style))
            case date() as day:
                self._day(row, column, day, style)
            case number:
                self._number(row, column, number, style)

    def _day(self, row: int, column: int, day: date, style: _Style) -> None:
        if day.year < FIRST_YEAR:
            self.sheet.write_string(row, column, day.isoformat(), self._format(style))
            return
        dated = self._format(style._replace(number="yyyy-mm-dd"))
        self.sheet.write_datetime(row, column, datetime.combine(day, time()), dated)

    def _number(self, row: int, column: int, number: int | Decimal, style: _Style) -> None:
        """A number with its decimals; as a text where a spreadsheet would show another."""
        code = _number_format(str(number))
        if code is None:
            self.sheet.write_string(row, column, f"{Decimal(number):f}", self._format(style._replace(right=True)))
            return
        shown = self._format(style._replace(number=code))
        self.sheet.write_number(row, column, number, shown)  # as a float 88.4 would be written as 88.40000000000001

    def _format(self, style: _Style) -> Format:
        found = self.styles.get(style)
        if found is None:
            found = self.styles[style] = self.book.add_format(style.properties())
        return found

    def _shown(self, text: str, row: int) -> str:
        """A text with nothing in it that acts; ArgumentError where no cell holds it."""
        shown = text if text.isprintable() else "\n".join(map(visible, text.split("\n")))
        if len(shown) > LONGEST_TEXT // 2 and len(shown.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
            values = {"sheet": self.name, "row": row + 1, "most": f"{LONGEST_TEXT:,}"}
            raise ArgumentError("to", Word("workbooks.too-long", values))
        return shown

    def _page(self, rows: int, columns: int) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&R&P / &N")
        self.sheet.print_area(0, 0, max(rows - 1, 0), max(columns - 1, 0))


@lru_cache(maxsize=_REMEMBERED)
def _number_format(number: str) -> str | None:
    """The format of a number with all its decimals, such as ``0.00``; None: a spreadsheet would show another number.

    It keeps so many digits, and numbers of so many are all told apart by binary fractions (IEEE 754).
    """
    exact = Decimal(number)
    if len(exact.as_tuple().digits) > MOST_DIGITS:
        return None
    _, dot, decimals = f"{exact:f}".partition(".")
    return "0" + dot + "0" * len(decimals)


def _widths(sheet: Sheet) -> list[float]:
    """The width of each column, in digits: of its widest line, within bounds."""
    from rich.cells import cell_len

    columns = max(len(block.headings) for block in sheet.blocks)
    widths = [float(_NARROWEST)] * columns
    for block in sheet.blocks:
        measured: Iterable[Sequence[Cell | str]] = (block.headings, *block.rows[:_MEASURED])
        for row in measured:
            for column, cell in enumerate(row):
                text = cell if isinstance(cell, str) else "" if cell.value is None else str(cell.value)
                widest = min(max(map(cell_len, text.split("\n"))) + 2, _WIDEST)
                word = max(map(len, _WORD.findall(text)), default=0) + 2  # as a digest, which is not broken
                widths[column] = max(widths[column], float(widest), float(min(word, _WIDEST_WORD)))
    return widths
