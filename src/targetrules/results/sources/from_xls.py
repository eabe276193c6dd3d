"""A workbook of Excel 97 to 2003 (.xls), or of WPS (.et): its sheets, read by xlrd.

It tells all that is told of newer workbooks: number formats, errors, merged cells, what is hidden. It does not tell of
properties, so a template that was saved as such a file is read by its headings as any other sheet.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from targetrules.budget import Account, Budget
from targetrules.data import frozen
from targetrules.extra import need
from targetrules.results.problem import Findings
from targetrules.results.sheets.grid import Grid
from targetrules.results.sources.merged import MergedRange
from targetrules.results.sources.number_format import NumberFormat, format_of, of_number
from targetrules.results.sources.package import twice
from targetrules.results.sources.rounded import rounded_by
from targetrules.results.sources.spending import spending
from targetrules.results.sources.workbook import no_such_sheet
from targetrules.results.sources.workbook_errors import BrokenWorkbookError, OtherSpreadsheetError
from targetrules.results.table import Cell, Hidden, NotBoolean, Sheet, are_blank
from targetrules.template_mark import TemplateMark
from targetrules.wording import Word

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as OldSheet

__all__ = ["XlsSheets", "sheets_of_xls"]

_EXCEL_97: Final = 80
"""The version of the format since Excel 97; before, texts have no certain encoding."""


@frozen(eq=False)
class XlsSheets:
    """The sheets of a workbook that is open."""

    book: Book
    file: str
    findings: Findings
    budget: Budget

    def names(self) -> tuple[list[str], tuple[str, ...]]:
        """Those in which anything stands: the visible ones, and the hidden ones."""
        twins = [name for name, times in Counter(map(str.casefold, self.book.sheet_names())).items() if times > 1]
        if twins:
            raise twice("sheet_twice", twins[0])
        used = [each for each in map(self._sheet, self.book.sheet_names()) if next(self._lines(each), None) is not None]
        return [each.name for each in used if not each.visibility], tuple(each.name for each in used if each.visibility)

    def mark(self) -> TemplateMark | None:
        """None: properties are not read."""
        return None

    def grid(self, name: str, others: tuple[str, ...] = ()) -> Grid:
        """A sheet; ``others`` are hidden ones that are not read."""
        if name not in self.book.sheet_names():
            raise no_such_sheet(name, self.book.sheet_names(), self.findings)
        sheet = self._sheet(name)
        rows = frozenset(at + 1 for at, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0)
        columns = frozenset(at for at, column in sheet.colinfo_map.items() if column.hidden or column.width == 0)
        lines, rounded = list(self._lines(sheet)), self._rounded(sheet)
        hidden = Hidden(rows & {number for number, _ in lines}, columns, bool(sheet.visibility), others)
        return Grid(Sheet(self.file, name), lines, _merged(sheet), hidden, (), self.budget, rounded)

    def _sheet(self, name: str) -> OldSheet:
        """A sheet, which is read when it is asked for; several may name one place in a file that is made to do harm."""
        loaded = self.book.sheet_loaded(name)
        with _damage():
            sheet = self.book.sheet_by_name(name)
        if not loaded:
            self.budget.draw(Account.CELLS, sum(map(sheet.row_len, range(sheet.nrows))))
        return sheet

    def _lines(self, sheet: OldSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows of a sheet that are not blank, each with its number."""
        for at in range(sheet.nrows):
            cells = [self._cell(sheet, at, column) for column in range(sheet.row_len(at))]
            if cells and not are_blank(cells):
                yield at + 1, cells

    def _cell(self, sheet: OldSheet, row: int, column: int) -> Cell:
        from xlrd import error_text_from_code
        from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT

        value: Any = sheet.cell_value(row, column)
        match sheet.cell_type(row, column):
            case kind if kind in (XL_CELL_NUMBER, XL_CELL_DATE):
                return self._number(float(value), sheet.cell_xf_index(row, column))
            case kind if kind == XL_CELL_TEXT:
                return str(value) or None
            case kind if kind == XL_CELL_BOOLEAN:
                return bool(value) if value in (0, 1) else NotBoolean(str(value))
            case kind if kind == XL_CELL_ERROR:
                return str(error_text_from_code.get(value, f"#{value}"))
            case _:
                return None

    def _number(self, number: float, style: int) -> Cell:
        if not math.isfinite(number):
            return str(number)
        return of_number(number, self._formats[style].how, from_1904=self.book.datemode == 1)

    def _rounded(self, sheet: OldSheet) -> Mapping[int, Mapping[int, str]]:
        """Of each column the rows whose number is shown rounded, with what is shown."""
        from xlrd.biffh import XL_CELL_NUMBER

        found: dict[int, dict[int, str]] = {}
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                if sheet.cell_type(row, column) != XL_CELL_NUMBER:
                    continue
                number = float(sheet.cell_value(row, column))
                style = self._formats[sheet.cell_xf_index(row, column)]
                seen = rounded_by(style, number) if math.isfinite(number) else None
                if seen is not None:
                    found.setdefault(column, {})[row + 1] = seen
        return found

    @cached_property
    def _formats(self) -> Sequence[NumberFormat]:
        """What each style of cells makes of a number; a format that every workbook knows has no code of its own."""
        codes = {key: each.format_str for key, each in self.book.format_map.items()}
        keys = [each.format_key for each in self.book.xf_list]
        return [format_of(str(key), None if codes.get(key) in (None, "General") else codes[key]) for key in keys]


@contextmanager
def sheets_of_xls(data: bytes, file: str, findings: Findings) -> Iterator[XlsSheets]:
    """A workbook, open; what is wrong with it is raised as an error of workbooks wherever it is found."""
    need("office", "xlrd")
    import xlrd

    with spending(findings, len(data)) as budget:
        with _damage():
            book = xlrd.open_workbook(
                file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
            )
        if book.biff_version < _EXCEL_97:
            raise OtherSpreadsheetError(Word("problems.excel_95"))
        yield XlsSheets(book, file, findings, budget)


@contextmanager
def _damage() -> Iterator[None]:
    """What the library makes of a damaged file: any error, for it trusts whatever the file says."""
    try:
        yield
    except Exception as error:  # noqa: BLE001
        if "encrypted" in str(error):
            raise OtherSpreadsheetError(Word("problems.locked")) from None
        raise BrokenWorkbookError(Word("problems.no_old_workbook")) from None


def _merged(sheet: OldSheet) -> Sequence[MergedRange]:
    found = [MergedRange(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
    if any(each.bottom < each.top or each.right < each.left for each in found):
        raise BrokenWorkbookError(Word("problems.no_old_workbook"))
    return found
