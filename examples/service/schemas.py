"""What the service takes and gives, as its OpenAPI page shows it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

__all__ = [
    "AnswerIn",
    "AppealIn",
    "AppointmentIn",
    "ApprovalIn",
    "ApprovalOut",
    "Changed",
    "ClosingIn",
    "CorrectionIn",
    "CorrectionOut",
    "DecisionIn",
    "DecisionOut",
    "DepartureIn",
    "Detail",
    "DiscretionIn",
    "EventOut",
    "ExecutedIn",
    "ExplanationOut",
    "HeadOut",
    "HoldHarmlessIn",
    "Noted",
    "ObjectionIn",
    "ObjectionOut",
    "OverrideIn",
    "Period",
    "PersonRecordOut",
    "PostOut",
    "Problem",
    "Recorded",
    "ResultOut",
    "ResultsIn",
    "ReturnedIn",
    "SelfOut",
    "ShownIn",
    "StepIn",
    "StepOut",
    "TaskOut",
    "Text",
    "UnitName",
    "When",
    "WithdrawalIn",
    "printable",
]

_MOST_ROWS: Final = 100_000
_LAST_YEAR: Final = 9999
_LONGEST_PERIOD: Final = 40
_LENGTH_OF_DAY: Final = len("2027-03-01")
_DIGEST_SHAPE: Final = r"^[0-9A-Fa-f]{64}$"


def _cell(value: Any) -> Any:
    """A cell of a row: a text, a number as it is written, yes or no, or nothing."""
    if value is None or isinstance(value, str | bool | int | Decimal):
        return value
    raise PydanticCustomError("cell", "expected: a text, a number, true, false or null")


def _period(value: Any) -> int | str:
    """A period as results have it: a number, or a text."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST_YEAR:
        return value
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_PERIOD:
        return printable(value)
    raise PydanticCustomError("period", "expected: a period as in results, such as 2026")


def _day(value: Any) -> date:
    """A day, in the calendar."""
    if isinstance(value, str) and len(value) == _LENGTH_OF_DAY:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "expected: a day such as 2027-03-01")


def _digest(value: Any) -> str:
    """The SHA-256 of a file."""
    if isinstance(value, str) and re.fullmatch(_DIGEST_SHAPE, value.strip()):
        return value.strip()
    raise PydanticCustomError("digest", "expected: the SHA-256 of a file, 64 hexadecimal digits")


def _when(value: Any) -> datetime | date:
    """A day, or an instant whose zone is said: nobody's own zone is ever taken for it."""
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value) if len(value) == _LENGTH_OF_DAY else datetime.fromisoformat(value)
        except ValueError:
            found = None
        if isinstance(found, datetime) and found.tzinfo is None:
            found = None
        if found is not None:
            return found
    raise PydanticCustomError("when", "expected: a day, or an instant with its zone")


def printable(value: str) -> str:
    """A text without the character that databases do not take, and without halves of characters."""
    if "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise PydanticCustomError("text", "expected: characters that can be written")
    return value


_DAY_SHAPE: Final = r"^\d{4}-\d{2}-\d{2}$"
_WHEN_SHAPE: Final = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$"

Cell: TypeAlias = Annotated[
    Any, BeforeValidator(_cell), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})
]
Day: TypeAlias = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": _DAY_SHAPE, "examples": ["2027-03-01"]}),
]
Digest: TypeAlias = Annotated[
    str,
    BeforeValidator(_digest),
    WithJsonSchema({"type": "string", "pattern": _DIGEST_SHAPE}),
]
When: TypeAlias = Annotated[
    Any,
    BeforeValidator(_when),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _WHEN_SHAPE,
            "description": "A day in the time zone of the register, or an instant with its zone.",
            "examples": ["2027-03-01", "2027-03-01T09:30:00+08:00", "2027-03-01T01:30:00Z"],
        }
    ),
]
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(printable)]
UnitName: TypeAlias = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(printable)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(printable)]
Period: TypeAlias = Annotated[
    Any,
    BeforeValidator(_period),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": _LAST_YEAR},
                {"type": "string", "minLength": 1, "maxLength": _LONGEST_PERIOD},
            ],
            "description": "As in results.",
            "examples": [2026, "2026", "2026-Q1"],
        }
    ),
]
Row: TypeAlias = Annotated[dict[str, Cell], Field(max_length=2000)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, strict=False)


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


# ---- asked -----------------------------------------------------------------------------------------------------------


class NamingIn(_In):
    """What is meant where names leave a doubt."""

    distinct: list[list[UnitName]] = Field([], description="Groups of names that look alike and are different units.")
    genuine: list[UnitName] = Field([], description="Names that look like totals and are units.")


