"""Everything that is wrong in the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from targetrules.errors import InternalError
from targetrules.period import period_text
from targetrules.results.cells.cells import alone, period_reader, unit_reader
from targetrules.results.cells.expected import expected_of, expected_period
from targetrules.results.cells.fault import Fault
from targetrules.results.code import Code
from targetrules.results.reading.backend import Backend, C, N, Names, P, RowNumbers, V
from targetrules.results.reading.columns import InputColumn, ReadColumns
from targetrules.results.reading.faults import BadCells, Others, TableFaults
from targetrules.results.reading.places import NOWHERE, CellPlaces
from targetrules.results.reading.plan import Plan
from targetrules.results.reading.source import Source
from targetrules.results.table import Cell
from targetrules.rules.tree import Input, InputKind
from targetrules.wording import Word

__all__ = ["faults_in"]


def faults_in(
    source: Source[C, N, P, V],
    plan: Plan,
    read: ReadColumns[C, N, P, V],
    known: Container[str],
) -> TableFaults:
    """The problems of a table, in the order in which they are told within a row; ``known`` are units of before."""
    faults = TableFaults(source.table.sheet.counted, source.numbers)
    if plan.columns.unit is not None and read.units is not None:
        faults.add_beyond(source.beyond)
        _add_units(faults, source, plan, plan.columns.unit, read.units, known)
    if plan.columns.period is not None and len(read.bad_periods):
        bad = _bad_cells(
            source.backend, source.column(plan.columns.period), read.bad_periods, period_reader(plan.rules.period)
        )
        expected = expected_period(plan.rules.period)
        faults.add_cells(source.places(plan.columns.period), bad, expected, _remarks(source, plan.columns.unit))
    for name, at in plan.columns.inputs.items():
        _add_input(faults, source, plan, plan.inputs[name], read.inputs[name], source.places(at))
    if read.long is not None and plan.wide is not None:
        _add_input(faults, source, plan, plan.inputs[plan.wide], read.long.read, read.long.places)
    _add_duplicates(faults, source, plan, read)
    return faults


def _add_units(
    faults: TableFaults, source: Source[C, N, P, V], plan: Plan, at: int, units: Names, known: Container[str]
) -> None:
    if units.bad:
        bad = _bad_cells(source.backend, source.column(at), units.bad, unit_reader(plan.naming, known))
        faults.add_cells(source.places(at), bad, Word("problems.want_unit"))
    faults.add_spellings(Code.TWO_SPELLINGS, source.places(at), units.spellings(plan.naming, known))


def _add_input(
    faults: TableFaults,
    source: Source[C, N, P, V],
    plan: Plan,
    one: Input,
    read: InputColumn[C, N, V],
    places: CellPlaces,
) -> None:
    if read.bad:
        bad = _bad_cells(source.backend, read.column, read.bad, plan.reads_again(one))
        faults.add_cells(places, bad, expected_of(one, plan.rules.grades))
    signs = source.backend.signs(read.column) if one.kind is InputKind.NUMBER else None
    if signs is not None:
        faults.add_signs(places, *signs)
    if read.names is not None:
        faults.add_spellings(Code.TWO_GROUPS, places, read.names.spellings(plan.naming, ()))


def _bad_cells(backend: Backend[C, N, P, V], column: C, rows: RowNumbers, read: Callable[[Cell], object]) -> BadCells:
    """Cells that cannot be used, with what is wrong. ``read`` has not read any yet: it suggests only so many names."""
    found = backend.distinct(column, rows)
    return BadCells(rows, found, [_fault(read(cell)) for cell in found.cells])


def _fault(read: object) -> Fault:
    if not isinstance(read, Fault):
        raise InternalError(f"a cell that was found bad can be read: {read!r}")
    return read


def _remarks(source: Source[C, N, P, V], unit: int | None) -> Others:
    """What is told of rows without a period in which nothing stands but a name: such a row may be no result."""

    def instead(rows: Sequence[int]) -> Mapping[int, Fault]:
        if unit is None:
            return {}
        lonely = sorted(set(source.blank(rows, beside=unit)).difference(source.blank(rows)))
        return dict(zip(lonely, map(alone, source.cells(unit, lonely)), strict=True))

    return instead


def _add_duplicates(
    faults: TableFaults,
    source: Source[C, N, P, V],
    plan: Plan,
    read: ReadColumns[C, N, P, V],
) -> None:
    """Second results of a unit in a period. In a row of a wide table, two columns of one period were told before."""
    if read.units is None or read.periods is None:
        return
    units, periods, places = read.units, read.periods, NOWHERE
    if read.long is not None:
        units, places = units.take(read.long.rows), read.long.places
    pairs = source.backend.duplicates(units, periods, read.bad_periods)

    def said(at: int) -> tuple[str, int | str]:
        return units.at(at), period_text(plan.rules.period, int(periods[at]))

    faults.add_duplicates(places, (pair for pair in pairs if places.row(pair[0]) != places.row(pair[1])), said)
