"""What forbids an approval, and what is done of decisions before they are approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import ApprovalGiven, ConsequenceNoted
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.refusals.objections import after_objections
from targetrules.cycle.refusals.passed import last_of_all
from targetrules.cycle.refusals.rulings import after_discretion
from targetrules.cycle.state import CycleState
from targetrules.wording import Word

__all__ = ["OF_APPROVAL", "OF_CONSEQUENCE"]


def _of_something(_: Course, state: CycleState, __: ApprovalGiven) -> Iterator[Refusal]:
    """What is approved is decided, and was not approved yet."""
    if not state.drafts and not state.approvals:
        yield Refusal("approval-undecided", {}, (), "decision")
    elif not state.drafts:
        last = state.approvals[-1]
        yield Refusal("approval-twice", {"day": last.day, "number": last.number}, (), "correction")


def _of_all_results(_: Course, state: CycleState, event: ApprovalGiven) -> Iterator[Refusal]:
    """What is approved is decided by the results that there are."""
    if event.changed:
        said = {"count": event.changed, "number": max(each.number for each in state.drafts)}
        yield Refusal("approval-changed", said, (), "decision")


def _after_steps(course: Course, state: CycleState, event: ApprovalGiven) -> Iterator[Refusal]:
    """Nothing is approved on an earlier day than a step was taken, or people decided, or anything was approved."""
    said, by = {"day": event.day}, course.cycle.approve_by
    found = last_of_all(course, state, event.present)
    if found is not None and found[1].day > event.day:
        step, last = found
        more = {"step": step_word(step), "later": last.day, "number": last.number}
        yield Refusal("approval-day", said | more, by, "approval")
    if state.approvals and state.approvals[-1].day > event.day:
        before = state.approvals[-1]
        yield Refusal("approval-earlier", said | {"later": before.day, "number": before.number}, by, "approval")
    if event.ruled is not None and event.ruled.day > event.day:
        more = {"later": event.ruled.day, "number": event.ruled.number}
        yield Refusal("approval-ruled", said | more, by, "approval")
    if course.is_before(event.day):
        yield Refusal("approval-before", said | {"begins": course.begins}, by, "approval")


def _by_its_office(course: Course, _: CycleState, event: ApprovalGiven) -> Iterator[Refusal]:
    """It is approved by the office that the policy names."""
    by = course.cycle.approve_by
    if event.office is not None and event.office not in by:
        yield Refusal("approval-office", {"office": event.office}, by, "approval")


def _approved(course: Course, state: CycleState, event: ConsequenceNoted) -> Iterator[Refusal]:
    """What was decided of a unit is approved before it is served or carried out."""
    by = course.cycle.approve_by
    if by and state.is_draft(event.unit):
        yield Refusal("consequence-draft", _said(event), by, "approval")


def _not_before_approval(_: Course, state: CycleState, event: ConsequenceNoted) -> Iterator[Refusal]:
    """It is served and carried out on no earlier day than that on which it was approved first, and has stood since."""
    approved = state.approved_after(event.since)
    if approved is not None and approved.day > event.day:
        more = {"day": event.day, "later": approved.day, "number": approved.number}
        yield Refusal("consequence-early", _said(event) | more, (), event.kind)


def _not_before_decision(_: Course, __: CycleState, event: ConsequenceNoted) -> Iterator[Refusal]:
    """Nor, where nothing is approved, on an earlier day than that on which it was decided first."""
    if event.decided is not None and event.decided.day > event.day:
        more = {"day": event.day, "later": event.decided.day, "number": event.decided.number}
        yield Refusal("consequence-undecided", _said(event) | more, (), event.kind)


def _in_its_period(course: Course, _: CycleState, event: ConsequenceNoted) -> Iterator[Refusal]:
    """Nothing of a period is served or carried out before it begins."""
    if course.is_before(event.day):
        yield Refusal("consequence-before", _said(event) | {"day": event.day, "begins": course.begins}, (), event.kind)


def _said(event: ConsequenceNoted) -> dict[str, Any]:
    done = Word(f"cycle.done-{event.kind}")
    return {"consequence": event.consequence, "unit": few([event.unit]), "done": done}


OF_APPROVAL: Final = (_of_something, _of_all_results, _after_steps, after_discretion, after_objections, _by_its_office)
"""The rules that are asked about an approval."""
OF_CONSEQUENCE: Final = (_approved, _not_before_approval, _not_before_decision, _in_its_period)
"""The rules that are asked about a consequence that was served, or carried out."""
