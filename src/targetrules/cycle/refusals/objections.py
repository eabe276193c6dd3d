"""What forbids that a draft is shown, an objection, and its answer; and an approval before all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import AppealMade, ApprovalGiven, DraftShown, ObjectionAnswered, ObjectionMade
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.refusals.passed import last_of_all
from targetrules.cycle.state import CycleState, Objection
from targetrules.wording import Listing, Word

__all__ = ["OF_ANSWER", "OF_APPEAL", "OF_OBJECTION", "OF_SHOWN", "after_objections"]


# ---- shown -----------------------------------------------------------------------------------------------------------


def _something_new(_: Course, state: CycleState, __: DraftShown) -> Iterator[Refusal]:
    """What is shown is decided, is not approved yet, and was not shown as it is."""
    if state.drafts and not state.unshown():
        last = state.shown[-1]
        yield Refusal("shown-twice", {"day": last.day, "until": last.until, "number": last.number}, (), "decision")
    elif not state.drafts:
        yield Refusal("shown-undecided", {}, (), "decision")


def _of_all_results(_: Course, state: CycleState, event: DraftShown) -> Iterator[Refusal]:
    """It is decided by the results that there are."""
    if event.changed:
        said = {"count": event.changed, "number": max(each.number for each in state.drafts)}
        yield Refusal("shown-changed", said, (), "decision")


def _after_steps(course: Course, state: CycleState, event: DraftShown) -> Iterator[Refusal]:
    """It is shown on no earlier day than a step was taken, or anything shown or approved, nor before the period."""
    found = last_of_all(course, state, event.present)
    if found is not None and found[1].day > event.day:
        step, last = found
        said = {"step": step_word(step), "day": event.day, "later": last.day, "number": last.number}
        yield Refusal("shown-day", said, (), "shown")
    if state.shown and state.shown[-1].day > event.day:
        before = state.shown[-1]
        said = {"day": event.day, "later": before.day, "number": before.number}
        yield Refusal("shown-earlier", said, (), "shown")
    if state.approvals and state.approvals[-1].day > event.day:
        last_one = state.approvals[-1]
        said = {"day": event.day, "later": last_one.day, "number": last_one.number}
        yield Refusal("shown-approved", said, (), "shown")
    if course.is_before(event.day):
        yield Refusal("shown-before", {"day": event.day, "begins": course.begins}, (), "shown")


# ---- objections and answers ------------------------------------------------------------------------------------------


def _to_what_was_shown(_: Course, state: CycleState, event: ObjectionMade) -> Iterator[Refusal]:
    """A unit objects to what was decided of it and shown to it, and is not approved yet."""
    if not event.is_decided:
        yield Refusal("objection-undecided", {"unit": few([event.unit])}, (), "decision")
        return
    if state.shown_to(event.unit) is not None:
        return
    approved, said = state.approved(event.unit), {"unit": few([event.unit])}
    if approved is not None and not state.is_draft(event.unit):
        more = {"day": approved.day, "number": approved.number}
        yield Refusal("objection-approved", said | more, (), "correction")
    else:
        yield Refusal("objection-unshown", said, (), "shown")


def _in_time(_: Course, state: CycleState, event: ObjectionMade) -> Iterator[Refusal]:
    """It objects from the day on which that was shown, until the last day."""
    shown = state.shown_to(event.unit)
    if shown is not None and not shown.day <= event.day <= shown.until:
        said = {"unit": few([event.unit]), "day": event.day, "number": shown.number}
        key = "objection-early" if event.day < shown.day else "objection-late"
        yield Refusal(key, said | {"from": shown.day, "until": shown.until}, (), "objection")


def _once(_: Course, state: CycleState, event: ObjectionMade) -> Iterator[Refusal]:
    """It objects once to what was shown."""
    shown = state.shown_to(event.unit)
    since = 0 if shown is None else shown.number
    objections = [each for each in state.objections.values() if not each.is_appeal]
    found = [each for each in objections if each.unit == event.unit and each.number > since]
    if found:
        yield Refusal("objection-twice", _said(found[0]), (), "answer")


def _to_what_was_approved(course: Course, state: CycleState, event: AppealMade) -> Iterator[Refusal]:
    """A unit appeals against what was decided of it and approved."""
    if state.approved(event.unit) is None or state.is_draft(event.unit):
        yield Refusal("appeal-unapproved", {"unit": few([event.unit])}, course.cycle.approve_by, "approval")


def _appeal_in_time(_: Course, state: CycleState, event: AppealMade) -> Iterator[Refusal]:
    """It appeals from the day of the approval, until the last day."""
    approved, until = state.approved(event.unit), event.until
    if approved is not None and until is not None and not approved.day <= event.day <= until:
        said = {"unit": few([event.unit]), "day": event.day, "number": approved.number}
        key = "appeal-early" if event.day < approved.day else "appeal-late"
        yield Refusal(key, said | {"from": approved.day, "until": until}, (), "appeal")


def _appeal_once(_: Course, state: CycleState, event: AppealMade) -> Iterator[Refusal]:
    """It appeals once against what was approved."""
    approved = state.approved(event.unit)
    since = 0 if approved is None else approved.number
    appeals = [each for each in state.objections.values() if each.is_appeal and each.unit == event.unit]
    found = [each for each in appeals if each.number > since]
    if found:
        yield Refusal("appeal-twice", _said(found[0]), (), "answer")


def _to_an_objection(_: Course, state: CycleState, event: ObjectionAnswered) -> Iterator[Refusal]:
    """What is answered is an objection to what is not approved yet, or an appeal."""
    if event.objection not in state.objections:
        known = Listing(tuple(str(each.number) for each in state.unanswered()))
        yield Refusal(
            "answer-unknown" if known.parts else "answer-nothing", {"number": event.objection, "known": known}
        )


def _answered_once(_: Course, state: CycleState, event: ObjectionAnswered) -> Iterator[Refusal]:
    """An objection is answered once, and on no earlier day; of one that was upheld it is said later what was done."""
    objection = state.objections[event.objection]
    if objection.answered is not None:
        answer = objection.answered
        said = _said(objection) | {"day": answer.day, "answer": answer.number}
        if not state.waits(objection):
            yield Refusal("answer-twice", said)
        elif not (event.is_upheld and event.is_settled):
            yield Refusal("answer-again", said, (), "answer")
        elif event.day < answer.day:
            yield Refusal("answer-earlier", said | {"earlier": event.day}, (), "answer")
    elif event.day < objection.day:
        yield Refusal("answer-early", _said(objection) | {"earlier": event.day}, (), "answer")


def _said(objection: Objection) -> dict[str, object]:
    what = Word("cycle.appeal" if objection.is_appeal else "cycle.objection")
    return {"unit": few([objection.unit]), "day": objection.day, "number": objection.number, "what": what}


# ---- before an approval ----------------------------------------------------------------------------------------------


def after_objections(course: Course, state: CycleState, event: ApprovalGiven) -> Iterator[Refusal]:
    """What is approved was shown, its objections' last day has passed, and every objection is answered and done."""
    if course.cycle.objections_within is None:
        return
    if state.unshown():
        yield Refusal("approval-unshown", {"numbers": _numbers(each.number for each in state.unshown())}, (), "shown")
        return
    last = max(state.shown, key=lambda each: each.until)
    if event.day <= last.until:
        said = {"day": event.day, "until": last.until, "number": last.number}
        yield Refusal("approval-objections", said, course.cycle.approve_by, "approval")
    objections = [each for each in state.objections.values() if not each.is_appeal]
    answers = [each.answered for each in objections if each.answered is not None]
    answered = max(answers, key=lambda each: each.day, default=None)
    if answered is not None and answered.day > event.day:
        said = {"day": event.day, "later": answered.day, "number": answered.number}
        yield Refusal("approval-answer", said, course.cycle.approve_by, "approval")
    for key, may, found in (
        ("approval-unanswered", "answer", [each for each in objections if each.answered is None]),
        ("approval-upheld", "correction", [each for each in objections if state.waits(each)]),
    ):
        if found:
            said_of = {"units": few([each.unit for each in found]), "numbers": _numbers(each.number for each in found)}
            yield Refusal(key, said_of, (), may)


def _numbers(numbers: Iterator[int]) -> Listing:
    return Listing(tuple(map(str, numbers)))


OF_SHOWN: Final = (_something_new, _of_all_results, _after_steps)
"""The rules that are asked where a draft is shown."""
OF_OBJECTION: Final = (_to_what_was_shown, _in_time, _once)
"""The rules that are asked about an objection."""
OF_APPEAL: Final = (_to_what_was_approved, _appeal_in_time, _appeal_once)
"""The rules that are asked about an appeal."""
OF_ANSWER: Final = (_to_an_objection, _answered_once)
"""The rules that are asked about an answer."""
