"""One unit of a table with all of its past, as rows of the reference engine; and everybody in its last period.

A period is decided for everybody at once, so the unit can be judged again with another value among all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.successions import continued, past_rows
from targetrules.columns.vectors import Column, Numbers, Truths
from targetrules.data import frozen
from targetrules.engine.columnar.by_row.others import OtherUnits
from targetrules.engine.columnar.by_row.part import PartWriter, again_of, over_groups
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.cuts import kept_by_words
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.columnar.memory.memory import ColumnMemory
from targetrules.engine.judged import Judged
from targetrules.engine.placing import Indexed
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node
from targetrules.rules.analysis.influence_cone import Determinant
from targetrules.rules.succession import predecessor_of
from targetrules.source.decimals import scaled

__all__ = ["Everybody", "everybody"]

Texts = Callable[[str], Sequence[Value]]
"""The values of a text input, in the rows of the last period."""


def everybody(
    rules: tree.Rules, table: EncodedTable, unit: int, values: Sequence[Mapping[str, Value]], texts: Texts
) -> Everybody:
    """All units of a table in its last period, in which ``unit`` has a row.

    ``values`` are those of the rows that are the unit's past, and of that row.
    """
    machine = StateMachine(rules)
    numbers, units = np.unique(table.units, return_inverse=True)
    names = _Names(numbers, table.names)
    memory, waiting = machine.start(len(numbers)), iter(values)
    writer = PartWriter(rules, names, evidence=True)
    last = int(table.periods.max())
    own, successions = past_rows(table, unit, last), _successions(table, numbers)
    for period, rows, inputs in by_period(table):
        successions.take(memory, units, rows)
        now = machine.present(period, len(rows), inputs)
        machine.decide(memory, units[rows], now)
        part = np.flatnonzero(np.isin(rows, own))
        given = [next(waiting) for _ in part]
        again = again_of(machine, now, memory)
        writer.write_part(now, over_groups(machine, now, memory), part, given, again)
        if period == last:
            break
        machine.remember(memory, now if again is None else again[0])
    writer.judged[-1].kept = kept_by_words(memory.cuts, rules.cuts)
    return Everybody(machine, memory, now, inputs, int(part[0]), writer.judged[-1], given[0], texts, names)


def _successions(table: EncodedTable, numbers: NDArray[Any]) -> Successions:
    """Those of the table, by the numbers that units have among its own."""
    of = continued(table)
    if of is None:
        return Successions(None)
    return Successions(np.where(np.isin(of, numbers), np.searchsorted(numbers, of), -1).astype(np.int32))


@frozen(slots=True, eq=False)
class _Names:
    """The names of some units of a table, by their numbers among these."""

    numbers: NDArray[Any]
    of_table: Sequence[str]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, at: int) -> str:
        return self.of_table[int(self.numbers[at])]


@frozen(eq=False)
class Everybody:
    """The units of a period as they were decided. ``at``: the position of the unit, whose row is ``row``."""

    machine: StateMachine
    memory: ColumnMemory
    now: CrossSection
    inputs: Mapping[str, Column]
    at: int
    row: Judged
    given: Mapping[str, Value]
    texts: Texts
    names: Indexed[str]

    @property
    def size(self) -> int:
        """How many units there are."""
        return self.now.size

    @property
    def others(self) -> OtherUnits:
        """All of them but the unit."""
        return OtherUnits(self)

    def again(
        self,
        values: Mapping[str, Value],
        needed: Collection[Node] | None = None,
        others: Mapping[str, Mapping[str, Value]] | None = None,
    ) -> Everybody:
        """All of them judged again, with other values of the unit and of others; all rules, which cost little more."""
        del needed
        inputs = self._changed({self.at: values, **self._placed(others or {})})
        now = self.machine.present(self.now.period, self.now.size, inputs)
        self.machine.decide(self.memory, self.now.units, now)
        given = {**self.given, **values}
        prior = self.row.prior
        latest = {} if prior is None else {predecessor_of(self.row.unit, given): prior}
        writer = PartWriter(self.machine.rules, self.names, latest)
        groups = over_groups(self.machine, now, self.memory)
        (row,) = writer.write_part(now, groups, np.array([self.at]), [given])
        row.kept = self.row.kept
        return attrs.evolve(self, now=now, inputs=inputs, row=row, given=given)

    def _placed(self, others: Mapping[str, Mapping[str, Value]]) -> Mapping[int, Mapping[str, Value]]:
        """The values of other units by the positions of these; of those that are not here nothing is asked."""
        if not others:
            return {}
        units = enumerate(self.now.units.tolist())
        return {at: others[name] for at, unit in units if (name := self.names[unit]) in others}

    def _changed(self, values: Mapping[int, Mapping[str, Value]]) -> Mapping[str, Column]:
        """The columns with other values at some positions."""
        inputs = dict(self.inputs)
        for name in dict.fromkeys(name for of_unit in values.values() for name in of_unit):
            column = inputs[name]
            arrays = [array.copy() for array in column.arrays]
            for at, of_unit in values.items():
                if name in of_unit:
                    for array, entry in zip(arrays, self._entries(name, column, of_unit[name]), strict=True):
                        array[at] = entry
            inputs[name] = column.with_arrays(arrays)
        return inputs

    def _entries(self, name: str, column: Column, value: Value) -> tuple[Any, ...]:
        match column:
            case Numbers() if isinstance(value, Decimal):
                return scaled(value, column.decimals), True
            case Numbers():
                return 0, False
            case Truths():
                return value is True, value is False
            case _:
                return (-1 if value is None else self.code(name, value),)

    def code(self, name: str, value: Value) -> int:
        """The number of a word; -1 where none of these rows has it."""
        rules = self.machine.rules
        source = rules.inputs[name]
        if value == self.given[name]:
            return int(self.now.codes(name).codes[self.at])
        if source.kind is tree.InputKind.TEXT:
            codes = self.now.codes(name).codes.tolist()
            return next((code for text, code in zip(self.texts(name), codes, strict=True) if text == value), -1)
        if source.kind is tree.InputKind.GRADE:
            return rules.grade_position[str(value)]
        return source.options.index(str(value))

    # ---- of everybody ------------------------------------------------------------------------------------------------

    def numbers(self, number: tree.Number) -> Numbers:
        """A number of each of them that needs no rounding."""
        return Formulas.of(self.machine.conditions(self.now, self.memory)).number(number)

    def decided(self, what: Determinant) -> bytes:
        """How something came out of each of them: which side is greater, who has a place, the grade each first has."""
        match what:
            case tree.Compare():
                conditions = self.machine.conditions(self.now, self.memory)
                above, equal = (conditions.holds(attrs.evolve(what, how=how)) for how in ("above", "equals"))
                return _packed(above.yes, above.no, equal.yes)
            case tree.RankCutoff():
                return _packed(*self.machine.conditions(self.now, self.memory).holds(what).arrays)
            case Node():
                return b"" if self.now.source_grade is None else self.now.source_grade.tobytes()
            case left, right:
                return self._greater(left, right)

    def _greater(self, left: tree.Number, right: tree.Number) -> bytes:
        one, two = self.numbers(left), self.numbers(right)
        decimals, known = max(one.decimals, two.decimals), one.known & two.known
        first, second = one.with_decimals(decimals), two.with_decimals(decimals)
        return _packed((first > second) & known, (first == second) & known, known)


def _packed(*arrays: NDArray[Any]) -> bytes:
    return b"".join(array.tobytes() for array in arrays)
