"""The procedure of a period: which of its steps were taken, which comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from targetrules.cycle.state import CycleState
from targetrules.data import frozen
from targetrules.register.course import state_at, units_at
from targetrules.rules.tree import Rules

__all__ = ["ProcedureStep", "StepDay", "procedure_of"]

StepState: TypeAlias = Literal["taken", "next", "waiting"]
"""``taken``: once, or of every unit with a result; ``next``: it can be taken; ``waiting``: others or results first."""


@frozen(slots=True)
class StepDay:
    """A step was taken on a day, by an event: of so many units, or once for all (0)."""

    day: date
    event: int
    units: int


@frozen(slots=True)
class ProcedureStep:
    """A step of the procedure, and how far it was taken in a period.

    Attributes:
        period: The period, as it is printed.
        step: The id of the step.
        state: ``"taken"``, ``"next"`` or ``"waiting"``.
        by: The ids of the offices that may record it; none: any that may record steps.
        gives: The inputs and details that it brings.
        each_unit: Whether it is taken for each unit by itself.
        day: The day on which it was taken, the last one where it was taken for units; None: it was not.
        event: The number of the event that says so.
        lacking: The units that have a result, and for which it was not taken; of a step that is taken once: none.
        units: How many units have a result.
        days: Each day on which it was taken, by its event, with the number of units of which it was taken.
    """

    period: int | str
    step: str
    state: StepState
    by: tuple[str, ...]
    gives: tuple[str, ...]
    each_unit: bool
    day: date | None
    event: int | None
    lacking: tuple[str, ...]
    units: int
    days: tuple[StepDay, ...] = ()


def procedure_of(
    connection: Connection, rules: Rules, period: int, printed: int | str, number: int
) -> list[ProcedureStep]:
    """The steps in their order, as they stood after an event.

    Args:
        connection: A transaction.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        printed: The period, as it is printed.
        number: The number of the event.
    """
    state = state_at(connection, rules, period, number)
    return list(_steps(rules, state, units_at(connection, rules.id, period, number), printed))


def _steps(rules: Rules, state: CycleState, units: tuple[str, ...], printed: int | str) -> Iterator[ProcedureStep]:
    can_be_next = bool(units)
    for step in rules.steps:
        lacking = tuple(state.lacking(step.id, units)) if step.each_unit else ()
        taken = [*state.of_units.get(step.id, {}).values()]
        taken += [state.for_all[step.id]] if step.id in state.for_all else []
        last = max(taken, key=lambda each: (each.day, each.number), default=None)
        is_taken = last is not None and not lacking
        named: StepState = "taken" if is_taken else "next" if can_be_next else "waiting"
        day, event = (None, None) if last is None else (last.day, last.number)
        of = printed, step.id, named, step.by, step.gives, step.each_unit, day, event, lacking, len(units)
        yield ProcedureStep(*of, tuple(_days(state, step.id)))
        can_be_next = can_be_next and is_taken


def _days(state: CycleState, step: str) -> Iterator[StepDay]:
    """The days on which a step was taken, in the order of the events."""
    counts = Counter(state.of_units.get(step, {}).values())
    found = [StepDay(each.day, each.number, count) for each, count in counts.items()]
    once = state.for_all.get(step)
    found += [] if once is None else [StepDay(once.day, once.number, 0)]
    yield from sorted(found, key=lambda each: each.event)
