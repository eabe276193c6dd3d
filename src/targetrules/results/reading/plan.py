"""How tables with one header are read: which column holds what, and what makes a cell a value of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping

from attrs import evolve, field, frozen

from targetrules.history import Value
from targetrules.results.cells.cells import input_reader, period_reader
from targetrules.results.cells.fault import Fault
from targetrules.results.columns import Columns, columns_of
from targetrules.results.header_elsewhere import stop_if_header_is_elsewhere
from targetrules.results.naming import Naming
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.reading.wide import wide_columns
from targetrules.results.table import Cell, Table, TableHeader
from targetrules.rules.tree import Input, Rules

__all__ = ["Plan", "PlanKey", "plan_for"]

PlanKey = tuple[Options, str | None, TableHeader]
"""All that a plan rests on beside the policy: how rows are read, the input with a column a period, and the header."""


@frozen(slots=True)
class Plan:
    """``inputs`` are those of the policy, as they are read; ``wide`` names the one that has the columns ``periods``.

    ``key`` says what it was made for. ``read_period`` and ``read``, which has every input that has a column, remember
    the cells that they have read.
    """

    key: PlanKey
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


def plan_for(
    rules: Rules,
    table: Table,
    options: Options,
    findings: Findings,
    wide: str | None = None,
    kept: MutableMapping[PlanKey, Plan] | None = None,
) -> Plan:
    """The plan for the header of a table, in which the input ``wide`` has a column for each period.

    What is missing in the header, or there twice, goes to ``findings``; that the header is another line is told at
    once, of each table. A plan that was ``kept`` from a table with the same header is taken out and serves again.
    """
    stop_if_header_is_elsewhere(rules, table, findings, options, wide=wide)
    key = options, wide, table.header
    plan = None if kept is None else kept.pop(key, None)
    return _plan(rules, key, findings) if plan is None else plan


def _plan(rules: Rules, key: PlanKey, findings: Findings) -> Plan:
    """A blank cell in a column of a period is no result, so that nothing is missing there."""
    options, wide, header = key
    periods = {} if wide is None else wide_columns(rules, header, wide, findings)
    columns = columns_of(rules, header, findings, options, wide=wide)
    inputs = {name: evolve(one, optional=True) if name == wide else one for name, one in rules.inputs.items()}
    there = [one for name, one in inputs.items() if name in columns.inputs or name == wide]
    return Plan(
        key=key,
        rules=rules,
        columns=columns,
        naming=options.naming,
        inputs=inputs,
        read_period=period_reader(rules.period),
        read={one.name: input_reader(rules, one, options.naming) for one in there},
        wide=wide,
        periods=periods,
    )
