"""What forbids a step of the procedure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import StepTaken
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.refusals.passed import last_taken, left_out
from targetrules.cycle.state import CycleState
from targetrules.wording import Listing, Word

__all__ = ["OF_STEPS"]


def _of_units(course: Course, _: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step for each unit names units, and a step for all names none."""
    step = course.step(event.step)
    if step.each_unit and event.units is None:
        yield Refusal("step-needs-units", {"step": step_word(step)}, step.by)
    if not step.each_unit and event.units is not None:
        yield Refusal("step-for-all", {"step": step_word(step), "units": few(event.units)}, step.by)


def _of_somebody(course: Course, _: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is taken in a period in which a unit has a result."""
    if event.units is None and not event.present:
        yield Refusal("step-nobody", {"step": step_word(course.step(event.step))})


def _once(course: Course, state: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is taken once."""
    step = course.step(event.step)
    found = state.for_all.get(event.step)
    if found is not None:
        yield Refusal("step-twice", {"step": step_word(step), "day": found.day, "number": found.number}, step.by)
        return
    there = state.of_units.get(event.step, {})
    again = [unit for unit in event.units or () if unit in there]
    if again:
        first = there[again[0]]
        said = {"step": step_word(step), "units": few(again), "day": first.day, "number": first.number}
        yield Refusal("step-twice-of", said, step.by)


def _in_order(course: Course, state: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """Steps are taken in their order, and none is left out: of each unit, or of all."""
    step, missing = course.step(event.step), list[Word]()
    by: tuple[str, ...] = ()
    units = event.present if event.units is None else event.units
    for before in course.before(event.step):
        found = left_out(state, before, units)
        if found is not None:
            by = by if missing else before.by
            missing.append(found)
    if missing:
        yield Refusal("step-order", {"step": step_word(step), "missing": Listing(tuple(missing))}, by)


def _on_later_days(course: Course, state: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is not taken on an earlier day than one before it."""
    step = course.step(event.step)
    units = event.present if event.units is None else event.units
    for before in course.before(event.step):
        latest = last_taken(state, before, units)
        if latest is not None and latest.day > event.day:
            said = {"step": step_word(step), "day": event.day, "before": step_word(before)}
            yield Refusal("step-day", said | {"earlier": latest.day, "number": latest.number}, step.by)


def _in_its_period(course: Course, _: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is not taken before its period begins."""
    if course.is_before(event.day):
        step = course.step(event.step)
        yield Refusal("step-before", {"step": step_word(step), "day": event.day, "begins": course.begins}, step.by)


def _by_its_office(course: Course, _: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is recorded by the office that the policy names for it."""
    step = course.step(event.step)
    if event.office is not None and step.by and event.office not in step.by:
        yield Refusal("step-office", {"step": step_word(step), "office": event.office}, step.by)


OF_STEPS: Final = (_of_units, _of_somebody, _once, _in_order, _on_later_days, _in_its_period, _by_its_office)
"""The rules that are asked about a step."""
