"""A template as the bytes of an ``.xlsx`` file: headings that stay, cells that take what may stand in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from targetrules.template_mark import LISTS, TemplateMark
from targetrules.wording import say
from targetrules.workbook.book import BORDER, HEADING, new_book
from targetrules.workbook.heights import row_height
from targetrules.workbook.template import FillIn

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["HEADING_ROW", "template_bytes"]

HEADING_ROW: Final = 3
"""The number of the row of headings."""

_BLANK_ROWS: Final = 300
_LONGEST_LIST, _LONGEST_TITLE, _LONGEST_MESSAGE = 255, 32, 255
_WIDEST, _NARROWEST = 30, 9
_LARGEST: Final = 10**15


def template_bytes(
    columns: Sequence[FillIn], units: Sequence[str], mark: TemplateMark, title: str, language: str
) -> bytes:
    """The file.

    Args:
        columns: Its columns, the first of units.
        units: The names of units, one a row; none: rows without names.
        mark: Of what it is a template.
        title: What stands above it.
        language: That of what is said.
    """
    file = io.BytesIO()
    with new_book(file, title) as book:
        for name, value in mark.properties.items():
            book.set_custom_property(name, value, "text")
        sheet = book.add_worksheet(mark.sheet)
        _Template(book, sheet, columns, units, language).write(title)
    return file.getvalue()


class _Template:
    """Writes the sheet."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, columns: Sequence[FillIn], units: Sequence[str], language: str
    ) -> None:
        self._book, self._sheet, self._columns = book, sheet, columns
        self._units, self._language = units, language
        self._rows = len(units) or _BLANK_ROWS
        self._lists: Worksheet | None = None
        self._listed = 0

    def write(self, title: str) -> None:
        last = max(len(self._columns) - 1, 1)
        bold = self._book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
        plain = self._book.add_format({"text_wrap": True, "valign": "vcenter", "font_color": "#404040"})
        head = self._book.add_format(HEADING)
        self._sheet.merge_range(0, 0, 0, last, title, bold)
        self._sheet.merge_range(1, 0, 1, last, say("template.how", self._language), plain)
        self._sheet.set_row(0, 26)
        self._sheet.set_row(1, 34)
        widths = [self._width(at, each) for at, each in enumerate(self._columns)]
        self._sheet.set_row(HEADING_ROW - 1, row_height([each.heading for each in self._columns], widths))
        for at, column in enumerate(self._columns):
            self._sheet.write_string(HEADING_ROW - 1, at, column.heading, head)
            self._sheet.write_comment(HEADING_ROW - 1, at, f"{column.expects}\n{column.note}", {"x_scale": 1.6})
            self._column(at, column)
        self._sheet.freeze_panes(HEADING_ROW, 1)
        self._sheet.repeat_rows(0, HEADING_ROW - 1)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        allowed = {"format_cells": True, "format_columns": True, "format_rows": True, "sort": True}
        self._sheet.protect("", allowed)

    def _column(self, at: int, column: FillIn) -> None:
        first, last = HEADING_ROW, HEADING_ROW + self._rows - 1
        fixed = column.fixed is not None or (at == 0 and bool(self._units))
        style = self._style(column, fixed=fixed)
        self._sheet.set_column(at, at, self._width(at, column))
        for row in range(self._rows):
            value = self._units[row] if at == 0 and self._units else column.fixed
            if isinstance(value, str):
                self._sheet.write_string(first + row, at, value, style)
            elif value is not None:
                self._sheet.write_number(first + row, at, value, style)
            else:
                self._sheet.write_blank(first + row, at, None, style)
        if not fixed and at:
            self._sheet.data_validation(first, at, last, at, self._validation(column))

    def _width(self, at: int, column: FillIn) -> int:
        """The width of a column, in digits."""
        width = max(map(cell_len, (column.heading, *(self._units if at == 0 else ())))) + 3
        return min(max(width, _NARROWEST), _WIDEST)

    def _style(self, column: FillIn, *, fixed: bool) -> Format:
        properties: dict[str, Any] = {**BORDER, "locked": fixed}
        if fixed:
            properties["bg_color"] = "#F2F2F2"
        elif column.decimals is not None:
            properties["num_format"] = "0." + "0" * column.decimals if column.decimals else "0"
        elif not column.words:
            properties["num_format"] = "@"
        return self._book.add_format(properties)

    def _validation(self, column: FillIn) -> dict[str, Any]:
        """What the program that shows the sheet takes, and says of anything else."""
        said = {
            "input_title": column.heading[:_LONGEST_TITLE],
            "input_message": column.expects[:_LONGEST_MESSAGE],
            "error_title": column.heading[:_LONGEST_TITLE],
            "error_message": column.expects[:_LONGEST_MESSAGE],
            "ignore_blank": True,
        }
        if column.words:
            return {**said, "validate": "list", "source": self._source(column.words)}
        if column.decimals is None:
            return {**said, "validate": "any"}
        kind = "decimal" if column.decimals else "integer"
        low = Decimal(-_LARGEST) if column.low is None else column.low
        high = Decimal(_LARGEST) if column.high is None else column.high
        return {**said, "validate": kind, "criteria": "between", "minimum": float(low), "maximum": float(high)}

    def _source(self, words: Sequence[str]) -> list[str] | str:
        """The words; where they are too many, or a comma stands in one, the cells of a hidden sheet that hold them."""
        if len(",".join(words)) <= _LONGEST_LIST and not any("," in each for each in words):
            return list(words)
        if self._lists is None:
            self._lists = self._book.add_worksheet(LISTS)
            self._lists.very_hidden()
        at, self._listed = self._listed, self._listed + 1
        for row, word in enumerate(words):
            self._lists.write_string(row, at, word)
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(at, True)  # noqa: FBT003  as the library has it
        return f"={LISTS}!{letter}$1:{letter}${len(words)}"
