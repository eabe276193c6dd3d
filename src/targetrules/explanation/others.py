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

    def free(self, quota: tree.Quota, group: Group) -> Rivals:
        """Of these, those whom the quota may move: their grade is better than it drops to, and nothing holds them."""
        if (quota.id, group) not in self._free:
            ranking, down_to = self.engine.rules.rankings[quota.ranking], self.down_to(quota)
            free = [each for each in self._better(quota, group) if self.engine.lowest(each) >= down_to]
            self._free[quota.id, group] = Rivals(free, [self.engine.keys(ranking, each) for each in free])
        return self._free[quota.id, group]

    def held(self, quota: tree.Quota, group: Group) -> int:
        """How many of them have such a grade and are held at it."""
        return len(self._better(quota, group)) - len(self.free(quota, group).members)

    def worse(self, quota: tree.Quota, group: Group) -> int:
        """How many of those ranked in the group have the grade that the quota drops to, or a worse one."""
        members = self.ranked(self.engine.rules.rankings[quota.ranking], group).members
        return sum(before_quotas(each) is not None for each in members) - len(self._better(quota, group))

    def down_to(self, quota: tree.Quota) -> int:
        """The position of the grade that the quota drops to."""
        return self.engine.position(quota.grade) + (quota.how == "at_most")

    def _better(self, quota: tree.Quota, group: Group) -> list[Judged]:
        members = self.ranked(self.engine.rules.rankings[quota.ranking], group).members
        down_to, position = self.down_to(quota), self.engine.position
        return [each for each in members if (grade := before_quotas(each)) is not None and position(grade) < down_to]

    @cached_property
    def _ranked(self) -> dict[str, dict[Group, Rivals]]:
        return {}

    @cached_property
    def _free(self) -> dict[tuple[str, Group], Rivals]:
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
