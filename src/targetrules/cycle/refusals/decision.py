"""What forbids the first decision of a period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import DecisionTaken
from targetrules.cycle.labels import step_word
from targetrules.cycle.refusals.passed import last_taken, left_out
from targetrules.cycle.state import CycleState

__all__ = ["OF_DECISION"]


def _after_all_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is decided when every step was taken, of every unit that has a result."""
    for step in course.steps:
        missing = left_out(state, step, event.present)
        if missing is not None:
            yield Refusal("decision-step", {"missing": missing}, step.by)


def _not_before_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is not decided on an earlier day than a step was taken."""
    taken = [(step, each) for step in course.steps if (each := last_taken(state, step, event.present))]
    step, last = max(taken, key=lambda each: each[1].day)
    if event.day is not None and last.day > event.day:
        said = {"step": step_word(step), "day": event.day, "later": last.day, "number": last.number}
        yield Refusal("decision-day", said)


OF_DECISION: Final = (_after_all_steps, _not_before_steps)
"""The rules that are asked about a decision."""
