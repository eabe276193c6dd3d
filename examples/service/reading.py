"""The routes by which the register is read; an office of its own units reads what is of these alone."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPBearer

from targetrules.register import Register
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.report.results_csv import cell_of

from . import schemas, seen
from .answers import changed, decided, event_detail, event_out, policy_out, post_out, record_out, step_out, task_out
from .calls import calls_of, language_of
from .problems import Refusal, responses
from .requests import Caller, KnownRoute

__all__ = ["router"]

router = APIRouter(
    prefix="/v1",
    route_class=KnownRoute,
    dependencies=[Depends(HTTPBearer(auto_error=False, description="A token of the service."))],
    tags=["reading"],
)

_ERRORS: Final = responses(404, 409)
_LAST: Final = 2**53

Policy = Annotated[schemas.Name | None, Query(description="The id of the policy; left out, the only one.")]
AsOf = Annotated[schemas.When | None, Query(description="What was known then; left out, now.")]
OnDay = Annotated[schemas.Day | None, Query(description="Only posts that are held on this day.")]
Holding = Annotated[schemas.When | None, Query(description="Of what was known, what held then; left out, all.")]
Unit = Annotated[schemas.UnitName, Query(description="The unit, as in results.")]
AnyUnit = Annotated[schemas.UnitName | None, Query(description="The only unit; left out, all of the office.")]
Person = Annotated[schemas.Name, Path(description="The name of the person.")]
Period = Annotated[schemas.Name, Query(description="The period, as in results.")]
AnyPeriod = Annotated[schemas.Name | None, Query(description="The only period; left out, all.")]


def _asked(caller: Caller, unit: str | None) -> None:
    if unit is not None:
        caller.check(unit)


@router.get("/me", responses=_ERRORS, summary="Who asks, and what he may")
async def me(request: Request) -> schemas.SelfOut:
    """By the token, and the table of offices in force."""
    language = language_of(request)

    def found(_: Register, caller: Caller) -> schemas.SelfOut:
        office, token = caller.office, caller.token
        return schemas.SelfOut(
            by=token.by,
            office=office.id,
            label=office.label.get(language) or next(iter(office.label.values())),
            may=[kind.value for kind in office.may],
            units=None if office.units == "all" else list(token.units),
            expires=token.expires,
        )

    return await calls_of(request).read(request, found)


@router.get("/head", responses=_ERRORS, summary="The last event")
async def head(request: Request) -> schemas.HeadOut:
    """Note its hash elsewhere: by it all events before it are known."""

    def found(register: Register, _: Caller) -> schemas.HeadOut:
        last = register.head()
        return schemas.HeadOut(number=last.number, hash=last.hash, recorded_at=last.recorded_at, zone=register.zone.key)

    return await calls_of(request).read(request, found)


@router.get("/policies", responses=_ERRORS, summary="The policies of the register")
async def policies(request: Request) -> list[schemas.PolicyOut]:
    """By their ids, where there are several: whatever is asked or recorded names the one that it is about."""
    language = language_of(request)

    def found(register: Register, _: Caller) -> list[schemas.PolicyOut]:
        return [policy_out(register.policy(id_).rules, language) for id_ in register.policies()]

    return await calls_of(request).read(request, found)


@router.get("/events", responses=_ERRORS, summary="Events in their order")
async def events(
    request: Request,
    after: Annotated[int, Query(ge=0, le=_LAST, description="The number after which they begin.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100,
) -> list[schemas.EventOut]:
    """Without what they say."""

    def found(register: Register, caller: Caller) -> list[schemas.EventOut]:
        return [event_out(register, caller, each) for each in list(register.events(after=after, limit=limit))]

    return await calls_of(request).read(request, found)


@router.get(
    "/events/stream",
    response_class=StreamingResponse,
    responses={
        **_ERRORS,
        200: {
            "description": "Each event has its number as `id`, its kind as `event`, and as `data` what `/v1/events` "
            "tells of it and the decisions that it changed (`changes`).",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
    },
    summary="Events as they come, with the decisions that they change",
)
async def stream(
    request: Request,
    after: Annotated[
        int | None, Query(ge=0, le=_LAST, description="The number after which they begin; left out, the last.")
    ] = None,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=_LAST, description="The last one that was seen: it goes on after it.")
    ] = None,
) -> StreamingResponse:
    """It ends with the token, or when the service is stopped; come back with `Last-Event-ID`."""
    last = await calls_of(request).read(request, lambda register, _: register.head().number)
    begun = next((each for each in (last_event_id, after) if each is not None), last)
    lines = calls_of(request).streams.open(request.headers.get("authorization"), begun)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/events/{number}", responses=_ERRORS, summary="One event, with what it says")
async def event(
    request: Request, number: Annotated[int, Path(ge=1, le=_LAST, description="Its number.")]
) -> schemas.EventDetail:
    """What is about units of others is left out."""

    def found(register: Register, caller: Caller) -> schemas.EventDetail:
        for each in list(register.events(after=number - 1, limit=1)):
            return event_detail(register, caller, each)
        raise Refusal(404, "no-such-event", number=number)

    return await calls_of(request).read(request, found)


@router.get("/results", responses=_ERRORS, summary="Results as they stand, or stood")
async def results(
    request: Request,
    policy: Policy = None,
    unit: AnyUnit = None,
    period: AnyPeriod = None,
    as_of: AsOf = None,
    holding: Holding = None,
) -> list[schemas.ResultOut]:
    """Values as they are written in results; one that is missing is left out."""

    def found(register: Register, caller: Caller) -> list[schemas.ResultOut]:
        rows = seen.results(register, caller, policy=policy, unit=unit, period=period, as_of=as_of, holding=holding)
        return [
            schemas.ResultOut(
                unit=row.unit,
                period=row.period,
                values={name: cell_of(value) for name, value in row.values.items() if value is not None},
            )
            for row in rows
        ]

    return await calls_of(request).read(request, found)


@router.get("/decisions", responses=_ERRORS, summary="Decisions as they stand, or stood")
async def decisions(
    request: Request,
    policy: Policy = None,
    unit: AnyUnit = None,
    period: AnyPeriod = None,
    as_of: AsOf = None,
    holding: Holding = None,
) -> list[schemas.DecisionOut]:
    """By period and unit."""

    def found(register: Register, caller: Caller) -> list[schemas.DecisionOut]:
        of = {"policy": policy, "period": period, "unit": unit, "as_of": as_of, "holding": holding}
        return [decided(each) for each in seen.decisions(register, caller, **of)]

    return await calls_of(request).read(request, found)


@router.get("/decisions/explanation", responses=_ERRORS, summary="Why it was decided so")
async def explanation(
    request: Request, unit: Unit, period: Period, policy: Policy = None, as_of: AsOf = None
) -> schemas.ExplanationOut:
    """By the results and the text that it was decided by, in the language that was asked for."""
    language = language_of(request)

    def found(register: Register, caller: Caller) -> schemas.ExplanationOut:
        why = seen.explained(register, caller, unit, period, policy=policy, as_of=as_of)
        values: dict[str, Any] = explanation_values(why, language)
        text = explanation_text(why, language)
        issued = register.targets(policy=policy, period=period, unit=unit, as_of=as_of)
        targets = [schemas.TargetOut(**each.values()) for each in issued]
        return schemas.ExplanationOut(unit=unit, period=period, text=text, explanation=values, targets=targets)

    return await calls_of(request).read(request, found)


@router.get("/changes", responses=_ERRORS, summary="Decisions that are others at one time than at another")
async def changes(
    request: Request,
    since: Annotated[schemas.When, Query(description="The first time.")],
    until: Annotated[schemas.When | None, Query(description="The second; left out, now.")] = None,
    policy: Policy = None,
    unit: AnyUnit = None,
    period: AnyPeriod = None,
) -> list[schemas.Changed]:
    """With the events because of which they are."""

    def found(register: Register, caller: Caller) -> list[schemas.Changed]:
        _asked(caller, unit)
        those = register.changes(between=(since, until), policy=policy, unit=unit, period=period)
        return [changed(each) for each in those if caller.sees(each.unit)]

    return await calls_of(request).read(request, found)


@router.get("/tasks", responses=_ERRORS, summary="Consequences that stand, and what has become of them")
async def tasks(
    request: Request, policy: Policy = None, unit: AnyUnit = None, as_of: AsOf = None
) -> list[schemas.TaskOut]:
    """With their deadlines."""

    def found(register: Register, caller: Caller) -> list[schemas.TaskOut]:
        those = seen.tasks(register, caller, policy=policy, unit=unit, as_of=as_of)
        return [task_out(each) for each in those]

    return await calls_of(request).read(request, found)


@router.get("/people", responses=_ERRORS, summary="Who holds, or held, which post")
async def people(
    request: Request,
    policy: Policy = None,
    unit: AnyUnit = None,
    on: OnDay = None,
    as_of: AsOf = None,
) -> list[schemas.PostOut]:
    """Of the units of the office."""

    def found(register: Register, caller: Caller) -> list[schemas.PostOut]:
        _asked(caller, unit)
        those = register.people(on=on, unit=unit, policy=policy, as_of=as_of)
        return [post_out(each) for each in those if caller.sees(each.unit)]

    return await calls_of(request).read(request, found)


@router.get("/people/{person}", responses=_ERRORS, summary="What came to a person in which post")
async def record_of(
    request: Request, person: Person, policy: Policy = None, as_of: AsOf = None
) -> list[schemas.PersonRecordOut]:
    """In posts of the units of the office, as it stands."""

    def found(register: Register, caller: Caller) -> list[schemas.PersonRecordOut]:
        those = register.record_of(person, policy=policy, as_of=as_of)
        return [record_out(each) for each in those if caller.sees(each.post.unit)]

    return await calls_of(request).read(request, found)


@router.get("/targets", responses=_ERRORS, summary="Targets in force, or that were")
async def targets(
    request: Request, policy: Policy = None, unit: AnyUnit = None, period: AnyPeriod = None, as_of: AsOf = None
) -> list[schemas.TargetOut]:
    """With the document, the day and the event by which they were issued."""

    def found(register: Register, caller: Caller) -> list[schemas.TargetOut]:
        those = seen.targets(register, caller, policy=policy, unit=unit, period=period, as_of=as_of)
        return [schemas.TargetOut(**each.values()) for each in those]

    return await calls_of(request).read(request, found)


@router.get("/objections", responses=_ERRORS, summary="The objections to what awaits its approval")
async def objections(
    request: Request, period: Period, policy: Policy = None, as_of: AsOf = None
) -> list[schemas.ObjectionOut]:
    """Of units of the office, with their answers."""

    def found(register: Register, caller: Caller) -> list[schemas.ObjectionOut]:
        told = seen.objections(register, caller, period, policy=policy, as_of=as_of)
        return [schemas.ObjectionOut.model_validate(each.values()) for each in told]

    return await calls_of(request).read(request, found)


@router.get("/procedure", responses=_ERRORS, summary="The steps of the procedure, and how far they were taken")
async def procedure(
    request: Request, period: Period, policy: Policy = None, as_of: AsOf = None
) -> list[schemas.StepOut]:
    """In their order; of the units for which one was not taken those of the office."""

    def found(register: Register, caller: Caller) -> list[schemas.StepOut]:
        return [step_out(each) for each in seen.procedure(register, caller, period, policy=policy, as_of=as_of)]

    return await calls_of(request).read(request, found)
