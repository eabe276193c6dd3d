"""Rows of a table that are no results: declared totals, rows that are left out by name, and rows that are blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import field, frozen

from targetrules.results.reading.backend import C, N, Names, P, RowNumbers, V
from targetrules.results.reading.plan import Plan
from targetrules.results.reading.source import Source
from targetrules.results.sources.totals import declared_totals

__all__ = ["Others", "others_in"]


@frozen(slots=True)
class Others:
    """``totals`` are the numbers of rows of totals; ``left_out`` counts the rows of each name that are left out."""

    rows: Collection[int] = ()
    totals: tuple[int, ...] = ()
    left_out: Mapping[str, int] = field(factory=dict)


def others_in(source: Source[C, N, P, V], plan: Plan, units: Names | None) -> Others:
    """The rows that are no results; none was left away yet."""
    blank = _blank(source, plan.columns.unit, units)
    if not (blank or source.table.totals or plan.naming.leave_out):
        return Others()
    totals = declared_totals(source.table, plan.columns.unit, plan.naming)
    of_totals = frozenset(row for row, number in enumerate(source.table.numbers) if number in totals)
    named = {} if units is None else units.rows_of(plan.naming.leave_out)
    left_out = {name: [row for row in rows if row not in of_totals] for name, rows in named.items()}
    rows = of_totals.union(blank, *left_out.values())
    return Others(rows, totals, {name: len(each) for name, each in left_out.items()})


def _blank(source: Source[C, N, P, V], unit: int | None, units: Names | None) -> RowNumbers:
    """Where nothing stands, there is no unit."""
    rows = range(len(source)) if unit is None or units is None else units.bad
    return source.blank([row for row in rows if row not in source.table.beyond]) if rows else rows
