"""Where a period stands: what follows from the events of its cycle, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import assert_never

from attrs import evolve, field

from targetrules.cycle.events import CycleEvent, DecisionTaken, StepTaken, ValuesCame
from targetrules.data import frozen

__all__ = ["CycleState", "Taken", "after", "replayed"]


@frozen(slots=True)
class Taken:
    """When a step was taken, and the number of the event that says so."""

    day: date
    number: int


@frozen(slots=True)
class CycleState:
    """Where a period stands.

    Attributes:
        for_all: The steps that were taken once for all, by their ids.
        of_units: The steps that were taken for some units: by their ids, and then by the units.
    """

    for_all: Mapping[str, Taken] = field(factory=dict)
    of_units: Mapping[str, Mapping[str, Taken]] = field(factory=dict)

    def taken(self, step: str, unit: str) -> Taken | None:
        """When a step was taken for a unit, by itself or with all; None: it was not."""
        return self.for_all.get(step) or self.of_units.get(step, {}).get(unit)

    def lacking(self, step: str, units: Iterable[str]) -> list[str]:
        """Those of some units for which a step was not taken."""
        if step in self.for_all:
            return []
        there: Collection[str] = self.of_units.get(step, {})
        return [unit for unit in units if unit not in there]


def after(state: CycleState, event: CycleEvent) -> CycleState:
    """The state after one more event, which nothing forbade."""
    match event:
        case StepTaken(step=step, units=None):
            return evolve(state, for_all={**state.for_all, step: Taken(event.day, event.number)})
        case StepTaken(step=step, units=units):
            taken = dict.fromkeys(units or (), Taken(event.day, event.number))
            return evolve(state, of_units={**state.of_units, step: {**state.of_units.get(step, {}), **taken}})
        case ValuesCame() | DecisionTaken():
            return state
        case _:
            assert_never(event)


def replayed(events: Iterable[CycleEvent]) -> CycleState:
    """The state after all of these events, in their order."""
    state = CycleState()
    for event in events:
        state = after(state, event)
    return state
