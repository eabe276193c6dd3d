"""The routes by which something is recorded: one call of the register each, done whole or not at all."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer

from targetrules import Naming
from targetrules.register import HoldHarmless, Register

from . import schemas
from .answers import corrected
from .calls import Notes, calls_of, language_of
from .problems import responses
from .requests import Caller, KnownRoute

__all__ = ["router"]

router = APIRouter(
    prefix="/v1",
    route_class=KnownRoute,
    dependencies=[Depends(HTTPBearer(auto_error=False, description="A token of the service."))],
    tags=["recording"],
)

_ERRORS: Final = responses(400, 404, 409, 413, 415)


def _how(given: schemas.ResultsIn | schemas.CorrectionIn, notes: Notes) -> dict[str, Any]:
    """How rows are read."""
    how: dict[str, Any] = {"notes": notes.take, "policy": given.policy, "holds_from": given.holds_from}
    if given.details:
        how["details"] = given.details
    if given.naming is not None:
        how["naming"] = Naming(distinct=given.naming.distinct, genuine=given.naming.genuine)
    return how


def _done(response: Response, recorded: schemas.Recorded) -> schemas.Recorded:
    response.headers["Location"] = f"/v1/events/{recorded.number}"
    return recorded


@router.post("/results", status_code=201, responses=_ERRORS, summary="Post results that are new")
async def post_results(request: Request, response: Response, given: schemas.ResultsIn) -> schemas.Recorded:
    """All of them are recorded, or none."""
    notes = Notes(language_of(request))
    how = _how(given, notes) | {"reason": given.reason}
    return _done(response, await calls_of(request).record(request, lambda each: each.post(given.rows, **how), notes))


@router.post("/withdrawals", status_code=201, responses=_ERRORS, summary="Take a result back")
async def withdraw(request: Request, response: Response, given: schemas.WithdrawalIn) -> schemas.Recorded:
    """The result stays in the journal."""
    how = given.model_dump(exclude={"unit", "period"})
    done = await calls_of(request).record(request, lambda each: each.withdraw(given.unit, given.period, **how))
    return _done(response, done)


@router.post("/closings", status_code=201, responses=_ERRORS, summary="Say that a period is complete")
async def close_period(request: Request, response: Response, given: schemas.ClosingIn) -> schemas.Recorded:
    """Complete, not locked: whatever comes later opens it again."""

    def close(register: Register) -> Any:
        return register.close_period(given.period, given.group, policy=given.policy)

    return _done(response, await calls_of(request).record(request, close))


@router.post("/decisions", status_code=201, responses=_ERRORS, summary="Decide a period")
async def decide(request: Request, response: Response, given: schemas.DecisionIn) -> schemas.Recorded:
    """By all that is known; the outcomes are recorded in full."""
    how = given.model_dump(exclude={"period"})
    return _done(response, await calls_of(request).record(request, lambda each: each.decide(given.period, **how)))


@router.post("/shown", status_code=201, responses=_ERRORS, summary="Note that what is decided was shown to the units")
async def note_shown(request: Request, response: Response, given: schemas.ShownIn) -> schemas.Recorded:
    """Of a period; the units may object from then on, as long as the policy says."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_shown(**how)))


@router.post("/objections", status_code=201, responses=_ERRORS, summary="Note that a unit objects")
async def note_objection(request: Request, response: Response, given: schemas.ObjectionIn) -> schemas.Recorded:
    """To what was decided of it and shown to it."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_objection(**how)))


@router.post("/appeals", status_code=201, responses=_ERRORS, summary="Note that a unit appeals")
async def note_appeal(request: Request, response: Response, given: schemas.AppealIn) -> schemas.Recorded:
    """Against what was decided of it and approved."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_appeal(**how)))


@router.post("/answers", status_code=201, responses=_ERRORS, summary="Answer an objection")
async def answer(request: Request, response: Response, given: schemas.AnswerIn) -> schemas.Recorded:
    """It is upheld, or dismissed, with a reason."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.answer(**how)))


@router.post("/discretion", status_code=201, responses=_ERRORS, summary="Decide what is left to discretion")
async def use_discretion(request: Request, response: Response, given: schemas.DiscretionIn) -> schemas.Recorded:
    """It is imposed on a unit, or it is not, with a reason."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.use_discretion(**how)))


@router.post("/overrides", status_code=201, responses=_ERRORS, summary="Decide something in place of the rules")
async def override(request: Request, response: Response, given: schemas.OverrideIn) -> schemas.Recorded:
    """Of a unit, with a reason; told with the decision wherever that is."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.override(**how)))


@router.post("/approvals", status_code=201, responses=_ERRORS, summary="Note that what is decided was approved")
async def approve(request: Request, response: Response, given: schemas.ApprovalIn) -> schemas.Recorded:
    """Of a period, where the policy wants that; before, nothing of it is served or carried out."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.approve(**how)))


