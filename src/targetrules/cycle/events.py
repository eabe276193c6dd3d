"""What happens in the course of a period, as the rules of the cycle see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from targetrules.data import frozen

__all__ = ["CycleEvent", "DecisionTaken", "StepTaken", "ValuesCame"]


@frozen(slots=True)
class StepTaken:
    """A step of the procedure was taken, for some units or once for all.

    Attributes:
        step: The id of the step.
        units: The units for which it was taken; None: for all.
        day: On which day.
        office: The office that records it; None where there are no offices.
        present: The units that have a result in the period, where that is asked for.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    step: str
    units: tuple[str, ...] | None
    day: date
    office: str | None = None
    present: Collection[str] = ()
    number: int = 0


@frozen(slots=True)
class ValuesCame:
    """Results came, or were corrected.

    Attributes:
        units: For each input or details that a step may bring, the units that have a value of it.
    """

    units: Mapping[str, Collection[str]]


@frozen(slots=True)
class DecisionTaken:
    """A period is decided for the first time; what is decided anew afterwards needs nothing more.

    Attributes:
        day: The date of the decision; None: none was given.
        present: The units that have a result in the period.
    """

    day: date | None
    present: Collection[str]


CycleEvent = StepTaken | ValuesCame | DecisionTaken
"""Whatever the rules of the cycle are about."""
