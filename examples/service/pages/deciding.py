"""The page on what is decided: of a period, by grade, by what follows, by the name of a unit."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from targetrules.register import Decision, Register

from .. import seen
from ..requests import Caller
from .admission import SessionRoute
from .choice import Choice, Chosen, chosen
from .following import follows, places
from .showing import shown
from .turning import PageNumber, is_found, on_page

__all__ = ["deciding"]

deciding = APIRouter(route_class=SessionRoute, include_in_schema=False)

_NO_GRADE: Final = "-"
"""What is asked for where a decision has no grade."""


@deciding.get("/decisions")
async def decisions(
    request: Request,
    policy: Choice = "",
    period: Choice = "",
    grade: Choice = "",
    consequence: Choice = "",
    find: Choice = "",
    page: PageNumber = 1,
) -> Response:
    """What is decided."""
    language = request.state.language

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        of = chosen(register, caller, language, policy, period)
        all_ = seen.decisions(register, caller, policy=of.policy, period=of.period) if of.period else []
        kept = [
            each
            for each in all_
            if (not grade or (each.grade or _NO_GRADE) == grade)
            and (not consequence or consequence in each.received)
            and is_found(find, each.unit)
        ]
        here, turning = on_page(kept, page)
        grades = [(each.id, of.names.grade(each.id)) for each in of.names.rules.grades]
        if any(each.grade is None for each in all_):
            grades.append((_NO_GRADE, of.names.grade(None)))
        return {
            "of": of,
            "all": len(all_),
            "rows": [_row(each, of) for each in here],
            "asked": {"grade": grade, "consequence": consequence, "find": find},
            "grades": of.known(grade, grades),
            "consequences": of.consequences(consequence),
            **turning,
            "is_approved": bool(of.names.rules.cycle.approve_by),
        }

    return await shown(request, "decisions", found)


def _row(each: Decision, of: Chosen) -> dict[str, Any]:
    return {
        "unit": each.unit,
        "grade": of.names.grade(each.grade),
        "places": list(places(each, of.names)),
        "follows": follows(each, of.names),
        "undetermined": list(map(of.names.rule, each.undetermined)),
        "approval": of.approval(each.approval),
        "is_overridden": each.override is not None,
    }
