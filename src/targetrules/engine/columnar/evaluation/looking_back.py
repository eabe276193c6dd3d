"""What of a policy rests on the past, and what on the other units: told from the rules alone.

What does not look back can be found for several periods at once. What looks back, but at nothing except the unit's own
past, can be found for any part of the units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from targetrules.rules import tree
from targetrules.rules.analysis.order import key_of, needs_of
from targetrules.rules.nodes import nodes_of

__all__ = ["Plan"]

_BACK: Final = tree.Temporal | tree.Received | tree.Lag | tree.RollingAggregate | tree.Status | tree.Limit


@frozen(slots=True)
class Plan:
    """A policy's definitions in their order: those of the ``present``, and those that are ``looking_back``.

    ``unit_by_unit``: what looks back asks for no other unit. ``inputs`` are those that any rule asks for.
    """

    present: tuple[tree.Definition, ...]
    looking_back: tuple[tree.Definition, ...]
    unit_by_unit: bool
    inputs: frozenset[str]

    @staticmethod
    def of(rules: tree.Rules) -> Plan:
        """The plan of a policy."""
        back: dict[str, tree.Definition] = {}
        for definition in rules.order:
            looks = any(isinstance(node, _BACK) for node in nodes_of(definition))
            if looks or any(key in back for key in needs_of(definition)):
                back[key_of(definition)] = definition
        present = tuple(definition for definition in rules.order if key_of(definition) not in back)
        alone = not any(_asks_others(definition) for definition in back.values())
        return Plan(present, tuple(back.values()), alone, frozenset(_inputs(rules)))


def _asks_others(definition: tree.Definition) -> bool:
    match definition:
        case tree.Ranking():
            return True
        case tree.Grading():
            return bool(definition.quotas)
        case _:
            return any(isinstance(node, tree.Aggregate) for node in nodes_of(definition))


def _inputs(rules: tree.Rules) -> Iterator[str]:
    for node in nodes_of((rules.order, rules.consequences)):
        match node:
            case tree.NumberOf(name) | tree.FlagIs(name) | tree.ChoiceIs(name) | tree.GradeIs(_, str(name)):
                names: Iterable[str] = (name,)
            case tree.Known(several):
                names = several
            case tree.Ranking():
                names = node.within
            case tree.Grading() if node.given is not None:
                names = (node.given,)
            case _:
                continue
        yield from (name for name in names if name in rules.inputs)
