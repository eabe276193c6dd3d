"""Rows of a table that are no results: declared totals, rows that are left out by name, and rows that are blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field

from targetrules.data import frozen
from targetrules.results.reading.backend import C, N, Names, P, RowNumbers, V
from targetrules.results.reading.columns import ReadColumns
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


def non_results_in(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, found: ReadColumns[C, N, P, V]
) -> NonResults:
    """The rows that are no results; none was left away yet."""
    units: Names | None = found.units
    blank = _blank(given, mapping.columns.unit, units)
    if not (blank or given.table.totals or mapping.naming.leave_out):
        return NonResults()
    totals = declared_totals(given.table, mapping.columns.unit, mapping.naming)
    of_totals = frozenset(row for row, number in enumerate(given.table.numbers) if number in totals)
    left_out = {
        name: sorted(rows - of_totals) for name, rows in _left_out(mapping, found).items() if not rows <= of_totals
    }
    rows = of_totals.union(blank, *left_out.values())
    return NonResults(rows, totals, {name: len(each) for name, each in left_out.items()})


def _left_out(mapping: HeaderMapping, found: ReadColumns[C, N, P, V]) -> Mapping[str, frozenset[int]]:
    """The rows of each name that is left out: of units, and of rows of details."""
    item = None if mapping.rules.item is None else found.inputs.get(mapping.rules.item)
    columns: list[Names | None] = [found.units, None if item is None else item.names]
    named = [names.rows_of(mapping.naming.leave_out) for names in columns if names is not None]
    of_names = {name for each in named for name in each}
    return {name: frozenset[int]().union(*(each.get(name, ()) for each in named)) for name in sorted(of_names)}


def _blank(given: TableColumns[C, N, P, V], unit: int | None, units: Names | None) -> RowNumbers:
    """The rows in which nothing stands; they have no unit."""
    rows = range(len(given)) if unit is None or units is None else units.bad
    return given.blank([row for row in rows if row not in given.table.beyond]) if rows else rows
