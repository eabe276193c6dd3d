"""A table read into encoded columns."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.data import frozen
from targetrules.history import History
from targetrules.results.arrow.arrow import ARROW
from targetrules.results.arrow.column import cells_at, column_of
from targetrules.results.long.side_by_side import side_by_side
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import Findings
from targetrules.results.reading.header_mapping import mapping_for
from targetrules.results.reading.read import read
from targetrules.results.table import LazyColumns, Table
from targetrules.results.to_history import Reader
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["EncodedResults", "history_at", "read_encoded"]


@frozen(slots=True, eq=False)
class EncodedResults:
    """Results as an engine takes them that judges columns; ``notes`` say what was passed over where they were read.

    Of a table ``rows`` are the positions of the rows that are results (None: all of them), and ``unit_column`` is that
    of the column of units.
    """

    encoded: EncodedTable
    notes: tuple[Word, ...] = ()
    rows: NDArray[np.intp] | None = None
    unit_column: int = 0


def read_encoded(
    rules: Rules, table: Table, options: Options = AS_USUAL, *, wide: str | None = None, known: Container[str] = ()
) -> EncodedResults:
    """What :func:`targetrules.results.read_history` makes a history, encoded.

    Args:
        rules: Of the policy whose inputs are read.
        table: The table.
        options: How rows are to be read.
        wide: The input that has one column a period.
        known: Units of earlier periods, numbered first, whether they have rows or not.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
    """
    table = side_by_side(rules, table, options, wide=wide, known=known, many=True)
    findings = Findings.of(table)
    found = read(ARROW, mapping_for(rules, table, options, findings, wide), table, findings, known)
    encoded = EncodedTable(found.units.codes, found.units.names, found.periods, found.inputs)
    rows = None if found.rows is None else np.asarray(found.rows, np.intp)
    return EncodedResults(encoded, found.notes, rows, found.unit_column)


def history_at(
    reader: Reader, table: Table, options: Options, results: EncodedResults, at: NDArray[np.intp]
) -> History:
    """The history of some of the encoded rows of a table, as :meth:`Reader.history_of` makes it.

    What its rows say of the whole table, of names and of pasts, was found right in it.
    """
    there = at if results.rows is None else results.rows[at]
    cells = LazyColumns(len(table.columns), lambda column: cells_at(column_of(table.cells[column]), there))
    return reader.history_of(
        evolve(table, cells=cells, numbers=range(1, len(there) + 1)), options, known=results.encoded.names
    )
