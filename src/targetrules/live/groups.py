"""Groups of units as callers name them: by the inputs by which a policy groups units, with their values."""

from __future__ import annotations

from collections.abc import Mapping

from targetrules.arguments import ArgumentError, unlike
from targetrules.engine.openness import Group, ways_of
from targetrules.history import Value
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import reader_of
from targetrules.rules.tree import Rules
from targetrules.wording import Listing, Word

__all__ = ["named_group", "said_of_group"]


def named_group(rules: Rules, given: object) -> Group:
    """The group that was named: ``{"kind": "county"}``; all units where nothing was.

    Raises:
        ArgumentError: The policy does not group units so, or there is no such value.
    """
    if given is None:
        return ()
    names = sorted({name for names in ways_of(rules) for name in names})
    if not names:
        raise ArgumentError("group", Word("arguments.no-groups"))
    if not isinstance(given, Mapping) or not given or not set(given) <= set(names):
        raise ArgumentError("group", Word("arguments.group-of-units", {"names": Listing(tuple(names))}))
    found: dict[str, Value] = {}
    for name, value in given.items():
        read = reader_of(rules.inputs[name], rules.grades)(value)
        if isinstance(read, Fault) or read is None:
            raise unlike(f"group[{name!r}]", value, "group-value", input=name)
        found[name] = read
    return tuple(sorted(found.items()))


def said_of_group(group: Group) -> Listing:
    """The inputs of a group, each with its value."""
    return Listing(tuple(f"{name} = {value}" for name, value in group))
