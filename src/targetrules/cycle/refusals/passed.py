"""Which steps were taken of some units, and when: what several rules ask."""

from __future__ import annotations

from collections.abc import Collection

from targetrules.cycle.course import Course
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.state import CycleState, Taken
from targetrules.rules.procedure import Step
from targetrules.wording import Word

__all__ = ["last_of_all", "last_taken", "late", "left_out"]


def left_out(state: CycleState, step: Step, units: Collection[str]) -> Word | None:
    """A step that was not taken before, with the units for which it was not; None where it was."""
    if not step.each_unit or step.id in state.for_all:
        return None if step.id in state.for_all else step_word(step)
    lacking = state.lacking(step.id, units)
    if lacking:
        return Word("cycle.of-units", {"step": step_word(step), "units": few(lacking)})
    return None if state.of_units.get(step.id) else step_word(step)


def late(state: CycleState, step: Step, units: Collection[str]) -> Word | None:
    """A step that was not taken of units that came late, with these; None where it was, or is taken once for all."""
    lacking = state.lacking(step.id, units) if step.each_unit else []
    return Word("cycle.of-units", {"step": step_word(step), "units": few(lacking)}) if lacking else None


def last_taken(state: CycleState, step: Step, units: Collection[str]) -> Taken | None:
    """When a step was taken last: of some units, or once for all; None: it was not."""
    once = state.for_all.get(step.id)
    days = [once] if once is not None else [each for unit in units if (each := state.taken(step.id, unit))]
    return max(days, key=lambda each: each.day, default=None)


def last_of_all(course: Course, state: CycleState, units: Collection[str]) -> tuple[Step, Taken] | None:
    """The step that was taken last, of these units or once for all, and when; None: none was."""
    taken = [(step, each) for step in course.steps if (each := last_taken(state, step, units))]
    return max(taken, key=lambda each: each[1].day, default=None)
