"""What is decided, in columns: one entry for each row that was judged, in the order in which the rows came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort
from targetrules.engine.columnar.vectors import Bits, Numbers, Truths
from targetrules.rules import tree

__all__ = ["OutcomeColumns", "Ranks"]


@frozen(slots=True, eq=False)
class Ranks:
    """Places in one ranking: the rank from 1 (0: none), and how many of the unit's group are ranked (-1: not known)."""

    rank: NDArray[np.int32]
    size: NDArray[np.int32]


@frozen(slots=True, eq=False)
class OutcomeColumns:
    """The outcomes of a table, everything by its name in the policy.

    ``grade`` has positions in the policy's grades, -1 is none. ``consequences`` are true where received, false where
    not (or replaced), and unknown where their condition is. ``undetermined`` marks the rows in which any rule of
    grading, status or consequence could not be determined, ``divided_by_zero`` those in which a measure was so lost.
    """

    measures: Mapping[str, Numbers]
    places: Mapping[str, Ranks]
    grade: NDArray[np.int8]
    conditions: Mapping[str, Truths]
    statuses: Mapping[str, Bits]
    consequences: Mapping[str, Truths]
    replaced: Mapping[str, Bits]
    undetermined: Bits
    divided_by_zero: Mapping[str, Bits] = field(factory=dict)

    @staticmethod
    def of(rules: tree.Rules, size: int) -> OutcomeColumns:
        """Columns for so many rows, nothing written yet."""
        replaceable = {id_ for rule in rules.consequences for id_ in rule.replaces}
        return OutcomeColumns(
            {name: Numbers(np.zeros(size, np.int64), _no(size), m.decimals) for name, m in rules.measures.items()},
            {name: Ranks(np.zeros(size, np.int32), np.zeros(size, np.int32)) for name in rules.rankings},
            np.full(size, -1, np.int8),
            {name: Truths(_no(size), _no(size)) for name in rules.conditions},
            {name: _no(size) for name in rules.statuses},
            {rule.id: Truths(_no(size), _no(size)) for rule in rules.consequences},
            {rule.id: _no(size) for rule in rules.consequences if rule.id in replaceable},
            _no(size),
            {name: _no(size) for name in rules.measures},
        )

    def write(self, rows: NDArray[np.intp], now: Cohort) -> None:
        """Take over what was found for the rows of one period."""
        for name, numbers in self.measures.items():
            found: Any = now.values[name]
            numbers.values[rows], numbers.known[rows] = found.values, found.known
        for name, ranks in self.places.items():
            places = now.places[name]
            ranks.rank[rows] = places.rank
            ranks.size[rows] = np.where(places.group >= 0, places.sizes[places.group], -1)
        self.grade[rows] = now.grade
        for name, condition in self.conditions.items():
            _write(condition, rows, now.values[name])
        for name, status in self.statuses.items():
            status[rows] = now.ages[name] > 0
        self._write_consequences(rows, now)
        for name, zero in now.divided_by_zero.items():
            self.divided_by_zero[name][rows] = zero
        self.undetermined[rows] = undetermined(now)

    def _write_consequences(self, rows: NDArray[np.intp], now: Cohort) -> None:
        for id_, truths in self.consequences.items():
            received, fired = now.received[id_], now.fired.get(id_)
            unknown = now.never() if fired is None else fired.unknown
            truths.yes[rows], truths.no[rows] = received, ~(received | unknown)
        for id_, by in now.replaced.items():
            self.replaced[id_][rows] = np.logical_or.reduce(list(by.values()))


def undetermined(now: Cohort) -> Bits:
    """Where any rule of grading, status or consequence is unknown."""
    found = now.never()
    for stage in now.steps:
        if not isinstance(stage.rule, tree.Quota):
            found |= stage.concerns & ~stage.holds
    for unsure in now.unsure.values():
        found |= unsure
    for fired in now.fired.values():
        found |= fired.unknown
    return found


def _no(size: int) -> Bits:
    return np.zeros(size, np.bool_)


def _write(truths: Truths, rows: NDArray[np.intp], found: Any) -> None:
    truths.yes[rows], truths.no[rows] = found.yes, found.no
