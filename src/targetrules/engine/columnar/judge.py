"""A whole table judged, period by period: columns in, columns out."""

from __future__ import annotations

from collections.abc import Callable

from targetrules.engine.columnar.coded import Coded
from targetrules.engine.columnar.outcome_columns import OutcomeColumns
from targetrules.engine.columnar.past import Memory
from targetrules.engine.columnar.step import Machine

__all__ = ["judge"]


def judge(
    machine: Machine, table: Coded, memory: Memory | None = None, watch: Callable[[int, int], None] | None = None
) -> OutcomeColumns:
    """The outcomes of all rows of ``table``, in their order.

    ``memory`` is the past of its units, which is moved on (left out: they have none); its units are numbered as in the
    table. ``watch`` is told of each period that is done: how many so far, of how many.
    """
    memory = machine.start(len(table.names)) if memory is None else memory
    outcomes = OutcomeColumns.of(machine.rules, len(table.periods))
    periods = list(table.by_period())
    for done, (period, rows, inputs) in enumerate(periods, 1):
        outcomes.write(rows, machine.step(memory, period, table.units[rows], inputs))
        if watch is not None:
            watch(done, len(periods))
    return outcomes
