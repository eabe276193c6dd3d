"""How tables with one header are read: which column holds what, and what makes a cell a value of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, field, frozen

from targetrules.history import Value
from targetrules.results.cells.cells import input_reader, period_reader
from targetrules.results.cells.fault import Fault
from targetrules.results.columns import Columns, columns_of
from targetrules.results.naming import Naming
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.reading.wide import wide_columns
from targetrules.results.table import Cell, Table
from targetrules.rules.tree import Input, Rules

__all__ = ["Plan", "plan_for"]


@frozen(slots=True)
class Plan:
    """``inputs`` are those of the policy, as they are read; ``wide`` names the one that has the columns ``periods``.

    ``read_period`` and ``read``, which has every input that has a column, remember the cells that they have read.
    """

    rules: Rules
    columns: Columns
    naming: Naming
    inputs: Mapping[str, Input]
    read_period: Callable[[Cell], int | Fault]
    read: Mapping[str, Callable[[Cell], Value | Fault]]
    wide: str | None = None
    periods: Mapping[int, int] = field(factory=dict)

    def reads_again(self, one: Input) -> Callable[[Cell], Value | Fault]:
        """What reads cells of an input, and has not read any yet."""
        return input_reader(self.rules, one, self.naming)


def plan_for(rules: Rules, table: Table, options: Options, findings: Findings, wide: str | None = None) -> Plan:
    """The plan for the header of a table, in which the input ``wide`` has a column for each period.

    What is missing in it, or there twice, goes to ``findings``. A blank cell in a column of a period is no result, so
    that nothing is missing there.
    """
    periods = {} if wide is None else wide_columns(rules, table, wide, findings)
    columns = columns_of(rules, table, findings, options, wide=wide)
    inputs = {name: evolve(one, optional=True) if name == wide else one for name, one in rules.inputs.items()}
    there = [one for name, one in inputs.items() if name in columns.inputs or name == wide]
    return Plan(
        rules=rules,
        columns=columns,
        naming=options.naming,
        inputs=inputs,
        read_period=period_reader(rules.period),
        read={one.name: input_reader(rules, one, options.naming) for one in there},
        wide=wide,
        periods=periods,
    )
