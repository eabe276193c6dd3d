"""A whole table judged, period by period: columns in, columns out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.evaluation.cross_section import Cohort
from targetrules.engine.columnar.evaluation.step import Machine
from targetrules.engine.columnar.input.arrangement import Arrangement
from targetrules.engine.columnar.input.encoded import EncodedTable
from targetrules.engine.columnar.memory.memory import Memory
from targetrules.engine.columnar.output.buffer_pool import New, Room
from targetrules.engine.columnar.output.outcome_columns import OutcomeColumns
from targetrules.engine.columnar.output.outcome_writer import OutcomeWriter
from targetrules.engine.columnar.second_thread import SecondThread

__all__ = ["judge"]

_PART: Final = 2**17
"""So many units at once, that what is computed of them stays in a processor's own memory."""


def judge(
    machine: Machine,
    table: EncodedTable,
    memory: Memory | None = None,
    *,
    watch: Callable[[int, int], None] | None = None,
    new: New = np.empty,
) -> OutcomeColumns:
    """The outcomes of all rows of ``table``, in their order.

    ``memory`` is the past of its units, which is moved on (left out: they have none); its units are numbered as in the
    table. ``watch`` is told of each period that is done: how many so far, of how many. ``new`` makes room for
    large columns.
    """
    memory = machine.start(len(table.names)) if memory is None else memory
    room = Room(new)
    with SecondThread() as second:
        arrangement = Arrangement.of(table.periods, room, second.map)
        arranged = _arranged(machine, table, arrangement, room, second)
        writer = OutcomeWriter(machine.rules, len(table.periods), room)
        periods = _Periods(machine, arranged, arrangement)
        each = range(len(arrangement.each))
        for done, (rows, now) in enumerate(second.ahead(periods.present, each), 1):
            periods.follow(memory, rows, now, writer)
            if watch is not None:
                watch(done, len(arrangement.each))
        for array in _arrays(arranged):  # the table itself, if it was not moved; but then nobody asks for room either
            room.leave(array)
        return writer.columns(arrangement, room, second)


def _arranged(
    machine: Machine, table: EncodedTable, arrangement: Arrangement, room: Room, second: SecondThread
) -> EncodedTable:
    """The table by period, without the inputs that no rule asks for."""
    unused = machine.rules.inputs.keys() - machine.dependencies.inputs
    inputs = {name: column for name, column in table.inputs.items() if name not in unused}
    found = iter(arrangement.arranged(_arrays(attrs.evolve(table, inputs=inputs)), room, second.map))
    units = next(found)
    columns = {name: column.having([next(found) for _ in column.arrays]) for name, column in inputs.items()}
    return attrs.evolve(table, units=units, inputs=columns)


def _arrays(table: EncodedTable) -> list[NDArray[Any]]:
    """What is moved of a table."""
    return [table.units, *(array for column in table.inputs.values() for array in column.arrays)]


@frozen(slots=True, eq=False)
class _Periods:
    """The periods of a table, whose rows are arranged."""

    machine: Machine
    table: EncodedTable
    arrangement: Arrangement

    def present(self, at: int) -> tuple[slice, Cohort]:
        """What a period decides alone, and its rows."""
        rows = self.arrangement.stretch(at)
        inputs = {name: column.at(rows) for name, column in self.table.inputs.items()}
        return rows, self.machine.present(self.arrangement.each[at], rows.stop - rows.start, inputs)

    def follow(self, memory: Memory, rows: slice, now: Cohort, writer: OutcomeWriter) -> None:
        """The past is met by a part of the units at a time, where they need nothing of one another."""
        for part, some in now.parts(_PART if self.machine.unit_local else now.size):
            these = slice(rows.start + part.start, rows.start + part.stop)
            self.machine.follow(memory, self.table.units[these], some)
            writer.write(these, some)
