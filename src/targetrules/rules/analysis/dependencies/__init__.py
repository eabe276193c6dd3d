"""What rests on what in a policy: one labelled graph, made once from the rules, and the order of evaluation from it."""

from __future__ import annotations

from targetrules.rules import tree
from targetrules.rules.analysis.dependencies.build import graph_of
from targetrules.rules.analysis.dependencies.graph import (
    ALL,
    GRADE,
    OWN,
    UNIT_RULES,
    Comparison,
    Dependencies,
    Edge,
    Mention,
    Node,
    NodeKind,
    RowScope,
    node_of,
)
from targetrules.rules.analysis.dependencies.order import chain, needs_of, ordered

__all__ = [
    "ALL",
    "GRADE",
    "OWN",
    "UNIT_RULES",
    "Comparison",
    "Dependencies",
    "Edge",
    "Mention",
    "Node",
    "NodeKind",
    "RowScope",
    "chain",
    "dependencies_of",
    "graph_of",
    "needs_of",
    "node_of",
    "ordered",
]


def dependencies_of(rules: tree.Rules) -> Dependencies:
    """The dependency graph of a policy, made once and kept with its rules."""
    return rules.once(_made)


def _made(rules: tree.Rules) -> Dependencies:
    return graph_of(rules.order, rules.consequences)
