"""The page on what follows from decisions: what is due, what was served, carried out and accepted, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from targetrules.register import Register, Task

from .. import seen
from ..requests import Caller
from .admission import SessionRoute
from .choice import Choice, chosen
from .showing import shown
from .turning import PageNumber, is_found, on_page

__all__ = ["following_up"]

following_up = APIRouter(route_class=SessionRoute, include_in_schema=False)

_STATES: Final[Mapping[str, Callable[[Task, date], bool]]] = {
    "": lambda task, _: task.executed is None,
    "overdue": lambda task, on: task.is_overdue(on),
    "returned": lambda task, _: task.returned is not None,
    "executed": lambda task, on: task.state(on) == "executed",
    "accepted": lambda task, on: task.state(on) == "accepted",
    "all": lambda _, __: True,
}
"""What is asked for, and which consequences are meant."""


@following_up.get("/follow-up")
async def follow_up(
    request: Request,
    policy: Choice = "",
    period: Choice = "",
    state: Annotated[Literal["", "overdue", "returned", "executed", "accepted", "all"], Query()] = "",
    consequence: Choice = "",
    find: Choice = "",
    page: PageNumber = 1,
) -> Response:
    """What follows, the earliest deadline first."""
    language = request.state.language

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        of = chosen(register, caller, language, policy, period, is_one=False)
        kept = [
            each
            for each in seen.tasks(register, caller, policy=of.policy)
            if period in ("", str(each.period))
            and _STATES[state](each, of.on)
            and consequence in ("", each.consequence)
            and is_found(find, each.unit)
        ]
        here, turning = on_page(sorted(kept, key=_by_day), page)
        return {
            "of": of,
            "tasks": here,
            "states": list(_STATES),
            "asked": {"state": state, "consequence": consequence, "find": find},
            "consequences": of.consequences(consequence),
            **turning,
        }

    return await shown(request, "follow-up", found)


def _by_day(task: Task) -> tuple[date, str, str]:
    return task.due or date.max, task.unit, str(task.period)
