"""Rows of the reference engine for some rows of a table only, so that what is rare may be asked of that engine.

The table is judged anew, which costs little; rows are made for the units that are asked for, from the first period on.
Of the other units in a group they know how many there are, and what is computed over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.sizes import current
from targetrules.columns.successions import continued
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Bits, Codes, Column, Numbers, Quotients, Truths
from targetrules.data import define, frozen
from targetrules.engine.columnar.by_row.to_judged import Writer
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.judged import Judged
from targetrules.engine.members import AggregatedGroup
from targetrules.history import Row, Value
from targetrules.rules import tree
from targetrules.rules.reserved import WORDED, columns_of

__all__ = [
    "OverGroups",
    "PartWriter",
    "again_of",
    "explained_rows",
    "fraction_at",
    "inputs_of",
    "judged_rows",
    "over_groups",
]

OverGroups = Mapping[tree.Aggregate, Numbers | Quotients]

Again = tuple[CrossSection, OverGroups]


def judged_rows(machine: StateMachine, table: EncodedTable, asked: Bits) -> Mapping[int, Judged]:
    """The rows of ``table`` at the positions that are ``asked`` for, with their units' past."""
    found: dict[int, Judged] = {}
    if not asked.any():
        return found
    units, writer = _units_of(table, asked), PartWriter(machine.rules, table.names)
    for decided in _decided(machine, table):
        part = np.flatnonzero(units[decided.now.units])
        judged = writer.write_part(
            decided.now, decided.over_groups, part, decided.inputs_of(machine.rules, part), decided.again
        )
        found |= {at: row for at, row in zip(decided.rows[part].tolist(), judged, strict=True) if asked[at]}
    return found


def explained_rows(
    machine: StateMachine,
    table: EncodedTable,
    asked: Sequence[int],
    as_read: Callable[[Sequence[int]], Sequence[Row]],
) -> Iterator[Judged]:
    """The rows at these positions, one after the other, with their units' past and with what quotas counted.

    The table is decided once; rows are made of a part of those that are asked for at a time, and not kept.

    Args:
        machine: The policy.
        table: The rows.
        asked: The positions.
        as_read: Gives the rows at some positions as they were read.
    """
    positions, size = np.asarray(asked, np.intp), len(asked)
    periods = list(_decided(machine, table, int(table.periods[positions].max()))) if asked else []
    while len(positions):
        size = _at_once(table, positions, size)
        found = _explained(machine.rules, table, periods, positions[:size], as_read)
        yield from map(found.__getitem__, positions[:size].tolist())
        positions, size = positions[size:], 2 * size


def _at_once(table: EncodedTable, positions: NDArray[np.intp], most: int) -> int:
    """How many of these are made together: so many that their units do not have too many rows."""
    size = min(most, len(positions))
    while size > 1 and np.count_nonzero(_units_of(table, positions[:size])[table.units]) > current().judged:
        size //= 2
    return size


def _units_of(table: EncodedTable, rows: NDArray[np.intp] | Bits) -> Bits:
    """Which units some rows are of, by number, and those whose past they go on from."""
    units, of = np.zeros(len(table.names), np.bool_), continued(table)
    found = table.units[rows]
    while not units[found].all():
        units[found] = True
        found = [] if of is None else of[units[table.units] & (of >= 0)]
    return units


def _explained(
    rules: tree.Rules,
    table: EncodedTable,
    periods: Sequence[_Decided],
    asked: NDArray[np.intp],
    as_read: Callable[[Sequence[int]], Sequence[Row]],
) -> Mapping[int, Judged]:
    """The rows at these positions, as they were read where columns do not say it: of texts, and of rounded numbers.

    Of texts only those are told that name a group. Of earlier rows it matters where numbers were rounded then.
    """
    units, last, found = _units_of(table, asked), int(table.periods[asked].max()), dict[int, Judged]()
    wanted, writer = set(asked.tolist()), PartWriter(rules, table.names, evidence=True)
    rounds = any(source.excess == "round" for source in rules.inputs.values())
    texts = any(source.kind is tree.InputKind.TEXT and name in rules.groups for name, source in rules.inputs.items())
    for decided in periods:
        if decided.now.period <= last:
            part = np.flatnonzero(units[decided.now.units])
            judged = writer.write_part(
                decided.now, decided.over_groups, part, decided.inputs_of(rules, part), decided.again
            )
            of_period = dict(zip(decided.rows[part].tolist(), judged, strict=True))
            read = [at for at in of_period if rounds or (texts and at in wanted)]
            for at, row in zip(read, as_read(read) if read else (), strict=True):
                of_period[at].values.update(rules.asked_for(row.values, row.period))
                if row.exact:
                    of_period[at].exact = row.exact
            found |= of_period
    return found


# ---- what was decided ------------------------------------------------------------------------------------------------


