"""A history that a program has: whether its rows are what the policy's inputs ask for, and what its names are."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import field

from targetrules.alike import look_alike
from targetrules.arguments import ArgumentError, unlike
from targetrules.data import frozen
from targetrules.history import History, Row
from targetrules.period import ordinal_of, period_text
from targetrules.results.cells.expected import expected_of
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import input_reader
from targetrules.results.cells.names import DOUBTS, unit_of
from targetrules.results.naming import Naming
from targetrules.results.reading.successions import CODES
from targetrules.results.table import Cell
from targetrules.rules.analysis.decided_before import decided_before
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.succession import (
    COLUMNS,
    CONTINUES,
    MERGES,
    SuccessionRow,
    continued_in,
    faults_of,
    merged_of,
    merged_text,
    names_in,
)
from targetrules.rules.tree import Grade, Input, InputKind, Rules
from targetrules.spreadsheet import passes_for_formula
from targetrules.width import as_read
from targetrules.wording import Listing, Word

__all__ = ["check_typed", "naming_of"]

_TYPES: Final = {
    InputKind.NUMBER: (Decimal, "typed-number"),
    InputKind.GRADE: (str, "typed-word"),
    InputKind.CHOICE: (str, "typed-word"),
    InputKind.TEXT: (str, "typed-word"),
    InputKind.FLAG: (bool, "typed-flag"),
}


@frozen(slots=True)
class _Wanted:
    """What is wanted of an input: its type, what reads it, and the values that were found to be read as they are."""

    one: Input
    type: type
    expected: str
    read: Callable[[Cell], object]
    grades: Sequence[Grade]
    is_group: bool
    fine: set[object] = field(init=False, factory=set)

    def check(self, value: object, argument: str) -> None:
        """Raise where this is no value that could have been read from results."""
        if value is None:
            return
        if not isinstance(value, self.type):
            raise unlike(argument, value, self.expected)
        if value not in self.fine:
            if not self._is_as_read(value):
                if self.is_group:
                    raise unlike(argument, value, "typed-group")
                raise unlike(argument, value, "typed-as-read", wanted=expected_of(self.one, self.grades))
            self.fine.add(value)

    def _is_as_read(self, value: Any) -> bool:
        """Whether a cell with the value is read as this value; whatever looks like no name is meant, here."""
        if self.one.aggregation is not None:  # no cell has it
            return True
        found = self.read(value)
        return _is_meant(found, value) if isinstance(found, Fault) else found == value


def check_typed(
    rules: Rules, history: History, argument: str, *, with_aggregates: bool = True, known: Container[str] = ()
) -> None:
    """Raise :class:`~targetrules.arguments.ArgumentError` at the first row that no reader could have given.

    Each value is what is read of it, so that the file by which a record knows the history is read as the same rows.
    Any may be missing; what may not be in a file is told where one is written. What is aggregated from details is
    looked at where it is not yet to come: ``with_aggregates``. ``known`` are units of earlier periods.
    """
    inputs = rules.inputs if with_aggregates else rules.read_inputs
    wanted = {
        name: _Wanted(one, *_TYPES[one.kind], input_reader(rules, one), rules.grades, name in rules.groups)
        for name, one in inputs.items()
    }
    units: set[object] = set()
    decided = {name: input_reader(rules, one) for name, one in reserved_inputs(rules).items() if name not in COLUMNS}
    before = decided_before(rules)
    periods: set[object] = set()
    for at, row in enumerate(history.rows):
        place = f"{argument}.rows[{at}]"
        unit, period, values = _parts(row, place)
        if not isinstance(unit, str) or (unit not in units and not _is_plain(unit)):
            raise unlike(f"{place}.unit", unit, "typed-unit")
        if type(period) is not int or (period not in periods and not _is_period(rules, period)):
            raise unlike(f"{place}.period", period, "typed-period")
        units.add(unit)
        periods.add(period)
        found = _check_values(values, wanted, f"{place}.values")
        _check_decided(decided, found, f"{place}.values", frozenset() if rules.judges(period) else before)
        _check_named(found, f"{place}.values")
        if row.exact is not None:
            _check_exact(row.exact, f"{place}.exact")
    _check_successions(rules, history, argument, known)


def naming_of(rules: Rules, history: History) -> Naming:
    """What is to be said of the names in a history, all of which are meant, so that they are read as they stand.

    Args:
        rules: Of the policy that reads them.
        history: The history.

    Returns:
        Which of its units and groups look alike and are several, and which are genuine though they look like no name.
    """
    groups = [one for name, one in rules.inputs.items() if name in rules.groups and one.kind is InputKind.TEXT]
    columns: list[tuple[dict[str, None], Callable[[Cell], object]]] = [
        (dict.fromkeys(row.unit for row in history.rows), unit_of),
        *((_texts(history, one.name), input_reader(rules, one)) for one in groups),
    ]
    return Naming(
        distinct=[alike for names, _ in columns for alike in look_alike(names)],
        genuine=[name for names, read in columns for name in names if _is_doubted(read(name))],
    )


def _texts(history: History, name: str) -> dict[str, None]:
    values = (row.values[name] for row in history.rows)
    return dict.fromkeys(value for value in values if isinstance(value, str))


def _is_doubted(read: object) -> bool:
    return isinstance(read, Fault) and read.code in DOUBTS


def _parts(row: object, place: str) -> tuple[object, object, object]:
    if not isinstance(row, Row):
        raise unlike(place, row, "typed-row")
    return row.unit, row.period, row.values


def _is_plain(name: str) -> bool:
    """Whether the name is as it would be read; whatever looks like no name is meant, here."""
    found = unit_of(name)
    return _is_meant(found, name) and not passes_for_formula(name) if isinstance(found, Fault) else found == name


def _is_meant(fault: Fault, name: object) -> bool:
    """Whether nothing but a doubt speaks against a name, which is as it would be read."""
    return fault.code in DOUBTS and isinstance(name, str) and as_read(name) == name


def _is_period(rules: Rules, ordinal: int) -> bool:
    return ordinal_of(rules.period, period_text(rules.period, ordinal)) == ordinal


def _check_exact(exact: object, argument: str) -> None:
    if not isinstance(exact, Mapping) or not all(isinstance(each, Decimal) for each in exact.values()):
        raise unlike(argument, exact, "typed-exact")


def _check_decided(
    readers: Mapping[str, Callable[[Cell], object]], values: Mapping[str, object], argument: str, asked: Container[str]
) -> None:
    """What was decided stands there as it is read, or not at all; not so where it is ``asked`` for."""
    for name, read in readers.items():
        value = values.get(name)
        if value is not None and (not isinstance(value, str) or read(value) != value):
            raise unlike(f"{argument}[{name!r}]", value, "typed-decided")
        if value is None and name in asked:
            raise unlike(f"{argument}[{name!r}]", value, "typed-decided-before")


def _check_named(values: Mapping[str, object], argument: str) -> None:
    """The units that a row continues or merges are named as they are read."""
    of, merged = values.get(CONTINUES), values.get(MERGES)
    if of is not None and not (isinstance(of, str) and _is_plain(of)):
        raise unlike(f"{argument}[{CONTINUES!r}]", of, "typed-unit")
    names = names_in(merged) if isinstance(merged, str) else []
    if merged is not None and not (names and merged_text(names) == merged and all(map(_is_plain, names))):
        raise unlike(f"{argument}[{MERGES!r}]", merged, "typed-merges")


def _check_successions(rules: Rules, history: History, argument: str, known: Container[str]) -> None:
    """Nobody goes on from a past that there is not, and none is lost."""
    if rules.item is not None or not any(not COLUMNS.keys().isdisjoint(row.values) for row in history.rows):
        return
    rows = [
        SuccessionRow(row.unit, row.period, continued_in(row.values), merged_of(row.values), at)
        for at, row in enumerate(history.rows)
    ]
    for fault in faults_of(rows, known=None if known == () else known):
        values = {"unit": fault.row.unit, "name": fault.name, "period": period_text(rules.period, fault.row.period)}
        other = None if fault.period is None else period_text(rules.period, fault.period)
        place = f"{argument}.rows[{fault.row.at}].values[{fault.column!r}]"
        said = Word(f"problems.{CODES[fault.wrong]}", {**values, "other": other})
        raise ArgumentError(place, Word("arguments.no-succession", {"fault": said}))


def _check_values(values: object, wanted: Mapping[str, _Wanted], argument: str) -> Mapping[str, object]:
    if not isinstance(values, Mapping):
        raise unlike(argument, values, "typed-values", names=Listing(tuple(wanted)))
    for name, each in wanted.items():
        if name not in values:
            raise unlike(argument, values, "typed-values", names=name)
        each.check(values[name], f"{argument}[{name!r}]")
    return values
