"""The units of a period judged anew one at a time, each among the others as they are.

Who judges thousands of units so cannot look at all others for each: what is asked of the others of a unit is found of
all units once, and that of the unit itself is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeVar

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.engine.among import Among, Others
from targetrules.engine.interface import InQuota
from targetrules.engine.judged import Judged
from targetrules.engine.placing import Indexed
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.what_if import GroupKey, OneUnit, UnitsByRows, before_quotas
from targetrules.history import Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.peers import PeerClosure, feeds_back

__all__ = ["OneByOne"]

_Value = TypeVar("_Value")


@frozen(slots=True, eq=False)
class _Without(Generic[_Value]):
    """Values, the least first, without one of them, which stands ``at`` a position."""

    ordered: Sequence[_Value]
    at: int

    def __len__(self) -> int:
        return len(self.ordered) - 1

    def __getitem__(self, at: int) -> _Value:
        return self.ordered[at + (at >= self.at)]


@define(slots=False, eq=False)
class OneByOne:
    """All units of a period as they were judged, of which each may be judged anew.

    Attributes:
        rules: The policy.
        rows: The rows of the period, as they were read.
        latest: The latest row of each unit before the period, as the period looks back at it.
        judged: The rows as they were judged, in the same order.
    """

    rules: tree.Rules
    rows: Sequence[Row]
    latest: dict[str, Judged]
    judged: Sequence[Judged]
    _found: dict[Any, Any] = field(factory=dict)

    @cached_property
    def is_alone(self) -> bool:
        """Whether it is enough to judge the unit: what others bring in stays as it is, whatever becomes of it."""
        return not feeds_back(self.rules) and not self.rules.quotas_in_turn

    @cached_property
    def engine(self) -> OneUnit:
        """What is asked of units that are judged."""
        return OneUnit(self.rules, "", PeerClosure.of(self.rules))

    @cached_property
    def everybody(self) -> UnitsByRows:
        """All units."""
        return UnitsByRows(self.engine, self.judged)

    def anew(self, at: int, values: Mapping[str, Value], measures: Mapping[str, Decimal] | None = None) -> Judged:
        """The unit of a row judged anew, among the others as they are.

        Args:
            at: The position of the row.
            values: Other values of its inputs, by name.
            measures: Numbers that stand in place of its measures, by name.
        """
        row = evolve(self.rows[at], values={**self.rows[at].values, **values})
        if not self.is_alone:
            rows = [*self.rows[:at], row, *self.rows[at + 1 :]]
            return _Everybody(self.rules, row.unit, measures or {}).period(rows, self.latest)[at]
        now = self.judged[at]
        others = Others(_AllButOne(self, now))
        closure = self.engine.closure
        judge = _One(self.rules, now.unit, closure, others=others, kept=now.kept, instead=measures or {})
        return judge.judged(row, now.prior)

    def ordered(self, what: Any, find: Any) -> Any:
        """What was found of all units, found once."""
        if what not in self._found:
            self._found[what] = find()
        return self._found[what]


@frozen(slots=True, kw_only=True)
class _One(Among):
    """One unit, some of whose measures are other numbers: ``instead``."""

    instead: Mapping[str, Decimal]

    def measure(self, measure: tree.Measure, cross_section: list[Judged]) -> None:
        super().measure(measure, cross_section)
        if measure.name in self.instead:
            for now in cross_section:
                now.values[measure.name] = self.instead[measure.name]


@frozen(slots=True)
class _Everybody(ReferenceEngine):
    """All units, among them ``unit``, some of whose measures are other numbers: ``instead``."""

    unit: str
    instead: Mapping[str, Decimal]

    def measure(self, measure: tree.Measure, cross_section: list[Judged]) -> None:
        super().measure(measure, cross_section)
        if measure.name in self.instead:
            for now in cross_section:
                if now.unit == self.unit:
                    now.values[measure.name] = self.instead[measure.name]


@frozen(slots=True, eq=False)
class _AllButOne:
    """All units of the period but ``own``; see :class:`~targetrules.engine.interface.OtherUnits`."""

    of: OneByOne
    own: Judged

    def __len__(self) -> int:
        return len(self.of.judged) - 1

    def ranked(self, ranking: tree.Ranking, group: GroupKey) -> Indexed[Any]:
        """What those are ranked by who are ranked in the group, the lowest first."""
        ordered = self.of.ordered((ranking.name, group), lambda: self.of.everybody.ranked(ranking, group))
        return _without(ordered, self._key(ranking)) if self._is_in(ranking, group) else ordered

    def in_quota(self, quota: tree.Quota, group: GroupKey) -> InQuota:
        """Those of them whom a quota counts."""
        engine, ranking = self.of.engine, self.of.rules.rankings[quota.ranking]
        found: InQuota = self.of.ordered((quota.id, group), lambda: self.of.everybody.in_quota(quota, group))
        grade, down_to = before_quotas(self.own), self.of.rules.down_to(quota)
        if grade is None or not self._is_in(ranking, group):
            return found
        if engine.position(grade) >= down_to:
            return InQuota(found.free, found.held, found.reached - 1)
        if engine.lowest(self.own) < down_to:
            return InQuota(found.free, found.held - 1, found.reached)
        return InQuota(_without(found.free, self._key(ranking)), found.held, found.reached)

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: GroupKey
    ) -> tuple[Indexed[Fraction], Fraction]:
        """A number of those ranked in the group, or without a ranking of all, the least first, and the sum."""
        key = number, None if ranking is None else ranking.name, group
        ordered, total = self.of.ordered(key, lambda: self.of.everybody.numbers(number, ranking, group))
        own = self.of.engine.formula().number(number, self.own)
        if own is None or (ranking is not None and not self._is_in(ranking, group)):
            return ordered, total
        return _without(ordered, own), total - own

    def _is_in(self, ranking: tree.Ranking, group: GroupKey) -> bool:
        engine = self.of.engine
        return engine.group(ranking, self.own) == group and engine.is_ranked(ranking, group, self.own) is True

    def _key(self, ranking: tree.Ranking) -> list[Any]:
        return self.of.engine.keys(ranking, self.own)


def _without(ordered: Any, own: Any) -> _Without[Any]:
    return _Without(ordered, bisect_left(ordered, own))
