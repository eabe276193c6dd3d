"""Events of the cycle as its rules see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from targetrules.cycle.events import (
    AppealMade,
    ApprovalGiven,
    DecisionTaken,
    DraftShown,
    GivenTarget,
    Numbers,
    ObjectionAnswered,
    ObjectionMade,
    StepTaken,
    TargetsAmended,
    TargetsIssued,
)
from targetrules.errors import InternalError
from targetrules.register.event import Event, EventKind
from targetrules.register.in_force import NUMBERS, amended_in, issued_in

__all__ = [
    "HappenedEvent",
    "appeal_made",
    "approval_given",
    "changed_by",
    "happened",
    "numbers_of",
    "objection_answered",
    "objection_made",
    "shown_of",
    "step_taken",
    "targets_amended",
    "targets_issued",
]


HappenedEvent: TypeAlias = (
    StepTaken
    | ApprovalGiven
    | DraftShown
    | ObjectionMade
    | AppealMade
    | ObjectionAnswered
    | DecisionTaken
    | TargetsIssued
    | TargetsAmended
)
"""What an event says that was recorded, each with its number."""


def happened(event: Event) -> HappenedEvent:
    """What an event says that was recorded.

    Raises:
        InternalError: It does not hold what it should; or ValueError, LookupError, TypeError.
    """
    match event.kind:
        case EventKind.STEP:
            return step_taken(event.values, event.number)
        case EventKind.APPROVAL:
            _check_named(event.values)
            return approval_given(event.values, event.number)
        case EventKind.SHOWN:
            _check_named(event.values)
            return shown_of(event.values, event.number)
        case EventKind.OBJECTION:
            return objection_made(event.values, event.number)
        case EventKind.APPEAL:
            return appeal_made(event.values, event.number)
        case EventKind.ANSWER:
            return objection_answered(event.values, event.number)
        case EventKind.TARGETS:
            return targets_issued(event.values, event.number)
        case EventKind.AMENDMENT:
            return targets_amended(event.values, event.number)
        case _:
            raise InternalError(event.kind)


def step_taken(values: Mapping[str, Any], number: int = 0, present: Collection[str] = ()) -> StepTaken:
    """A step, by what an event says of it; ``present`` are the units that have a result, where that is asked for."""
    units, office = values["units"], values.get("office")
    named = None if units is None else tuple(_text(unit) for unit in units)
    by = None if office is None else _text(office["id"])
    return StepTaken(_text(values["step"]), named, date.fromisoformat(values["day"]), by, present, number)


def approval_given(
    values: Mapping[str, Any], number: int = 0, present: Collection[str] = (), changed: int = 0
) -> ApprovalGiven:
    """An approval, by what an event says of it; see :class:`ApprovalGiven` for what is asked besides."""
    office = values.get("office")
    by = None if office is None else _text(office["id"])
    return ApprovalGiven(date.fromisoformat(values["day"]), by, present, changed, number)


def shown_of(values: Mapping[str, Any], number: int = 0, present: Collection[str] = (), changed: int = 0) -> DraftShown:
    """A draft that was shown, by what an event says of it; see :class:`DraftShown` for what is asked besides."""
    day, until = (date.fromisoformat(values[name]) for name in ("day", "until"))
    return DraftShown(day, until, present, changed, number)


def objection_made(values: Mapping[str, Any], number: int = 0, *, is_decided: bool = True) -> ObjectionMade:
    """An objection, by what an event says of it; see :class:`ObjectionMade` for what is asked besides."""
    return ObjectionMade(_text(values["unit"]), date.fromisoformat(values["day"]), is_decided, number)


def appeal_made(values: Mapping[str, Any], number: int = 0) -> AppealMade:
    """An appeal, by what an event says of it."""
    until = None if values["until"] is None else date.fromisoformat(values["until"])
    return AppealMade(_text(values["unit"]), date.fromisoformat(values["day"]), until, number)


def objection_answered(values: Mapping[str, Any], number: int = 0) -> ObjectionAnswered:
    """An answer, by what an event says of it."""
    is_upheld = {"upheld": True, "dismissed": False}[values["answer"]]
    day, is_settled = date.fromisoformat(values["day"]), values["done"] is not None
    return ObjectionAnswered(_number(values["objection"]), day, is_upheld, is_settled, number)


def _check_named(values: Mapping[str, Any]) -> None:
    """Decisions are named by their numbers and hashes."""
    for number, digest in values["decisions"]:
        _number(number)
        _text(digest)


def changed_by(event: Event) -> frozenset[str] | None:
    """The units of which a decision decided something else than was decided before; None: all that there are."""
    try:
        units = event.value("changed")
    except KeyError:  # nothing was said of it where no approval was wanted
        units = None if event.value("whole") else [each["unit"] for each in event.values["outcomes"]]
    return None if units is None else frozenset(map(_text, units))


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise InternalError("no number in an event of the cycle")
    return value


def targets_issued(
    values: Mapping[str, Any], number: int = 0, decided: Collection[str] = (), results: Collection[GivenTarget] = ()
) -> TargetsIssued:
    """Targets that are issued, by what an event says of them; for the rest see there."""
    due = values["due"]
    targets = {
        (_text(unit), name): numbers_of(target)
        for unit, each in issued_in(values, number).items()
        for name, target in each.items()
        if target is not None
    }
    return TargetsIssued(
        targets,
        date.fromisoformat(values["day"]),
        decided,
        results,
        None if due is None else date.fromisoformat(due),
        bool(values["reason"]),
        number,
    )


def targets_amended(values: Mapping[str, Any], number: int = 0, decided: Collection[str] = ()) -> TargetsAmended:
    """Targets that are amended, by what an event says of them."""
    found = [
        ((_text(unit), name), change) for unit, each in amended_in(values).items() for name, change in each.items()
    ]
    before = {key: numbers_of(change.before) for key, change in found}
    after = {key: numbers_of(change.after) for key, change in found}
    return TargetsAmended(before, after, date.fromisoformat(values["day"]), decided, number)


def numbers_of(target: Mapping[str, Any]) -> Numbers:
    """The numbers of a target, of their texts."""
    return {part: Decimal(target[part]) for part in NUMBERS if part in target}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InternalError("no text in an event of the cycle")
    return value
