"""Sheets as the bytes of an ``.xlsx`` file: each cell as what it holds, and with how it looks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.visible import visible
from targetrules.wording import Word
from targetrules.workbook.book import BORDER, HEADING, new_book
from targetrules.workbook.heights import row_height
from targetrules.workbook.rows import RowsWorksheet, blank_end, number_end, row_xml, style_of, text_end
from targetrules.workbook.sheet import Block, Cell, Look, Sheet
from targetrules.workbook.sheet_names import sheet_names

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["LONGEST_TEXT", "MOST_DIGITS", "MOST_ROWS", "workbook_bytes"]

MOST_ROWS: Final = 1_048_576
"""How many rows a sheet may have (Microsoft, "Excel specifications and limits")."""
LONGEST_TEXT: Final = 32_767
"""How many UTF-16 units a cell may hold (the same page)."""

FIRST_YEAR: Final = 1901
"""The first year whose days a spreadsheet counts as everybody does (it has a 29 February 1900)."""
_DAY_0: Final = date(1899, 12, 30)
"""Day 0 of the days since."""
_DAY: Final = "yyyy-mm-dd"
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
        styles: dict[tuple[object, ...], str] = {}
        for name, sheet in zip(names, sheets, strict=True):
            _Writer(book, styles, book.add_worksheet(name, RowsWorksheet), name).write(sheet)
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
    styles: dict[tuple[object, ...], str]
    sheet: RowsWorksheet
    name: str

    def write(self, sheet: Sheet) -> None:
        """The title, then each block with its headings; the page is set for printing."""
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self._line(0, sheet.title, {"bold": True, "font_size": 14})
        at = 1
        for line in sheet.notes:
            self._line(at, line, {})
            at += 1
        alone = len(sheet.blocks) == 1
        for block in sheet.blocks:
            if block.title and not alone:
                self._line(at + 1, block.title, {"bold": True, "font_size": 12})
                at += 2
            first, at = at, self._block(block, at, widths)
            if alone:
                self.sheet.freeze_panes(first + 1, 0)
                self.sheet.repeat_rows(first)
                self.sheet.autofilter(first, 0, max(at - 1, first), len(block.headings) - 1)
        self._page(at, len(widths))

    def _line(self, row: int, text: str, looks: Mapping[str, Any]) -> None:
        """A text that stands in its row alone."""
        end = text_end(style_of(self.book.add_format(dict(looks))), self._shown(text, row))
        self.sheet.add_rows([row_xml(row, [end])], row, row, 1)

    def _block(self, block: Block, at: int, widths: Sequence[float]) -> int:
        """Write a table; returns the number of the row after it."""
        after = at + 1 + len(block.rows)
        if after > MOST_ROWS:
            values = {"sheet": self.name, "rows": f"{len(block.rows):,}", "most": f"{MOST_ROWS:,}"}
            raise ArgumentError("to", Word("workbooks.too-many-rows", values))
        heading = style_of(self.book.add_format(HEADING))
        ends = [text_end(heading, self._shown(text, at)) for text in block.headings]
        headings = row_xml(at, ends, row_height(block.headings, widths))
        rows = (
            self._row(at + 1 + number, row, widths, number in block.breaks) for number, row in enumerate(block.rows)
        )
        self.sheet.add_rows(chain([headings], rows), at, after - 1, len(block.headings))
        return after

    def _row(self, row: int, cells: Sequence[Cell], widths: Sequence[float], begins: bool) -> str:  # noqa: FBT001
        height = row_height([each.value for each in cells], widths)
        return row_xml(row, [self._end(row, each, begins) for each in cells], height)

    def _end(self, row: int, cell: Cell, begins: bool) -> str:  # noqa: FBT001  a part of its style
        """What a cell holds and how it looks, as XML."""
        value, look, grade = cell.value, cell.look, cell.grade
        if value is None or value == "":
            return blank_end(self._style("plain", None, begins))
        if isinstance(value, str):
            shown = self._shown(value, row)
            return text_end(self._style(look, grade, begins, like_formula=shown.startswith(_LIKE_FORMULAS)), shown)
        if isinstance(value, date):
            if value.year < FIRST_YEAR:
                return text_end(self._style(look, grade, begins), value.isoformat())
            return number_end(self._style(look, grade, begins, _DAY), (value - _DAY_0).days)
        code = _whole_format(value) if type(value) is int else _decimal_format(str(value))
        if code is None:
            return text_end(self._style(look, grade, begins, right=True), f"{Decimal(value):f}")
        # As a float 88.4 would be written as 88.40000000000001.
        return number_end(self._style(look, grade, begins, code), value)

    def _style(
        self,
        look: Look,
        grade: float | None,
        begins: bool,  # noqa: FBT001  as in its rows
        number: str = "",
        *,
        like_formula: bool = False,
        right: bool = False,
    ) -> str:
        style = (look, grade, begins, number, like_formula, right)
        found = self.styles.get(style)
        if found is None:
            made = self.book.add_format(_Style(*style).properties())
            found = self.styles[style] = style_of(made)
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


def _whole_format(number: int) -> str | None:
    return "0" if len(str(abs(number))) <= MOST_DIGITS else None


@lru_cache(maxsize=_REMEMBERED)
def _decimal_format(number: str) -> str | None:
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
