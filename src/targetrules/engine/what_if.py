"""The reference engine asked what would be: the units of a period, judged again with another input of one of them.

For the sake of that unit: of the others is found what they bring into its judgement, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
from attrs import field

from targetrules.data import frozen
from targetrules.engine.interface import InQuota, OtherUnits, WhatIf
from targetrules.engine.judged import Judged, put_together
from targetrules.engine.members import GroupFormula
from targetrules.engine.numbers import Formula, known
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History, Row, Value, by_period
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, dependencies_of, node_of
from targetrules.rules.analysis.influence_cone import Determinant
from targetrules.rules.analysis.peers import PeerClosure
from targetrules.rules.succession import rows_of_past

__all__ = ["GroupKey", "OneUnit", "UnitsByRows", "before_quotas", "judged_by_rows", "sign"]

GroupKey = tuple[Value, ...]


def sign(left: Any, right: Any) -> int | None:
    """Which of two numbers is greater; None where one is missing."""
    return None if left is None or right is None else (left > right) - (left < right)


@frozen(slots=True)
class OneUnit(ReferenceEngine):
    """Judges ``unit`` whole. Where the past of others matters, all that is decided of them may matter later."""

    unit: str
    closure: PeerClosure

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        """Find it for all, or for the unit alone. Numbers are always found: trends look at those of others."""
        spared = not isinstance(definition, tree.Measure) and node_of(definition) not in self.closure.needed
        if spared and not self.closure.pasts:
            cross_section = [now for now in cross_section if self.is_whole(now)]
        super().define(definition, cross_section)

    def is_whole(self, now: Judged) -> bool:
        """Whether all of a row must be found."""
        return now.unit == self.unit

    def set_consequences(self, now: Judged) -> None:
        """What follows for others matters only later, if at all."""
        if self.closure.pasts or self.is_whole(now):
            super().set_consequences(now)

    def formula(self) -> GroupFormula:
        """Groups may be known as a whole."""
        return GroupFormula(holds=self.holds)

    def decided(self, what: Determinant, now: Judged, formula: Formula) -> object:
        """How it came out of a unit: which number is greater, whether it has a place, the grade that it first has."""
        match what:
            case tree.Compare():
                return sign(now.leaf(what.left), now.leaf(what.right))
            case tree.RankCutoff():
                return self.place(what, now)
            case Node():
                return now.first_grade
            case left, right:
                return sign(formula.number(left, now), formula.number(right, now))


def judged_by_rows(rules: tree.Rules, history: History, unit: str, period: int) -> WhatIf:
    """The rows of a history that matter, up to the period."""
    latest, periods = dict[str, Judged](), by_period(history)
    names = frozenset(row.unit for row in rows_of_past(history, unit, period))
    engine = _WithPast(rules, unit, PeerClosure.of(rules), names)
    for earlier in sorted(periods)[:-1]:
        computed = engine.period(periods[earlier], latest)
        latest.update((each.unit, each) for each in engine.as_decided(computed, periods[earlier], latest))
    rows = periods[period]
    (now,) = (each for each in engine.period(rows, latest) if each.unit == unit)
    (given,) = (row.values for row in rows if row.unit == unit)
    return _ByRows(engine, now, given, rows)


@frozen(slots=True)
class _WithPast(OneUnit):
    """Judges also those whole whose past the unit goes on from: ``names``."""

    names: frozenset[str]

    def is_whole(self, now: Judged) -> bool:
        return now.unit in self.names


@frozen
class _ByRows:
    """``read`` are the rows of the period as they were read, whatever is changed."""

    engine: OneUnit
    row: Judged
    given: Mapping[str, Value]
    read: Sequence[Row]

    @property
    def size(self) -> int:
        return len(self.read)

    def texts(self, name: str) -> Sequence[Value]:
        return [row.values[name] for row in self.read]

    def again(
        self,
        values: Mapping[str, Value],
        needed: Collection[Node] | None = None,
        others: Mapping[str, Mapping[str, Value]] | None = None,
    ) -> WhatIf:
        engine, row, others = self.engine, self.row, others or {}
        order = (each for each in engine.rules.order if needed is None or node_of(each) in needed)
        rules, changed = attrs.evolve(engine.rules, order=tuple(order)), frozenset((row.unit, *others))
        anew = _Anew(rules, row.unit, engine.closure, self.moved, changed)
        given = {**self.given, **values}
        return attrs.evolve(self, row=anew.judged(Row(row.unit, row.period, given), row, others), given=given)

    @cached_property
    def moved(self) -> frozenset[Node]:
        """The definitions that may give others something else where one unit has another value."""
        graph = dependencies_of(self.engine.rules)
        return frozenset({GRADE, *graph.resting_on(graph.comparisons)})

    def decided(self, what: Determinant) -> object:
        formula = self.engine.formula()
        return tuple(self.engine.decided(what, now, formula) for now in self.row.cross_section)

    @property
    def others(self) -> OtherUnits:
        return UnitsByRows(self.engine, [each for each in self.row.cross_section if each is not self.row])


@frozen(slots=True)
class _Anew(OneUnit):
    """Of others only what may have changed is found again: ``moved``, which rests on places or groups.

    ``changed`` are those with other values than before, the unit among them.
    """

    moved: frozenset[Node]
    changed: frozenset[str]

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        stays = node_of(definition) not in self.moved
        super().define(
            definition, [now for now in cross_section if now.unit in self.changed] if stays else cross_section
        )

    def judged(self, row: Row, earlier: Judged, others: Mapping[str, Mapping[str, Value]]) -> Judged:
        """The unit with another row than ``earlier``, among the others, who start without a place and a grade."""
        now = self.start(row, earlier.prior)
        now.kept = earlier.kept
        cross_section = [
            now
            if each is earlier
            else Judged(each.unit, each.period, {**each.values, **others.get(each.unit, {})}, each.prior)
            for each in earlier.cross_section
        ]
        put_together(cross_section)
        for each in cross_section:
            each.kept = earlier.kept
        for definition in self.rules.order:
            self.define(definition, cross_section)
        self.set_consequences(now)
        return now


@frozen(slots=True)
class UnitsByRows:
    """Units that were judged, asked as others are; ``groups`` keeps who are ranked in each group of a ranking."""

    engine: OneUnit
    units: Sequence[Judged]
    groups: dict[str, dict[GroupKey, list[Judged]]] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.units)

    def ranked(self, ranking: tree.Ranking, group: GroupKey) -> Sequence[list[Any]]:
        return self._keys(ranking, self._members(ranking, group))

    def in_quota(self, quota: tree.Quota, group: GroupKey) -> InQuota:
        engine, ranking = self.engine, self.engine.rules.rankings[quota.ranking]
        down_to, members = engine.rules.down_to(quota), self._members(ranking, group)
        graded = [(engine.position(grade), each) for each in members if (grade := before_quotas(each)) is not None]
        better = [each for position, each in graded if position < down_to]
        free = [each for each in better if engine.lowest(each) >= down_to]
        return InQuota(self._keys(ranking, free), len(better) - len(free), len(graded) - len(better))

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: GroupKey
    ) -> tuple[Sequence[Fraction], Fraction]:
        units, formula = self.units if ranking is None else self._members(ranking, group), self.engine.formula()
        values = known(formula.number(number, each) for each in units)
        return sorted(values), sum(values, Fraction(0))

    def _keys(self, ranking: tree.Ranking, units: Sequence[Judged]) -> Sequence[list[Any]]:
        return sorted(self.engine.keys(ranking, each) for each in units)

    def _members(self, ranking: tree.Ranking, group: GroupKey) -> list[Judged]:
        """Those who are ranked in the group."""
        if ranking.name not in self.groups:
            groups = self.groups[ranking.name] = {}
            for each in self.units:
                own = self.engine.group(ranking, each)
                if self.engine.is_ranked(ranking, own, each) is True:
                    groups.setdefault(own, []).append(each)
        return self.groups[ranking.name].get(group, [])


def before_quotas(now: Judged) -> str | None:
    """The grade that a unit had before any quota."""
    steps = [step for step in now.steps if not isinstance(step.rule, tree.Quota)]
    return steps[-1].after if steps else now.first_grade