@frozen(slots=True, eq=False)
class _Decided:
    """A period as it was judged: the positions of its rows, and what was computed over the groups of each.

    ``again``: the same as later periods look back at it, where that is something else.
    """

    now: CrossSection
    rows: NDArray[np.intp]
    inputs: Mapping[str, Column]
    over_groups: OverGroups
    again: Again | None = None

    def inputs_of(self, rules: tree.Rules, part: NDArray[np.intp]) -> list[dict[str, Value]]:
        """The inputs of some of its units."""
        return inputs_of(rules, self.inputs, part)


def _decided(machine: StateMachine, table: EncodedTable, last: int | None = None) -> Iterator[_Decided]:
    """One period after the other, up to the ``last``."""
    memory, successions = machine.start(len(table.names)), Successions.in_table(table)
    for period, rows, inputs in by_period(table):
        successions.take(memory, table.units, rows)
        now = machine.present(period, len(rows), inputs)
        machine.decide(memory, table.units[rows], now)
        again = again_of(machine, now, memory)
        yield _Decided(now, rows, inputs, over_groups(machine, now, memory), again)
        if period == last:
            return
        machine.remember(memory, now if again is None else again[0])


def again_of(machine: StateMachine, now: CrossSection, memory: ColumnMemory) -> Again | None:
    """A period that was decided, but not yet remembered, as later ones look back at it; None where it is no other."""
    again = machine.as_decided(memory, now)
    return None if again is None else (again, over_groups(machine, again, memory))


def over_groups(machine: StateMachine, now: CrossSection, memory: ColumnMemory) -> OverGroups:
    """All that is computed over groups, of each unit of a period that was decided, but not yet remembered."""
    formulas = Formulas.of(machine.conditions(now, memory))
    return {number: formulas.exact(number) for number in machine.over_groups}


@define(slots=True, eq=False)
class PartWriter(Writer):
    """Writes a part of the units of each period.

    ``evidence``: the rows are to be explained, and so have what their quotas counted.
    """

    evidence: bool = False

    def write_part(
        self,
        now: CrossSection,
        groups: OverGroups,
        part: NDArray[np.intp],
        inputs: Sequence[Mapping[str, Value]],
        again: Again | None = None,
    ) -> list[Judged]:
        """The rows of these units of a period that was decided; ``groups``: what is computed over groups.

        ``again``: both as later periods look back at them.
        """
        judged, seen = self.write_rows(now.at(part), inputs, None if again is None else again[0].at(part))
        if self.evidence:
            self.set_filled(judged, now, part)
        self.set_groups(judged, now, groups, part)
        if again is not None:
            self.set_groups(seen, again[0], again[1], part)
        return judged

    def set_groups(
        self, judged: Sequence[Judged], now: CrossSection, groups: OverGroups, part: NDArray[np.intp]
    ) -> None:
        """Give rows what is known of the groups of their units."""
        of_part = {number: _at(values, part) for number, values in groups.items()}
        for at, row in enumerate(judged):
            knows = partial(_told, of_part, at)
            row.cross_section = AggregatedGroup(now.size, knows)
            for standing in row.standings.values():
                if standing.members is not None:
                    standing.members = AggregatedGroup(len(standing.members), knows)

    def members(self, cross_section: list[Judged], places: RankColumns) -> Mapping[int, Sequence[Judged]]:
        """As many as there are; what is computed over them is told later."""
        del cross_section
        groups = np.unique(places.group[places.group >= 0])
        return {group: AggregatedGroup(int(places.sizes[group]), partial(_told, {}, 0)) for group in groups.tolist()}


def _at(values: Numbers | Quotients, rows: NDArray[np.intp]) -> Numbers | Quotients:
    """The numbers of some rows."""
    if isinstance(values, Numbers):
        return values.at(rows)
    return Quotients(values.above[rows], values.below[rows], values.known[rows], values.decimals)


def _told(groups: OverGroups, at: int, number: tree.Aggregate) -> Fraction | None:
    """What a function over the groups gives for the row at this position."""
    return fraction_at(groups[number], at)


def fraction_at(values: Numbers | Quotients, at: int) -> Fraction | None:
    """The number at a position, exactly; None where it is missing."""
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


def inputs_of(
    rules: tree.Rules, inputs: Mapping[str, Numbers | Codes | Truths], part: NDArray[np.intp]
) -> list[dict[str, Value]]:
    """The inputs of some rows, one mapping a row."""
    declared = columns_of(rules)
    columns = [_input(rules, declared[name], column.at(part)) for name, column in inputs.items()]
    return [dict(zip(inputs, row, strict=True)) for row in zip(*columns, strict=True)] if columns else [{}] * len(part)


def _input(rules: tree.Rules, source: tree.Input, column: Numbers | Codes | Truths) -> list[Value]:
    """A text that only groups units is told by its number."""
    if not isinstance(column, Codes):
        return values_of(column)
    codes = column.codes.tolist()
    if source.name in WORDED and column.words is not None:
        words = column.words
        return [None if code < 0 else words[code] for code in codes]
    if source.kind is tree.InputKind.TEXT:
        return [None if code < 0 else str(code) for code in codes]
    options = [grade.id for grade in rules.grades] if source.kind is tree.InputKind.GRADE else list(source.options)
    return [*map([*options, None].__getitem__, codes)]