class _RowsIn(_In):
    rows: list[Row] = Field(
        min_length=1,
        max_length=_MOST_ROWS,
        description="One object a unit and period: `unit`, `period`, and the inputs of the policy. Numbers are "
        "taken as they are written.",
        examples=[[{"unit": "甲县", "period": 2026, "kind": "county", "score": 81.35}]],
    )
    details: dict[str, list[Row]] = Field({}, max_length=100, description="The rows of details, by the policy's names.")
    naming: NamingIn | None = Field(None, description="What is meant where names leave a doubt.")
    policy: Name | None = Field(None, description="The id of the policy; left out, the only one.")
    holds_from: When | None = Field(None, description="From when on it holds; left out, from now on.")


class ResultsIn(_RowsIn):
    """Results that are new."""

    reason: Text | None = Field(None, description="Why; needed where something of their period was approved.")


class HoldHarmlessIn(_In):
    """What a correction may not make worse."""

    reason: Text
    grade: bool = Field(default=False, description="Whether nobody's grade becomes a worse one.")
    not_imposed: list[Name] = Field([], description="Consequences that nobody receives who did not before.")
    not_withdrawn: list[Name] = Field([], description="Consequences that everybody keeps who received them before.")
    units: list[UnitName] = Field([], description="The units of which this holds; left out, all.")


class CorrectionIn(_RowsIn):
    """Results in the place of others: whole rows as they are now."""

    reason: Text
    erases: bool = Field(False, description="Whether values may go that the rows do not say any more.")  # noqa: FBT003
    decided_on: Day | None = Field(None, description="The date of the decisions that are taken anew.")
    hold_harmless: HoldHarmlessIn | None = None


class WithdrawalIn(_In):
    """A result that is taken back."""

    unit: UnitName
    period: Period
    reason: Text
    policy: Name | None = None
    holds_from: When | None = None


class ClosingIn(_In):
    """All results of a period, or of one group of its units, are there."""

    period: Period
    group: Row | None = Field(None, description="The inputs by which the policy groups units; left out, all units.")
    policy: Name | None = None


class DecisionIn(_In):
    """A period is to be decided."""

    period: Period
    decided_on: Day | None = Field(None, description="The date of the decision, from which deadlines are counted.")
    reason: Text | None = Field(None, description="Why it is decided anew.")
    policy: Name | None = None


class ApprovalIn(_In):
    """What is decided of a period was approved."""

    period: Period
    on: Day = Field(description="The date of the decision, from which deadlines are counted.")
    digest: Digest | None = Field(None, description="The SHA-256 of a file that shows it, in hexadecimal.")
    policy: Name | None = None


class ShownIn(ApprovalIn):
    """What is decided of a period was shown to the units."""

    on: Day = Field(description="The first day, from which the time for objections is counted.")


class ObjectionIn(_In):
    """A unit objects to what was shown to it."""

    unit: UnitName
    period: Period
    on: Day
    digest: Digest | None = Field(None, description="The SHA-256 of what the unit writes, in hexadecimal.")
    policy: Name | None = None


class AppealIn(ObjectionIn):
    """A unit appeals against what was approved."""


class AnswerIn(_In):
    """An objection, or an appeal, was answered."""

    objection: int = Field(ge=1, le=2**63 - 1, description="The number of the event that says that the unit objects.")
    on: Day
    upheld: bool
    reason: Text
    done: Text | None = Field(None, description="Of one that is upheld, what was done where nothing is decided anew.")


class DiscretionIn(_In):
    """What the law leaves to discretion was decided of a unit."""

    unit: UnitName
    period: Period
    consequence: Name
    imposed: bool
    on: Day
    reason: Text
    digest: Digest | None = Field(None, description="The SHA-256 of a file that shows it, in hexadecimal.")
    policy: Name | None = None


class OverrideIn(_In):
    """Something is decided of a unit in place of what the rules find; nothing named ends that."""

    unit: UnitName
    period: Period
    grade: Name | None = Field(None, description="The id of the grade; none: that of the rules.")
    impose: list[Name] = Field([], description="The ids of consequences that it receives, whatever the rules find.")
    lift: list[Name] = Field([], description="Those that it does not receive.")
    on: Day
    reason: Text
    digest: Digest | None = Field(None, description="The SHA-256 of a file that shows it, in hexadecimal.")
    policy: Name | None = None


