"""One unit among others who stay as they are: its place is found by halving, without ranking all of them anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import Engine
from targetrules.history import Value
from targetrules.rules import tree

__all__ = ["Others", "Rivals"]

Group = tuple[Value, ...]
Key = list[Decimal | None]


@frozen(slots=True)
class Rivals:
    """Units that are ranked together, the lowest first, and their keys."""

    members: list[Judged]
    keys: list[Key]

    def beside(self, key: Key, best: str) -> tuple[int, int, int]:
        """How many are better than the key, level with it, and worse."""
        low, high = bisect_left(self.keys, key), bisect_right(self.keys, key)
        level, above = high - low, len(self.keys) - high
        return (above, level, low) if best == "highest" else (low, level, above)


@frozen
class Others:
    """All other units of the period, as the engine judged them."""

    engine: Engine
    units: tuple[Judged, ...]

    def ranked(self, ranking: tree.Ranking, group: Group) -> Rivals:
        """Those who are ranked in the group."""
        if ranking.name not in self._ranked:
            self._ranked[ranking.name] = self._by_group(ranking, self.units)
        return self._ranked[ranking.name].get(group, Rivals([], []))

    def counted(self, quota: tree.Quota, group: Group) -> Rivals:
        """Of these, those whom the quota may move: who have its grade or a better one (``at_least``: a better one)."""
        if (quota.id, group) not in self._counted:
            ranking, position = self.engine.rules.rankings[quota.ranking], self.engine.rules.grade_position
            edge = position[quota.grade] + (quota.how == "at_most")
            rivals = self.ranked(ranking, group).members
            counted = [each for each in rivals if (grade := before_quotas(each)) is not None and position[grade] < edge]
            self._counted[quota.id, group] = Rivals(counted, [self.engine.keys(ranking, each) for each in counted])
        return self._counted[quota.id, group]

    def graded(self, quota: tree.Quota, group: Group) -> int:
        """How many of those ranked in the group have a grade."""
        members = self.ranked(self.engine.rules.rankings[quota.ranking], group).members
        return sum(before_quotas(each) is not None for each in members)

    @cached_property
    def _ranked(self) -> dict[str, dict[Group, Rivals]]:
        return {}

    @cached_property
    def _counted(self) -> dict[tuple[str, Group], Rivals]:
        return {}

    def _by_group(self, ranking: tree.Ranking, units: Iterable[Judged]) -> dict[Group, Rivals]:
        groups: dict[Group, list[tuple[Key, Judged]]] = {}
        for each in units:
            group = self.engine.group(ranking, each)
            if self.engine.is_ranked(ranking, group, each) is True:
                groups.setdefault(group, []).append((self.engine.keys(ranking, each), each))
        for pairs in groups.values():
            pairs.sort(key=lambda pair: pair[0])
        return {
            group: Rivals([each for _, each in pairs], [key for key, _ in pairs]) for group, pairs in groups.items()
        }


def before_quotas(now: Judged) -> str | None:
    """The grade that a unit had before any quota."""
    steps = [step for step in now.steps if not isinstance(step.rule, tree.Quota)]
    return steps[-1].after if steps else now.first_grade
