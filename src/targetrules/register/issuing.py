"""Targets as the rules of the cycle ask about them: what is in force, what is issued, and what results bring."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from attrs import evolve
from sqlalchemy import Connection

from targetrules.cycle.events import GivenTarget, TargetsAmended, TargetsIssued
from targetrules.cycle.state import CycleState, InForce
from targetrules.cycle.targets.cascade import sides_of
from targetrules.cycle.targets.reading import Target
from targetrules.policy import Policy
from targetrules.register.happened import numbers_of, targets_amended, targets_issued
from targetrules.register.in_force import NUMBERS, UnitTargets, had_targets, issued_in, targets_of
from targetrules.register.journal import last_number, values_at
from targetrules.register.said import received_by
from targetrules.register.stored import Moment, rows_at
from targetrules.rules.resolution.indicator_names import Names
from targetrules.syntax import schema as syntax

__all__ = [
    "TargetInputs",
    "about_to_be_amended",
    "about_to_be_issued",
    "given_targets",
    "has_carried",
    "in_force",
    "last_event_of",
    "target_inputs",
    "with_issued",
]

TargetInputs: TypeAlias = Mapping[str, tuple[str, str]]
"""The inputs that targets have a value of: the indicator, and which number, or ``carried``."""

_CARRIED: Final = "carried"
_NUMBERS: Final = (*NUMBERS, "share", "weight")


def target_inputs(policy: Policy) -> TargetInputs:
    """The inputs of a policy that targets have a value of."""
    found = dict[str, tuple[str, str]]()
    for name, one in (policy.written.indicators or {}).items():
        parts: list[str] = [part for part, _ in sides_of(one)]
        parts += [_CARRIED] if has_carried(one) else []
        found |= {Names(name)[part]: (name, part) for part in parts}
    return found


def has_carried(indicator: syntax.Indicator) -> bool:
    """Whether results say of an indicator that a unit does not carry it; else nobody does, or a condition does."""
    return indicator.carried is None and indicator.not_carried is not None


def with_issued(
    connection: Connection, state: CycleState, policy: Policy, period: int, units: Collection[str]
) -> CycleState:
    """Where a period stands, with the targets of these units."""
    days: dict[int, date] = {}
    found = {}
    for unit, targets in targets_of(connection, policy.id, period, units).items():
        for name, target in targets.items():
            if target is not None and unit in units:
                number = last_event_of(target)
                if number not in days:
                    days[number] = day_of(connection, number)
                found[unit, name] = InForce(numbers_of(target), days[number], number, "amended" in target)
    return evolve(state, targets=found)


def last_event_of(target: Mapping[str, Any]) -> int:
    """The number of the event that issued a target, or amended it last."""
    number: int = target["amended"][-1][0] if "amended" in target else target["event"]
    return number


def in_force(period: int, targets: Mapping[str, UnitTargets]) -> list[Target]:
    """Targets that were issued, as such in a table are."""
    found = []
    for unit, each in targets.items():
        for name, target in each.items():
            if target is not None:
                numbers: dict[str, Any] = {part: Decimal(target[part]) for part in _NUMBERS if part in target}
                texts = {part: target.get(part) for part in ("document", "date")}
                found.append(Target(unit, period, name, None, event=last_event_of(target), **numbers, **texts))
    return found


def day_of(connection: Connection, number: int) -> date:
    """The day of an event that says one."""
    said = values_at(connection, number, ["day"])
    return date.min if said is None else date.fromisoformat(said[0])


def about_to_be_issued(connection: Connection, policy: Policy, period: int, values: Mapping[str, Any]) -> TargetsIssued:
    """Targets that are to be issued, with what is there already of their units."""
    now, issued = Moment(last_number(connection, None)), issued_in(values, 0)
    decided = _decided(connection, policy, period)
    inputs, results = target_inputs(policy), list[GivenTarget]()
    before = targets_of(connection, policy.id, period, list(issued))
    for (_, unit), row in rows_at(connection, policy.id, now, period=period).items():
        for each in _given(unit, row.values, inputs) if unit in issued else ():
            follows = each.part == _CARRIED and unit in before  # for it had no target of it so far
            if issued[unit].get(each.key[1]) is not None and not follows:
                results.append(evolve(each, event=row.event))
    return targets_issued(values, decided=decided & issued.keys(), results=results)


def about_to_be_amended(
    connection: Connection, policy: Policy, period: int, values: Mapping[str, Any]
) -> TargetsAmended:
    """Targets that are to be amended, with what was decided of their units."""
    return targets_amended(values, decided=_decided(connection, policy, period))


def _decided(connection: Connection, policy: Policy, period: int) -> set[str]:
    """The units of whom anything was ever decided in the period, also where it does not stand any more.

    A result that is withdrawn takes its decision with it; what was decided by the targets stays known.
    """
    found = received_by(connection, policy.id, period, last_number(connection, None))
    return {unit for _, _, units in found for unit in units}


def given_targets(
    connection: Connection, policy: Policy, period: int, values: Mapping[str, Any], said: int | str
) -> Collection[GivenTarget]:
    """The targets that results of a period bring, where any was issued, and that the same results had not before.

    Args:
        connection: A transaction.
        policy: The text that judges the period.
        period: The ordinal number of the period.
        values: What the event says.
        said: The period, as the event has it.
    """
    if not had_targets(connection, policy.id, period):
        return ()
    inputs, columns = target_inputs(policy), values["columns"]
    rows = [(unit, cells) for unit, at, *cells in values["rows"] if at == said]
    found = [each for unit, row in rows for each in _given(unit, dict(zip(columns, row, strict=True)), inputs)]
    if not found:
        return ()
    there = rows_at(connection, policy.id, Moment(last_number(connection, None)), period=period)
    before = {unit: set(_given(unit, row.values, inputs)) for (_, unit), row in there.items()}
    return [each for each in found if each not in before.get(each.key[0], ())]


def _given(unit: str, values: Mapping[str, str], inputs: TargetInputs) -> Iterator[GivenTarget]:
    """The targets in a result: numbers that stand there, and what the unit is said not to carry."""
    for input_, (name, part) in inputs.items():
        cell = values.get(input_, "")
        if part == _CARRIED:
            if cell == "false":
                yield GivenTarget((unit, name), part, input_, None)
        elif cell:
            yield GivenTarget((unit, name), part, input_, Decimal(cell))
