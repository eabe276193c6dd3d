"""The order in which the definitions of a period can be computed, and the circles that make it impossible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final

from targetrules.rules import tree
from targetrules.rules.analysis.dependencies.build import graph_of
from targetrules.rules.analysis.dependencies.graph import GRADE, Dependencies, Node, NodeKind, node_of
from targetrules.rules.parts import Time
from targetrules.wording import Listing

__all__ = ["chain", "needs_of", "ordered"]

_MOST_CYCLES: Final = 20
_HALF: Final = 6
_OF_GRADE: Final = (NodeKind.UNIT_RULES, NodeKind.QUOTA)
"""What the grade is found by, step by step."""


def ordered(definitions: Iterable[tree.Definition]) -> tuple[tuple[tree.Definition, ...], list[tuple[Node, ...]]]:
    """The definitions, each after all that it needs in the same period; and the cycles that make this impossible.

    Of definitions of one name, which are reported elsewhere, the last one counts.
    """
    defined = {node_of(each): each for each in {node_of(each).key: each for each in definitions}.values()}
    dependencies = graph_of(defined.values())
    graph = {node: [needed for needed in needs_of(node, dependencies) if needed in defined] for node in defined}
    cycles: list[tuple[Node, ...]] = []
    while len(cycles) < _MOST_CYCLES:
        try:
            order = tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            cycle = tuple(reversed(error.args[1]))
            cycles.append(cycle)
            graph = {node: [n for n in needed if n not in cycle] for node, needed in graph.items() if node not in cycle}
        else:
            return tuple(defined[node] for node in order), cycles
    return (), cycles


def needs_of(node: Node, dependencies: Dependencies) -> Iterator[Node]:
    """What a definition needs in the same period; an aggregate belongs to the measure that it stands in.

    The grade needs what its rules before the quotas need, and each quota.
    """
    for step in [each for each in dependencies.edges if each.kind in _OF_GRADE] if node == GRADE else [node]:
        for edge in dependencies.edges[step]:
            if edge.target.kind is NodeKind.AGGREGATE and edge.time is Time.PRESENT:
                yield from needs_of(edge.target, dependencies)
            elif edge.target.kind not in _OF_GRADE and edge.time is Time.PRESENT:
                yield edge.target


def chain(names: Sequence[str]) -> Listing:
    """A circle for a message, its middle left out where it is long."""
    shown = names if len(names) <= 2 * _HALF else [*names[:_HALF], "…", *names[1 - _HALF :]]
    return Listing(tuple(shown), " → ")
