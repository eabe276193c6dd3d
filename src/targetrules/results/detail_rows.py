"""Rows of details with how they are to be read, where that is not as the results are."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve, field, fields

from targetrules.arguments import a_count, a_word
from targetrules.data import frozen
from targetrules.results.options import FileOptions, Options

__all__ = ["READ_BY", "DetailRows", "file_of", "options_of_details"]


def _text(_: object, attribute: Any, given: object) -> None:
    a_word(attribute.name, given)


def _count(_: object, attribute: Any, given: object) -> None:
    a_count(attribute.name, given)


@frozen(slots=True)
class DetailRows:
    """Rows of details with how they are to be read: ``details={"schools": DetailRows("book.xlsx", sheet="schools")}``.

    What is left out is as of the rows alone: columns of units and periods are those of the results, and of a file
    nothing is said.

    Attributes:
        rows: A file, rows or a dataframe.
        header_row: The number of the line of the file that holds the headings.
        sheet: The sheet of the workbook.
        input_format: What kind of file it is.
        encoding: That of a text file.
        unit_column: The column of units.
        period_column: The column of periods.

    Raises:
        ArgumentError: One of these is something else.
    """

    rows: Any
    header_row: int | None = field(default=None, validator=_count, kw_only=True)
    sheet: str | None = field(default=None, validator=_text, kw_only=True)
    input_format: str | None = field(default=None, validator=_text, kw_only=True)
    encoding: str | None = field(default=None, validator=_text, kw_only=True)
    unit_column: str | None = field(default=None, validator=_text, kw_only=True)
    period_column: str | None = field(default=None, validator=_text, kw_only=True)


def file_of(given: DetailRows) -> FileOptions:
    """Where in a file the rows are."""
    return FileOptions(
        header_row=given.header_row, sheet=given.sheet, input_format=given.input_format, encoding=given.encoding
    )


def options_of_details(given: DetailRows, usual: Options) -> Options:
    """How their columns are found, where ``usual`` is said of the results."""
    unit, period = given.unit_column or usual.unit_column, given.period_column or usual.period_column
    return evolve(usual, unit_column=unit, period_column=period, layout=None, targets=None)


READ_BY: Final = tuple(each.name for each in fields(DetailRows) if each.name != "rows")
"""What may be said of how rows of details are read; the command line has ``--details-`` before it."""
