"""Rows of totals that a workbook declares: they are of no unit, whatever stands in them."""

from __future__ import annotations

from targetrules.results.cells.words import text_of
from targetrules.results.naming import Naming
from targetrules.results.table import Table

__all__ = ["declared_totals"]


def declared_totals(table: Table, unit: int | None, naming: Naming) -> tuple[int, ...]:
    """The numbers of these lines, where the table that declares them has the column of units in it.

    Who says that the name in such a line is genuine says that it is of a unit.
    """
    if unit is None or not table.totals:
        return ()
    rows = {each.row for each in table.totals if each.first <= unit <= each.last}
    names = zip(table.numbers, table.cells[unit], strict=True)
    lines = ((number, text_of(name)) for number, name in names if number in rows)
    return tuple(number for number, name in lines if not (isinstance(name, str) and name in naming.genuine))
