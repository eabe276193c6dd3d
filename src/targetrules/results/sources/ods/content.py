"""The sheets in the content of an OpenDocument workbook.

All that is told of other workbooks is told of these: a percentage is the text that the sheet shows, an error its word,
and merged cells, hidden rows and columns are known. Rows and cells that are repeated stand once, with their number.
"""

from __future__ import annotations

from typing import Final

from attrs import field

from targetrules.budget import Account
from targetrules.data import define
from targetrules.results.sources.merged import MergedRange
from targetrules.results.sources.ods.cell import OdsCell
from targetrules.results.sources.package import Package, twice
from targetrules.results.sources.workbook_errors import BrokenWorkbookError, WorkbookTooLargeError
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS, Cell
from targetrules.wording import Word

__all__ = ["OdsSheet", "sheets_in"]

_CONTENT: Final = "content.xml"
_SHEET: Final = "table:table"
_COLUMN: Final = "table:table-column"
_ROW: Final = "table:table-row"
_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_NAMESPACES: Final = {
    f"xmlns:{prefix}": f"urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0" for prefix in ("office", "table", "text")
}
_MOST_ROWS: Final = 1_048_576
_LONGEST_NUMBER: Final = 8


@define
class OdsSheet:
    """A sheet: its rows that have cells, each with its number; its merged cells; what is hidden of it, and rounded."""

    name: str
    hidden: bool
    rows: list[tuple[int, list[Cell]]] = field(factory=list)
    merged: list[MergedRange] = field(factory=list)
    hidden_rows: set[int] = field(factory=set)
    hidden_columns: set[int] = field(factory=set)
    rounded: dict[int, dict[int, str]] = field(factory=dict)


def sheets_in(package: Package) -> dict[str, OdsSheet]:
    """The sheets of a workbook, in order, by their names.

    Raises:
        BrokenWorkbookError: It is damaged, or a document of another kind.
    """
    reader = _Reader(package)
    for _ in package.parse(_CONTENT, reader.start, reader.end, reader.text):
        pass
    if not reader.is_workbook:
        raise BrokenWorkbookError(Word("problems.no_workbook"))
    return reader.sheets


class _Reader:
    """Takes what the XML parser finds, and makes sheets of it."""

    def __init__(self, package: Package) -> None:
        self.sheets: dict[str, OdsSheet] = {}
        self.is_workbook = False
        self._package = package
        self._path: list[str] = []
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._sheet: OdsSheet | None = None
        self._columns = 0
        self._row = 0
        self._repeated = 1
        self._row_is_hidden = False
        self._column = 0
        self._cells: dict[int, Cell] = {}
        self._rounded: dict[int, str] = {}
        self._cell: OdsCell | None = None
        self._count = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if not self._path and any(attributes.get(name) != value for name, value in _NAMESPACES.items()):
            raise BrokenWorkbookError(Word("problems.no_workbook"))
        above = self._path[-1] if self._path else ""
        self._path.append(element)
        if self._cell is not None:
            self._cell.start(element, attributes)
        elif element in _CELLS and above == _ROW and self._sheet is not None:
            self._cell = OdsCell(attributes)
        elif element == _ROW and self._sheet is not None:
            self._begin_row(attributes)
        elif element == _COLUMN and self._sheet is not None:
            self._take_columns(attributes)
        elif element == _SHEET and above == "office:spreadsheet":
            self._begin_sheet(attributes)
        elif element == "office:spreadsheet":
            self.is_workbook = True
        elif element == "style:style":
            self._style = attributes.get("style:name", "")
        elif element == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def text(self, piece: str) -> None:
        if self._cell is not None:
            self._cell.text(piece)

    def end(self, element: str) -> None:
        self._path.pop()
        if self._cell is not None:
            if self._cell.end():
                self._finish_cell(self._cell)
                self._cell = None
        elif element == _ROW and self._sheet is not None:
            self._finish_row(self._sheet)
        elif element == _SHEET and self._path[-1:] == ["office:spreadsheet"]:
            self._sheet = None

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("table:name", "")
        if name.casefold() in {each.casefold() for each in self.sheets}:
            raise twice("sheet_twice", name)
        self._sheet = self.sheets[name] = OdsSheet(name, attributes.get("table:style-name", "") in self._hidden_styles)
        self._row = self._columns = 0

    def _take_columns(self, attributes: dict[str, str]) -> None:
        count = self._number(attributes.get("table:number-columns-repeated", "1"), MOST_COLUMNS)
        if self._sheet is not None and attributes.get("table:visibility") in _HIDDEN:
            self._package.budget.draw(Account.CELLS, count)
            self._sheet.hidden_columns.update(range(self._columns, self._columns + count))
        self._columns += count

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._repeated = self._number(attributes.get("table:number-rows-repeated", "1"), _MOST_ROWS)
        self._row_is_hidden = attributes.get("table:visibility") in _HIDDEN
        self._row += 1
        self._column = 0

    def _finish_row(self, sheet: OdsSheet) -> None:
        last = self._row + self._repeated - 1
        if last > _MOST_ROWS:
            raise self._damaged()
        if self._cells:
            width = max(self._cells) + 1
            self._draw(width * self._repeated)
            cells: list[Cell] = [None] * width
            for position, cell in self._cells.items():
                cells[position] = cell
            sheet.rows.extend((number, cells) for number in range(self._row, last + 1))
            if self._row_is_hidden:
                sheet.hidden_rows.update(range(self._row, last + 1))
            for position, seen in self._rounded.items():
                sheet.rounded.setdefault(position, {}).update(dict.fromkeys(range(self._row, last + 1), seen))
        self._cells.clear()
        self._rounded.clear()
        self._row = last

    def _finish_cell(self, cell: OdsCell) -> None:
        count = self._number(cell.attributes.get("table:number-columns-repeated", "1"), MOST_COLUMNS)
        value = cell.value()
        if value is not None:
            if self._column + count > MOST_COLUMNS:
                raise self._damaged()
            self._draw(count)
            self._cells.update(dict.fromkeys(range(self._column, self._column + count), value))
            if cell.rounded is not None:
                self._rounded.update(dict.fromkeys(range(self._column, self._column + count), cell.rounded))
        wide = self._number(cell.attributes.get("table:number-columns-spanned", "1"), MOST_COLUMNS)
        high = self._number(cell.attributes.get("table:number-rows-spanned", "1"), _MOST_ROWS)
        if self._sheet is not None and (wide > 1 or high > 1):
            there = MergedRange(self._row, self._column, self._row + high - 1, self._column + wide - 1)
            self._sheet.merged.append(there)
        self._column += count

    def _draw(self, cells: int) -> None:
        self._package.budget.draw(Account.CELLS, cells)
        self._count += cells
        if self._count > MOST_CELLS:
            raise WorkbookTooLargeError

    def _number(self, digits: str, most: int) -> int:
        if not digits.isdecimal() or len(digits) > _LONGEST_NUMBER or not 0 < int(digits) <= most:
            raise self._damaged()
        return int(digits)

    def _damaged(self) -> BrokenWorkbookError:
        return BrokenWorkbookError(Word("problems.damaged_part", {"part": _CONTENT}))
