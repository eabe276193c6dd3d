"""Where a period stands: what follows from the events of its cycle, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import assert_never

from attrs import evolve, field

from targetrules.cycle.events import (
    AppealMade,
    ApprovalGiven,
    ConsequenceNoted,
    CycleEvent,
    DecisionTaken,
    DiscretionUsed,
    DraftShown,
    Numbers,
    ObjectionAnswered,
    ObjectionMade,
    OverrideMade,
    ResultChanged,
    StepTaken,
    TargetKey,
    TargetsAmended,
    TargetsIssued,
    ValuesCame,
)
from targetrules.data import frozen

__all__ = ["Approved", "CycleState", "Draft", "InForce", "Objection", "Shown", "Taken", "after", "replayed"]


@frozen(slots=True)
class Taken:
    """When a step was taken, and the number of the event that says so."""

    day: date
    number: int


@frozen(slots=True)
class Draft:
    """Something that was decided: by which event, and the units of which it was something else; None: all of them."""

    number: int
    units: frozenset[str] | None

    def is_of(self, unit: str) -> bool:
        """Whether it is of a unit."""
        return self.units is None or unit in self.units


@frozen(slots=True)
class Approved:
    """What was approved, on which day, and the number of the event that says so."""

    day: date
    number: int
    drafts: tuple[Draft, ...]


@frozen(slots=True)
class InForce:
    """A target in force.

    Attributes:
        numbers: Its numbers.
        day: Since which day: that on which it was issued, or on which its last amendment was approved.
        number: The number of the event that says so.
        is_amended: Whether it was amended.
    """

    numbers: Numbers
    day: date
    number: int
    is_amended: bool = False


@frozen(slots=True)
class Shown:
    """What was shown to the units, from which day, until when they may object, and the number of the event."""

    day: date
    until: date
    number: int
    drafts: tuple[Draft, ...]


@frozen(slots=True)
class Objection:
    """A unit objects to what is not approved yet, or appeals against what was.

    Attributes:
        unit: The unit.
        day: On which day.
        number: The number of the event that says so.
        answered: The answer, the last one of two; None: there is none.
        is_appeal: Whether it appeals.
        is_corrected: Whether the result of the unit was corrected since.
        is_decided_anew: Whether that, and so the unit, was decided of after it, though nothing may be another.
    """

    unit: str
    day: date
    number: int
    answered: ObjectionAnswered | None = None
    is_appeal: bool = False
    is_corrected: bool = False
    is_decided_anew: bool = False


@frozen(slots=True)
class CycleState:
    """Where a period stands.

    Attributes:
        for_all: The steps that were taken once for all, by their ids.
        of_units: The steps that were taken for some units: by their ids, and then by the units.
        drafts: What was decided and was not approved since.
        approvals: What was approved, the last one last.
        shown: What was shown of the drafts, the last one last.
        objections: The objections to what is not approved yet, and all appeals, by the numbers of their events.
        targets: The targets that were issued.
    """

    for_all: Mapping[str, Taken] = field(factory=dict)
    of_units: Mapping[str, Mapping[str, Taken]] = field(factory=dict)
    drafts: tuple[Draft, ...] = ()
    approvals: tuple[Approved, ...] = ()
    shown: tuple[Shown, ...] = ()
    objections: Mapping[int, Objection] = field(factory=dict)
    targets: Mapping[TargetKey, InForce] = field(factory=dict)

    def taken(self, step: str, unit: str) -> Taken | None:
        """When a step was taken for a unit, by itself or with all; None: it was not."""
        return self.for_all.get(step) or self.of_units.get(step, {}).get(unit)

    def lacking(self, step: str, units: Iterable[str]) -> list[str]:
        """Those of some units for which a step was not taken."""
        if step in self.for_all:
            return []
        there: Collection[str] = self.of_units.get(step, {})
        return [unit for unit in units if unit not in there]

    def is_draft(self, unit: str) -> bool:
        """Whether what was decided of a unit last was not approved."""
        return any(each.is_of(unit) for each in self.drafts)

    def unshown(self) -> tuple[Draft, ...]:
        """The drafts that were not shown to the units."""
        last = self.shown[-1].number if self.shown else 0
        return tuple(each for each in self.drafts if each.number > last)

    def shown_to(self, unit: str) -> Shown | None:
        """How the draft of a unit was shown to it as it is now; None: there is no draft of it, or it was not."""
        if not self.is_draft(unit) or any(each.is_of(unit) for each in self.unshown()):
            return None
        found = (each for each in reversed(self.shown) if any(draft.is_of(unit) for draft in each.drafts))
        return next(found, None)

    def unanswered(self) -> list[Objection]:
        """The objections and appeals that were not answered."""
        return [each for each in self.objections.values() if each.answered is None]

    def upheld(self) -> list[Objection]:
        """Those of units that are right, of which nothing was decided anew since, and nothing else done."""
        return [each for each in self.objections.values() if self.waits(each)]

    def waits(self, objection: Objection) -> bool:
        """Whether an objection was upheld, and nothing was decided anew of its unit since, nor is it said what else."""
        answer = objection.answered
        if answer is None or not answer.is_upheld or answer.is_settled or objection.is_decided_anew:
            return False
        drafts = (*self.drafts, *(each for approval in self.approvals for each in approval.drafts))
        return not any(each.number > objection.number and each.is_of(objection.unit) for each in drafts)

    def approved_after(self, number: int) -> Approved | None:
        """By what that was approved which an event decided, and what stands of it; None: it awaits that."""
        return next((each for each in self.approvals if each.number > number), None)

    def approved(self, unit: str) -> Approved | None:
        """By what that which was decided of a unit was approved last; None: it never was."""
        found = (each for each in reversed(self.approvals) if any(draft.is_of(unit) for draft in each.drafts))
        return next(found, None)


def after(state: CycleState, event: CycleEvent) -> CycleState:
    """The state after one more event, which nothing forbade."""
    match event:
        case StepTaken():
            return _after_steps(state, [event])
        case DecisionTaken(number=number, units=of):
            is_nothing = of is not None and not of
            drafts = state.drafts if is_nothing else (*state.drafts, Draft(number, of))
            return evolve(state, drafts=drafts, objections=_decided_anew(state.objections))
        case DraftShown() | ObjectionMade() | AppealMade() | ObjectionAnswered() | ResultChanged():
            return _before_approval(state, event)
        case ApprovalGiven(day=day, number=number):
            approved = Approved(day, number, state.drafts)
            appeals = {number: each for number, each in state.objections.items() if each.is_appeal}
            return evolve(state, drafts=(), approvals=(*state.approvals, approved), objections=appeals, shown=())
        case TargetsIssued(targets=targets, day=day, number=number):
            issued = {key: InForce(numbers, day, number) for key, numbers in targets.items()}
            return evolve(state, targets={**state.targets, **issued})
        case TargetsAmended(after=numbers, day=day, number=number):
            amended = {key: InForce(each, day, number, is_amended=True) for key, each in numbers.items()}
            return evolve(state, targets={**state.targets, **amended})
        case ValuesCame() | ConsequenceNoted() | DiscretionUsed() | OverrideMade():
            return state
        case _:
            assert_never(event)


def _after_steps(state: CycleState, events: Iterable[StepTaken]) -> CycleState:
    """The state after steps that were taken one after the other: what is there is copied once, and not for each."""
    for_all, of_units, copied = dict(state.for_all), dict(state.of_units), dict[str, dict[str, Taken]]()
    for event in events:
        taken = Taken(event.day, event.number)
        if event.units is None:
            for_all[event.step] = taken
            continue
        if event.step not in copied:
            of_units[event.step] = copied[event.step] = dict(of_units.get(event.step, {}))
        copied[event.step].update(dict.fromkeys(event.units, taken))
    return evolve(state, for_all=for_all, of_units=of_units)


def _decided_anew(objections: Mapping[int, Objection]) -> Mapping[int, Objection]:
    """Those of units of which the result was corrected are decided of with it, whether anything is another or not."""
    corrected = {number: each for number, each in objections.items() if each.is_corrected}
    return {**objections, **{number: evolve(each, is_decided_anew=True) for number, each in corrected.items()}}


def _before_approval(
    state: CycleState, event: DraftShown | ObjectionMade | AppealMade | ObjectionAnswered | ResultChanged
) -> CycleState:
    """The same of what units are shown, say, and are answered."""
    match event:
        case DraftShown(day=day, until=until, number=number):
            return evolve(state, shown=(*state.shown, Shown(day, until, number, state.unshown())))
        case ObjectionMade(unit=unit, day=day, number=number):
            return evolve(state, objections={**state.objections, number: Objection(unit, day, number)})
        case AppealMade(unit=unit, day=day, number=number):
            appeal = Objection(unit, day, number, is_appeal=True)
            return evolve(state, objections={**state.objections, number: appeal})
        case ObjectionAnswered(objection=of):
            return evolve(state, objections={**state.objections, of: evolve(state.objections[of], answered=event)})
        case ResultChanged(unit=unit):
            of_unit = {number: each for number, each in state.objections.items() if each.unit == unit}
            corrected = {number: evolve(each, is_corrected=True) for number, each in of_unit.items()}
            return evolve(state, objections={**state.objections, **corrected})
        case _:
            assert_never(event)


def replayed(events: Iterable[CycleEvent], state: CycleState | None = None) -> CycleState:
    """The state after all of these events, in their order; ``state`` is that before them, left out, of nothing yet."""
    state = CycleState() if state is None else state
    for is_step, run in groupby(events, _is_step):
        if is_step:
            state = _after_steps(state, (event for event in run if isinstance(event, StepTaken)))
            continue
        for event in run:
            state = after(state, event)
    return state


def _is_step(event: CycleEvent) -> bool:
    return isinstance(event, StepTaken)
