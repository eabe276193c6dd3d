"""The forms by which something is recorded: opened for what it is about, filled in, refused in the register's words."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from targetrules import ArgumentError
from targetrules.register import Register, RegisterError, UnitObjection

from .. import seen
from ..calls import calls_of
from ..problems import Refusal, Told, told
from ..requests import Caller
from .admission import SessionRoute, form_of, session_of
from .choice import Choice, Chosen, chosen
from .drafting import DRAFTED, drafted
from .kinds import KINDS, Kind
from .rendering import address, page
from .showing import shown
from .unusable import of_form

__all__ = ["recording"]

recording = APIRouter(route_class=SessionRoute, include_in_schema=False)

_ABOUT = ("policy", "period", "unit", "consequence", "objection")
"""What a form may be about."""


@recording.get("/record/{kind}")
async def opened(
    request: Request,
    kind: str,
    policy: Choice = "",
    period: Choice = "",
    unit: Choice = "",
    consequence: Choice = "",
    objection: Choice = "",
) -> Response:
    """The form, to be filled in; refused where the office may not record what it is for."""
    given = dict(zip(_ABOUT, (policy, period, unit, consequence, objection), strict=True))
    found = _kind(kind)
    return await shown(
        request, "record", lambda register, caller: _form(register, caller, request, found, given, checks=True)
    )


@recording.post("/record/{kind}")
async def recorded(request: Request, kind: str) -> Response:
    """Record what was filled in, and go back to where it is followed."""
    found, given, language = _kind(kind), form_of(request), request.state.language
    try:
        values = _values(found, given)
        event = await calls_of(request).record(request, lambda register: getattr(register, found.call)(**values))
    except (RegisterError, ArgumentError, ValidationError) as error:
        problem = told(request, of_form(error, language), language)
        if problem.status not in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise
        return await _again(request, found, given, problem)
    session_of(request).recorded = event.number
    back = {name: given.get(name, "") for name in ("policy", "period")}
    return RedirectResponse(address(language, found.page, **back), HTTPStatus.SEE_OTHER)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Refusal(404, "no-such-page")
    return KINDS[name]


def _values(kind: Kind, given: Mapping[str, str]) -> dict[str, Any]:
    """What was filled in, as the register takes it; ValidationError where that cannot be."""
    names = [*kind.schema.model_fields]
    filled = {name: given[name].strip() for name in names if given.get(name, "").strip()}
    found = kind.schema.model_validate(filled)
    return {name: getattr(found, name) for name in names if name in filled}


async def _again(request: Request, kind: Kind, given: Mapping[str, str], problem: Told) -> Response:
    """The form as it was filled in, with what is wrong."""

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        request.state.caller = caller
        return _form(register, caller, request, kind, given, checks=False)

    values = await calls_of(request).read(request, found)
    lines = [each.message for each in problem.details] or [problem.message]
    return page(request, "record", problem.status, **(values | {"lines": lines}))


def _form(
    register: Register, caller: Caller, request: Request, kind: Kind, given: Mapping[str, str], *, checks: bool
) -> dict[str, Any]:
    """What the form takes.

    Args:
        register: The register.
        caller: Who asks.
        request: What he asks.
        kind: What is to be recorded.
        given: What it is about, and what was filled in before.
        checks: Whether it is refused where he may not record it.

    Raises:
        Refusal: It is about a unit of others, or about an objection that is none of his, or there is none.
        RegisterError: He may not record it.
    """
    about = {name: given.get(name, "") for name in _ABOUT}
    if checks:
        caller.offices.check(caller.actor, kind.event, [about["unit"]] if about["unit"] else None)
    of = chosen(register, caller, request.state.language, about["policy"], about["period"])
    what = ""
    if kind.name == "answer":
        answered = _objecting(register, caller, of, about["objection"])
        about["unit"], what = answered.unit, "appeal" if answered.is_appeal else "objection"
    if about["unit"]:
        caller.check(about["unit"])
    return {
        "of": of,
        "kind": kind,
        "about": about | {"policy": of.policy, "period": of.period or ""},
        "label": _label(of, about["consequence"]),
        "what": what,
        "draft": drafted(register, caller, of) if kind.name in DRAFTED else None,
        "filled": {field.name: given.get(field.name, "") for field in kind.fields},
        "lines": (),
    }


def _objecting(register: Register, caller: Caller, of: Chosen, number: str) -> UnitObjection:
    """An objection, or an appeal, by the number of its event."""
    there = seen.objections(register, caller, of.period, policy=of.policy) if of.period else []
    for each in there:
        if str(each.event) == number:
            return each
    raise Refusal(404, "no-such-event", number=number)


def _label(of: Chosen, consequence: str) -> str:
    """What a consequence is called; one that there is not, as it was asked for."""
    known = {each.id for each in of.names.rules.consequences}
    return of.names.consequence(consequence) if consequence in known else consequence
