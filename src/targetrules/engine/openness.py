"""Which groups of units are complete. Until one is, nobody knows the places in it, nor what else is found of a group.

A group is a ranking's, or all units of a period. Somebody says that it is complete; whatever comes into it afterwards,
or changes in it, opens it again. Where units are compared by what comparisons have found before (a ranking by a grade
that has quotas, an average of places), a group is known when the groups of all of its units are complete, in those
comparisons as well, and where they look back, in the earlier periods. Where they compare what is made of outcomes of
lower policies, these must be known, too: ``below`` says of a row whether they are open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, NodeKind, dependencies_of
from targetrules.rules.parts import Time

__all__ = [
    "Group",
    "OpenBelow",
    "Openness",
    "RowKey",
    "Saved",
    "compares_outcomes",
    "group_by",
    "groups_of",
    "is_open_row",
    "opens_later",
    "ways_of",
]

Group: TypeAlias = tuple[tuple[str, Value], ...]
"""The inputs in which the units of a group agree, by name, each with its value; empty: all units of the period."""

RowKey: TypeAlias = tuple[int, str]
"""A row by its period and its unit: keys of earlier rows are less."""

OpenBelow: TypeAlias = Callable[[int, str], bool]
"""Whether outcomes of lower policies below a unit are not known yet, by the period and the unit."""

Saved: TypeAlias = tuple[int, dict[int, dict[Group, int]], dict[int, dict[Group, int]]]
"""All that an :class:`Openness` knows."""


@frozen(slots=True)
class _Needs:
    """What must be complete for a group to be known: groups by these inputs, ``before`` in earlier periods.

    ``below`` and ``below_before``: and the outcomes of lower policies below its units.
    """

    now: frozenset[tuple[str, ...]]
    before: frozenset[tuple[str, ...]]
    below: bool
    below_before: bool

    @property
    def look_back(self) -> bool:
        """Whether earlier periods count."""
        return bool(self.before) or self.below_before


@define(slots=True, eq=False)
class Openness:
    """What was said to be complete, and what came afterwards, of one policy.

    ``below`` says whether outcomes of lower policies are not known yet; None: there are none.

    ``_moment`` counts what happened. ``_closed`` has by period and group when it was said last to be complete,
    ``_touched`` when a result of the group came, changed or went last.
    """

    rules: tree.Rules
    below: OpenBelow | None = None
    _moment: int = 0
    _closed: dict[int, dict[Group, int]] = field(factory=dict)
    _touched: dict[int, dict[Group, int]] = field(factory=dict)

    def close(self, period: int, group: Group = ()) -> None:
        """All results are there of the units of a period, or of those that have these values."""
        self._moment += 1
        self._closed[period] = {**self._closed.get(period, {}), tuple(sorted(group)): self._moment}

    def touch(self, period: int, values: Mapping[str, Value]) -> None:
        """A result with these values came, changed or went: the groups that it is in are open."""
        self._moment += 1
        touched = self._touched[period] = {**self._touched.get(period, {}), (): self._moment}
        for names in ways_of(self.rules):
            group = group_by(names, values)
            if group is not None:
                touched[group] = self._moment

    def saved(self) -> Saved:
        """What :meth:`restore` takes, to have everything as it is now."""
        return self._moment, {**self._closed}, {**self._touched}

    def restore(self, saved: Saved) -> None:
        """Have everything as it was."""
        self._moment, self._closed, self._touched = saved

    def is_open(self, ranking: str | None, units: Sequence[Judged]) -> bool:
        """See :meth:`~targetrules.engine.reference.ReferenceEngine.is_open`."""
        needs = self.rules.once(_needs).get(ranking)
        if needs is None:
            return False  # nothing is compared among them
        return not self._are_complete(units, needs.now, below=needs.below) or (
            needs.look_back
            and not self._are_complete(
                (row for now in units for row in now.earlier), needs.before, below=needs.below_before
            )
        )

    def _are_complete(self, rows: Iterable[Judged], needed: frozenset[tuple[str, ...]], *, below: bool) -> bool:
        """Whether the groups by these inputs that the units are in are complete, each of which is asked about once."""
        asked = set[tuple[int, Group]]()
        for now in rows:
            if below and self.below is not None and self.below(now.period, now.unit):
                return False
            for names in needed:
                group = group_by(names, now.values)
                if group is not None and (now.period, group) not in asked:
                    if not self.is_closed(now.period, group):
                        return False
                    asked.add((now.period, group))
        return True

    def is_closed(self, period: int, group: Group) -> bool:
        """Whether a group was said to be complete, or a larger one that it is in, and nothing has come since.

        Of a group by other inputs than the policy groups by: whether nothing has come in the whole period.
        """
        touched, names = self._touched.get(period, {}), tuple([name for name, _ in group])
        since = touched.get(group if names in ways_of(self.rules) else (), 0)
        pairs = frozenset(group)
        return any(
            moment > since and pairs.issuperset(larger) for larger, moment in self._closed.get(period, {}).items()
        )


def group_by(names: tuple[str, ...], values: Mapping[str, Value]) -> Group | None:
    """The group by these inputs of a unit; None where one of them is missing."""
    group = tuple([(name, values[name]) for name in names])
    return None if any(value is None for _, value in group) else group


def groups_of(rules: tree.Rules) -> Sequence[tuple[str, ...]]:
    """The inputs by which units are grouped, for each way of grouping; none where no unit is compared with others."""
    return rules.once(_groups)


def _groups(rules: tree.Rules) -> Sequence[tuple[str, ...]]:
    needs = rules.once(_needs).values()
    return sorted({names for each in needs for names in (*each.now, *each.before)})


def ways_of(rules: tree.Rules) -> Sequence[tuple[str, ...]]:
    """The same, and of a lower policy by the unit above: of each group somebody can say that it is complete."""
    return rules.once(_ways)


def compares_outcomes(rules: tree.Rules) -> bool:
    """Whether units are compared by what is made of outcomes of lower policies, of this period or of earlier ones."""
    return any(each.below or each.below_before for each in rules.once(_needs).values())


def is_open_row(rules: tree.Rules, now: Judged) -> bool:
    """Whether something of a row is not known for an open group: all units of its period, or a ranking's."""
    needs = rules.once(_needs)
    if None in needs and now.is_open:
        return True
    asked = (rules.rankings[name] for name in needs if name is not None)
    return any(
        now.standings[ranking.name].members is None
        for ranking in asked
        if now.period in ranking.in_force and now.group(ranking.within) is not None
    )


