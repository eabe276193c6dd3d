"""What forbids an event of the cycle: a list of rules, each of which has its sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

from targetrules.cycle.events import CycleEvent, DecisionTaken, StepTaken, ValuesCame
from targetrules.cycle.labels import few, step_word
from targetrules.cycle.state import CycleState, Taken
from targetrules.data import frozen
from targetrules.rules.procedure import Step
from targetrules.wording import Listing, Word

__all__ = ["RULES", "Course", "Refusal", "refusals"]


@frozen(slots=True)
class Course:
    """What the course of a period must be, as the policy says.

    Attributes:
        steps: The steps of the procedure, in their order.
    """

    steps: tuple[Step, ...]

    def step(self, id_: str) -> Step:
        """The step of an id; KeyError where there is none."""
        return {each.id: each for each in self.steps}[id_]

    def before(self, id_: str) -> tuple[Step, ...]:
        """The steps before one."""
        return self.steps[: [each.id for each in self.steps].index(id_)]


@frozen(slots=True)
class Refusal:
    """Why an event is refused.

    Attributes:
        key: The rule that forbids it, which is the key of its sentence.
        values: What is said in it.
        by: The offices that could do something about it; none: any that may record such events.
    """

    key: str
    values: Mapping[str, Any]
    by: tuple[str, ...] = ()


_Rule: TypeAlias = Callable[[Course, CycleState, Any], Iterator[Refusal]]


def refusals(course: Course, state: CycleState, event: CycleEvent) -> list[Refusal]:
    """All that forbids an event where a period stands so; nothing: it may be recorded."""
    first, *others = RULES[type(event)]
    found = list(first(course, state, event))
    return found or [each for rule in others for each in rule(course, state, event)]


# ---- steps -----------------------------------------------------------------------------------------------------------


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
        found = _left_out(state, before, units)
        if found is not None:
            by = by if missing else before.by
            missing.append(found)
    if missing:
        yield Refusal("step-order", {"step": step_word(step), "missing": Listing(tuple(missing))}, by)


def _left_out(state: CycleState, step: Step, units: Collection[str]) -> Word | None:
    """A step that was not taken before, with the units for which it was not; None where it was."""
    if not step.each_unit or step.id in state.for_all:
        return None if step.id in state.for_all else step_word(step)
    lacking = state.lacking(step.id, units)
    if lacking:
        return Word("cycle.of-units", {"step": step_word(step), "units": few(lacking)})
    return None if state.of_units.get(step.id) else step_word(step)


def _on_later_days(course: Course, state: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is not taken on an earlier day than one before it."""
    step = course.step(event.step)
    units = event.present if event.units is None else event.units
    for before in course.before(event.step):
        latest = _latest(state, before, units)
        if latest is not None and latest.day > event.day:
            said = {"step": step_word(step), "day": event.day, "before": step_word(before)}
            yield Refusal("step-day", said | {"earlier": latest.day, "number": latest.number}, step.by)


def _latest(state: CycleState, step: Step, units: Collection[str]) -> Taken | None:
    """When a step was taken last: of some units, or once for all; None: it was not."""
    once = state.for_all.get(step.id)
    days = [once] if once is not None else [each for unit in units if (each := state.taken(step.id, unit))]
    return max(days, key=lambda each: each.day, default=None)


def _by_its_office(course: Course, _: CycleState, event: StepTaken) -> Iterator[Refusal]:
    """A step is recorded by the office that the policy names for it."""
    step = course.step(event.step)
    if event.office is not None and step.by and event.office not in step.by:
        yield Refusal("step-office", {"step": step_word(step), "office": event.office}, step.by)


# ---- values ----------------------------------------------------------------------------------------------------------


def _after_their_step(course: Course, state: CycleState, event: ValuesCame) -> Iterator[Refusal]:
    """What a step brings has no value before it was taken."""
    for step in course.steps:
        for name in step.gives:
            early = state.lacking(step.id, event.units.get(name, ()))
            if early:
                yield Refusal("value-early", {"name": name, "units": few(early), "step": step_word(step)}, step.by)


# ---- the decision ----------------------------------------------------------------------------------------------------


def _after_all_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is decided when every step was taken, of every unit that has a result."""
    for step in course.steps:
        missing = _left_out(state, step, event.present)
        if missing is not None:
            yield Refusal("decision-step", {"missing": missing}, step.by)


def _not_before_steps(course: Course, state: CycleState, event: DecisionTaken) -> Iterator[Refusal]:
    """A period is not decided on an earlier day than a step was taken."""
    taken = [(step, each) for step in course.steps if (each := _latest(state, step, event.present))]
    step, last = max(taken, key=lambda each: each[1].day)
    if event.day is not None and last.day > event.day:
        said = {"step": step_word(step), "day": event.day, "later": last.day, "number": last.number}
        yield Refusal("decision-day", said)


RULES: Final[Mapping[type[CycleEvent], tuple[_Rule, ...]]] = {
    StepTaken: (_of_units, _of_somebody, _once, _in_order, _on_later_days, _by_its_office),
    ValuesCame: (_after_their_step,),
    DecisionTaken: (_after_all_steps, _not_before_steps),
}
"""The rules that are asked about each kind of event: where the first one forbids it, the others are not asked."""
