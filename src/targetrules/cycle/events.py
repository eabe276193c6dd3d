"""What happens in the course of a period, as the rules of the cycle see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import field

from targetrules.data import frozen

__all__ = [
    "AppealMade",
    "ApprovalGiven",
    "ConsequenceNoted",
    "CycleEvent",
    "Dated",
    "DecisionTaken",
    "DiscretionUsed",
    "DraftShown",
    "GivenTarget",
    "Numbers",
    "ObjectionAnswered",
    "ObjectionMade",
    "OverrideMade",
    "ResultChanged",
    "StepTaken",
    "TargetKey",
    "TargetsAmended",
    "TargetsIssued",
    "ValuesCame",
]

TargetKey: TypeAlias = tuple[str, str]
"""A target of a period by its unit and its indicator."""

Numbers: TypeAlias = Mapping[str, Decimal]
"""The numbers of a target by what they are: ``target``, or ``low`` and ``high``; of a standard there are none."""


@frozen(slots=True)
class Dated:
    """On which day something happened, and the number of the event that says so."""

    day: date
    number: int


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
class GivenTarget:
    """A number of a target as a result has it.

    Attributes:
        key: The unit and the indicator.
        part: Which number of the target: ``target``, ``low`` or ``high``; ``carried``: whether there is one.
        input: The input that has it.
        value: The number; None: the result says that the unit does not carry the indicator.
        event: The number of the event of a result that was there before; None: it comes now.
    """

    key: TargetKey
    part: str
    input: str
    value: Decimal | None
    event: int | None = None


@frozen(slots=True)
class ValuesCame:
    """Results came, or were corrected.

    Attributes:
        units: For each input or details that a step may bring, the units that have a value of it.
        targets: The targets that they bring, and that the same results did not have before.
        has_reason: Whether it is said why they came.
    """

    units: Mapping[str, Collection[str]]
    targets: Collection[GivenTarget] = ()
    has_reason: bool = True


@frozen(slots=True)
class TargetsIssued:
    """Targets of a period were issued.

    Attributes:
        targets: The numbers of each target.
        day: On which day.
        decided: Those of the units of whom the period was decided already.
        results: The targets that results of these units have already, of these indicators.
        due: The day until which they are issued; None: at any time.
        has_reason: Whether it is said why.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    targets: Mapping[TargetKey, Numbers]
    day: date
    decided: Collection[str] = ()
    results: Collection[GivenTarget] = field(factory=tuple)
    due: date | None = None
    has_reason: bool = False
    number: int = 0


@frozen(slots=True)
class DecisionTaken:
    """A period is decided, for the first time or anew; anew steps are asked for of units that came late alone.

    Attributes:
        day: The date of the decision; None: none was given.
        present: The units that have a result in the period and are decided of for the first time, where that is asked.
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
        open: The units of which nobody decided yet what is left to discretion, by consequence, where that is asked.
        ruled: When people decided something of the period last beside the rules; None: they never did.
    """

    day: date
    office: str | None = None
    present: Collection[str] = ()
    changed: int = 0
    number: int = 0
    open: Mapping[str, Collection[str]] = field(factory=dict)
    ruled: Dated | None = None


@frozen(slots=True)
class ConsequenceNoted:
    """A consequence was served, carried out, or what was done was accepted or returned.

    Attributes:
        kind: The kind of event: ``"served"``, ``"executed"``, ``"accepted"`` or ``"returned"``.
        consequence: The id of the consequence.
        unit: The unit.
        day: On which day.
        since: The number of the event that decided it first, so that it has stood since, where that is asked for.
        decided: When it was decided first, where nothing has to be approved; None: no day is known.
    """

    kind: str
    consequence: str
    unit: str
    day: date
    since: int = 0
    decided: Dated | None = None


