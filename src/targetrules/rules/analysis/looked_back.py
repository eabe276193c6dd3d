"""How far a policy looks back: of how many earlier periods the results must be known for a period to be judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from attrs import field

from targetrules.data import define
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, dependencies_of
from targetrules.rules.parts import Construct, Time, looks_back, parts_in_time
from targetrules.rules.tree import Rules

__all__ = ["periods_looked_back"]


def periods_looked_back(rules: Rules) -> int | None:
    """How many periods before one are looked at when that is judged, 0 for none; None: all that there ever were.

    It may be more than are looked at in truth, and is never less. What is asked of a unit's past as a whole has no such
    number: a status, a limit on the change of a grade, what was ever received, gaps that are passed over. Nor has what
    rests on itself in an earlier period. What is not looked at of results that have successions is not said here.
    """
    return rules.once(_looked_back)


def _looked_back(rules: Rules) -> int | None:
    if rules.details:  # what their own rules look back at stands in other graphs
        return None
    walk = _Walk(rules)
    return _greatest(map(walk.of_node, dependencies_of(rules).edges))


@define(slots=True, eq=False)
class _Walk:
    """What each node of the graph looks back at; what rests on itself has no end."""

    rules: Rules
    found: dict[Node, int | None] = field(factory=dict)

    def of_node(self, node: Node) -> int | None:
        if node not in self.found:
            self.found[node] = None  # until it is found
            graph = dependencies_of(self.rules)
            edges, mentions = graph.edges.get(node, ()), graph.mentions.get(node, ())
            if any(edge.time is Time.PAST and not isinstance(edge.by, Construct) for edge in edges):
                return None  # a status, or a limit
            beneath = [self.of_node(edge.target) for edge in edges if edge.time is Time.PRESENT]
            self.found[node] = _greatest([*beneath, *(self.of_construct(node, each.construct) for each in mentions)])
        return self.found[node]

    def of_construct(self, node: Node, construct: Construct) -> int | None:
        """The same of a condition or number in what makes a node: its own distance, and that of what it looks at."""
        edges = dependencies_of(self.rules).edges[node]
        named = [self.of_node(edge.target) for edge in edges if edge.by is construct]
        if isinstance(construct, tree.Aggregate):  # what it is made of has a node of its own
            return _greatest(named)
        own = _distance(construct)
        furthest = _greatest([*named, *(self.of_construct(node, part.of) for part in parts_in_time(construct))])
        return None if own is None or furthest is None else own + furthest


def _greatest(found: Iterable[int | None]) -> int | None:
    """The greatest of some, 0 where there are none; None where one of them has no end."""
    greatest = 0
    for each in found:
        if each is None:
            return None
        greatest = max(greatest, each)
    return greatest


def _distance(construct: Construct) -> int | None:
    """How many periods it looks back itself; None: without end."""
    match construct:
        case tree.Temporal():
            return _distance_of_temporal(construct)
        case tree.GradeChange():
            return 0  # what it means looks back
        case tree.Lag():
            return construct.periods
        case tree.RollingAggregate():
            return construct.periods - 1
        case _:
            return None if looks_back(construct) else 0


def _distance_of_temporal(temporal: tree.Temporal) -> int | None:
    if temporal.bridge or temporal.restarts is not None:
        return None
    match temporal.counting:
        case None:
            return temporal.ago
        case tree.Consecutive(count):
            length: int | None = count
        case tree.Times(_, of_last):
            length = of_last
        case _:
            assert_never(temporal.counting)
    if length is None:
        return None
    return temporal.ago + (length if temporal.earlier else length - 1)
