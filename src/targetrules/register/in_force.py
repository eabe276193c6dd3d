"""Targets in force: what follows from the events that issue them, for each unit in a period, and for its results.

A result stands in the register with the targets of its unit: what was issued is filled in where the result has nothing,
from the event on that issued it. So a period is judged, shown and verified by the targets that were in force.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, Select, select

from targetrules.register.event import Event, EventKind
from targetrules.register.journal import values_at
from targetrules.register.schema import events, target_versions
from targetrules.register.stored import Moment
from targetrules.rules.resolution.indicator_names import Names

__all__ = [
    "NUMBERS",
    "Amended",
    "UnitTargets",
    "after_event",
    "amended_in",
    "filled",
    "had_targets",
    "issued_in",
    "named_in_decision",
    "periods_of_targets",
    "targets_of",
    "with_targets",
]

NUMBERS: Final = ("target", "low", "high")
"""The numbers of a target that results have, too."""

UnitTargets: TypeAlias = Mapping[str, Mapping[str, Any] | None]
"""The targets of a unit in a period, by indicator: the texts of its numbers, the event, the document and date that it
has of its own, and the events that amended it with the numbers before; None: the unit does not carry the indicator."""

_AT_ONCE: Final = 500


def had_targets(connection: Connection, policy: str, period: int | None = None) -> bool:
    """Whether any target of a policy was issued, in one of its periods."""
    known = target_versions.c
    query = select(known.event).where(known.policy == policy)
    if period is not None:
        query = query.where(known.period == period)
    return connection.execute(query.limit(1)).first() is not None


def periods_of_targets(connection: Connection, policy: str) -> list[int]:
    """The periods in which any target of a policy was issued."""
    known = target_versions.c
    return sorted(connection.scalars(select(known.period).where(known.policy == policy).distinct()))


def named_in_decision(connection: Connection, policy: str, period: int, number: int) -> dict[str, Any]:
    """What a decision says of the targets that were in force: the events and their hashes; nothing where none were.

    Those that were issued late are told as such.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        period: The ordinal number of the period.
        number: The last event that was known.
    """
    known = target_versions.c
    query = select(known.event).where(known.policy == policy, known.period == period, known.event <= number)
    asked = select(events.c.number, events.c.hash, events.c.kind).where(events.c.number.in_(query))
    rows = connection.execute(asked.order_by(events.c.number)).all()
    found = [[row.number, row.hash.hex()] for row in rows]
    issued = [row.number for row in rows if row.kind == EventKind.TARGETS]
    late = [each for number in issued for each in _late(connection, number)]
    return ({"targets": found} if found else {}) | ({"late": late} if late else {})


def _late(connection: Connection, number: int) -> Iterator[list[Any]]:
    """An event by which targets were issued late: its number, the day, and until when they should have been."""
    day, due = values_at(connection, number, ["day", "due"]) or (None, None)
    if due is not None:
        yield [number, day, due]


def targets_of(
    connection: Connection,
    policy: str,
    period: int,
    units: Collection[str] | None = None,
    moment: Moment | None = None,
) -> dict[str, UnitTargets]:
    """The targets in force of the units that have any, by unit.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        period: The ordinal number of the period.
        units: The only units; None: all of them.
        moment: What was known; None: all that is.
    """
    known = target_versions.c
    query = select(known.unit, known.targets).where(known.policy == policy, known.period == period)
    if moment is not None:
        query = query.where(known.event <= moment.number)
    if moment is not None and moment.holding is not None:
        query = query.join(events, events.c.number == known.event).where(events.c.holds_from <= moment.holding)
    found = dict[str, str]()
    for each in _parts(query, units):
        for row in connection.execute(each.order_by(known.unit, known.event)):
            found[row.unit] = row.targets
    return {unit: json.loads(targets) for unit, targets in found.items()}


def _parts(query: Select[Any], units: Collection[str] | None) -> Iterator[Select[Any]]:
    if units is None or len(units) > _AT_ONCE:  # all of them are read faster than thousands looked up
        yield query
        return
    yield query.where(target_versions.c.unit.in_(list(units)))


def filled(
    connection: Connection,
    policy: str,
    columns: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    had: Callable[[Connection, str, int], bool] = had_targets,
) -> list[Sequence[str]]:
    """Results with the targets that are in force of their units: each by its period, and its cells.

    Args:
        connection: A transaction.
        policy: The id of the policy.
        columns: The names of the inputs that they have values of.
        rows: The ordinal number of the period, and the unit, the period as it is printed and the values.
        had: What says whether any target was issued in a period: whoever asks for event after event knows it already.
    """
    of_period: dict[int, list[str]] = {}
    for period, cells in rows:
        of_period.setdefault(period, []).append(cells[0])
    there = {
        period: targets_of(connection, policy, period, units)
        for period, units in of_period.items()
        if had(connection, policy, period)
    }
    found = []
    for period, cells in rows:
        targets = there.get(period, {}).get(cells[0])
        found.append(cells if targets is None else with_targets(columns, cells, targets))
    return found


def issued_in(values: Mapping[str, Any], event: int) -> dict[str, dict[str, Mapping[str, Any] | None]]:
    """The targets that an event issues, by unit and indicator, and what a unit does not carry where it gets any."""
    found: dict[str, dict[str, Mapping[str, Any] | None]] = {}
    for unit, name, said in _rows(values):
        found.setdefault(unit, dict.fromkeys(values["left"]))[name] = {"event": event, **said}
    return found


def amended_in(values: Mapping[str, Any]) -> dict[str, dict[str, Amended]]:
    """The numbers that an event amends, by unit and indicator."""
    found: dict[str, dict[str, Amended]] = {}
    for unit, name, said in _rows(values):
        before: dict[str, str] = {part: said[f"old_{part}"] for part in NUMBERS if f"old_{part}" in said}
        after: dict[str, str] = {part: said[part] for part in NUMBERS if part in said}
        found.setdefault(unit, {})[name] = Amended(before, after)
    return found


def _rows(values: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The unit, the indicator and all else that is said of each target."""
    for unit, *cells in values["rows"]:
        said = {name: cell for name, cell in zip(values["columns"], cells, strict=True) if cell}
        yield unit, said.pop("indicator"), said


