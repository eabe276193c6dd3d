"""Events of the cycle as its rules see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from targetrules.cycle.events import CycleEvent, StepTaken
from targetrules.errors import InternalError
from targetrules.register.event import Event

__all__ = ["happened", "step_taken"]


def happened(event: Event) -> CycleEvent:
    """What an event says that was recorded.

    Raises:
        InternalError: It does not hold what it should; or ValueError, LookupError, TypeError.
    """
    return step_taken(event.values, event.number)


def step_taken(values: Mapping[str, Any], number: int = 0, present: Collection[str] = ()) -> StepTaken:
    """A step, by what an event says of it; ``present`` are the units that have a result, where that is asked for."""
    units, office = values["units"], values.get("office")
    named = None if units is None else tuple(_text(unit) for unit in units)
    by = None if office is None else _text(office["id"])
    return StepTaken(_text(values["step"]), named, date.fromisoformat(values["day"]), by, present, number)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InternalError("no text in an event of the cycle")
    return value
