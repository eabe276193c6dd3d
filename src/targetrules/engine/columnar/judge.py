"""A whole table judged, period by period: columns in, columns out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import repeat
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.external_comparisons import NO_COMPARISONS, ExternalComparisons
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.sizes import current
from targetrules.columns.vectors import is_broadcast
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.decisions import are_there
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.input.period_permutation import PeriodPermutation
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.columnar.output.buffer_pool import BufferPool
from targetrules.engine.columnar.output.outcome_writer import OutcomeWriter
from targetrules.second_thread import SecondThread, both

__all__ = ["JudgedByPeriod", "judge", "judge_by_period"]


def judge(
    machine: StateMachine,
    table: EncodedTable,
    memory: ColumnMemory | None = None,
    *,
    external: ExternalComparisons = NO_COMPARISONS,
    watch: Callable[[int, int], None] | None = None,
) -> OutcomeColumns:
    """The outcomes of all rows of ``table``, in their order.

    Args:
        machine: The policy.
        table: The rows.
        memory: The past of its units, numbered as in the table; it is moved on. Left out: they have none.
        external: What is known of comparisons among more units than those of the table, with an entry a row.
        watch: Is told of each period that is done: how many so far, of how many.
    """
    pool = BufferPool(allocate)
    with SecondThread() as second:
        permutation, arranged, writer = _judged(machine, table, memory, external, watch, pool, second)
        for array in _arrays(arranged):  # the table itself where it was not moved, when nobody asks for buffers
            if not is_broadcast(array):
                pool.release(array)
        return writer.columns(lambda columns: permutation.invert(columns, pool, second.map))


@frozen(slots=True, eq=False)
class JudgedByPeriod:
    """A table that was judged, its rows by period; see :class:`~targetrules.columns.table_outcomes.ByPeriod`."""

    table: EncodedTable
    permutation: PeriodPermutation
    writer: OutcomeWriter

    @cached_property
    def columns(self) -> OutcomeColumns:
        """The outcomes of the rows."""
        return self.writer.columns()

    def rows_given(self) -> NDArray[np.intp]:
        """Which row of the table as it was given each of them is."""
        [rows] = self.permutation.apply([np.arange(len(self.table.periods))], BufferPool())
        return rows

    def columns_as_given(self) -> OutcomeColumns:
        """The outcomes in the order of the table as it was given."""
        return self.writer.columns(lambda columns: self.permutation.invert(columns, BufferPool(allocate), both))


def judge_by_period(
    machine: StateMachine,
    table: EncodedTable,
    memory: ColumnMemory | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> JudgedByPeriod:
    """The same, each row where the judging has it: by period, and there as it came."""
    pool = BufferPool(allocate)
    with SecondThread() as second:
        permutation, arranged, writer = _judged(machine, table, memory, NO_COMPARISONS, watch, pool, second)
    periods = np.repeat(np.array(permutation.each, table.periods.dtype), np.diff(permutation.edges))
    return JudgedByPeriod(EncodedTable(arranged.units, table.names, periods, {}), permutation, writer)


def _judged(
    machine: StateMachine,
    table: EncodedTable,
    memory: ColumnMemory | None,
    external: ExternalComparisons,
    watch: Callable[[int, int], None] | None,
    pool: BufferPool,
    second: SecondThread,
) -> tuple[PeriodPermutation, EncodedTable, OutcomeWriter]:
    memory = machine.start(len(table.names)) if memory is None else memory
    permutation = PeriodPermutation.of(table.periods, pool, second.map)
    arranged, beside = _arranged(machine, table, external, permutation, pool, second)
    writer = OutcomeWriter(machine.rules, len(table.periods), pool, decided=are_there(table.inputs))
    periods = _Periods(machine, arranged, beside, permutation, Successions.in_table(arranged))
    each = range(len(permutation.each))
    for done, (rows, now, again) in enumerate(second.ahead(periods.present, each), 1):
        periods.follow(memory, rows, now, again, writer)
        if watch is not None:
            watch(done, len(permutation.each))
    return permutation, arranged, writer


def _arranged(
    machine: StateMachine,
    table: EncodedTable,
    external: ExternalComparisons,
    permutation: PeriodPermutation,
    pool: BufferPool,
    second: SecondThread,
) -> tuple[EncodedTable, ExternalComparisons]:
    """Both by period; the table without the inputs that no rule asks for."""
    unused = machine.rules.inputs.keys() - machine.dependencies.inputs
    inputs = {name: column for name, column in table.inputs.items() if name not in unused}
    moved = [*_arrays(attrs.evolve(table, inputs=inputs)), *external.arrays]
    found = iter(permutation.apply(moved, pool, second.map))
    units = next(found)
    columns = {name: column.with_arrays([next(found) for _ in column.arrays]) for name, column in inputs.items()}
    return attrs.evolve(table, units=units, inputs=columns), external.with_arrays(list(found))


def _arrays(table: EncodedTable) -> list[NDArray[Any]]:
    """What is moved of a table."""
    return [table.units, *(array for column in table.inputs.values() for array in column.arrays)]


@frozen(slots=True, eq=False)
class _Periods:
    """The periods of a table, whose rows are arranged."""

    machine: StateMachine
    table: EncodedTable
    external: ExternalComparisons
    permutation: PeriodPermutation
    successions: Successions

    def present(self, at: int) -> tuple[slice, CrossSection, CrossSection | None]:
        """The rows of a period, what it decides alone, and the same with what was decided of it, if anything was."""
        rows = self.permutation.rows(at)
        inputs = {name: column.at(rows) for name, column in self.table.inputs.items()}
        size = rows.stop - rows.start
        now = self.machine.present(self.permutation.each[at], size, inputs, self.external.at(rows))
        return rows, now, self.machine.again(now) if are_there(inputs) else None

    def follow(
        self, memory: ColumnMemory, rows: slice, now: CrossSection, again: CrossSection | None, writer: OutcomeWriter
    ) -> None:
        """The past is met by a part of the units at a time, where they need nothing of one another."""
        machine, most = self.machine, current().part if self.machine.unit_local else now.size
        self.successions.take(memory, self.table.units, rows)
        as_decided = repeat(None) if again is None else (some for _, some in again.parts(most))
        for (part, some), other in zip(now.parts(most), as_decided, strict=False):
            these = slice(rows.start + part.start, rows.start + part.stop)
            machine.decide(memory, self.table.units[these], some)
            if other is not None:
                machine.decide(memory, self.table.units[these], other)
            machine.remember(memory, other or some)
            writer.write(these, some, None if other is None else other.decisions)