class StepIn(_In):
    """A step of the procedure was taken."""

    step: Name
    period: Period
    on: Day
    units: list[UnitName] = Field([], description="The units for which it was taken, of a step for each unit.")
    digest: Digest | None = Field(None, description="The SHA-256 of a file that shows it, in hexadecimal.")
    policy: Name | None = None


class TargetsIn(_In):
    """Targets of a period are to be issued."""

    targets: list[Row] = Field(
        min_length=1,
        max_length=_MOST_ROWS,
        description="One object a unit and indicator: `unit`, `period`, `indicator`, `target` or `low` and `high`.",
        examples=[[{"unit": "甲县", "period": 2026, "indicator": "growth", "target": 6.5}]],
    )
    period: Period
    document: Text = Field(description="The document that issues them, as it is cited.")
    on: Day
    units: list[Row] | None = Field(None, description="The tree of units: `unit` and `parent`.", max_length=_MOST_ROWS)
    naming: NamingIn | None = Field(None, description="What is meant where names leave a doubt.")
    reason: Text | None = None
    policy: Name | None = None


class AmendmentsIn(_In):
    """Targets that were issued are to be amended."""

    targets: list[Row] = Field(
        min_length=1,
        max_length=_MOST_ROWS,
        description="As those that are issued, with `old_target` beside `target`, or `old_low` and `old_high`.",
        examples=[[{"unit": "甲县", "period": 2026, "indicator": "growth", "target": 6, "old_target": 6.5}]],
    )
    period: Period
    reason: Text
    approved_on: Day
    document: Text | None = Field(None, description="The document that approves it, as it is cited.")
    units: list[Row] | None = Field(None, description="The tree of units, where it is another.", max_length=_MOST_ROWS)
    naming: NamingIn | None = Field(None, description="What is meant where names leave a doubt.")
    policy: Name | None = None


class Noted(_In):
    """What was done was accepted."""

    unit: UnitName
    period: Period
    consequence: Name
    on: Day
    policy: Name | None = None


class ExecutedIn(Noted):
    """A consequence was served or carried out."""

    digest: Digest | None = Field(None, description="The SHA-256 of a file that shows it, in hexadecimal.")


class AppointmentIn(_In):
    """Somebody holds a post."""

    person: Name
    role: Name
    unit: UnitName
    since: Day
    until: Day | None = None
    policy: Name | None = None


class DepartureIn(_In):
    """Until when somebody holds a post."""

    person: Name
    until: Day
    policy: Name | None = None


class ReturnedIn(Noted):
    """What was carried out does not do."""

    reason: Text


# ---- answered --------------------------------------------------------------------------------------------------------


class Detail(_Out):
    """One thing that is wrong."""

    code: str
    message: str


class Problem(_Out):
    """Why nothing was done; every error of the service has this shape."""

    code: str = Field(description="Stable: a program may look at it.")
    message: str = Field(description="For a person, in the language that Accept-Language asks for (en or zh).")
    details: list[Detail] = Field([], description="All that is wrong, where it is several things.")


class EventOut(_Out):
    """An event of the register."""

    number: int
    kind: str
    policy: str | None
    recorded_at: str = Field(description="When it was recorded, in UTC.")
    holds_from: str = Field(description="From when on it holds, in UTC.")
    by: str | None = Field(
        description="Who recorded it: a digest where the name was erased, null where it is about units of others."
    )
    office: str | None = Field(description="For which office.")
    units: list[str] = Field(description="By which of his units, where the office is one for its own units.")
    previous: str
    hash: str


class EventDetail(EventOut):
    """An event with what it says."""

    content: dict[str, Any] | None = Field(description="None where it is about units of others.")


class Recorded(EventOut):
    """What was recorded just now."""

    notes: list[str] = Field([], description="What should be known of how the rows were read.")


class ApprovalOut(_Out):
    """Whether what was decided was approved."""

    by: list[str] = Field(description="The offices that approve it.")
    day: date | None = Field(description="The date of the decision; null: it is a draft, and awaits its approval.")
    event: int | None


class DecisionOut(_Out):
    """What was decided of a unit in a period, and stands."""

    unit: str
    period: int | str
    event: int
    grade: str | None
    received: list[str]
    outcome: dict[str, Any]
    held: dict[str, Any]
    approval: ApprovalOut | None = Field(description="Whether it was approved; null where no approval is wanted.")


class Changed(_Out):
    """A decision that is another than before."""

    unit: str
    period: int | str
    grade_before: str | None
    grade: str | None
    due: list[str]
    no_longer_due: list[str]
    undetermined: list[str]
    no_longer_undetermined: list[str]
    causes: list[int] = Field(description="The events because of which it is another.")


