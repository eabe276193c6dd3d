"""How far what is decided of a period has come: shown to the units, objections and appeals, and their answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection

from targetrules.cycle.state import CycleState, Objection
from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.register.course import state_at
from targetrules.rules.tree import Rules

__all__ = ["PeriodLife", "UnitObjection", "life_of"]

ObjectionState: TypeAlias = Literal["open", "upheld", "waits", "dismissed"]
"""``open``: it is not answered; ``waits``: it was upheld, and nothing was decided anew since, nor else done."""


@frozen(slots=True)
class UnitObjection:
    """An objection of a unit to what was decided of it and shown, or its appeal after the approval, and the answer.

    Attributes:
        unit: The unit.
        period: The period, as it is printed.
        day: The day of the objection.
        event: The number of the event that says so, by which it is answered.
        state: ``"open"``, ``"upheld"``, ``"waits"`` or ``"dismissed"``.
        answered: The day of the answer; None: there is none.
        answer: The number of the event that answers it; None likewise.
        is_appeal: Whether it is an appeal.
    """

    unit: str
    period: int | str
    day: date
    event: int
    state: ObjectionState
    answered: date | None
    answer: int | None
    is_appeal: bool = False

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        said = {name: getattr(self, name) for name in ("unit", "period", "event", "state", "answer")}
        answered = None if self.answered is None else self.answered.isoformat()
        kind = {"appeal": True} if self.is_appeal else {}
        return {**said, "day": self.day.isoformat(), "answered": answered, **kind}


@frozen(slots=True)
class PeriodLife:
    """What was shown of a period that awaits its approval, and the objections to it.

    Attributes:
        unshown: The numbers of the decisions that were not shown yet.
        shown: The day from which it was shown last; None: nothing of it was.
        until: The last day on which a unit may object; None likewise.
        event: The number of the event that says so; None likewise.
        objections: The objections to it, and the appeals against what was approved, in their order.
    """

    unshown: tuple[int, ...]
    shown: date | None
    until: date | None
    event: int | None
    objections: tuple[UnitObjection, ...]

    def values(self) -> dict[str, Any]:
        """The same as JSON has it."""
        shown, until = (None if day is None else day.isoformat() for day in (self.shown, self.until))
        told = [each.values() for each in self.objections]
        return {"unshown": list(self.unshown), "shown": shown, "until": until, "event": self.event, "objections": told}


def life_of(connection: Connection, rules: Rules, period: int, number: int) -> PeriodLife | None:
    """How far it has come, as it stood after an event; None where the policy has neither objections nor appeals.

    Args:
        connection: A transaction.
        rules: The text that judges the period.
        period: The ordinal number of the period.
        number: The number of the event.
    """
    if rules.cycle.objections_within is None and rules.cycle.appeals_within is None:
        return None
    state, printed = state_at(connection, rules, period, number), period_text(rules.period, period)
    last = max(state.shown, key=lambda each: each.until, default=None)
    objections = tuple(_told(state, each, printed) for each in state.objections.values())
    wanted = state.unshown() if rules.cycle.objections_within is not None else ()
    unshown = tuple(each.number for each in wanted)
    if last is None:
        return PeriodLife(unshown, None, None, None, objections)
    return PeriodLife(unshown, last.day, last.until, last.number, objections)


def _told(state: CycleState, objection: Objection, period: int | str) -> UnitObjection:
    answer = objection.answered
    stands: ObjectionState = "open"
    if answer is not None:
        stands = "waits" if state.waits(objection) else "upheld" if answer.is_upheld else "dismissed"
    day, number = (None, None) if answer is None else (answer.day, answer.number)
    said = (objection.unit, period, objection.day, objection.number, stands, day, number)
    return UnitObjection(*said, objection.is_appeal)
