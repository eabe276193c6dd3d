"""The page on what is decided: of a period, by grade, by what follows, by the name of a unit."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from targetrules.register import Decision, Register

from .. import seen
from ..requests import Caller
from .admission import SessionRoute
from .choice import Choice, Chosen, chosen
from .following import follows, places
from .showing import shown

__all__ = ["deciding"]

deciding = APIRouter(route_class=SessionRoute, include_in_schema=False)

_ON_A_PAGE: Final = 100
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
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
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
            and find.strip().casefold() in each.unit.casefold()
        ]
        first = (page - 1) * _ON_A_PAGE
        grades = [(each.id, of.names.grade(each.id)) for each in of.names.rules.grades]
        if any(each.grade is None for each in all_):
            grades.append((_NO_GRADE, of.names.grade(None)))
        consequences = [(each.id, of.names.consequence(each.id)) for each in of.names.rules.consequences]
        return {
            "of": of,
            "all": len(all_),
            "count": len(kept),
            "rows": [_row(each, of) for each in kept[first : first + _ON_A_PAGE]],
            "asked": {"grade": grade, "consequence": consequence, "find": find},
            "number": page,
            "is_last": first + _ON_A_PAGE >= len(kept),
            "grades": of.known(grade, grades),
            "consequences": of.known(consequence, consequences),
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
