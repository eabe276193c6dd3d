"""Rows of a table that are no results: declared totals, rows that are left out by name, and rows that are blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from targetrules.results.reading.backend import C, N, Names, P, RowNumbers, V
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.sources.totals import declared_totals

__all__ = ["NonResults", "non_results_in"]


@frozen(slots=True)
class NonResults:
    """The rows that are no results.

    ``totals`` are the numbers of rows of totals; ``left_out`` counts the rows of each name that are left out.
    """

    rows: Collection[int] = ()
    totals: tuple[int, ...] = ()
    left_out: Mapping[str, int] = field(factory=dict)


def non_results_in(given: TableColumns[C, N, P, V], mapping: HeaderMapping, units: Names | None) -> NonResults:
    """The rows that are no results; none was left away yet."""
    blank = _blank(given, mapping.columns.unit, units)
    if not (blank or given.table.totals or mapping.naming.leave_out):
        return NonResults()
    totals = declared_totals(given.table, mapping.columns.unit, mapping.naming)
    of_totals = frozenset(row for row, number in enumerate(given.table.numbers) if number in totals)
    named = {} if units is None else units.rows_of(mapping.naming.leave_out)
    left_out = {name: [row for row in rows if row not in of_totals] for name, rows in named.items()}
    rows = of_totals.union(blank, *left_out.values())
    return NonResults(rows, totals, {name: len(each) for name, each in left_out.items()})


def _blank(given: TableColumns[C, N, P, V], unit: int | None, units: Names | None) -> RowNumbers:
    """The rows in which nothing stands; they have no unit."""
    rows = range(len(given)) if unit is None or units is None else units.bad
    return given.blank([row for row in rows if row not in given.table.beyond]) if rows else rows
