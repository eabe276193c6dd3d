"""A memory as columns, one entry a unit, and back: what a state file holds.

Whatever arrays a memory is made of, each is told by the names on the way to it; of an array with several rows, each row
is a column. The last axis of every array is the units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.interface import MemoryColumnsError

__all__ = ["columns_of", "memory_of"]

Columns = Mapping[str, NDArray[Any]]


def columns_of(memory: ColumnMemory) -> dict[str, NDArray[Any]]:
    """The columns of a memory by name; they are its own arrays, no copies."""
    return dict(_columns(memory, ""))


def memory_of(machine: StateMachine, columns: Columns, units: int) -> ColumnMemory:
    """A memory of its own with what the columns hold, and room for ``units``: new ones have no past.

    No columns: there was no unit yet. Raises MemoryColumnsError where these are not the columns of such a memory.
    What stands in them is held to be sound: see :func:`targetrules.engine.columnar.memory.sound.unsound`.
    """
    memory = machine.start(units)
    if not columns:
        return memory
    places = columns_of(memory)
    if {name: place.dtype for name, place in places.items()} != {name: each.dtype for name, each in columns.items()}:
        raise MemoryColumnsError("these are other columns")
    if len({len(each) for each in columns.values()}) > 1:
        raise MemoryColumnsError("these are columns of several lengths")
    for name, place in places.items():
        place[: len(columns[name])] = columns[name]
    return memory


def _columns(part: Any, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    match part:
        case np.ndarray():
            yield from _rows(part, name)
        case dict():
            for position, (key, each) in enumerate(part.items()):
                yield from _columns(each, f"{name}.{key if isinstance(key, str) else position}")
        case _ if attrs.has(type(part)):
            for each in attrs.fields(type(part)):
                yield from _columns(getattr(part, each.name), f"{name}.{each.name}" if name else each.name)
        case _:
            return


def _rows(array: NDArray[Any], name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """An array without room for units is not in use."""
    if array.ndim == 1 and len(array):
        yield name, array
    elif array.ndim > 1:
        for position, row in enumerate(array):
            yield from _rows(row, f"{name}.{position}")
