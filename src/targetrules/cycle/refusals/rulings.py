"""What forbids that people decide beside the rules: what is left to discretion, and overrides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import ApprovalGiven, DiscretionUsed, OverrideMade
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.refusals.passed import last_of_all
from targetrules.cycle.state import CycleState
from targetrules.wording import Listing, Word

__all__ = ["OF_DISCRETION", "OF_OVERRIDE", "after_discretion"]


def _left_open(course: Course, _: CycleState, event: DiscretionUsed) -> Iterator[Refusal]:
    """What is left to discretion follows from the rules, may be imposed by them, and was not decided so already."""
    if event.stands != "open":
        may = {"undecided": "decision", "same": "discretion"}.get(event.stands, "override")
        able = {"override": course.cycle.approve_by, "discretion": course.cycle.discretion_by}.get(may, ())
        yield Refusal(f"discretion-{event.stands}", _said(event), able, may)


def _in_its_period(course: Course, _: CycleState, event: DiscretionUsed | OverrideMade) -> Iterator[Refusal]:
    """Nobody decides of a period before it begins."""
    if course.is_before(event.day):
        kind, by = _kind(course, event)
        yield Refusal(f"{kind}-before", _said(event) | {"begins": course.begins}, by, kind)


def _not_before_decision(course: Course, state: CycleState, event: DiscretionUsed | OverrideMade) -> Iterator[Refusal]:
    """It is on no earlier day than what it is about: a step, the decision, its approval, what people decided before."""
    known = list[tuple[Word, date, int]]()
    found = last_of_all(course, state, [event.unit])
    if found is not None:
        known.append((Word("cycle.was-step", {"step": step_word(found[0])}), found[1].day, found[1].number))
    if event.decided is not None:
        known.append((Word("cycle.was-decided"), event.decided.day, event.decided.number))
    approved = state.approved(event.unit)
    if approved is not None:
        known.append((Word("cycle.was-approved"), approved.day, approved.number))
    what, later, number = max(known, key=lambda each: each[1], default=(Word("cycle.was-decided"), event.day, 0))
    if later > event.day:
        kind, by = _kind(course, event)
        yield Refusal(f"{kind}-day", _said(event) | {"what": what, "later": later, "number": number}, by, kind)


def _by_discretion(course: Course, _: CycleState, event: DiscretionUsed) -> Iterator[Refusal]:
    """It is decided by the office that the policy names."""
    by = course.cycle.discretion_by
    if event.office is not None and event.office not in by:
        yield Refusal("discretion-office", _said(event) | {"office": event.office}, by, "discretion")


def _another(course: Course, _: CycleState, event: OverrideMade) -> Iterator[Refusal]:
    """Something is decided of the unit, and it is to be something else."""
    if event.stands == "undecided":
        yield Refusal("override-undecided", _said(event), (), "decision")
    elif event.stands != "other":
        yield Refusal(f"override-{event.stands}", _said(event), course.cycle.approve_by, "override")


def _by_whom_approves(course: Course, _: CycleState, event: OverrideMade) -> Iterator[Refusal]:
    """Whoever approves what is decided takes on himself what departs from the rules."""
    by = course.cycle.approve_by
    if event.office is not None and by and event.office not in by:
        yield Refusal("override-office", _said(event) | {"office": event.office}, by, "override")


def _kind(course: Course, event: DiscretionUsed | OverrideMade) -> tuple[str, tuple[str, ...]]:
    """The kind of event, and the offices that the policy names for it."""
    is_discretion = isinstance(event, DiscretionUsed)
    return ("discretion", course.cycle.discretion_by) if is_discretion else ("override", course.cycle.approve_by)


def _said(event: DiscretionUsed | OverrideMade) -> dict[str, Any]:
    said = {"unit": few([event.unit]), "day": event.day}
    return said | ({"consequence": event.consequence} if isinstance(event, DiscretionUsed) else {})


def after_discretion(course: Course, _: CycleState, event: ApprovalGiven) -> Iterator[Refusal]:
    """What is approved leaves nothing open that is left to discretion."""
    if event.open:
        of = (Word("cycle.left-of", {"consequence": id_, "units": few(units)}) for id_, units in event.open.items())
        yield Refusal(
            "approval-discretion", {"open": Listing(tuple(of), "; ")}, course.cycle.discretion_by, "discretion"
        )


OF_DISCRETION: Final = (_left_open, _in_its_period, _not_before_decision, _by_discretion)
"""The rules that are asked where discretion is used."""
OF_OVERRIDE: Final = (_another, _in_its_period, _not_before_decision, _by_whom_approves)
"""The rules that are asked about an override."""
