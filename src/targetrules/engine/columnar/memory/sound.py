"""Whether a memory is one that judging can leave behind: every value in it within what a past of this policy can be.

A state comes from a file, and a file may be put together by anybody. Of a value that no past leaves behind nobody knows
what it would decide; numbers beyond the policy's bounds would be computed wrongly without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.engine.columnar.evaluation.past import StatementRegister
from targetrules.engine.columnar.memory.memory import NEVER, ColumnMemory, EntryRegister, RingBuffer
from targetrules.engine.interface import Unsound
from targetrules.period import ordinals_of
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds, bounds_of
from targetrules.rules.analysis.ranges import Range
from targetrules.source.decimals import shifted

__all__ = ["unsound"]


def unsound(rules: tree.Rules, memory: ColumnMemory, last: int) -> Iterator[Unsound]:
    """What cannot be there in the memory of units that all have had a row, in period ``last`` at the latest."""
    first = ordinals_of(rules.period).start
    most = last - first + 1  # rows that a unit can have had
    yield from _outside("last_period", memory.last_period, first, last)
    latest = int(np.argmax(memory.last_period))
    if memory.last_period[latest] < last:
        yield Unsound("last_period", latest, int(memory.last_period[latest]), last, last)
    yield from _outside("last_grade", memory.last_grade, -1, len(rules.grades) - 1)
    for name, registers in (("registers", memory.registers), ("unsure", memory.unsure)):
        for at, register in enumerate(registers.values()):
            yield from _outside(f"{name}.{at}.count", register.count, 0, most)
    for at, said in enumerate(memory.said.values()):
        yield from _said(f"said.{at}", said)
    bounds = bounds_of(rules) if memory.rings or memory.entries else Bounds()
    for at, (number, ring) in enumerate(memory.rings.items()):
        yield from _ring(f"rings.{at}", ring, bounds, number, (first, last))
    for at, (entry, kept) in enumerate(memory.entries.items()):
        yield from _entries(f"entries.{at}", kept, bounds, entry)
    for name, ages in memory.ages.items():
        yield from _outside(f"ages.{name}", ages, 0, most)


def _said(name: str, said: StatementRegister) -> Iterator[Unsound]:
    """Nothing is true and false at once."""
    both = said.yes & said.no
    for unit in np.flatnonzero(both)[:1].tolist():
        yield Unsound(f"{name}.no", unit, int(said.no[unit]), 0, int(said.no[unit] & ~said.yes[unit]))


def _ring(
    name: str, ring: RingBuffer, bounds: Bounds, number: tree.Lag | tree.RollingAggregate, periods: tuple[int, int]
) -> Iterator[Unsound]:
    """What is known lies within the proved bounds, and each slot has the periods that fall to it."""
    found = bounds.of(number.of)
    low, high = (0, 0) if found is None else _ends(found, ring.decimals)
    slots = len(ring.periods)
    first, last = periods
    for slot, (values, known, there) in enumerate(zip(ring.values, ring.known, ring.periods, strict=True)):
        yield from _outside(f"{name}.values.{slot}", np.where(known, values, low), low, high)
        yield from _outside(f"{name}.known.{slot}", known, 0, 0 if found is None else 1)
        is_wrong = (there != NEVER) & ((there < first) | (there > last) | (there % slots != slot))
        for unit in np.flatnonzero(is_wrong)[:1].tolist():
            ends = first + (slot - first) % slots, last - (last - slot) % slots
            yield Unsound(f"{name}.periods.{slot}", unit, int(there[unit]), *ends, slots)


def _entries(name: str, register: EntryRegister, bounds: Bounds, entry: tree.AtEntry) -> Iterator[Unsound]:
    """What is known lies within the proved bounds."""
    found = bounds.of(entry.of)
    low, high = (0, 0) if found is None else _ends(found, register.decimals)
    yield from _outside(f"{name}.values", np.where(register.known, register.values, low), low, high)
    yield from _outside(f"{name}.known", register.known, 0, 0 if found is None else 1)


def _ends(found: Range, decimals: int) -> tuple[int, int]:
    """The ends of a range as integers, rounded outwards."""
    return (
        floor(shifted(found.low, decimals)),
        ceil(shifted(found.high, decimals)),
    )


def _outside(column: str, values: NDArray[Any], low: int, high: int) -> Iterator[Unsound]:
    for unit in np.flatnonzero((values < low) | (values > high))[:1].tolist():
        yield Unsound(column, unit, int(values[unit]), low, high)
