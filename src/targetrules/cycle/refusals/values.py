"""What forbids values: they come after the step that brings them, and targets as they were issued."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.cycle.course import Course, Refusal
from targetrules.cycle.events import ValuesCame
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.refusals.targets import is_other, said_of_given
from targetrules.cycle.state import CycleState
from targetrules.wording import Listing

__all__ = ["OF_VALUES"]


def _after_their_step(course: Course, state: CycleState, event: ValuesCame) -> Iterator[Refusal]:
    """What a step brings has no value before it was taken."""
    for step in course.steps:
        early = {name: state.lacking(step.id, event.units.get(name, ())) for name in step.gives}
        names = [name for name, units in early.items() if units]
        if names:
            units = dict.fromkeys(unit for each in early.values() for unit in each)
            said = {"names": Listing(tuple(names)), "units": few(units), "step": step_word(step)}
            yield Refusal("value-early", said, step.by)


def _as_issued(_: Course, state: CycleState, event: ValuesCame) -> Iterator[Refusal]:
    """Of a target that was issued results say nothing else, and none comes with results where any was issued."""
    for given in event.targets:
        there = state.targets.get(given.key)
        if there is None and given.part != "carried":
            yield Refusal("value-unissued", dict(said_of_given(given, None)), may="targets")
        elif there is not None and is_other(given, there.numbers):
            said = said_of_given(given, there.numbers)
            yield Refusal("value-issued", {**said, "day": there.day, "number": there.number}, may="amendment")


def _with_reason(_: Course, state: CycleState, event: ValuesCame) -> Iterator[Refusal]:
    """What is approved is locked: results change for a reason alone."""
    if state.approvals and not event.has_reason:
        last = state.approvals[-1]
        yield Refusal("value-locked", {"day": last.day, "number": last.number}, (), "results")


OF_VALUES: Final = (_after_their_step, _as_issued, _with_reason)
"""The rules that are asked about values that came."""
