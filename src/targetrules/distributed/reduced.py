"""The part of a policy that some comparisons need, so that finding them costs no more than it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from targetrules.distributed.needs import BEFORE_QUOTAS, Needs, consequence_key
from targetrules.rules import tree
from targetrules.rules.analysis.order import GRADING, key_of

__all__ = ["reduced"]


def reduced(rules: tree.Rules, needs: Needs, comparisons: Iterable[str]) -> tree.Rules:
    """The rules with nothing in them but these comparisons and what they need, inputs included."""
    wanted = {user for key in comparisons for user in _computed_in(needs, key)}
    kept = wanted.union(*(needs.beneath(key) for key in wanted))
    if BEFORE_QUOTAS in kept:
        kept.add(GRADING)
    order = tuple(_kept(each, kept) for each in rules.order if key_of(each) in kept)
    ids = [rule.id for rule in rules.consequences if consequence_key(rule.id) in kept]
    consequences = tuple(
        attrs.evolve(rule, replaces=tuple(id_ for id_ in rule.replaces if id_ in ids))
        for rule in rules.consequences
        if rule.id in ids
    )
    named = set(_texts((order, consequences)))
    return attrs.evolve(
        rules,
        order=order,
        consequences=consequences,
        claims=(),
        examples=(),
        inputs={name: one for name, one in rules.inputs.items() if name in named},
        statuses={name: one for name, one in rules.statuses.items() if name in kept},
    )


def _kept(definition: tree.Definition, kept: set[str]) -> tree.Definition:
    """The definition with those of its quotas that are kept."""
    if not isinstance(definition, tree.Grading):
        return definition
    return attrs.evolve(definition, quotas=tuple(quota for quota in definition.quotas if quota.id in kept))


def _computed_in(needs: Needs, key: str) -> set[str]:
    """A ranking or quota itself; the measures in whose formulas a function over a group stands."""
    if not isinstance(needs.comparisons.get(key), tree.Aggregate):
        return {key}
    users = {node for node, edges in needs.edges.items() if key in edges}
    return {each for user in users for each in _computed_in(needs, user)}


def _texts(part: Any) -> Iterator[str]:
    """Every text beneath a part of the rules; the names of inputs are among them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from _texts(each)
    elif attrs.has(type(part)):
        for each in attrs.fields(type(part)):
            yield from _texts(getattr(part, each.name))
