"""What the register says, as the service answers it: with names, and to an office of its own units of these alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from targetrules.register import (
    Actor,
    Approval,
    ChangedAbove,
    Correction,
    Decision,
    DecisionChange,
    Event,
    EventKind,
    Fulfilment,
    PersonRecord,
    Post,
    ProcedureStep,
    Register,
    Task,
)
from targetrules.register.offices import units_of
from targetrules.register.policies import rests_on
from targetrules.report.labels import PolicyLabels
from targetrules.rules.tree import Rules

from .problems import Refusal
from .requests import Caller
from .schemas import (
    ApprovalOut,
    Changed,
    ChangedAboveOut,
    CorrectionOut,
    DecisionOut,
    EventDetail,
    EventOut,
    FulfilmentOut,
    PersonRecordOut,
    PolicyOut,
    PostOut,
    StepDayOut,
    StepOut,
    TaskOut,
    ValueOut,
)
from .tokens import Token

__all__ = [
    "changed",
    "corrected",
    "decided",
    "event_detail",
    "event_out",
    "may_read",
    "policy_out",
    "post_out",
    "record_out",
    "step_out",
    "task_out",
]

_OPEN = (
    EventKind.REGISTER,
    EventKind.POLICY,
    EventKind.OFFICES,
    EventKind.CLOSING,
    EventKind.APPROVAL,
    EventKind.SHOWN,
)
"""Kinds of events that say nothing about anybody."""


def may_read(register: Register, token: Token) -> Caller:
    """Who asks, by the table of offices that is in force now.

    Raises:
        Refusal: There is no table.
        RegisterError: The table has no such office, or it does not go with his units.
    """
    offices = register.offices()
    if offices is None:
        raise Refusal(403, "no-offices")
    return Caller(token, offices.acting(Actor(token.by, token.office, token.units)), offices)


def event_out(register: Register, caller: Caller, event: Event) -> EventOut:
    """An event without what it says; of one about units of others, without who recorded it for which units."""
    office = event.values.get("office", {})
    is_seen = _is_seen(register, caller, event)
    units = office.get("units", []) if is_seen else []
    names = register.names([event.actor, *units])
    return EventOut(
        number=event.number,
        kind=event.kind.value,
        policy=event.policy,
        recorded_at=event.recorded_at,
        holds_from=event.holds_from,
        by=names.get(event.actor, event.actor) if is_seen else None,
        office=office.get("id"),
        units=[names.get(unit, unit) for unit in units],
        previous=event.previous,
        hash=event.hash,
    )


def event_detail(register: Register, caller: Caller, event: Event) -> EventDetail:
    """An event with what it says, where that is for whoever asks."""
    content: dict[str, Any] | None = dict(event.values) if _is_seen(register, caller, event) else None
    return EventDetail(**event_out(register, caller, event).model_dump(), content=content)


def _is_seen(register: Register, caller: Caller, event: Event) -> bool:
    """Whether an event is about units of whoever asks alone, or about nobody."""
    if caller.office.units == "all" or event.kind in _OPEN:
        return True
    units = units_of(event.kind, event.values) or []
    names = register.names(units)
    return bool(units) and all(caller.sees(names.get(unit, unit)) for unit in units)


def decided(decision: Decision) -> DecisionOut:
    """A decision."""
    return DecisionOut(
        unit=decision.unit,
        period=decision.period,
        event=decision.event,
        grade=decision.grade,
        received=list(decision.received),
        outcome=dict(decision.outcome),
        held=dict(decision.held),
        approval=approval_out(decision.approval),
    )


def changed(change: DecisionChange) -> Changed:
    """A decision that is another than before."""
    before, now = change.grades
    return Changed(
        unit=change.unit,
        period=change.period,
        grade_before=before,
        grade=now,
        due=list(change.due),
        no_longer_due=list(change.no_longer_due),
        undetermined=list(change.undetermined),
        no_longer_undetermined=list(change.no_longer_undetermined),
        causes=list(change.causes),
    )


def corrected(register: Register, caller: Caller, correction: Correction, notes: list[str]) -> CorrectionOut:
    """What a run of corrections changes; of units of others nothing is told to an office of its own."""
    return CorrectionOut(
        values=[
            ValueOut(unit=each.unit, period=each.period, input=each.input, before=each.before, after=each.after)
            for each in correction.values
        ],
        unchanged=correction.unchanged,
        changes=[changed(each) for each in correction.changes if caller.sees(each.unit)],
        withdrawn=_withdrawn(caller, correction.withdrawn),
        held=[each for each in correction.held if caller.sees(each[0])],
        waiting=list(correction.waiting),
        above=[_above(caller, each) for each in correction.above],
        events=[event_out(register, caller, each) for each in correction.events],
        notes=notes,
    )


def _above(caller: Caller, above: ChangedAbove) -> ChangedAboveOut:
    return ChangedAboveOut(
        policy=above.policy,
        changes=[changed(each) for each in above.changes if caller.sees(each.unit)],
        withdrawn=_withdrawn(caller, above.withdrawn),
        waiting=list(above.waiting),
    )


def _withdrawn(caller: Caller, those: Iterable[Fulfilment]) -> list[FulfilmentOut]:
    seen = [each for each in those if caller.sees(each.unit)]
    return [
        FulfilmentOut.model_validate({name: getattr(each, name) for name in FulfilmentOut.model_fields})
        for each in seen
    ]


def step_out(step: ProcedureStep) -> StepOut:
    """A step of the procedure."""
    values = {name: getattr(step, name) for name in StepOut.model_fields}
    days = [StepDayOut(day=each.day, event=each.event, units=each.units) for each in step.days]
    return StepOut(**{**values, "days": days})


def task_out(task: Task) -> TaskOut:
    """A consequence that stands."""
    said = {name: getattr(task, name) for name in TaskOut.model_fields if name not in ("approval", "persons")}
    persons = [post_out(each) for each in task.persons]
    return TaskOut(**said, approval=approval_out(task.approval), persons=persons)


def approval_out(approval: Approval | None) -> ApprovalOut | None:
    """Whether what was decided was approved."""
    return None if approval is None else ApprovalOut.model_validate(approval.values())


def policy_out(rules: Rules, language: str) -> PolicyOut:
    """A policy, and those whose decisions it goes by."""
    return PolicyOut(
        id=rules.id, title=PolicyLabels(rules, language).title(), rests_on=list(dict.fromkeys(rests_on(rules)))
    )


def post_out(post: Post) -> PostOut:
    """Who holds a post."""
    return PostOut(**{name: getattr(post, name) for name in PostOut.model_fields})


def record_out(record: PersonRecord) -> PersonRecordOut:
    """What came to a person."""
    said = {name: getattr(record, name) for name in ("period", "grade", "decided")}
    return PersonRecordOut(post=post_out(record.post), task=task_out(record.task), **said)
