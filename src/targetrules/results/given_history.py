"""A history that a program built itself: whether its rows are what the policy's inputs ask for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from targetrules.arguments import unlike
from targetrules.history import History, Row
from targetrules.period import ordinal_of, period_text
from targetrules.rules.tree import InputKind, Rules
from targetrules.spreadsheet import passes_for_formula
from targetrules.width import as_read, trim
from targetrules.wording import Listing

__all__ = ["check_typed"]

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
