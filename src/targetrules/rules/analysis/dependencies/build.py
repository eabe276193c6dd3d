"""The dependency graph, made from the rules: one walk over everything that a period computes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from attrs import field

from targetrules.data import define, frozen
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies.graph import (
    ALL,
    GRADE,
    OWN,
    UNIT_RULES,
    Comparison,
    Dependencies,
    Edge,
    Maker,
    Mention,
    Node,
    NodeKind,
    RowScope,
    node_of,
)
from targetrules.rules.parts import Construct, Named, Reference, Time, parts_in_time, references_of

__all__ = ["graph_of"]

_ALWAYS: Final = tree.PeriodRange()


def graph_of(definitions: Iterable[tree.Definition], consequences: Iterable[tree.Consequence] = ()) -> Dependencies:
    """The graph of definitions, in any order, and of consequences.

    Args:
        definitions: The definitions. A value that none of them defines is an input.
        consequences: All consequences, as any may replace any.
    """
    definitions, consequences = tuple(definitions), tuple(consequences)
    making = _Builder(
        {each.name: node_of(each) for each in definitions if not isinstance(each, tree.Ranking | tree.Grading)},
        {each.name: each for each in definitions if isinstance(each, tree.Ranking)},
    )
    for definition in definitions:
        making.define(definition)
    for rule in consequences:
        making.follow(rule, [each for each in consequences if rule.id in each.replaces])
    return Dependencies(
        {node: tuple(edges) for node, edges in making.edges.items()},
        {node: tuple(mentions) for node, mentions in making.mentions.items()},
        making.comparisons,
    )


@frozen(slots=True)
class _Site:
    """Where a condition or number stands: in what makes ``node``, asked of ``rows``, in the periods of ``during``."""

    node: Node
    rows: RowScope = OWN
    during: tree.PeriodRange = _ALWAYS


@define(slots=True, eq=False)
class _Builder:
    """The graph while it is made. ``values``: the measures, conditions and statuses by name."""

    values: Mapping[str, Node]
    rankings: Mapping[str, tree.Ranking]
    edges: dict[Node, list[Edge]] = field(factory=dict)
    mentions: dict[Node, list[Mention]] = field(factory=dict)
    comparisons: dict[Node, Comparison] = field(factory=dict)
    aggregates: dict[tree.Aggregate, Node] = field(factory=dict)

    def add(self, node: Node, comparison: Comparison | None = None) -> _Site:
        """A node that is computed, and the place of what makes it."""
        self.edges[node], self.mentions[node] = [], []
        if comparison is not None:
            self.comparisons[node] = comparison
        return _Site(node)

    def rest(self, at: _Site, target: Node, by: Maker, time: Time = Time.PRESENT) -> None:
        """An edge for each time in which the target is looked at."""
        for each in time:
            self.edges[at.node].append(Edge(at.node, target, each, at.rows, by, at.during))

    def group(self, ranking: str) -> RowScope:
        """The rows of a group of the ranking; of one that has faults, and is not there, nobody knows its groups."""
        found = self.rankings.get(ranking)
        return ALL if found is not None and not found.within else RowScope("group", ranking)

    # ---- definitions -------------------------------------------------------------------------------------------------

    def define(self, definition: tree.Definition) -> None:
        """Add a definition."""
        match definition:
            case tree.Measure():
                node = self.add(node_of(definition)).node
                for version in definition.versions:
                    self.read(_Site(node, during=version.in_force), version.formula)
            case tree.Ranking():
                self.rank(definition)
            case tree.Grading():
                self.grade(definition)
            case tree.NamedCondition():
                self.read(self.add(node_of(definition)), definition.when)
            case tree.Status():
                at = self.add(node_of(definition))
                self.read_all(at, (definition.enter, definition.leave))
                self.rest(at, at.node, definition, Time.PAST)
            case _:
                assert_never(definition)

    def rank(self, ranking: tree.Ranking) -> None:
        """Whoever is in the group matters, and of all units, which group they are in."""
        node = self.add(node_of(ranking), ranking).node
        group = _Site(node, self.group(ranking.name), ranking.in_force)
        self.read_all(group, ranking.by)
        self.read_all(group, [ranking.among])
        for name in ranking.within:
            self.rest(_Site(node, ALL, ranking.in_force), Node(NodeKind.INPUT, name), ranking)

    def grade(self, grading: tree.Grading) -> None:
        """The grade before the quotas, after each of them, and in the end."""
        at = self.add(UNIT_RULES)
        if grading.by is None:
            self.rest(at, Node(NodeKind.INPUT, str(grading.given)), grading)
        else:
            self.read(at, grading.by)
        self.read_all(at, (scale.when for scale in grading.scales))
        for rule in grading.unit_rules:
            self.read(at, rule.when)
            if isinstance(rule, tree.Limit):
                self.rest(at, GRADE, rule, Time.PAST)
        for quota in grading.quotas:
            before, node = at.node, self.add(node_of(quota), quota).node
            at = _Site(node, self.group(quota.ranking))
            self.rest(at, before, quota)
            ranked = _Site(node, self.group(quota.ranking), quota.in_force)
            self.rest(ranked, Node(NodeKind.RANKING, quota.ranking), quota)
            if isinstance(quota.portion.amount, str):
                portion = _Site(node, during=quota.in_force)
                self.rest(portion, Node(NodeKind.PARAMETER, quota.portion.amount), quota)
        self.rest(self.add(GRADE), at.node, grading)

    def follow(self, rule: tree.Consequence, replacing: Iterable[tree.Consequence]) -> None:
        """It is received where it fires, and none of those that replace it does, received or not."""
        fires = self.add(Node(NodeKind.FIRING, rule.id)).node
        self.read_all(_Site(fires, during=rule.in_force), (rule.when, rule.unless))
        received = self.add(Node(NodeKind.RECEIPT, rule.id)).node
        for each in (rule, *replacing):
            self.rest(_Site(received, during=each.in_force), Node(NodeKind.FIRING, each.id), each)

    # ---- conditions and numbers --------------------------------------------------------------------------------------

    def read_all(self, at: _Site, constructs: Iterable[Construct | None]) -> None:
        """Take in conditions and numbers; None is passed over."""
        for each in constructs:
            if each is not None:
                self.read(at, each)

    def read(self, at: _Site, construct: Construct, time: Time = Time.PRESENT) -> None:
        """Take in a condition or number, and all within it. What an aggregate is made of makes a node of its own."""
        self.mentions[at.node].append(Mention(construct, time, at.during))
        if isinstance(construct, tree.Aggregate):
            self.rest(at, self.aggregate(construct), construct, time)
            return
        self.read_within(at, construct, time)

    def read_within(self, at: _Site, construct: Construct, time: Time = Time.PRESENT) -> None:
        for reference in references_of(construct):
            is_kept = isinstance(construct, tree.Cut) and reference.time is Time.PAST
            place = _Site(at.node, ALL, at.during) if is_kept else at  # whoever was in the group then
            self.rest(place, self.target(reference), construct, time.then(reference.time))
        for part in parts_in_time(construct):
            self.read(at, part.of, time.then(part.time))

    def aggregate(self, number: tree.Aggregate) -> Node:
        """The node of an aggregate, the same wherever it stands."""
        if number not in self.aggregates:
            node = self.aggregates[number] = Node(NodeKind.AGGREGATE, f"groups.{len(self.aggregates) + 1}")
            self.add(node, number)
            self.read_within(_Site(node, ALL if number.ranking is None else self.group(number.ranking)), number)
        return self.aggregates[number]

    def target(self, reference: Reference) -> Node:
        match reference.of:
            case Named.VALUE:
                return self.values.get(reference.name, Node(NodeKind.INPUT, reference.name))
            case Named.PARAMETER:
                return Node(NodeKind.PARAMETER, reference.name)
            case Named.RANKING:
                return Node(NodeKind.RANKING, reference.name)
            case Named.GRADE:
                return GRADE
            case Named.CONSEQUENCE:
                return Node(NodeKind.RECEIPT, reference.name)
            case _:
                assert_never(reference.of)
