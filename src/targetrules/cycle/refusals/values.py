"""What forbids values: they come after the step that brings them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import ValuesCame
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.state import CycleState

__all__ = ["OF_VALUES"]


def _after_their_step(course: Course, state: CycleState, event: ValuesCame) -> Iterator[Refusal]:
    """What a step brings has no value before it was taken."""
    for step in course.steps:
        for name in step.gives:
            early = state.lacking(step.id, event.units.get(name, ()))
            if early:
                yield Refusal("value-early", {"name": name, "units": few(early), "step": step_word(step)}, step.by)


OF_VALUES: Final = (_after_their_step,)
"""The rules that are asked about values that came."""
