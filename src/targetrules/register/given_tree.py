"""A tree of units that is given with targets: nobody who has targets in force is cut out of the levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from sqlalchemy import Connection

from targetrules.cycle.labels import few
from targetrules.cycle.targets.unit_tree import UnitTree
from targetrules.register.event import EventKind
from targetrules.register.offices import Actor, offices_at
from targetrules.wording import Listing, Word

__all__ = ["OwnUnits", "own_units", "wrong_with_tree"]

OwnUnits = Callable[[str], bool]
"""Whether a unit is one of those for which an office of its own units acts."""


def own_units(connection: Connection, actor: Actor | None) -> OwnUnits | None:
    """What an office of its own units acts for; None: whoever acts is for all units, or there are no offices."""
    table = offices_at(connection)
    office = None if table is None or actor is None else table.named(actor.office)
    if table is None or actor is None or office is None or office.units == "all":
        return None
    offices, acting = table, actor
    return lambda unit: offices.is_for(acting, unit)


def wrong_with_tree(
    connection: Connection,
    tree: UnitTree,
    last: UnitTree | None,
    having: Collection[str],
    kind: EventKind,
    own: OwnUnits | None,
) -> Iterator[Word]:
    """What forbids a tree of units that is given.

    Args:
        connection: A transaction.
        tree: The tree.
        last: The tree that is in force; None: none was given yet.
        having: The units that have targets in force.
        kind: Whether targets are issued with it, or amended.
        own: The units of the office that gives it; None: all of them.
    """
    foreign = [] if own is None else list(_not_own(tree, last, own))
    if foreign:
        told = [unit for unit in foreign if tree.holds(unit)]  # others are not told whom they do not know
        said = {"count": len(foreign) - len(told), "who": _for_all(connection, kind)}
        yield Word("cycle.tree-not-own", {**said, "units": few(told)} if told else {**said, "units": "–"})
        return
    absent = [unit for unit in having if not tree.holds(unit)]
    if absent:
        yield Word("cycle.tree-leaves-out", {"units": few(absent)})
    there = set(having)
    moved = [
        unit
        for unit in having
        if last is not None
        and tree.holds(unit)
        and last.holds(unit)
        and _way(tree, unit, there) != _way(last, unit, there)
    ]
    if moved:
        yield Word("cycle.tree-elsewhere", {"units": few(moved)})


def _not_own(tree: UnitTree, last: UnitTree | None, own: OwnUnits) -> Iterator[str]:
    """The units that stand elsewhere than in force, and are not within those of an office, or leave them."""
    before = {} if last is None else last.units
    for unit in dict.fromkeys((*tree.units, *before)):
        parent, same = tree.parents.get(unit), unit in tree.units and unit in before
        if same and last is not None and parent == last.parents.get(unit):
            continue
        if not (own(unit) and tree.holds(unit) and parent is not None and own(parent)):
            yield unit


def _way(tree: UnitTree, unit: str, having: Collection[str]) -> list[str]:
    """The units above one that have targets, the nearest first."""
    return [above for above in tree.above(unit) if above in having]


def _for_all(connection: Connection, kind: EventKind) -> Word | Listing:
    """The offices for all units that may record targets, or amendments."""
    table = offices_at(connection)
    able = (
        [] if table is None else [each for each in table.offices.values() if kind in each.may and each.units == "all"]
    )
    return Listing(tuple(each.word() for each in able), "; ") if able else Word("offices.none")
