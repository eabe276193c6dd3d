"""One unit among others who stay as they are: its place and its group's numbers are found by halving."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from attrs import field

from targetrules.data import frozen
from targetrules.engine.interface import InQuota, OtherUnits
from targetrules.engine.judged import Judged, Kept, Standing
from targetrules.engine.members import AggregatedUnits, GroupFormula
from targetrules.engine.numbers import Formula, aggregated
from targetrules.engine.placing import Indexed, is_dropped, left_by_first, place_among
from targetrules.engine.what_if import OneUnit
from targetrules.history import Row, Value
from targetrules.rules import tree

__all__ = ["Among", "Others", "WithOne"]

_Found = TypeVar("_Found")
_GroupKey = tuple[Value, ...]


@frozen(slots=True)
class Others:
    """All other units of the period, as they were judged. ``found`` keeps what was looked up once."""

    units: OtherUnits
    found: dict[Any, Any] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.units)

    def ranked(self, ranking: tree.Ranking, group: _GroupKey) -> Indexed[Any]:
        """What those are ranked by who are ranked in the group, the lowest first."""
        return self._once(("ranked", ranking.name, group), lambda: self.units.ranked(ranking, group))

    def in_quota(self, quota: tree.Quota, group: _GroupKey) -> InQuota:
        """Those of them whom a quota counts."""
        return self._once(("in quota", quota.id, group), lambda: self.units.in_quota(quota, group))

    def numbers(
        self, number: tree.Number, ranking: tree.Ranking | None, group: _GroupKey
    ) -> tuple[Indexed[Fraction], Fraction]:
        """A number of those ranked in the group, or without a ranking of all, the least first, and the sum."""
        key = number, ranking and ranking.name, group
        return self._once(key, lambda: self.units.numbers(number, ranking, group))

    def squares(self, number: tree.Number, ranking: tree.Ranking | None, group: _GroupKey) -> Fraction:
        """The sum of the squares of these numbers."""

        def summed() -> Fraction:
            ordered, _ = self.numbers(number, ranking, group)
            return sum((ordered[at] ** 2 for at in range(len(ordered))), Fraction(0))

        return self._once(("squares", number, ranking and ranking.name, group), summed)

    def _once(self, key: Any, find: Callable[[], _Found]) -> _Found:
        if key not in self.found:
            self.found[key] = find()
        return self.found[key]  # type: ignore[no-any-return]


@frozen(slots=True, eq=False)
class WithOne:
    """Numbers, the least first, and one more among them; None where it is missing."""

    ordered: Indexed[Fraction]
    own: Fraction | None

    def __len__(self) -> int:
        return len(self.ordered) + (self.own is not None)

    def __getitem__(self, at: int) -> Fraction:
        place = len(self) if self.own is None else bisect_right(self.ordered, self.own)
        return self.own if at == place and self.own is not None else self.ordered[at - (at > place)]


@frozen(slots=True, eq=False)
class _Members(AggregatedUnits):
    """The others who are ranked in a group, or without a ranking all of them, and ``own``, the unit, where it is."""

    others: Others
    ranking: tree.Ranking | None
    group: _GroupKey
    own: Judged | None

    def __len__(self) -> int:
        others = self.others.units if self.ranking is None else self.others.ranked(self.ranking, self.group)
        return len(others) + (self.own is not None)

    def over(self, number: tree.Aggregate, formula: Formula) -> Fraction | None:
        """What the function gives over them, with the number that the unit has."""
        if number.of is None:
            return Fraction(len(self))
        ordered, total = self.others.numbers(number.of, self.ranking, self.group)
        own = None if self.own is None else GroupFormula(holds=formula.holds).number(number.of, self.own)
        squares = self.others.squares(number.of, self.ranking, self.group) if number.is_spread else Fraction(0)
        return aggregated(number, WithOne(ordered, own), total + (own or 0), squares + (own or 0) ** 2)


@frozen(slots=True, kw_only=True)
class Among(OneUnit):
    """The engine for one unit, where nothing that ``others`` bring in can change."""

    others: Others
    kept: Kept

    def judged(self, row: Row, prior: Judged | None) -> Judged:
        """The unit judged among them."""
        now = self.start(row, prior)
        now.kept = self.kept
        now.cross_section = _Members(self.others, None, (), now)
        for definition in self.rules.order:
            self.define(definition, [now])
        self.set_consequences(now)
        return now

    def rank(self, ranking: tree.Ranking, cross_section: list[Judged]) -> None:
        """Give the unit its place among the others."""
        for now in cross_section:
            group = self.group(ranking, now)
            truth = self.is_ranked(ranking, group, now)
            members = _Members(self.others, ranking, group, now if truth is True else None)
            standing = Standing(known=truth is not None, members=None if None in group else members)
            if truth is True and len(members) >= ranking.smallest_group:
                rivals = self.others.ranked(ranking, group)
                standing.place = place_among(rivals, self.keys(ranking, now), ranking.best)
            now.standings[ranking.name] = standing

    def fill_quota(self, quota: tree.Quota, members: Sequence[Judged]) -> None:
        """Whether the unit, where it is among the members, is one of those that the quota moves."""
        now = members.own if isinstance(members, _Members) else None
        if now is None or now.grade is None:
            return
        ranking, standing = self.rules.rankings[quota.ranking], now.standings[quota.ranking]
        most = self.portion(quota.portion, standing, now)
        if standing.rank is None or most is None:
            return
        group, down_to = self.group(ranking, now), self.rules.down_to(quota)
        if self.position(now.grade) >= down_to or self.lowest(now) < down_to:
            return
        others = self.others.in_quota(quota, group)
        place = place_among(others.free, self.keys(ranking, now), ranking.best)
        if is_dropped(quota, place, left_by_first(quota, most, held=others.held, reached=others.reached)):
            self.drop(quota, now, down_to)
