"""The page on objections and appeals: which there are, how they were answered, until when they may be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response

from targetrules.register import Decision, EventKind, Register, Status, UnitObjection
from targetrules.wording import say

from .. import seen
from ..requests import Caller
from .admission import SessionRoute
from .choice import Choice, Chosen, chosen
from .showing import shown
from .words import say as words

__all__ = ["objecting"]

objecting = APIRouter(route_class=SessionRoute, include_in_schema=False)


@objecting.get("/objections")
async def objections(request: Request, policy: Choice = "", period: Choice = "") -> Response:
    """The objections of a period."""
    language = request.state.language

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        of = chosen(register, caller, language, policy, period)
        status = seen.status(register, caller, of.period, policy=of.policy, on=of.on)
        cycle = of.names.rules.cycle
        decisions = seen.decisions(register, caller, policy=of.policy, period=of.period) if of.period else []
        there = [] if status.life is None else list(status.life.objections)
        waiting = {(each.unit, each.is_appeal) for each in there if each.state == "open"}
        to_object = [each for each in decisions if (each.unit, False) not in waiting]
        to_appeal = [each for each in _approved(decisions) if (each.unit, True) not in waiting]
        return {
            "of": of,
            "shown": list(_shown(status, decisions, of)) if cycle.objections_within is not None else [],
            "has_any": cycle.objections_within is not None or cycle.appeals_within is not None,
            "has_appeals": cycle.appeals_within is not None,
            "rows": [_row(register, each, of) for each in there],
            "may_object": _units(to_object, caller, EventKind.OBJECTION) if _is_time(status) else [],
            "may_appeal": _units(to_appeal, caller, EventKind.APPEAL) if cycle.appeals_within else [],
        }

    return await shown(request, "objections", found)


def _shown(status: Status, decisions: list[Decision], of: Chosen) -> Iterator[str]:
    """Whether what is decided was shown to the units, and until when they may object; or that it is past that."""
    life = status.life
    if not decisions:
        yield words("nothing-decided", of.language)
    elif len(_approved(decisions)) == len(decisions):
        yield words("past-objections", of.language)
    elif life is None or life.shown is None:
        yield words("not-shown", of.language)
    else:
        yield words("shown-until", of.language, day=life.shown, until=life.until)
        if life.unshown:
            yield words("not-shown-anew", of.language)


def _row(register: Register, each: UnitObjection, of: Chosen) -> dict[str, Any]:
    """One of them, with what the event says that answers it."""
    answer = None
    if each.answer is not None:
        [event] = list(register.events(after=each.answer - 1, limit=1))
        answer = register.text(event, of.language)
    return {
        "objection": each,
        "state": say(f"register.status-{'appeal' if each.is_appeal else 'objection'}-{each.state}", of.language),
        "answer": answer,
        "may_answer": each.state in ("open", "waits") and of.caller.may(EventKind.ANSWER, each.unit),
    }


def _is_time(status: Status) -> bool:
    """Whether it was shown, and the last day on which a unit may object has not passed."""
    until = None if status.life is None else status.life.until
    return until is not None and status.on <= until


def _approved(decisions: list[Decision]) -> list[Decision]:
    return [each for each in decisions if each.approval is not None and each.approval.day is not None]


def _units(decisions: list[Decision], caller: Caller, kind: EventKind) -> list[str]:
    """The units of which something is decided, and for which whoever asks may record it."""
    return [each.unit for each in decisions if caller.may(kind, each.unit)]
