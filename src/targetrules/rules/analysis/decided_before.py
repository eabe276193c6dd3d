"""What must be known of the periods before the first one that a policy judges: what its rules look back at."""

from __future__ import annotations

from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind, dependencies_of
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED
from targetrules.rules.parts import Time
from targetrules.rules.tree import Rules

__all__ = ["decided_before"]


def decided_before(rules: Rules) -> frozenset[str]:
    """The reserved columns in which something must stand in rows before the first period that the policy judges."""
    return frozenset() if rules.first_period is None else rules.once(_looked_back_at)


def _looked_back_at(rules: Rules) -> frozenset[str]:
    """What is found of an earlier period rests on its grade and on what was received, and on nothing beneath these."""
    graph, found = dependencies_of(rules), set[Node]()
    waiting = [edge.target for edge in graph.all_edges() if edge.time is Time.PAST]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            if node != GRADE and node.kind is not NodeKind.RECEIPT:
                waiting += [edge.target for edge in graph.edges.get(node, ()) if edge.time is Time.PRESENT]
    received = any(node.kind is NodeKind.RECEIPT for node in found)
    return frozenset([*([DECIDED_GRADE] if GRADE in found else ()), *([DECIDED_RECEIVED] if received else ())])