@router.post("/served", status_code=201, responses=_ERRORS, summary="Note that a consequence was served")
async def note_served(request: Request, response: Response, given: schemas.ExecutedIn) -> schemas.Recorded:
    """On whom it is for, on a day."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_served(**how)))


@router.post("/executed", status_code=201, responses=_ERRORS, summary="Note that a consequence was carried out")
async def note_executed(request: Request, response: Response, given: schemas.ExecutedIn) -> schemas.Recorded:
    """On a day; what was returned is carried out anew."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_executed(**how)))


@router.post("/accepted", status_code=201, responses=_ERRORS, summary="Note that what was carried out was accepted")
async def note_accepted(request: Request, response: Response, given: schemas.Noted) -> schemas.Recorded:
    """On a day; nothing of it is left to do."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_accepted(**how)))


@router.post("/returned", status_code=201, responses=_ERRORS, summary="Note that what was carried out does not do")
async def note_returned(request: Request, response: Response, given: schemas.ReturnedIn) -> schemas.Recorded:
    """It is open again, until the day that it had."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_returned(**how)))


@router.post("/appointments", status_code=201, responses=_ERRORS, summary="Note who holds which post")
async def note_appointment(request: Request, response: Response, given: schemas.AppointmentIn) -> schemas.Recorded:
    """Of a unit, from a day on."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_appointment(**how)))


@router.post("/departures", status_code=201, responses=_ERRORS, summary="Note until when somebody holds a post")
async def note_departure(request: Request, response: Response, given: schemas.DepartureIn) -> schemas.Recorded:
    """The post that is held on that day."""
    how = given.model_dump()
    return _done(response, await calls_of(request).record(request, lambda each: each.note_departure(**how)))


@router.post("/steps", status_code=201, responses=_ERRORS, summary="Note that a step of the procedure was taken")
async def note_step(request: Request, response: Response, given: schemas.StepIn) -> schemas.Recorded:
    """For some units, or once for all, as the policy says."""
    how = given.model_dump(exclude={"step", "period"})

    def note(register: Register) -> Any:
        return register.note_step(given.step, given.period, **how)

    return _done(response, await calls_of(request).record(request, note))


@router.post("/targets", status_code=201, responses=_ERRORS, summary="Issue targets of a period")
async def issue_targets(request: Request, response: Response, given: schemas.TargetsIn) -> schemas.Recorded:
    """All of them are recorded, or none."""
    notes = Notes(language_of(request))
    how = _how_targets(given, notes)

    def issue(register: Register) -> Any:
        return register.issue_targets(given.targets, given.period, **how)

    return _done(response, await calls_of(request).record(request, issue, notes))


@router.post("/amendments", status_code=201, responses=_ERRORS, summary="Amend targets, as was approved")
async def amend_targets(request: Request, response: Response, given: schemas.AmendmentsIn) -> schemas.Recorded:
    """All of them are recorded, or none."""
    notes = Notes(language_of(request))
    how = _how_targets(given, notes)

    def amend(register: Register) -> Any:
        return register.amend_targets(given.targets, given.period, **how)

    return _done(response, await calls_of(request).record(request, amend, notes))


def _how_targets(given: schemas.TargetsIn | schemas.AmendmentsIn, notes: Notes) -> dict[str, Any]:
    """All that is said of targets but for these."""
    how = {"notes": notes.take, **given.model_dump(exclude={"targets", "period", "naming"})}
    if given.naming is not None:
        how["naming"] = Naming(distinct=given.naming.distinct, genuine=given.naming.genuine)
    return how


# ---- corrections -----------------------------------------------------------------------------------------------------


async def _correction(request: Request, given: schemas.CorrectionIn, *, keeps: bool) -> schemas.CorrectionOut:
    notes = Notes(language_of(request))
    how = _how(given, notes) | {"reason": given.reason, "decided_on": given.decided_on, "erases": given.erases}
    if given.hold_harmless is not None:
        how["hold_harmless"] = HoldHarmless(**given.hold_harmless.model_dump())

    def run(register: Register, caller: Caller) -> schemas.CorrectionOut:
        found = register.correct(given.rows, **how) if keeps else register.preview(given.rows, **how)
        return corrected(register, caller, found, list(notes))

    return await calls_of(request).write(request, run)


@router.post("/corrections", status_code=201, responses=_ERRORS, summary="Correct results")
async def correct(request: Request, response: Response, given: schemas.CorrectionIn) -> schemas.CorrectionOut:
    """Whatever they change is decided anew: all of it is recorded, or nothing."""
    done = await _correction(request, given, keeps=True)
    response.headers["Location"] = f"/v1/events/{done.events[0].number}"
    return done


@router.post("/corrections/preview", responses=_ERRORS, summary="What a correction would change")
async def preview(request: Request, given: schemas.CorrectionIn) -> schemas.CorrectionOut:
    """Nothing is recorded."""
    return await _correction(request, given, keeps=False)