def _ways(rules: tree.Rules) -> Sequence[tuple[str, ...]]:
    above = () if rules.unit_above is None else ((rules.unit_above,),)
    return sorted({*groups_of(rules), *above})


def opens_later(rules: tree.Rules) -> bool:
    """Whether a group may be known or not for groups of earlier periods, which it looks back at."""
    return any(each.look_back for each in rules.once(_needs).values())


_ALL: Final[tuple[str, ...]] = ()


def _needs(rules: tree.Rules) -> dict[str | None, _Needs]:
    """By ranking, and for all units, what must be complete for the groups to be known."""
    graph = dependencies_of(rules)

    def grouped_by(node: Node) -> tuple[str, ...] | None:
        comparison = graph.comparisons.get(node)
        if comparison is None:
            return None
        ranking = _ranking_of(comparison)
        return _ALL if ranking is None else tuple(sorted(rules.rankings[ranking].within))

    def groupings(nodes: Iterable[Node]) -> frozenset[tuple[str, ...]]:
        return frozenset(names for names in map(grouped_by, nodes) if names is not None)

    def on_outcomes(nodes: Iterable[Node]) -> bool:
        made = (rules.aggregates.get(node.name) for node in nodes if node.kind is NodeKind.INPUT)
        return any(each is not None and rules.details[each[1].details].policy is not None for each in made)

    found: dict[str | None, _Needs] = {}
    for ranking in dict.fromkeys(map(_ranking_of, graph.comparisons.values())):
        own = _ALL if ranking is None else tuple(sorted(rules.rankings[ranking].within))
        now = graph.within_period(node for node, each in graph.comparisons.items() if _ranking_of(each) == ranking)
        past = [edge.target for node in now for edge in graph.edges.get(node, ()) if edge.time is Time.PAST]
        before = {*past, *(rested for node in past if node in graph.edges for rested in graph.beneath(node))}
        found[ranking] = _Needs(groupings(now) | {own}, groupings(before), on_outcomes(now), on_outcomes(before))
    return found


def _ranking_of(comparison: tree.Ranking | tree.Quota | tree.Aggregate) -> str | None:
    match comparison:
        case tree.Ranking():
            return comparison.name
        case tree.Quota() | tree.Aggregate():
            return comparison.ranking
