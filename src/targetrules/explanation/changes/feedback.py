"""Whether what one unit is found to be can change what others bring into its judgement.

Others bring in what they are ranked by and whether they are, the numbers that are summed up over a group, and where
there are quotas the grade that they would have. As long as none of that rests on a ranking or a group itself, it stays
the same whatever becomes of a single unit: only places change, and with them what quotas leave to whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from targetrules.rules import tree
from targetrules.rules.nodes import nodes_of

__all__ = ["feeds_back", "in_turn"]


def feeds_back(rules: tree.Rules) -> bool:
    """Whether it can, under these rules."""
    waiting: list[Any] = list(_brought_in(rules))
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        for node in nodes_of(part):
            match node:
                case tree.RankOf() | tree.SizeOf() | tree.RankCutoff() | tree.Aggregate() | tree.Quota():
                    return True
                case tree.Receives() | tree.Received():
                    return True
                case tree.GradeIs(_, None) | tree.Rated():
                    waiting.append(rules.grading)
                case tree.NumberOf(name) | tree.FlagIs(name):
                    waiting.append(_named(rules, name))
                case tree.Known(names):
                    waiting.extend(_named(rules, name) for name in names)
    return False


def in_turn(rules: tree.Rules) -> bool:
    """Whether a quota may leave other units to a later one than there were, for they drop to where it drops to.

    What drops to a better grade than that is among those at whom the later quota looks, as it was before.
    """
    quotas = () if rules.grading is None else rules.grading.quotas
    return any(rules.down_to(later) <= rules.down_to(earlier) for earlier, later in pairwise(quotas))


def _named(rules: tree.Rules, name: str) -> tree.Measure | tree.NamedCondition | tree.Status | None:
    """None: an input or a parameter."""
    return rules.measures.get(name) or rules.conditions.get(name) or rules.statuses.get(name)


def _brought_in(rules: tree.Rules) -> Iterator[Any]:
    for definition in rules.order:
        match definition:
            case tree.Ranking():
                yield (definition.by, definition.among)
            case tree.Grading() if definition.quotas:
                yield definition.by
                yield tuple(rule.when for rule in definition.unit_rules)
            case tree.Measure():
                yield tuple(node.of for node in nodes_of(definition) if isinstance(node, tree.Aggregate))
