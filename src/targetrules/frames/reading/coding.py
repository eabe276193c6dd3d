"""The columns of a frame, each read by what it is to hold; two at a time, where there are many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.frames.column import Column
from targetrules.frames.kinds import Frame
from targetrules.frames.reading.names import Lazy, Names, names_of
from targetrules.frames.reading.numbers import numbers_of
from targetrules.frames.reading.periods import periods_of
from targetrules.frames.reading.words import flags_of, words_of
from targetrules.results.cells.cells import input_reader, period_reader, unit_reader
from targetrules.results.columns import Columns
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.rules.tree import Input, InputKind, Rules
from targetrules.second_thread import SecondThread

__all__ = ["Coding", "read_columns"]

_MANY: Final = 50_000
"""Rows from which on it pays to read two columns at a time; NumPy and Arrow let go of the lock on the way."""

_Rows = NDArray[np.intp]
_Values = Numbers | Codes | Truths


@frozen(slots=True, eq=False)
class Coding:
    """What the columns hold, and with periods and inputs the rows in which there is nothing that can be used.

    ``groups`` are the texts that name groups.
    """

    units: Names
    periods: tuple[NDArray[np.int32], _Rows]
    inputs: Mapping[str, tuple[_Values, _Rows]]
    groups: Mapping[str, Names]

    def merged(self) -> Counter[str]:
        """How many names were read as others."""
        return sum((each.merged for each in self.groups.values()), self.units.merged)


def read_columns(
    rules: Rules, frame: Frame, columns: Columns, known: pa.Array | None = None, naming: Naming = AS_WRITTEN
) -> Coding:
    """Read all columns that are used; where there is none, nothing stands anywhere. ``known`` units come first."""
    tasks: list[Callable[[], Any]] = [
        partial(_units, frame, columns.unit, known, naming),
        partial(_periods, rules, frame, columns.period),
        *(partial(_input, rules, one, frame, columns.inputs.get(name), naming) for name, one in rules.inputs.items()),
    ]
    units, periods, *read = _done(tasks, together=frame.size >= _MANY)
    found = dict(zip(rules.inputs, read, strict=True))
    groups = {name: each for name, each in found.items() if isinstance(each, Names) and name in rules.groups}
    inputs = {name: (Codes(each.codes), each.bad) if isinstance(each, Names) else each for name, each in found.items()}
    return Coding(units, periods, inputs, groups)


def _done(tasks: Sequence[Callable[[], Any]], *, together: bool) -> list[Any]:
    if not together:
        return [task() for task in tasks]
    with SecondThread() as second:
        return second.map(lambda task: task(), tasks)


def _units(frame: Frame, position: int | None, known: pa.Array | None, naming: Naming) -> Names:
    if position is None:
        return Names(np.full(frame.size, -1, np.int32), Lazy(pa.nulls(0, pa.string())), np.zeros(0, np.intp))
    read = unit_reader(naming, () if known is None else Lazy(known))
    return names_of(read, frame.column(position), known, naming)


def _periods(rules: Rules, frame: Frame, position: int | None) -> tuple[NDArray[np.int32], _Rows]:
    if position is None:
        return np.zeros(frame.size, np.int32), np.zeros(0, np.intp)
    return periods_of(rules.period, period_reader(rules.period), frame.column(position))


def _input(
    rules: Rules, one: Input, frame: Frame, position: int | None, naming: Naming
) -> tuple[_Values, _Rows] | Names:
    column = _nothing(one, frame.size) if position is None else frame.column(position)
    read = input_reader(rules, one, naming)
    match one.kind:
        case InputKind.NUMBER:
            return numbers_of(one, read, column)
        case InputKind.GRADE:
            return words_of([grade.id for grade in rules.grades], read, column)
        case InputKind.CHOICE:
            return words_of(one.options, read, column)
        case InputKind.FLAG:
            return flags_of(read, column)
        case InputKind.TEXT:
            return names_of(read, column, naming=naming if one.name in rules.groups else AS_WRITTEN)


def _nothing(one: Input, size: int) -> Column:
    return pa.chunked_array([pa.nulls(size, pa.float64() if one.kind is InputKind.NUMBER else pa.string())])
