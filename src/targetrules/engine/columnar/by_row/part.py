"""Rows of the reference engine for some rows of a table only, so that what is rare may be asked of that engine.

The table is judged anew, which costs little; rows are made for the units that are asked for, from the first period on.
Of the other units in a group they know how many there are, and what is computed over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Bits, Codes, Numbers, Quotients, Truths
from targetrules.engine.columnar.by_row.to_judged import Writer
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.columnar.memory.memory import Memory
from targetrules.engine.judged import Judged
from targetrules.engine.members import AggregatedGroup, GroupFormula
from targetrules.engine.numbers import Formula
from targetrules.history import Value
from targetrules.rules import tree

__all__ = ["JudgedRows", "PartWriter", "judged_rows"]


@frozen(slots=True, eq=False)
class JudgedRows:
    """Rows by their positions in the table; ``formula`` asks their groups for what was computed over them."""

    rows: Mapping[int, Judged]
    formula: Formula = field(factory=GroupFormula)


def judged_rows(machine: StateMachine, table: EncodedTable, asked: Bits) -> JudgedRows:
    """The rows of ``table`` at the positions that are ``asked`` for, with their units' past."""
    found: dict[int, Judged] = {}
    if not asked.any():
        return JudgedRows(found)
    units = np.zeros(len(table.names), np.bool_)
    units[table.units[asked]] = True
    writer = PartWriter.of(machine, table.names)
    memory = machine.start(len(table.names))
    for period, rows, inputs in by_period(table):
        now = machine.present(period, len(rows), inputs)
        machine.decide(memory, table.units[rows], now)
        part = np.flatnonzero(units[now.units])
        judged = writer.write_part(now, memory, part, _inputs(machine.rules, inputs, part))
        machine.remember(memory, now)
        found |= {at: row for at, row in zip(rows[part].tolist(), judged, strict=True) if asked[at]}
    return JudgedRows(found)


@define(slots=True, eq=False)
class PartWriter(Writer):
    """Writes a part of the units of each period. ``groups``: all that is computed over groups.

    ``evidence``: the rows are to be explained, and so have what their quotas counted.
    """

    groups: Sequence[tree.Aggregate] = ()
    evidence: bool = False

    @staticmethod
    def of(
        machine: StateMachine,
        names: Sequence[str],
        latest: Mapping[str, Judged] | None = None,
        *,
        evidence: bool = False,
    ) -> PartWriter:
        """A writer of what this machine judges; ``latest`` has the latest row of each unit."""
        return PartWriter(machine.rules, names, dict(latest or {}), [], machine.over_groups, evidence)

    def write_part(
        self, now: CrossSection, memory: Memory, part: NDArray[np.intp], inputs: Sequence[Mapping[str, Value]]
    ) -> list[Judged]:
        """The rows of these units of a cross-section that was decided, but not yet remembered."""
        made = len(self.judged)
        self.write_rows(now.at(part), inputs)
        judged = self.judged[made:]
        if self.evidence:
            self.set_filled(judged, now, part)
        formulas = Formulas(now, memory, now.never())
        temporal = {number: _at(formulas.exact(number), part) for number in self.groups}
        for at, row in enumerate(judged):
            knows = partial(_told, temporal, at)
            row.cross_section = AggregatedGroup(now.size, knows)
            for standing in row.standings.values():
                if standing.members is not None:
                    standing.members = AggregatedGroup(len(standing.members), knows)
        return judged

    def members(self, cross_section: list[Judged], places: RankColumns) -> Mapping[int, Sequence[Judged]]:
        """As many as there are; what is computed over them is told later."""
        del cross_section
        return {
            group: AggregatedGroup(size, partial(_told, {}, 0)) for group, size in enumerate(places.sizes[:-1].tolist())
        }


def _at(values: Numbers | Quotients, rows: NDArray[np.intp]) -> Numbers | Quotients:
    """The numbers of some rows."""
    if isinstance(values, Numbers):
        return values.at(rows)
    return Quotients(values.above[rows], values.below[rows], values.known[rows], values.decimals)


def _told(temporal: Mapping[tree.Aggregate, Numbers | Quotients], at: int, number: tree.Aggregate) -> Fraction | None:
    """What a function over the groups gives for the row at this position."""
    values = temporal[number]
    if not values.known[at]:
        return None
    if isinstance(values, Quotients):
        return _fraction(int(values.above[at]), int(values.below[at]), values.decimals)
    return _fraction(int(values.values[at]), 1, values.decimals)


@lru_cache
def _fraction(above: int, below: int, decimals: int) -> Fraction:
    """A quotient in units of the last decimal; all units of a group have the same."""
    return Fraction(above, below) / Fraction(10) ** decimals


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
