"""Rows of a program with keys that were read before, and with nothing wrong in them: read without a table.

Whoever judges one unit after the other reads a few rows at a time, always with the same keys. What a plan cannot read
at once, it leaves to the way that every table takes, which finds what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, Final

from targetrules.data import frozen
from targetrules.history import History, Row, Value
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import unit_reader
from targetrules.results.cells.percent import mixed_signs
from targetrules.results.naming import AS_WRITTEN
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.lists import ListNames
from targetrules.results.sources.from_rows import cell_of
from targetrules.results.table import Cell, is_blank
from targetrules.rules.succession import CONTINUES, MERGES
from targetrules.rules.tree import InputKind
from targetrules.wording import Word

__all__ = ["RowPlan", "keys_of", "plan_of"]

_CELLS: Final = frozenset({str, int, bool, date, datetime, type(None)})
"""A value of just this class is a cell as it is."""

_TEXTS: Final = {str}

_Read = Callable[[Cell], Any]


@frozen(slots=True, eq=False)
class _Column:
    """A column of an input: its key, what reads its cells, and whether percent signs or names are compared in it."""

    key: str
    read: _Read
    signed: bool
    named: bool


@frozen(slots=True, eq=False)
class RowPlan:
    """How rows with the same keys become a history.

    ``columns`` are those of inputs, by the names of these. ``values`` has an entry for each input of the policy: what
    all rows have where there is no column.
    """

    mapping: HeaderMapping
    unit: _Column
    period: _Column
    columns: Mapping[str, _Column]
    values: dict[str, Value]
    notes: tuple[Word, ...]

    def history(self, rows: Sequence[dict[str, Any]]) -> History | None:
        """The history in the rows; None where they are to be read as every table is."""
        units, periods = self._read(self.unit, rows), self._read(self.period, rows)
        if units is None or periods is None or len(set(zip(units, periods, strict=True))) < len(rows):
            return None
        values = [self.values.copy() for _ in rows]
        for name, column in self.columns.items():
            read = self._read(column, rows)
            if read is None:
                return None
            for of_row, value in zip(values, read, strict=True):
                of_row[name] = value
        return History(tuple(map(Row, units, periods, values)), self.notes)

    def _read(self, column: _Column, rows: Sequence[dict[str, Any]]) -> list[Any] | None:
        """What stands in a column; None where any of it cannot be used, or is to be compared with the rest."""
        key, read = column.key, column.read
        cells = [row.get(key) for row in rows]
        kinds = set(map(type, cells))
        if not kinds <= _CELLS:
            cells = list(map(cell_of, cells))
        if kinds == _TEXTS:
            meant = {cell: read(cell) for cell in set(cells)}
            found = [meant[cell] for cell in cells]
        else:
            found = list(map(read, cells))
        if Fault in map(type, found):
            return None
        if column.signed and str in kinds and mixed_signs(cells) is not None:
            return None
        if column.named and len(set(found)) > 1 and any(True for _ in ListNames(found).spellings(AS_WRITTEN, ())):
            return None
        return found


def keys_of(rows: object) -> tuple[Any, ...] | None:
    """All keys of rows that are dicts, in the order in which they come; None where they are anything else."""
    if type(rows) is not list or set(map(type, rows)) != {dict}:
        return None
    orders = set(map(tuple, rows))  # mostly one
    return orders.pop() if len(orders) == 1 else tuple(dict.fromkeys(chain.from_iterable(rows)))


def plan_of(mapping: HeaderMapping, notes: tuple[Word, ...]) -> RowPlan | None:
    """The plan for rows with the keys of a table that was read, with these notes; None where the table decides more.

    That is so where names have been given meanings, where a key says nothing, so that cells decide whether its column
    is told, where numbers are rounded, where inputs are not asked for in all periods, where periods say what must be
    known of a row, and where rows name other units.
    """
    columns, inputs = mapping.columns, mapping.inputs
    headings = [column.heading for column in mapping.key[2].columns]
    if columns.unit is None or columns.period is None or mapping.wide is not None or mapping.naming != AS_WRITTEN:
        return None
    if not all(type(each) is str and not is_blank(each) for each in headings):
        return None
    if any(one.excess == "round" for one in inputs.values()):
        return None
    if mapping.rules.dated_inputs or mapping.rules.first_period is not None:
        return None
    if not columns.inputs.keys().isdisjoint((CONTINUES, MERGES)):
        return None
    groups = mapping.rules.groups
    found: dict[str, _Column] = {}
    names = [name for name in inputs if name in mapping.rules.inputs or name in columns.inputs]
    for name in names:
        one, at = inputs[name], columns.inputs.get(name)
        if at is not None:
            signed, named = one.kind is InputKind.NUMBER, one.kind is InputKind.TEXT and name in groups
            found[name] = _Column(str(headings[at]), mapping.read[name], signed, named)
    return RowPlan(
        mapping,
        _Column(str(headings[columns.unit]), unit_reader(), signed=False, named=True),
        _Column(str(headings[columns.period]), mapping.read_period, signed=False, named=False),
        found,
        {name: inputs[name].default for name in names},
        notes,
    )
