"""One unit among others who stay as they are: its place and its group's numbers are found by halving.

What others bring in is either looked up in their rows (:func:`others_by_rows`), or in columns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from typing import Literal as OneOf

import attrs
from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import AggregatedUnits, GroupFormula
from targetrules.engine.numbers import known
from targetrules.engine.placing import Place, place_among
from targetrules.explanation.changes.sparing import Sparing
from targetrules.explanation.changes.spread import Spread
from targetrules.history import Value
from targetrules.rules import tree

__all__ = ["Among", "GroupKey", "Others", "Rivals", "others_by_rows"]

GroupKey = tuple[Value, ...]
Key = list[Decimal | None]


@frozen(slots=True)
class Rivals:
    """The keys of units that are ranked together, the lowest first."""

    keys: Sequence[Any]

    def __len__(self) -> int:
        return len(self.keys)

    def place(self, key: Key, best: OneOf["highest", "lowest"]) -> Place:
        """The place that a unit with this key has among them."""
        return place_among(self.keys, key, best)


class Others(ABC):
    """All other units of the period, as they were judged."""

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @abstractmethod
    def ranked(self, ranking: tree.Ranking, group: GroupKey) -> Rivals:
        """Those who are ranked in the group."""

    @abstractmethod
    def free(self, quota: tree.Quota, group: GroupKey) -> Rivals:
        """Of these, those whom the quota may move: their grade is better than it drops to, and nothing holds them."""

    @abstractmethod
    def held(self, quota: tree.Quota, group: GroupKey) -> int:
        """How many of them have such a grade and are held at it."""

    @abstractmethod
    def worse(self, quota: tree.Quota, group: GroupKey) -> int:
        """How many of those ranked in the group have the grade that the quota drops to, or a worse one."""

    @abstractmethod
    def spread(self, number: tree.Number, ranking: tree.Ranking | None, group: GroupKey) -> Spread:
        """A number of those ranked in the group, or without a ranking of all."""

    @abstractmethod
    def signs(self, number: tree.Number) -> set[bool]:
        """Whether the number is above zero, of those of whom it is not zero."""


@frozen(slots=True, eq=False)
class Among(AggregatedUnits):
    """The others who are ranked in a group, or without a ranking all of them, and ``own``, the unit, where it is."""

    others: Others
    ranking: tree.Ranking | None
    group: GroupKey
    own: Judged | None

    def __len__(self) -> int:
        others = len(self.others) if self.ranking is None else len(self.others.ranked(self.ranking, self.group))
        return others + (self.own is not None)

    def over(self, number: tree.Aggregate) -> Fraction | None:
        """What the function gives over them, with the number that the unit has."""
        if number.of is None:
            return Fraction(len(self))
        own = None if self.own is None else GroupFormula().number(number.of, self.own)
        return attrs.evolve(self.others.spread(number.of, self.ranking, self.group), own=own).of(number)


@frozen(slots=True)
class _OthersByRows(Others):
    """The others as rows. ``found`` keeps what was looked up once."""

    engine: Sparing
    units: Sequence[Judged]
    found: dict[Any, Any] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.units)

    def ranked(self, ranking: tree.Ranking, group: GroupKey) -> Rivals:
        return self._rivals((ranking.name, group), ranking, self._members(ranking, group))

    def free(self, quota: tree.Quota, group: GroupKey) -> Rivals:
        down_to, better = self.engine.rules.down_to(quota), self._better(quota, group)
        free = (each for each in better if self.engine.lowest(each) >= down_to)
        return self._rivals((quota.id, group), self.engine.rules.rankings[quota.ranking], free)

    def held(self, quota: tree.Quota, group: GroupKey) -> int:
        return len(self._better(quota, group)) - len(self.free(quota, group))

    def worse(self, quota: tree.Quota, group: GroupKey) -> int:
        members = self._members(self.engine.rules.rankings[quota.ranking], group)
        return sum(before_quotas(each) is not None for each in members) - len(self._better(quota, group))

    def _better(self, quota: tree.Quota, group: GroupKey) -> list[Judged]:
        """Who have a better grade than the quota drops to."""
        members = self._members(self.engine.rules.rankings[quota.ranking], group)
        down_to, position = self.engine.rules.down_to(quota), self.engine.position
        return [each for each in members if (grade := before_quotas(each)) is not None and position(grade) < down_to]

    def spread(self, number: tree.Number, ranking: tree.Ranking | None, group: GroupKey) -> Spread:
        key = number, ranking and ranking.name, group
        if key not in self.found:
            units, formula = self.units if ranking is None else self._members(ranking, group), GroupFormula()
            values = known(formula.number(number, each) for each in units)
            self.found[key] = Spread(sorted(values), sum(values, Fraction(0)))
        return self.found[key]  # type: ignore[no-any-return]

    def signs(self, number: tree.Number) -> set[bool]:
        formula = GroupFormula()
        return {value > 0 for value in (formula.number(number, each) for each in self.units) if value}

    def _rivals(self, key: Any, ranking: tree.Ranking, units: Iterable[Judged]) -> Rivals:
        if key not in self.found:
            self.found[key] = Rivals(sorted(self.engine.keys(ranking, each) for each in units))
        return self.found[key]  # type: ignore[no-any-return]

    def _members(self, ranking: tree.Ranking, group: GroupKey) -> list[Judged]:
        """Those who are ranked in the group."""
        if ranking.name not in self.found:
            groups: dict[GroupKey, list[Judged]] = {}
            for each in self.units:
                own = self.engine.group(ranking, each)
                if self.engine.is_ranked(ranking, own, each) is True:
                    groups.setdefault(own, []).append(each)
            self.found[ranking.name] = groups
        return self.found[ranking.name].get(group, [])  # type: ignore[no-any-return]


def others_by_rows(engine: Sparing, units: Sequence[Judged]) -> Others:
    """These units, as the engine judged them."""
    return _OthersByRows(engine, units)


def before_quotas(now: Judged) -> str | None:
    """The grade that a unit had before any quota."""
    steps = [step for step in now.steps if not isinstance(step.rule, tree.Quota)]
    return steps[-1].after if steps else now.first_grade