class ValueOut(_Out):
    """A value that is another."""

    unit: str
    period: int | str
    input: str
    before: str | None
    after: str | None


class FulfilmentOut(_Out):
    """A consequence that was served or carried out, and is no longer due."""

    unit: str
    period: int | str
    consequence: str
    kind: Literal["served", "executed", "accepted", "returned"]
    day: date
    event: int


class ChangedAboveOut(_Out):
    """What a policy that judges by the corrected ones' decisions decides otherwise."""

    policy: str = Field(description="Its id.")
    changes: list[Changed]
    withdrawn: list[FulfilmentOut]
    waiting: list[int | str] = Field(description="Periods that it is to decide, since something has come.")


class CorrectionOut(_Out):
    """What a run of corrections changes."""

    values: list[ValueOut]
    unchanged: int
    changes: list[Changed]
    withdrawn: list[FulfilmentOut]
    held: list[tuple[str, int | str]]
    waiting: list[int | str] = Field(description="Periods that are to be decided, since something has come.")
    above: list[ChangedAboveOut] = Field(description="By the policies above, each after those below it.")
    events: list[EventOut] = Field(description="Empty in a preview.")
    notes: list[str]


class ResultOut(_Out):
    """A result as it stands, or stood."""

    unit: str
    period: int | str
    values: dict[str, str]


class TargetOut(_Out):
    """A target that is in force, or was."""

    unit: str
    period: int | str
    indicator: str
    target: str | None
    low: str | None
    high: str | None
    share: str | None
    weight: str | None
    document: str
    day: date
    event: int
    due: date | None = Field(description="Where it was issued late, until when it should have been.")
    reason: str | None
    amendments: list[dict[str, Any]] = Field(description="What it was before, when that was approved, and why.")


class ExplanationOut(_Out):
    """Why it was decided so."""

    unit: str
    period: int | str
    text: str
    explanation: dict[str, Any]
    targets: list[TargetOut] = Field(description="The targets that were issued, by which it was judged.")


class ObjectionOut(_Out):
    """An objection of a unit, and its answer."""

    unit: str
    period: int | str
    day: date
    event: int = Field(description="The number by which it is answered.")
    state: Literal["open", "upheld", "waits", "dismissed"] = Field(
        description="waits: it was upheld, and nothing was decided anew since, nor anything else done."
    )
    answered: date | None
    answer: int | None
    appeal: bool = Field(default=False, description="Whether it is an appeal against what was approved.")


class StepDayOut(_Out):
    """A step was taken on a day."""

    day: date
    event: int
    units: int = Field(description="Of how many units; 0: once for all.")


class StepOut(_Out):
    """A step of the procedure, and how far it was taken."""

    period: int | str
    step: str
    state: Literal["taken", "next", "waiting"]
    by: list[str] = Field(description="The offices that may record it; none: any that may record steps.")
    gives: list[str] = Field(description="The inputs and details that it brings.")
    each_unit: bool
    day: date | None
    event: int | None
    lacking: list[str] = Field(description="Units of the office for which it was not taken.")
    days: list[StepDayOut] = Field(description="Each day on which it was taken.")


class PostOut(_Out):
    """Somebody holds, or held, a post."""

    number: int = Field(description="The number of the event that says so.")
    person: str
    role: str
    unit: str
    since: date
    until: date | None


class TaskOut(_Out):
    """A consequence that stands, and what has become of it."""

    unit: str
    period: int | str
    consequence: str
    due: date | None
    until: date | None
    served: date | None
    executed: date | None
    accepted: date | None
    returned: date | None
    approval: ApprovalOut | None = Field(description="Whether it was approved; null where no approval is wanted.")
    persons: list[PostOut] = Field(description="Those to whom it is addressed, on the day of the decision.")


class PersonRecordOut(_Out):
    """A consequence that came to a person in a post."""

    post: PostOut
    period: int | str
    grade: str | None
    decided: date
    task: TaskOut


class PolicyOut(_Out):
    """A policy of the register, by its text that was adopted last."""

    id: str
    title: str = Field(description="In the language that was asked for, where it has one in it.")
    rests_on: list[str] = Field(description="The policies by whose decisions it judges; each decides a period first.")


class HeadOut(_Out):
    """The last event, by which all before it are known."""

    number: int
    hash: str
    recorded_at: str
    zone: str = Field(description="The time zone of the register's days.")


class SelfOut(_Out):
    """Who asks."""

    by: str
    office: str
    label: str
    may: list[str]
    units: list[str] | None = Field(description="None: all units.")
    expires: str
