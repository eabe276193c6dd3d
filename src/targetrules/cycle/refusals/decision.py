"""What forbids a decision: the first one of a period comes after the steps of its procedure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import DecisionTaken
from targetrules.cycle.labels import step_word
from targetrules.cycle.refusals.passed import last_of_all, late, left_out
from targetrules.cycle.state import CycleState

__all__ = ["OF_DECISION"]


def _after_all_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is decided when every step was taken, of every unit that is decided of for the first time."""
    for step in course.steps:
        missing = left_out(state, step, event.present) if event.is_first else late(state, step, event.present)
        if missing is not None:
            yield Refusal("decision-step" if event.is_first else "decision-late", {"missing": missing}, step.by)


def _not_before_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is not decided on an earlier day than a step was taken."""
    found = last_of_all(course, state, event.present) if event.is_first else None
    if found is not None and event.day is not None and found[1].day > event.day:
        step, last = found
        said = {"step": step_word(step), "day": event.day, "later": last.day, "number": last.number}
        yield Refusal("decision-day", said)


def _in_its_period(course: Course, _: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is not decided before it begins."""
    if event.day is not None and course.is_before(event.day):
        yield Refusal("decision-before", {"day": event.day, "begins": course.begins})


def _dated_by_approval(course: Course, _: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """Where what is decided is approved, the day of the approval is the date of the decision."""
    if course.cycle.approve_by and event.day is not None:
        yield Refusal("decision-dated", {"day": event.day}, course.cycle.approve_by, "approval")


OF_DECISION: Final = (_after_all_steps, _not_before_steps, _in_its_period, _dated_by_approval)
"""The rules that are asked about a decision."""
