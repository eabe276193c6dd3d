"""A table from a file to coded columns, with the notes and the problems that it has when it is read row by row."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa
from attrs import evolve, frozen

from targetrules.engine.columnar.coded import Coded, coded
from targetrules.frames.column import Cells, Column
from targetrules.frames.kinds import Frame
from targetrules.frames.reading import coded_of, read_frame
from targetrules.results.problem import ResultsError
from targetrules.results.table import Table
from targetrules.results.to_history import reading_of
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["CodedTable", "coded_arrow", "coded_table"]


@frozen(slots=True, eq=False)
class CodedTable:
    """A table as the engine takes it, and what was passed over in it. ``units`` is the column of units, if Arrow's."""

    coded: Coded
    notes: tuple[Word, ...]
    units: pa.ChunkedArray | None = None


def coded_table(
    rules: Rules,
    table: Table,
    *,
    unit_column: str | None = None,
    period_column: str | None = None,
    wide: str | None = None,
) -> CodedTable:
    """What :func:`targetrules.results.reading_of` makes a history, coded; a sheet with one column a period by its rows.

    Raises ResultsError with all problems.
    """
    named = {"unit_column": unit_column, "period_column": period_column}
    if wide is not None:
        by_rows = reading_of(rules, table, wide=wide, **named)
        return CodedTable(coded(rules, by_rows.history), by_rows.notes)
    reading = read_frame(rules, _frame(table), header=table, **named)
    return CodedTable(reading.coded, reading.notes)


def coded_arrow(
    rules: Rules, table: pa.Table, file: str, *, unit_column: str | None = None, period_column: str | None = None
) -> CodedTable:
    """The same for an Arrow table, its problems placed in ``file``."""
    try:
        reading = coded_of(rules, table, unit_column=unit_column, period_column=period_column)
    except ResultsError as error:
        raise ResultsError([evolve(each, file=file) for each in error.problems], error.counts) from None
    units = table.column(reading.unit_column)
    return CodedTable(reading.coded, reading.notes, units if reading.rows is None else units.take(reading.rows))


def _frame(table: Table) -> Frame:
    @cache
    def column(at: int) -> Column:
        return _column([line.cells[at] for line in table.lines])

    return Frame([column.heading for column in table.columns], len(table.lines), column, _no_frame)


def _column(cells: list[Any]) -> Column:
    try:
        return pa.chunked_array([pa.array(cells, pa.string())])
    except (pa.ArrowTypeError, UnicodeEncodeError):  # not texts alone; or half a character, which JSON can hold
        return Cells(cells)


def _no_frame(unit: int, outcomes: Any) -> Any:
    """A file is no dataframe that could be given back."""
    raise TypeError(unit, outcomes)
