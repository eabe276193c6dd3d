"""The part of a policy that some comparisons need, so that finding them costs no more than it must."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import (
    GRADE,
    UNIT_RULES,
    Dependencies,
    Node,
    NodeKind,
    dependencies_of,
    node_of,
)

__all__ = ["reduced"]


def reduced(rules: tree.Rules, comparisons: Iterable[Node]) -> tree.Rules:
    """The rules with nothing in them but these comparisons and what they need, inputs included."""
    graph = dependencies_of(rules)
    wanted = {user for node in comparisons for user in _computed_in(graph, node)}
    kept = wanted.union(*map(graph.beneath, wanted))
    defined = kept | {GRADE} if UNIT_RULES in kept else kept
    fired = [rule for rule in rules.consequences if Node(NodeKind.FIRING, rule.id) in kept]
    ids = {rule.id for rule in fired}
    consequences = (attrs.evolve(rule, replaces=tuple(id_ for id_ in rule.replaces if id_ in ids)) for rule in fired)
    return attrs.evolve(
        rules,
        order=tuple(_with_quotas(each, kept) for each in rules.order if node_of(each) in defined),
        consequences=tuple(consequences),
        claims=(),
        examples=(),
        inputs={name: one for name, one in rules.inputs.items() if Node(NodeKind.INPUT, name) in kept},
        statuses={name: one for name, one in rules.statuses.items() if Node(NodeKind.STATUS, name) in kept},
    )


def _with_quotas(definition: tree.Definition, kept: set[Node]) -> tree.Definition:
    """The definition with those of its quotas that are kept."""
    match definition:
        case tree.Grading(quotas=quotas):
            return attrs.evolve(definition, quotas=tuple(quota for quota in quotas if node_of(quota) in kept))
        case tree.Measure() | tree.Ranking() | tree.NamedCondition() | tree.Status():
            return definition


def _computed_in(graph: Dependencies, node: Node) -> set[Node]:
    """A ranking or quota itself; the measures in whose formulas an aggregate stands."""
    if node.kind is not NodeKind.AGGREGATE:
        return {node}
    users = {edge.source for edge in graph.all_edges() if edge.target == node}
    return {each for user in users for each in _computed_in(graph, user)}
