"""A history that a program has: whether its rows are what the policy's inputs ask for, and what its names are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from targetrules.alike import look_alike
from targetrules.arguments import unlike
from targetrules.history import History, Row
from targetrules.period import ordinal_of, period_text
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import input_reader
from targetrules.results.cells.names import DOUBTS, unit_of
from targetrules.results.naming import Naming
from targetrules.results.table import Cell
from targetrules.rules.tree import InputKind, Rules
from targetrules.spreadsheet import passes_for_formula
from targetrules.width import as_read, trim
from targetrules.wording import Listing

__all__ = ["check_typed", "naming_of"]

_TYPES: Final = {
    InputKind.NUMBER: (Decimal, "typed-number"),
    InputKind.GRADE: (str, "typed-word"),
    InputKind.CHOICE: (str, "typed-word"),
    InputKind.TEXT: (str, "typed-word"),
    InputKind.FLAG: (bool, "typed-flag"),
}


def check_typed(rules: Rules, history: History, argument: str) -> None:
    """Raise :class:`~targetrules.arguments.ArgumentError` at the first row that no reader could have given.

    Types alone are looked at, and that nothing lacks: what the values mean is settled where a history is made.
    """
    wanted = [(name, *_TYPES[each.kind]) for name, each in rules.inputs.items()]
    units: set[object] = set()
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
        _check_values(values, wanted, f"{place}.values")
        if row.exact is not None:
            _check_exact(row.exact, f"{place}.exact")


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
    """Whether the name is as it would be read, and no spreadsheet would calculate it."""
    return bool(trim(name)) and as_read(name) == name and not passes_for_formula(name)


def _is_period(rules: Rules, ordinal: int) -> bool:
    return ordinal_of(rules.period, period_text(rules.period, ordinal)) == ordinal


def _check_exact(exact: object, argument: str) -> None:
    if not isinstance(exact, Mapping) or not all(isinstance(each, Decimal) for each in exact.values()):
        raise unlike(argument, exact, "typed-exact")


def _check_values(values: object, wanted: list[tuple[str, type, str]], argument: str) -> None:
    if not isinstance(values, Mapping):
        raise unlike(argument, values, "typed-values", names=Listing(tuple(name for name, *_ in wanted)))
    for name, kind, expected in wanted:
        if name not in values:
            raise unlike(argument, values, "typed-values", names=name)
        value = values[name]
        if value is not None and not isinstance(value, kind):
            raise unlike(f"{argument}[{name!r}]", value, expected)
