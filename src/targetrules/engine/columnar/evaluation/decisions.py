"""What was decided of the units of a period, which later periods look back at in place of what was computed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Codes, Column, Rows, blend, selected
from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, Decision, decided_of, remarks_of
from targetrules.rules.reserved import reserved_inputs

__all__ = ["Decisions", "are_there"]

_NOT_DECIDED: Final = -2


def are_there(inputs: Collection[str]) -> bool:
    """Whether results have a column of what was decided."""
    return DECIDED_GRADE in inputs or DECIDED_RECEIVED in inputs


@frozen(slots=True, eq=False)
class Decisions:
    """What was decided. ``grade`` has positions of grades, -1 for none, -2 where nothing was decided of it.

    ``decided`` marks the units of whom it was decided what they receive, ``received`` by consequence those who do.
    """

    grade: NDArray[np.int8]
    decided: Bits
    received: Mapping[str, Bits]

    @staticmethod
    def of(rules: tree.Rules, values: Mapping[str, Column], size: int) -> Decisions | None:
        """Those in the inputs of so many units; None where nothing was decided of any."""
        columns = {name: values[name] for name in (DECIDED_GRADE, DECIDED_RECEIVED) if name in values}
        if not any(column.known.any() for column in columns.values() if isinstance(column, Codes)):
            return None
        nothing = Decisions.nothing(rules, size)
        grade, decided, received = nothing.grade, nothing.decided, nothing.received
        for rows, decision in _each(rules, columns):
            if decision.grade is not None:
                grade[rows] = rules.grade_position.get(decision.grade, -1)
            if decision.received is not None:
                decided |= rows
                for id_ in decision.received:
                    np.logical_or(received[id_], rows, out=received[id_])
        return Decisions(grade, decided, received)

    def grades(self, computed: NDArray[np.int8]) -> NDArray[np.int8]:
        """The grades that were decided, and those that were computed where nothing was."""
        return blend(self.grade == _NOT_DECIDED, computed, self.grade)

    @staticmethod
    def nothing(rules: tree.Rules, size: int) -> Decisions:
        """Nothing was decided of so many units."""
        grade, decided = np.full(size, _NOT_DECIDED, np.int8), np.zeros(size, np.bool_)
        return Decisions(grade, decided, {rule.id: np.zeros(size, np.bool_) for rule in rules.consequences})

    def at(self, rows: Rows) -> Decisions:
        """Those of some units."""
        received = {id_: selected(each, rows) for id_, each in self.received.items()}
        return Decisions(selected(self.grade, rows), selected(self.decided, rows), received)

    def receipts(self, computed: Mapping[str, Bits]) -> dict[str, Bits]:
        """Who receives what was decided, and what was computed where nothing was."""
        return {id_: (each & ~self.decided) | self.received[id_] for id_, each in computed.items()}

    def differences(self, rules: tree.Rules, grade: NDArray[np.int8], received: Mapping[str, Bits]) -> Iterator[Bits]:
        """Where other things were decided than were computed, in the order of the remarks that tell of it."""
        for remark in remarks_of(rules):
            match remark.code:
                case "other-grade-decided":
                    position = rules.grade_position.get(remark.about, -1)
                    yield (self.grade == position) & (grade != position)
                case "also-decided":
                    yield self.received[remark.about] & ~received[remark.about]
                case _:
                    yield self.decided & ~self.received[remark.about] & received[remark.about]


def _each(rules: tree.Rules, columns: Mapping[str, Column]) -> Iterator[tuple[Bits, Decision]]:
    """Each different thing that was decided, and of whom."""
    for name, column in columns.items():
        if not isinstance(column, Codes):
            raise InternalError(f"{name} has no words")
        words = reserved_inputs(rules)[name].options if name == DECIDED_GRADE else column.words
        for code in np.unique(column.codes[column.known]).tolist():
            decision = decided_of(rules, {name: words[code] if words is not None else None})
            if decision is not None:
                yield column.codes == code, decision
