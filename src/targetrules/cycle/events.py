"""What happens in the course of a period, as the rules of the cycle see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from targetrules.data import frozen

__all__ = ["ApprovalGiven", "ConsequenceNoted", "CycleEvent", "DecisionTaken", "StepTaken", "ValuesCame"]


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
    """A period is decided, for the first time or anew; anew no more steps are asked for.

    Attributes:
        day: The date of the decision; None: none was given.
        present: The units that have a result in the period, where that is asked for.
        is_first: Whether nothing was decided of the period before.
        units: The units of which something else is decided than before; None: all that there are.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    day: date | None
    present: Collection[str] = ()
    is_first: bool = True
    units: frozenset[str] | None = None
    number: int = 0


@frozen(slots=True)
class ApprovalGiven:
    """What is decided of a period was approved.

    Attributes:
        day: On which day.
        office: The office that records it; None where there are no offices.
        present: The units that have a result in the period, where that is asked for.
        changed: How many results came, were corrected or were withdrawn since it was decided last, where that is asked.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    day: date
    office: str | None = None
    present: Collection[str] = ()
    changed: int = 0
    number: int = 0


@frozen(slots=True)
class ConsequenceNoted:
    """A consequence was served, carried out, or what was done was accepted or returned.

    Attributes:
        kind: The kind of event: ``"served"``, ``"executed"``, ``"accepted"`` or ``"returned"``.
        consequence: The id of the consequence.
        unit: The unit.
        day: On which day.
    """

    kind: str
    consequence: str
    unit: str
    day: date


CycleEvent = StepTaken | ValuesCame | DecisionTaken | ApprovalGiven | ConsequenceNoted
"""Whatever the rules of the cycle are about."""
