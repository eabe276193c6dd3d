"""A table from a file to coded columns, with the notes and the problems that it has when it is read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Unpack

import pyarrow as pa
from attrs import evolve, frozen

from targetrules.columns.encoded import EncodedTable, encode
from targetrules.frames.column import Cells, Column, column_of, without_views
from targetrules.frames.kinds import Frame
from targetrules.frames.reading.reading import coded_of, read_frame
from targetrules.results.options import ReadingKeywords, options_of
from targetrules.results.problem import ResultsError
from targetrules.results.sources.arrow_cells import ArrowCells
from targetrules.results.table import Table
from targetrules.results.to_history import reading_of
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["CodedTable", "coded_arrow", "coded_table"]


@frozen(slots=True, eq=False)
class CodedTable:
    """A table as the engine takes it, and what was passed over in it. ``units`` is the column of units, if Arrow's.

    Not where units have other names in it than they are known by.
    """

    coded: EncodedTable
    notes: tuple[Word, ...]
    units: pa.ChunkedArray | None = None


def coded_table(rules: Rules, table: Table, *, wide: str | None = None, **how: Unpack[ReadingKeywords]) -> CodedTable:
    """What :func:`targetrules.results.reading_of` makes a history, coded; a sheet with one column a period by its rows.

    Raises ResultsError with all problems.
    """
    if wide is not None:
        by_rows = reading_of(rules, table, wide=wide, **how)
        return CodedTable(encode(rules, by_rows.history), by_rows.notes)
    reading = read_frame(rules, _frame(table), options_of(coded_table, how, tells=False), header=table)
    return CodedTable(reading.coded, reading.notes)


def coded_arrow(rules: Rules, table: pa.Table, file: str, **how: Unpack[ReadingKeywords]) -> CodedTable:
    """The same for an Arrow table, its problems placed in ``file``."""
    options = options_of(coded_arrow, how, tells=False)
    try:
        reading = coded_of(rules, table, options)
    except ResultsError as error:
        raise ResultsError([evolve(each, file=file) for each in error.problems], error.counts) from None
    if options.naming.same:
        return CodedTable(reading.coded, reading.notes)
    units = without_views(table.column(reading.unit_column))
    return CodedTable(reading.coded, reading.notes, units if reading.rows is None else units.take(reading.rows))


def _frame(table: Table) -> Frame:
    make = _column_of_workbook if table.sheet.counted == "row" else _column

    @cache
    def column(at: int) -> Column:
        cells = table.cells[at]
        return column_of(cells.values) if isinstance(cells, ArrowCells) else make(cells)

    return Frame([column.heading for column in table.columns], len(table), column)


def _column(cells: Sequence[Any]) -> Column:
    try:
        return pa.chunked_array([pa.array(cells, pa.string())])
    except (pa.ArrowTypeError, UnicodeEncodeError):  # not texts alone; or half a character, which JSON can hold
        return Cells(cells)


def _column_of_workbook(cells: Sequence[Any]) -> Column:
    """A workbook has each text but once, however many cells have it: so has the column."""
    if not all(cell is None or cell.__class__ is str for cell in cells):
        return Cells(cells)
    numbers: dict[str, int] = {}
    codes = [None if cell is None else numbers.setdefault(cell, len(numbers)) for cell in cells]
    try:
        texts = pa.array(numbers, pa.large_string())
    except UnicodeEncodeError:
        return Cells(cells)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), texts)])
