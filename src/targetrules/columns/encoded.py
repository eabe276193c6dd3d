"""Rows encoded as columns: units, periods and words as small integers, numbers as scaled integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.vectors import Codes, Column, Numbers, Truths
from targetrules.data import define, frozen
from targetrules.history import History, Value
from targetrules.rules import tree
from targetrules.rules.reserved import columns_of, reserved_inputs
from targetrules.source.decimals import scaled, shifted

__all__ = ["Dictionary", "EncodedTable", "encode", "storage_type"]

_NARROW: Final = 2**30


@define(slots=True, eq=False)
class Dictionary:
    """A dictionary encoding: words numbered in the order in which they come."""

    numbers: dict[str, int] = field(factory=dict)

    def number(self, word: str) -> int:
        """The word's number."""
        return self.numbers.setdefault(word, len(self.numbers))


@frozen(slots=True, eq=False)
class EncodedTable:
    """A history in columns, all of one length: the rows.

    ``units`` numbers the units from 0 (``names`` has their names by number), ``periods`` are ordinals; both may be
    integers of any width, and 32 bits serve best. ``inputs`` has Numbers (with the decimals of the input, in the type
    that :func:`storage_type` says or in 64 bits), Codes and Truths by name; reserved
    columns are among them where anything stands in them. ``above``: to which rows of which table its own belong, once
    that was looked up.
    """

    units: NDArray[Any]
    names: Sequence[str]
    periods: NDArray[Any]
    inputs: Mapping[str, Column]
    above: tuple[EncodedTable, NDArray[np.int32]] | None = field(default=None, init=False)

    def lies_below(self, table: EncodedTable, parents: NDArray[np.int32]) -> NDArray[np.int32]:
        """Keep to which rows of a table above its own belong; these positions."""
        object.__setattr__(self, "above", (table, parents))
        return parents

    def rows_of(self, unit: str, period: int) -> NDArray[np.intp]:
        """The positions of the rows of a unit in a period; ``unit`` is its name."""
        code = next((at for at, name in enumerate(self.names) if name == unit), -1)
        return np.flatnonzero((self.units == code) & (self.periods == period))

    def in_period(self, period: int) -> EncodedTable:
        """The rows of one period."""
        is_within = self.periods == period
        if is_within.all():
            return self
        rows = np.flatnonzero(is_within)
        inputs = {name: column.at(rows) for name, column in self.inputs.items()}
        return EncodedTable(self.units[rows], self.names, self.periods[rows], inputs)


def storage_type(source: tree.Input) -> type[np.int32 | np.int64]:
    """The narrowest type that holds every value of a number, as a scaled integer."""
    ends = source.low, source.high
    fits = all(end is not None and shifted(end.copy_abs(), source.decimals) < _NARROW for end in ends)
    return np.int32 if fits else np.int64


def encode(rules: tree.Rules, history: History, *, whole: bool = True) -> EncodedTable:
    """A history of rows, in columns; what is made of details is yet to come where it is not ``whole``."""
    units = Dictionary()
    numbers = np.fromiter((units.number(row.unit) for row in history.rows), np.int32, len(history.rows))
    periods = np.fromiter((row.period for row in history.rows), np.int32, len(history.rows))
    asked_for = rules.inputs if whole else rules.read_inputs
    columns: dict[str, list[Value]] = {name: [row.values[name] for row in history.rows] for name in asked_for}
    for name, asked in rules.dated_inputs.items():
        columns[name] = [row.values[name] if row.period in asked else None for row in history.rows]
    decided = {name: [row.values.get(name) for row in history.rows] for name in reserved_inputs(rules)}
    columns |= {name: values for name, values in decided.items() if any(value is not None for value in values)}
    inputs = {name: _column(rules, columns_of(rules)[name], values) for name, values in columns.items()}
    return EncodedTable(numbers, list(units.numbers), periods, inputs)


def _column(rules: tree.Rules, source: tree.Input, values: list[Value]) -> Numbers | Codes | Truths:
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    match source.kind:
        case tree.InputKind.NUMBER:
            numbers = (0 if value is None else scaled(Decimal(value), source.decimals) for value in values)
            return Numbers(np.fromiter(numbers, storage_type(source), len(values)), known, source.decimals)
        case tree.InputKind.FLAG:
            return Truths.known(np.fromiter((value is True for value in values), np.bool_, len(values)), known)
        case tree.InputKind.TEXT:
            texts = Dictionary()
            numbered = [-1 if value is None else texts.number(str(value)) for value in values]
            return Codes(np.array(numbered, np.int32), list(texts.numbers))
        case tree.InputKind.GRADE:
            return _positions([grade.id for grade in rules.grades], values)
        case tree.InputKind.CHOICE:
            return _positions(source.options, values)


def _positions(words: Sequence[str], values: list[Value]) -> Codes:
    """Where each value stands among the words; -1 where it is missing."""
    of = {word: position for position, word in enumerate(words)}
    codes = (-1 if value is None else of[str(value)] for value in values)
    return Codes(np.fromiter(codes, np.int32, len(values)))
