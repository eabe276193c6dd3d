"""Through which of a unit's own values one of its inputs reaches all else: its frontier.

Twenty indicators that nothing but a total reads reach the grade through the total alone: wherever the total is the
same, so is the outcome, and need not be found again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from targetrules.data import frozen
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, NodeKind, dependencies_of, node_of
from targetrules.rules.analysis.influence_cone import InfluenceCone

__all__ = ["Frontier", "Key"]

Key = frozenset[tuple[str, Value]]


@frozen(slots=True)
class Frontier:
    """The frontier of one input within a cone of influence.

    ``inner`` has the measures that rest on the input and are found from the unit's own values alone. ``names`` are the
    input, where anything else reads it, and those of these measures that anything else reads.
    """

    inner: InfluenceCone
    names: tuple[str, ...]

    @staticmethod
    def of(cone: InfluenceCone, name: str, also: Collection[Node] = ()) -> Frontier:
        """That of the input ``name``; ``also``: what is read from outside of the policy."""
        own, inner = _own_measures(cone), {Node(NodeKind.INPUT, name): None}
        for node, rests_on in own.items():
            if not rests_on.isdisjoint(inner):
                inner[node] = None
        graph = dependencies_of(cone.rules)
        read = {each for node in cone.nodes if node not in own for each in graph.read_by(node, cone.period)}
        read.update(also)
        measures = {node: None for node in inner if node in own}
        return Frontier(
            InfluenceCone(cone.rules, cone.period, measures), tuple(each.name for each in inner if each in read)
        )

    @property
    def measure(self) -> tree.Measure | None:
        """The measure that is all of it; None where it is not a single measure."""
        return self.inner.rules.measures.get(self.names[0]) if len(self.names) == 1 else None

    def key(self, now: Mapping[str, Value], changed: Mapping[str, Value]) -> Key:
        """Which of its values are other ones than now: where these are the same, so is all else."""
        return frozenset((each, changed[each]) for each in self.names if changed[each] != now[each])


def _own_measures(cone: InfluenceCone) -> dict[Node, set[Node]]:
    """The measures that are found from the unit's own values alone, in order of evaluation, and what each rests on."""
    graph, found = dependencies_of(cone.rules), dict[Node, set[Node]]()
    for definition in cone.rules.order:
        node = node_of(definition)
        if node.kind is NodeKind.MEASURE and node in cone.nodes:
            rests_on = graph.read_by(node, cone.period)
            if all(each in found or each.kind in (NodeKind.INPUT, NodeKind.PARAMETER) for each in rests_on):
                found[node] = rests_on
    return found