@frozen(slots=True)
class TargetsAmended:
    """Targets of a period were amended.

    Attributes:
        before: The numbers that each target has, as the amendment says.
        after: Those that it has from now on.
        day: On which day that was approved.
        decided: Those of the units of whom the period was decided already.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    before: Mapping[TargetKey, Numbers]
    after: Mapping[TargetKey, Numbers]
    day: date
    decided: Collection[str] = ()
    number: int = 0


@frozen(slots=True)
class DraftShown:
    """What is decided of a period, and not approved, was shown to the units.

    Attributes:
        day: From which day.
        until: The last day on which a unit may object.
        present: The units that have a result in the period, where that is asked for.
        changed: How many results came, were corrected or were withdrawn since it was decided last, where that is asked.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    day: date
    until: date
    present: Collection[str] = ()
    changed: int = 0
    number: int = 0


@frozen(slots=True)
class ObjectionMade:
    """A unit objects to what was decided of it and shown to it.

    Attributes:
        unit: The unit.
        day: On which day.
        is_decided: Whether anything is decided of it, where that is asked for.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    unit: str
    day: date
    is_decided: bool = True
    number: int = 0


@frozen(slots=True)
class AppealMade:
    """A unit appeals against what was decided of it and approved.

    Attributes:
        unit: The unit.
        day: On which day.
        until: The last day on which it may; None: what is decided of it is not approved.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    unit: str
    day: date
    until: date | None = None
    number: int = 0


@frozen(slots=True)
class ObjectionAnswered:
    """An objection, or an appeal, was answered.

    Attributes:
        objection: The number of the event that says that the unit objects, or appeals.
        day: On which day.
        is_upheld: Whether the unit is right.
        is_settled: Whether it says what was done, so that nothing has to be decided anew.
        number: The number of the event; 0 where it is only asked whether it may be recorded.
    """

    objection: int
    day: date
    is_upheld: bool
    is_settled: bool = False
    number: int = 0


@frozen(slots=True)
class DiscretionUsed:
    """What the law leaves to discretion was decided of a unit: it is imposed, or it is not.

    Attributes:
        unit: The unit.
        consequence: The id of the consequence.
        day: On which day.
        office: The office that records it; None where there are no offices.
        stands: How that consequence stands: ``"open"``, it was decided ``"same"``, it ``"must"`` be imposed, the rules
            find ``"none"``, nothing is ``"undecided"`` of the unit, an override names it (``"overridden"``), or it is
            not received since a correction was to be ``"harmless"``.
        decided: When that which it is about was decided last, by the rules or beside them; None: no day is known.
    """

    unit: str
    consequence: str
    day: date
    office: str | None = None
    stands: Literal["open", "same", "must", "none", "undecided", "overridden", "harmless"] = "open"
    decided: Dated | None = None


@frozen(slots=True)
class OverrideMade:
    """Something is decided of a unit in place of what the rules find.

    Attributes:
        unit: The unit.
        day: On which day.
        office: The office that records it; None where there are no offices.
        stands: Whether it is ``"other"`` than what is decided, the ``"same"``, is to end where there is ``"nothing"``,
            or nothing is decided of the unit (``"undecided"``).
        decided: When what it takes the place of was decided last, by the rules or beside them; None: no day is known.
    """

    unit: str
    day: date
    office: str | None = None
    stands: Literal["other", "same", "nothing", "undecided"] = "other"
    decided: Dated | None = None


@frozen(slots=True)
class ResultChanged:
    """A result of a unit that objects was corrected or withdrawn: nothing forbids that by itself.

    Attributes:
        unit: The unit.
        number: The number of the event.
    """

    unit: str
    number: int


CycleEvent = (
    StepTaken
    | ValuesCame
    | DecisionTaken
    | DraftShown
    | ObjectionMade
    | AppealMade
    | ObjectionAnswered
    | ResultChanged
    | DiscretionUsed
    | OverrideMade
    | ApprovalGiven
    | ConsequenceNoted
    | TargetsIssued
    | TargetsAmended
)
"""Whatever the rules of the cycle are about."""
