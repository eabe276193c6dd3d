"""Everything that is wrong in the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from targetrules.errors import InternalError
from targetrules.period import period_text
from targetrules.results.cells.expected import expected_in, expected_period
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import alone, unit_reader
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.reading.backend import Backend, C, N, Names, P, RowNumbers, V
from targetrules.results.reading.columns import InputColumn, ReadColumns
from targetrules.results.reading.faults import BadCells, OtherFaults, TableFaults
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.places import CellPlaces
from targetrules.results.reading.successions import add_successions
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.table import Cell, shown
from targetrules.rules.analysis.decided_before import decided_before
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.tree import Input, InputKind
from targetrules.wording import Word

__all__ = ["faults_in"]


def faults_in(
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    read: ReadColumns[C, N, P, V],
    known: Container[str],
) -> TableFaults:
    """The problems of a table, in the order in which they are told within a row; ``known`` are units of before."""
    faults = TableFaults(given.table.sheet.counted, given.numbers)
    if mapping.columns.unit is not None and read.units is not None:
        faults.add_beyond(given.beyond)
        _add_units(faults, given, mapping, mapping.columns.unit, read.units, known)
    if mapping.columns.period is not None and len(read.bad_periods):
        bad = _bad_cells(
            given.backend, given.column(mapping.columns.period), read.bad_periods, period_reader(mapping.rules.period)
        )
        expected = expected_period(mapping.rules.period)
        faults.add_cells(given.places(mapping.columns.period), bad, expected, _remarks(given, mapping.columns.unit))
    for name, at in mapping.columns.inputs.items():
        _add_input(faults, given, mapping, mapping.inputs[name], read.inputs[name], given.places(at))
    if read.long is not None and mapping.wide is not None:
        _add_input(faults, given, mapping, mapping.inputs[mapping.wide], read.long.read, read.long.places)
    _add_not_decided(faults, given, mapping, read)
    add_successions(faults, given, mapping, read, known)
    _add_duplicates(faults, given, mapping, read)
    return faults


def _add_not_decided(
    faults: TableFaults,
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    read: ReadColumns[C, N, P, V],
) -> None:
    """Add rows of periods that the policy does not judge, of which nobody knows what was decided, and rules ask."""
    rules, asked = mapping.rules, decided_before(mapping.rules)
    if read.periods is None or rules.first_period is None or not asked:
        return
    earlier = given.backend.before(read.periods, rules.first_period, read.bad_periods)
    places = given.row_places if read.long is None else read.long.places
    first = period_text(rules.period, rules.first_period)
    for one in (each for name, each in reserved_inputs(rules).items() if name in asked):
        at = None if read.long is not None else mapping.columns.inputs.get(one.name)
        rows = earlier if at is None else given.backend.blank(given.column(at), earlier)
        said = {"values": {"first": first, "name": one.name}, "expected": expected_in(rules, one, needed=True)}
        column = {} if at is None else {"column": given.table.columns[at]}
        faults.add_missing(places, rows, Code.NOT_DECIDED, {**said, **column})


def _add_units(
    faults: TableFaults,
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    at: int,
    units: Names,
    known: Container[str],
) -> None:
    if units.bad:
        bad = _bad_cells(given.backend, given.column(at), units.bad, unit_reader(mapping.naming, known))
        faults.add_cells(given.places(at), bad, Word("problems.want_unit"))
    faults.add_spellings(Code.TWO_SPELLINGS, given.places(at), units.spellings(mapping.naming, known))


def _add_input(
    faults: TableFaults,
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    one: Input,
    read: InputColumn[C, N, V],
    places: CellPlaces,
) -> None:
    if read.bad:
        bad = _bad_cells(given.backend, read.column, read.bad, mapping.reads_again(one))
        faults.add_cells(places, bad, expected_in(mapping.rules, one))
    signs = given.backend.signs(read.column) if one.kind is InputKind.NUMBER else None
    if signs is not None:
        faults.add_signs(places, *signs)
    if read.names is not None:
        code = Code.TWO_ITEMS if one.name == mapping.rules.item else Code.TWO_GROUPS
        faults.add_spellings(code, places, read.names.spellings(mapping.naming, ()))


def _bad_cells(backend: Backend[C, N, P, V], column: C, rows: RowNumbers, read: Callable[[Cell], object]) -> BadCells:
    """Cells that cannot be used, with what is wrong. ``read`` has not read any yet: it suggests only so many names."""
    found = backend.distinct(column, rows)
    return BadCells(rows, found, [_fault(read(cell)) for cell in found.cells])


def _fault(read: object) -> Fault:
    if not isinstance(read, Fault):
        raise InternalError(f"a cell that was found bad can be read: {read!r}")
    return read


def _remarks(given: TableColumns[C, N, P, V], unit: int | None) -> OtherFaults:
    """What is told of rows without a period in which nothing stands but a name: such a row may be no result."""

    def instead(rows: Sequence[int]) -> Mapping[int, Fault]:
        if unit is None:
            return {}
        lonely = sorted(set(given.blank(rows, beside=unit)).difference(given.blank(rows)))
        return dict(zip(lonely, map(alone, given.cells(unit, lonely)), strict=True))

    return instead


def _add_duplicates(
    faults: TableFaults,
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    read: ReadColumns[C, N, P, V],
) -> None:
    """Add second results of a unit in a period. Two columns of one period in a wide table were told before."""
    if read.units is None or read.periods is None:
        return
    units, periods, places = read.units, read.periods, given.row_places
    if read.long is not None:
        units, places = units.take(read.long.rows), read.long.places
    item = mapping.rules.item
    items = None if item is None or item not in read.inputs else read.inputs[item]
    if item is not None and items is None:
        return
    pairs = given.backend.duplicates(units, periods, read.bad_periods, None if items is None else items.values)

    def said(at: int) -> tuple[str, int | str, str | None]:
        [name] = (None,) if items is None else given.backend.cells(items.column, [at])
        return units.at(at), period_text(mapping.rules.period, int(periods[at])), None if items is None else shown(name)

    faults.add_duplicates(places, (pair for pair in pairs if places.row(pair[0]) != places.row(pair[1])), said)
