"""Rows of the reference engine for some rows of a table only, so that what is rare may be asked of that engine.

The table is judged anew, which costs little; rows are made for the units that are asked for, from the first period on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import overload

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.coded import Coded
from targetrules.engine.columnar.numbers import Formulas
from targetrules.engine.columnar.places import Places
from targetrules.engine.columnar.step import Machine
from targetrules.engine.columnar.to_judged import Writer, values_of
from targetrules.engine.columnar.vectors import Bits, Codes, Numbers, Quotients, Truths
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.nodes import nodes_of

__all__ = ["JudgedRows", "judged_rows"]


@frozen(slots=True, eq=False)
class JudgedRows:
    """Rows by their positions in the table; ``formula`` knows what was computed over their groups."""

    rows: Mapping[int, Judged]
    formula: Formula


def judged_rows(machine: Machine, table: Coded, asked: Bits) -> JudgedRows:
    """The rows of ``table`` at the positions that are ``asked`` for, with their units' past.

    Of the other units in a group they know only how many there are; what is computed over them is told by the formula.
    """
    found: dict[int, Judged] = {}
    formula = Formula()
    if not asked.any():
        return JudgedRows(found, formula)
    units = np.zeros(len(table.names), np.bool_)
    units[table.units[asked]] = True
    groups = [each for each in nodes_of(tuple(machine.rules.measures.values())) if isinstance(each, tree.Group)]
    writer = _PartWriter(machine.rules, table.names)
    memory = machine.start(len(table.names))
    for period, rows, inputs in table.by_period():
        before = deepcopy(memory) if groups else memory
        now = machine.step(memory, period, table.units[rows], inputs)
        part = np.flatnonzero(units[now.units])
        made = len(writer.judged)
        writer.write(now.at(part), _inputs(machine.rules, inputs, part))
        judged = writer.judged[made:]
        for number in groups:
            _remember(formula, number, judged, Formulas(now, before, now.never()).exact(number), part)
        found |= {at: row for at, row in zip(rows[part].tolist(), judged, strict=True) if asked[at]}
    return JudgedRows(found, formula)


@define(slots=True, eq=False)
class _PartWriter(Writer):
    """Writes a part of the units, so that a group is only as many members as it has."""

    def members(self, cohort: list[Judged], places: Places) -> Mapping[int, Sequence[Judged]]:
        del cohort
        return {group: _Uncalled(size) for group, size in enumerate(places.sizes[:-1].tolist())}


@frozen(slots=True, eq=False)
class _Uncalled(Sequence[Judged]):
    """The members of a group, of whom only the number is asked."""

    size: int

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> Judged: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Judged]: ...

    def __getitem__(self, index: int | slice) -> Judged | Sequence[Judged]:
        raise LookupError(index)


def _remember(
    formula: Formula,
    number: tree.Group,
    judged: Iterable[Judged],
    values: Numbers | Quotients,
    part: NDArray[np.intp],
) -> None:
    """Let the formula know what the number is in each of the rows' groups."""
    for row, at in zip(judged, part.tolist(), strict=True):
        members = row.members(number.ranking)
        if members is not None and (id(number), id(members)) not in formula.over_groups:
            formula.over_groups[id(number), id(members)] = _fraction(values, at)


def _fraction(values: Numbers | Quotients, at: int) -> Fraction | None:
    if not values.known[at]:
        return None
    if isinstance(values, Quotients):
        return Fraction(int(values.above[at]), int(values.below[at]) * 10**values.decimals)
    return Fraction(int(values.values[at]), 10**values.decimals)


# ---- inputs ----------------------------------------------------------------------------------------------------------


def _inputs(
    rules: tree.Rules, inputs: Mapping[str, Numbers | Codes | Truths], part: NDArray[np.intp]
) -> list[dict[str, Value]]:
    columns = [_input(rules, rules.inputs[name], column.at(part)) for name, column in inputs.items()]
    return [dict(zip(inputs, row, strict=True)) for row in zip(*columns, strict=True)] if columns else [{}] * len(part)


def _input(rules: tree.Rules, source: tree.Input, column: Numbers | Codes | Truths) -> list[Value]:
    """A text, which only groups units, is told by its number."""
    if not isinstance(column, Codes):
        return values_of(column)
    codes = column.codes.tolist()
    if source.kind is tree.InputKind.TEXT:
        return [None if code < 0 else str(code) for code in codes]
    words = [grade.id for grade in rules.grades] if source.kind is tree.InputKind.GRADE else list(source.options)
    return [*map([*words, None].__getitem__, codes)]
