"""What the columns of a table hold, each read by itself."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from typing import Any, Generic

from targetrules.data import frozen
from targetrules.results.cells.names import unit_reader
from targetrules.results.reading.backend import Backend, C, N, P, RowNumbers, V
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.places import CellPlaces
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import is_blank
from targetrules.rules.tree import Input, InputKind

__all__ = ["InputColumn", "LongColumn", "ReadColumns", "columns_in"]


@frozen(slots=True, eq=False)
class InputColumn(Generic[C, N, V]):
    """A column of an input: its values, and the rows in which what stands cannot be used.

    ``names`` are the values, where these are names of groups.
    """

    column: C
    values: V
    bad: RowNumbers
    names: N | None = None


@frozen(slots=True, eq=False)
class LongColumn(Generic[C, N, V]):
    """The columns of a wide table that hold one input, a column a period: all cells in which something stands.

    They are put together row by row; ``rows`` has the row of each.
    """

    read: InputColumn[C, N, V]
    places: CellPlaces
    rows: Sequence[int]


@frozen(slots=True, eq=False)
class ReadColumns(Generic[C, N, P, V]):
    """The columns of a table. There are no units where these have no column, and no periods.

    ``inputs`` are those that have a column. In a wide table ``periods`` are those of the cells in ``long``.
    """

    units: N | None
    periods: P | None
    bad_periods: RowNumbers
    inputs: Mapping[str, InputColumn[C, N, V]]
    long: LongColumn[C, N, V] | None = None


def columns_in(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, known: Container[str]
) -> ReadColumns[C, N, P, V]:
    """All columns that something is read from; ``known`` are units of earlier periods."""
    columns = mapping.columns
    tasks: list[Callable[[], Any]] = [
        partial(_units, given, mapping, known),
        partial(_periods, given, mapping),
        *(partial(_input, given, mapping, name, at) for name, at in columns.inputs.items()),
    ]
    units, (periods, bad), *found = given.backend.each(tasks, len(given))
    inputs = dict(zip(columns.inputs, found, strict=True))
    if mapping.wide is None or not mapping.periods:
        return ReadColumns(units, periods, bad, inputs)
    ordinals, long = _long(given, mapping, mapping.wide)
    return ReadColumns(units, given.backend.ordinals(ordinals), (), inputs, long)


def _units(given: TableColumns[C, N, P, V], mapping: HeaderMapping, known: Container[str]) -> N | None:
    at, naming = mapping.columns.unit, mapping.naming
    return None if at is None else given.backend.names(given.column(at), unit_reader(naming, known), naming, known)


def _periods(given: TableColumns[C, N, P, V], mapping: HeaderMapping) -> tuple[P | None, RowNumbers]:
    at = mapping.columns.period
    return (
        (None, ()) if at is None else given.backend.periods(given.column(at), mapping.rules.period, mapping.read_period)
    )


def _input(given: TableColumns[C, N, P, V], mapping: HeaderMapping, name: str, at: int) -> InputColumn[C, N, V]:
    return _values(given.backend, mapping, mapping.inputs[name], given.column(at))


def _values(backend: Backend[C, N, P, V], mapping: HeaderMapping, one: Input, column: C) -> InputColumn[C, N, V]:
    read = mapping.read[one.name]
    if one.kind is InputKind.TEXT and one.name in mapping.rules.groups:
        names = backend.names(column, read, mapping.naming, ())
        return InputColumn(column, backend.texts(names), names.bad, names)
    return InputColumn(column, *backend.values(column, one, mapping.rules.grades, read))


def _long(given: TableColumns[C, N, P, V], mapping: HeaderMapping, wide: str) -> tuple[list[int], LongColumn[C, N, V]]:
    """The periods of the cells in which something stands, and these cells."""
    lines = zip(*[given.cells(at, range(len(given))) for at in mapping.periods], strict=True)
    found = [
        (row, part, cell) for row, line in enumerate(lines) for part, cell in enumerate(line) if not is_blank(cell)
    ]
    rows, parts, ordinals = [row for row, _, _ in found], [part for _, part, _ in found], list(mapping.periods.values())
    places = CellPlaces([given.table.columns[at] for at in mapping.periods], rows, parts)
    column = given.backend.column([cell for _, _, cell in found])
    read = _values(given.backend, mapping, mapping.inputs[wide], column)
    return [ordinals[part] for part in parts], LongColumn(read, places, rows)
