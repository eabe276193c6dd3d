"""Who must be judged together with a unit, so that what is decided of it, and why, comes out as among all units.

Rankings and functions over groups bind units to one another; a unit of a policy without them stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from targetrules.history import History
from targetrules.rules import tree
from targetrules.rules.analysis.order import GRADING, Key, key_of, needs_of
from targetrules.rules.nodes import nodes_of

__all__ = ["MOST_MOVED", "NONE", "Cohort", "Company", "Part", "part_of"]

MOST_MOVED: Final = 1_000
"""In a period of more units nobody asks what would be if the unit were in another group: all groups would be judged."""

NONE: Final = -1
"""The group of a unit of which a part of the group is missing."""

_PAST: Final = (tree.Temporal, tree.Lag, tree.RollingAggregate, tree.Received, tree.Status, tree.Limit)


@frozen(slots=True)
class Cohort:
    """The rows of one period: the unit of each, and for each entry of ``Company.groups`` the number of its group."""

    units: Sequence[Hashable]
    groups: Sequence[Sequence[int]]


@frozen(slots=True)
class Company:
    """What binds the units of a policy.

    ``groups``: of each ranking that matters the inputs in which the units of a group agree (none: all units of the
    period). ``pasts``: what other units contribute may depend on their past. ``needed``: the definitions that it needs.
    """

    groups: tuple[tuple[str, ...], ...]
    pasts: bool
    needed: frozenset[Key] = field(default=frozenset(), eq=False)

    @staticmethod
    def of(rules: tree.Rules) -> Company:
        """What the rules say."""
        named = tuple(dict.fromkeys(_rankings(rules)))
        groups = [() if name is None else rules.rankings[name].within for name in named]
        definitions = {key_of(each): each for each in rules.order}
        needed = frozenset(_needed(rules, definitions, named))
        pasts = any(isinstance(node, _PAST) for key in needed for node in nodes_of(definitions[key]))
        return Company(tuple(dict.fromkeys(groups)), pasts, needed)

    @property
    def inputs(self) -> frozenset[str]:
        """The inputs that decide in which groups a unit is."""
        return frozenset(name for group in self.groups for name in group)

    def rows(self, unit: Hashable, cohorts: Iterable[Cohort], *, whole: bool) -> Iterator[list[int]]:
        """For each period, the latest first, the positions of the rows that matter for the unit in the first.

        ``whole``: in that period all units do, because the unit might change its group.
        """
        wanted = {unit}
        for cohort in cohorts:
            rows = {row for row, each in enumerate(cohort.units) if each in wanted}
            if whole and self.groups:
                rows, whole = set(range(len(cohort.units))), False
            rows = _together(rows, cohort.groups)
            if self.pasts:
                wanted.update(cohort.units[row] for row in rows)
            yield sorted(rows)


def _together(rows: set[int], groups: Sequence[Sequence[int]]) -> set[int]:
    """The rows, all that are in a group with one of them, and so on."""
    before = -1
    while before != len(rows):
        before = len(rows)
        for group in groups:
            wanted = {group[row] for row in rows} - {NONE}
            rows = rows | {row for row, each in enumerate(group) if each in wanted}
    return rows


# ---- what the rules say ----------------------------------------------------------------------------------------------


def _rankings(rules: tree.Rules) -> Iterator[str | None]:
    """The rankings that anything rests on; None: all units of the period."""
    for node in nodes_of((*rules.order, *rules.consequences)):
        match node:
            case tree.RankCutoff() | tree.RankOf() | tree.SizeOf() | tree.Aggregate() | tree.Quota():
                yield node.ranking


def _needed(
    rules: tree.Rules, definitions: Mapping[Key, tree.Definition], rankings: Collection[str | None]
) -> set[Key]:
    """What others contribute, and all it rests on: what they are ranked by, what is summed up of them, their grades."""
    waiting: list[Key] = [f"rankings.{name}" for name in rankings if name is not None]
    waiting += [key for key, each in definitions.items() if any(isinstance(n, tree.Aggregate) for n in nodes_of(each))]
    waiting += [GRADING] if rules.grading is not None and rules.grading.quotas else []
    seen: set[Key] = set()
    while waiting:
        key = waiting.pop()
        if key in definitions and key not in seen:
            seen.add(key)
            waiting.extend(needs_of(definitions[key]))
    return seen


# ---- a history -------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class Part:
    """The rows that matter for a unit in a period; ``whole``: those of any group that it might be in are among them."""

    history: History
    whole: bool


def part_of(rules: tree.Rules, history: History, unit: str, period: int) -> Part:
    """The part of a history that matters for the unit in the period."""
    company = Company.of(rules)
    rows = [row for row in history.rows if row.period <= period]
    by_period: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        by_period.setdefault(row.period, []).append(at)
    whole = len(by_period[period]) <= MOST_MOVED
    numbers: dict[Hashable, int] = {}

    def group(names: tuple[str, ...], at: int) -> int:
        key = tuple(rows[at].values[name] for name in names)
        return NONE if None in key else numbers.setdefault(key, len(numbers))

    def cohorts() -> Iterator[Cohort]:
        for positions in latest_first:
            groups = [[group(names, at) for at in positions] for names in company.groups]
            yield Cohort([rows[at].unit for at in positions], groups)

    latest_first = [by_period[each] for each in sorted(by_period, reverse=True)]
    found = zip(latest_first, company.rows(unit, cohorts(), whole=whole), strict=True)
    chosen = [rows[positions[row]] for positions, of_period in found for row in of_period]
    return Part(History(tuple(chosen)), whole)
