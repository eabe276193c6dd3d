"""Results as CSV, so that the same policy reads back the very same results: what they are known by that had no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from targetrules.history import History, Value
from targetrules.period import period_text
from targetrules.report.outcome_csv import csv_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.tree import Input, Rules
from targetrules.source.decimals import plain_digits

__all__ = ["cell_of", "results_head", "results_line", "results_lines"]


def results_head(inputs: Iterable[Input]) -> str:
    """The names of the columns, of which these are the inputs."""
    return csv_text([["unit", "period", *(each.columns[0] for each in inputs)]])


def results_lines(rules: Rules, history: History) -> Iterator[str]:
    """The lines: the names of the columns, then a line a row, as they came, with a column for each input.

    There are columns of what was decided where anything was.
    """
    decided = [
        each for name, each in reserved_inputs(rules).items() if any(row.values.get(name) for row in history.rows)
    ]
    inputs = [*rules.read_inputs.values(), *decided]
    yield results_head(inputs)
    for row in history.rows:
        values = rules.asked_for(row.values, row.period)
        cells = [cell_of(values.get(each.name)) for each in inputs]
        yield csv_text([[row.unit, str(period_text(rules.period, row.period)), *cells]])


def results_line(cells: Iterable[str]) -> str:
    """A row of cells as such a file has it."""
    return csv_text([cells])


def cell_of(value: Value) -> str:
    """A value as a cell of such a file."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case Decimal():
            return plain_digits(value or value.copy_abs())
