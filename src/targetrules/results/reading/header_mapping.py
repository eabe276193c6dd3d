"""How tables with one header are read: which column holds what, and what makes a cell a value of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.history import Value
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import input_reader
from targetrules.results.cells.periods import period_reader
from targetrules.results.columns import ColumnPositions, column_positions
from targetrules.results.header_elsewhere import stop_if_header_is_elsewhere
from targetrules.results.naming import Naming
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.reading.wide import wide_columns
from targetrules.results.table import Cell, Table, TableHeader
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Input, Rules

__all__ = ["HeaderMapping", "MappingKey", "mapping_for"]

MappingKey = tuple[Options, str | None, TableHeader]
"""All that a mapping rests on beside the policy: how rows are read, the input with a column a period, the header."""


@frozen(slots=True)
class HeaderMapping:
    """What the header of a table means for a policy.

    ``inputs`` are those of the policy and the reserved columns, as they are read; ``wide`` names the one that has the
    columns ``periods``.

    ``key`` says what it was made for. ``read_period`` and ``read``, which has every input that has a column, remember
    the cells that they have read.
    """

    key: MappingKey
    rules: Rules
    columns: ColumnPositions
    naming: Naming
    inputs: Mapping[str, Input]
    read_period: Callable[[Cell], int | Fault]
    read: Mapping[str, Callable[[Cell], Value | Fault]]
    wide: str | None = None
    periods: Mapping[int, int] = field(factory=dict)

    def reads_again(self, one: Input) -> Callable[[Cell], Value | Fault]:
        """What reads cells of an input, and has not read any yet."""
        return input_reader(self.rules, one, self.naming)


def mapping_for(
    rules: Rules,
    table: Table,
    options: Options,
    findings: Findings,
    wide: str | None = None,
    kept: MutableMapping[MappingKey, HeaderMapping] | None = None,
) -> HeaderMapping:
    """The mapping for the header of a table, in which the input ``wide`` has a column for each period.

    What is missing in the header, or there twice, goes to ``findings``; that the header is another line is told at
    once, of each table. A mapping that was ``kept`` from a table with the same header is taken out and serves again.
    """
    stop_if_header_is_elsewhere(rules, table, findings, options, wide=wide)
    key = options, wide, table.header
    mapping = None if kept is None else kept.pop(key, None)
    return _mapping(rules, key, findings) if mapping is None else mapping


def _mapping(rules: Rules, key: MappingKey, findings: Findings) -> HeaderMapping:
    """The mapping, made anew. A blank cell in a column of a period is no result, so that nothing is missing there."""
    options, wide, header = key
    periods = {} if wide is None else wide_columns(rules, header, wide, findings)
    columns = column_positions(rules, header, findings, options, wide=wide)
    inputs = {name: evolve(one, optional=True) if name == wide else one for name, one in columns_of(rules).items()}
    there = [one for name, one in inputs.items() if name in columns.inputs or name == wide]
    return HeaderMapping(
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
