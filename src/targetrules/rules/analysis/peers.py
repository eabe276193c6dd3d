"""Who must be judged together with a unit, so that what is decided of it, and why, comes out as among all units.

Rankings and aggregates over groups bind units to one another; a unit of a policy without them stands alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import field

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, UNIT_RULES, Node, NodeKind, dependencies_of

__all__ = ["NO_GROUP", "PeerClosure", "PeriodUnits", "feeds_back"]

NO_GROUP: Final = -1
"""The group of a unit of which a part of the group is missing."""


@frozen(slots=True)
class PeriodUnits:
    """The rows of one period: the unit of each, and for each of ``PeerClosure.groups`` the number of its group.

    ``continues`` has by row the unit whose past that of the row goes on from, where it is another one.
    """

    units: Sequence[Hashable]
    groups: Sequence[Sequence[int]]
    continues: Mapping[int, Hashable] = field(factory=dict)


@frozen(slots=True)
class PeerClosure:
    """What binds the units of a policy.

    ``groups``: of each ranking that matters the inputs in which the units of a group agree (none: all units of the
    period). ``pasts``: what other units contribute may depend on their past. ``needed``: all that it rests on, or a
    measure does in any period, as measures are found of everybody. ``everybody``: all units matter in all periods, also
    in one in which the unit has no result, for a cut that was computed then may hold for it now.
    """

    groups: tuple[tuple[str, ...], ...]
    pasts: bool
    needed: frozenset[Node] = field(default=frozenset(), eq=False)
    everybody: bool = False

    @staticmethod
    def of(rules: tree.Rules) -> PeerClosure:
        """What the rules say."""
        return rules.once(_closure)

    @property
    def inputs(self) -> frozenset[str]:
        """The inputs that decide in which groups a unit is."""
        return frozenset(name for group in self.groups for name in group)

    def rows(self, unit: Hashable, periods: Iterable[PeriodUnits], *, whole: bool) -> Iterator[list[int]]:
        """For each period, the latest first, the positions of the rows that matter for the unit in the first.

        ``whole``: in that period all units do, because the unit might change its group.
        """
        wanted = {unit}
        for present in periods:
            rows = own = {row for row, each in enumerate(present.units) if each in wanted}
            if self.everybody or (whole and self.groups):
                rows, whole = set(range(len(present.units))), False
            rows = _together(rows, present.groups)
            if self.pasts:
                wanted.update(present.units[row] for row in rows)
            looking_back = rows if self.pasts else own
            wanted.update(of for row, of in present.continues.items() if row in looking_back)
            yield sorted(rows)


def _together(rows: set[int], groups: Sequence[Sequence[int]]) -> set[int]:
    """The rows, all that are in a group with one of them, and so on."""
    before = -1
    while before != len(rows):
        before = len(rows)
        for group in groups:
            wanted = {group[row] for row in rows} - {NO_GROUP}
            rows = rows | {row for row, each in enumerate(group) if each in wanted}
    return rows


# ---- what the rules say ----------------------------------------------------------------------------------------------


def _closure(rules: tree.Rules) -> PeerClosure:
    """Rankings that nothing rests on bind nobody."""
    graph = dependencies_of(rules)
    ranked = {edge.target for edge in graph.all_edges() if edge.target.kind is NodeKind.RANKING}
    unused = {node for node in graph.comparisons if node.kind is NodeKind.RANKING} - ranked
    compared = {node: each for node, each in graph.comparisons.items() if node not in unused}
    grade = [GRADE] if _has_quotas(rules) else []
    needed = frozenset(graph.within_period([*compared, *grade]))
    groups = tuple(dict.fromkeys(map(rules.within, compared.values())))
    if rules.kept_cuts:  # who is in a group now may not have been in it when its cut was computed
        groups = ((),)
    measures = [node for node in graph.edges if node.kind is NodeKind.MEASURE]
    found = frozenset(
        {*graph.within_period([*needed, *measures]), *(each for one in measures for each in graph.beneath(one))}
    )
    kept = bool(rules.kept_cuts)
    return PeerClosure(groups, kept or not needed.isdisjoint(graph.looking_back), found, kept)


def feeds_back(rules: tree.Rules) -> bool:
    """Whether what one unit is found to be can change what others bring into its judgement, in the same period.

    Others bring in what they are ranked by and whether they are, the numbers that are summed up over a group, and where
    there are quotas the grade before them. As long as none of that rests on a comparison itself, it stays the same
    whatever becomes of a single unit: only places change, and with them what quotas leave to whom.
    """
    return rules.once(_feeds_back)


def _feeds_back(rules: tree.Rules) -> bool:
    graph = dependencies_of(rules)
    brought = [UNIT_RULES] if _has_quotas(rules) else []
    for node, comparison in graph.comparisons.items():
        brought += [edge.target for edge in graph.edges[node] if edge.by is not comparison]
    return not graph.comparisons.keys().isdisjoint(graph.within_period(brought))


def _has_quotas(rules: tree.Rules) -> bool:
    return rules.grading is not None and bool(rules.grading.quotas)