class Amended(NamedTuple):
    """The texts of the numbers of a target, before and after an amendment."""

    before: Mapping[str, str]
    after: Mapping[str, str]


def after_event(event: Event, before: Mapping[str, UnitTargets]) -> Mapping[str, UnitTargets]:
    """The targets of each unit that an event issues or amends any of, as they are in force from then on.

    Args:
        event: The event.
        before: The targets of these units, as they were in force.
    """
    if event.kind is EventKind.AMENDMENT:
        amended = amended_in(event.values)
        return {
            unit: {
                **before[unit],
                **{name: _amended(before[unit][name], each, event.number) for name, each in of.items()},
            }
            for unit, of in amended.items()
        }
    return {
        unit: {**before.get(unit, {}), **_new(before.get(unit, {}), targets)}
        for unit, targets in issued_in(event.values, event.number).items()
    }


def _new(before: UnitTargets, issued: UnitTargets) -> UnitTargets:
    """What an event says of a unit but for what was said of it before: that it does not carry an indicator."""
    return {name: target for name, target in issued.items() if target is not None or name not in before}


def _amended(target: Mapping[str, Any] | None, change: Amended, event: int) -> Mapping[str, Any]:
    """A target with other numbers, and with what they were before."""
    there = {} if target is None else target
    kept = {name: said for name, said in there.items() if name not in NUMBERS}
    return {**kept, **change.after, "amended": [*there.get("amended", ()), [event, change.before]]}


def with_targets(columns: Sequence[str], cells: Sequence[str], targets: UnitTargets) -> list[str]:
    """The cells of a result, a unit and a period and then values, with the targets of the unit in their places."""
    filled: dict[str, str] = {}
    for name, target in targets.items():
        names = Names(name)
        filled[names["carried"]] = "false" if target is None else "true"
        if target is not None:
            filled |= {names[part]: target[part] for part in NUMBERS if part in target}
    return [*cells[:2], *(filled.get(name, cell) for name, cell in zip(columns, cells[2:], strict=True))]
