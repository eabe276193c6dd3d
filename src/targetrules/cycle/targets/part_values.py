"""A table of values during the year: one line for each unit, month or quarter, and indicator."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from targetrules.cycle.targets.reading import (
    DECIMALS,
    INDICATOR,
    MOST,
    TargetsTableError,
    bare,
    rows_in,
    rules_of_rows,
)
from targetrules.cycle.targets.wide import in_lines
from targetrules.data import frozen
from targetrules.history import Value
from targetrules.period import PeriodKind, ordinal_of, parts_of_year, period_text
from targetrules.results.code import Code
from targetrules.results.naming import Naming
from targetrules.results.table import Sheet, Table
from targetrules.rules import tree
from targetrules.rules.definition import InputKind
from targetrules.syntax import schema as syntax

__all__ = ["PARTS", "Part", "PartValue", "months_of", "part_of", "values_in"]

PARTS: Final = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF)
"""The kinds of parts of a period that values may be of."""

_MONTHS: Final = 12
_COLUMNS: Final = {
    "value": ("value", "数值", "累计", "累计值", "完成值", "完成数", "实际完成"),
    "kept": ("kept", "是否做到", "是否达标"),
}


@frozen(slots=True)
class Part:
    """A month, a quarter or a half of a year."""

    kind: PeriodKind
    ordinal: int

    @property
    def last_month(self) -> int:
        """The month that it ends with, counted from the year 0."""
        return (self.ordinal + 1) * months_of(self.kind) - 1

    @property
    def text(self) -> str:
        """As it is printed: ``2026-03``, ``2026Q1``."""
        return str(period_text(self.kind, self.ordinal))


@frozen(slots=True)
class PartValue:
    """What a unit has reached of an indicator by the end of a part; of a standard whether it was kept in it.

    ``indicator`` is what stands in the table. ``line`` is the one that it stands in, of ``sheet``.
    """

    unit: str
    part: Part
    indicator: str
    line: int
    sheet: Sheet
    value: Decimal | None = None
    kept: bool | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return self.value is None and self.kept is None


def months_of(kind: PeriodKind) -> int:
    """How many months such a period has: 12 of a year."""
    return _MONTHS // (parts_of_year(kind) or 1)


def part_of(written: object) -> Part | None:
    """The part of a year as written; None where it is none."""
    found = ((kind, ordinal_of(kind, written)) for kind in PARTS)
    return next((Part(kind, ordinal) for kind, ordinal in found if ordinal is not None), None)


def values_in(table: Table, rules: tree.Rules, given: Any, naming: Naming | None = None) -> list[PartValue]:
    """The values in a table that was read from what was given, in the order of its lines; all parts are of one kind.

    Raises:
        TargetsTableError: Some of it cannot be read; the error has all problems, read by the kind that fits best.
    """
    own = {name: (name, "kept" if rules.inputs[name].kind is InputKind.FLAG else "value") for name in rules.indicators}
    table = bare(in_lines(rules, table, own), rules, _COLUMNS["value"])
    errors: list[TargetsTableError] = []
    for kind in PARTS:
        try:
            return [_value(*row, kind, table.sheet) for row in rows_in(table, _rules(kind), given, naming)]
        except TargetsTableError as error:
            errors.append(error)
    raise min(errors, key=lambda each: each.counts.get(Code.NOT_A_PERIOD, 0))


def _value(
    unit: str, ordinal: int, values: Mapping[str, Value], line: int, kind: PeriodKind, sheet: Sheet
) -> PartValue:
    number, kept = values["value"], values["kept"]
    return PartValue(
        unit,
        Part(kind, ordinal),
        str(values[INDICATOR]),
        line,
        sheet,
        number if isinstance(number, Decimal) else None,
        kept if isinstance(kept, bool) else None,
    )


@cache
def _rules(kind: PeriodKind) -> tree.Rules:
    """Those of a row of values."""
    value, kept = (list(_COLUMNS[each]) for each in ("value", "kept"))
    number = syntax.Input(
        type="number", optional=True, column=value, decimals=DECIMALS, min=MOST.copy_negate(), max=MOST
    )
    return rules_of_rows(kind, {"value": number, "kept": syntax.Input(type="flag", optional=True, column=kept)})
