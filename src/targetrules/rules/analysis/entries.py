"""Which values at entry are of earlier entries alone: those that the status rests on, so that there is no circle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import attrs

from targetrules.rules.analysis.dependencies import Node, NodeKind, graph_of, node_of
from targetrules.rules.definition import Measure, Status, Version
from targetrules.rules.number import AtEntry, Number
from targetrules.rules.parts import numbers_in
from targetrules.rules.tree import Definition

__all__ = ["with_earlier_entries"]


def with_earlier_entries(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions, ``AtEntry.before`` set in each measure on which the status rests in the same period.

    That is asked of the policy as if no entry were of the period itself; what a status rests on then, it rests on
    whatever its entries are.
    """
    statuses = {name for each in definitions if isinstance(each, Measure) for name in _statuses(each)}
    if not statuses:
        return list(definitions)
    earlier = [_read_before(each, statuses) for each in definitions]
    graph = graph_of(earlier)
    defined = {each.name for each in definitions if isinstance(each, Status)}
    beneath = {name: graph.within_period([Node(NodeKind.STATUS, name)]) for name in statuses & defined}
    return [
        _read_before(each, {name for name, nodes in beneath.items() if node_of(each) in nodes}) for each in definitions
    ]


def _statuses(measure: Measure) -> Iterator[str]:
    """The statuses whose entries a measure asks for."""
    parts = (part for version in measure.versions for part in numbers_in(version.formula))
    yield from (part.status for part in parts if isinstance(part, AtEntry))


def _read_before(definition: Definition, statuses: AbstractSet[str]) -> Definition:
    """The definition where entries into these statuses are those before the period."""
    if not isinstance(definition, Measure) or statuses.isdisjoint(_statuses(definition)):
        return definition
    versions = (attrs.evolve(each, formula=_number(each.formula, statuses)) for each in definition.versions)
    return attrs.evolve(definition, versions=tuple[Version, ...](versions))


def _number(number: Number, statuses: AbstractSet[str]) -> Number:
    """The number with the same said of every entry within it, however deep it stands."""
    found: Number = _changed(number, statuses)
    return found


def _changed(part: Any, statuses: AbstractSet[str]) -> Any:
    if isinstance(part, tuple):
        return tuple(_changed(each, statuses) for each in part)
    if not attrs.has(type(part)):
        return part
    fields = {each.alias: _changed(getattr(part, each.name), statuses) for each in attrs.fields(type(part))}
    if isinstance(part, AtEntry):
        fields["before"] = part.status in statuses
    return type(part)(**fields)
