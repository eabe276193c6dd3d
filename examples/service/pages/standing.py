"""The page on where a period stands, what comes next, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from targetrules.register import ProcedureStep, Register, Status
from targetrules.register.status_screen import next_told, stands_told
from targetrules.wording import say

from .. import seen
from ..requests import Caller
from .admission import SessionRoute
from .choice import Choice, Chosen, chosen
from .showing import shown

__all__ = ["standing"]

standing = APIRouter(route_class=SessionRoute, include_in_schema=False)

_PAGES: Final = {
    "served": "follow-up",
    "executed": "follow-up",
    "objection": "objections",
    "answer": "objections",
    "appeal-answer": "objections",
    "shown": "record/shown",
    "approval": "record/approval",
}
"""Where that is done which comes next, by its kind."""


@standing.get("/status")
async def status(request: Request, policy: Choice = "", period: Choice = "") -> Response:
    """Where a period stands."""
    language = request.state.language

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        of = chosen(register, caller, language, policy, period)
        told = seen.status(register, caller, of.period, policy=of.policy, on=of.on)
        return {
            "of": of,
            "stands": list(stands_told(told, of.names, caller.offices)),
            "steps": [_step(each, of) for each in told.steps],
            "next": list(_next(told, of)),
            "sees_all": caller.office.units == "all",
            "may_do": any(of.steps(each) for each in told.overdue),
            "overdue": told.overdue,
            "unable": told.unable,
        }

    return await shown(request, "status", found)


def _step(step: ProcedureStep, of: Chosen) -> dict[str, Any]:
    return {
        "label": of.names.step(step.step),
        "state": say(f"cycle.state-{step.state}", of.language),
        "is_next": step.state == "next",
        "day": step.day,
        "by": [of.office(id_) for id_ in step.by],
        "lacking": step.lacking if step.each_unit and step.state != "waiting" else (),
    }


def _next(told: Status, of: Chosen) -> Iterator[dict[str, Any]]:
    for each, text in zip(told.next, next_told(told, of.names, of.caller.offices), strict=True):
        yield {"text": text, "page": _PAGES.get(each.kind), "is_own": of.caller.office.id in each.offices}
