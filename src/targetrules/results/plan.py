"""How tables with one header are read: which column holds which input, and what makes a cell a value of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from targetrules.history import Value
from targetrules.results.cells.cells import input_reader, period_reader
from targetrules.results.cells.fault import Fault
from targetrules.results.columns import Columns
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.table import Cell
from targetrules.rules.tree import Input, Rules

__all__ = ["Field", "Plan", "plan_of"]


@frozen(slots=True)
class Field:
    """An input, the column that it is read from, and how."""

    input: Input
    position: int
    read: Callable[[Cell], Value | Fault]

    @property
    def rounds(self) -> bool:
        """Whether a number may be read as another one."""
        return self.input.excess == "round"


@frozen(slots=True)
class Plan:
    """``fields`` are the inputs that have one column, ``wide`` has the columns of periods, each with its period.

    ``defaults`` is the row of a unit of which nothing is given. Readers remember the cells that they have read.
    """

    rules: Rules
    columns: Columns
    read_period: Callable[[Cell], int | Fault]
    fields: tuple[Field, ...]
    wide: tuple[tuple[Field, int], ...]
    defaults: Mapping[str, Value]


def plan_of(
    rules: Rules,
    columns: Columns,
    wide: str | None = None,
    periods: Mapping[int, int] | None = None,
    naming: Naming = AS_WRITTEN,
) -> Plan:
    """The plan for these columns; ``periods`` are the columns that hold the input ``wide``, each with its period."""
    periods = periods or {}

    def field(name: str, position: int) -> Field:
        one = evolve(rules.inputs[name], optional=True) if position in periods else rules.inputs[name]
        return Field(one, position, input_reader(rules, one, naming))

    return Plan(
        rules=rules,
        columns=columns,
        read_period=period_reader(rules.period),
        fields=tuple(field(name, position) for name, position in columns.inputs.items()),
        wide=tuple((field(wide, position), period) for position, period in periods.items()) if wide else (),
        defaults={name: one.default for name, one in rules.inputs.items()},
    )
