"""The tables of a policy file and their keys, as attrs classes; names are still text, conditions still tables.

A key that is a word of Python stands in the metadata (``from_`` is written ``from``). None means that a key is absent.
The metadata also say what may stand for a value that is not right while the rest of the file is looked at; without it,
the whole table is left out then.

Annotations are evaluated here, not kept as text: :mod:`targetrules.syntax.shape` checks a file by the types of fields.
To evaluate 170 texts whenever the program starts would take longer than to read a policy.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.ballots import Answer, Ballot, Voters
from targetrules.syntax.claims import Always, Claim, Monotone
from targetrules.syntax.grading import Band, Cap, Floor, Forced, Grading, Limit, Quota, Scale, Unrated
from targetrules.syntax.indicators import Category, Indicator, Multiple, RangeScoring, ScaleScoring, Scoring
from targetrules.syntax.letters import Letters, LetterText
from targetrules.syntax.value_types import (
    FROM,
    WORDS,
    Amount,
    Condition,
    Label,
    PeriodWord,
    RoundingWord,
    TiesWord,
    Words,
)

__all__ = [
    "Action",
    "Always",
    "Amount",
    "Answer",
    "Ballot",
    "Band",
    "Calendar",
    "Cap",
    "Case",
    "Category",
    "Claim",
    "Condition",
    "Consequence",
    "Cut",
    "Days",
    "Details",
    "Example",
    "Floor",
    "Forced",
    "Grade",
    "Grading",
    "Header",
    "Indicator",
    "Input",
    "Label",
    "LeftOut",
    "LetterText",
    "Letters",
    "LettersFile",
    "Limit",
    "May",
    "Measure",
    "Monotone",
    "Multiple",
    "Parameter",
    "PeriodWord",
    "PiecewiseScale",
    "Points",
    "PolicyFile",
    "Procedure",
    "Published",
    "Quota",
    "RangeScoring",
    "Ranking",
    "Role",
    "RoundingWord",
    "Scale",
    "ScaleScoring",
    "Scoring",
    "Source",
    "Status",
    "Step",
    "TiesWord",
    "Unrated",
    "Unshown",
    "Version",
    "Voters",
    "Words",
]

Date = date
MissingWord = Literal["unknown", "zero", "reweight"]
AspectWord = Literal[
    "true", "false", "unknown", "matters", "applies", "acts", "acts-down", "acts-up", "stays-out", "moves", "edge",
    "idle", "due", "not-due", "replaced", "entered", "left", "given",
]  # fmt: skip
DayWord = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_NAME = {"meanwhile": "?"}
_ZERO = {"meanwhile": 0}
_YEAR = {"meanwhile": "year"}


@frozen(slots=True, kw_only=True)
class Header:
    """``[policy]``."""

    id: str = field(metadata=_NAME)
    title: Label = field(metadata=_NAME)
    description: Label | None = field(default=None, metadata=WORDS)
    period: Literal["year", "school-year", "fiscal-year", "half", "quarter", "month", "sequence"] = field(
        default="year", metadata=_YEAR
    )
    languages: list[str] | None = None
    first_period: PeriodWord | None = None
    extends: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class LeftOut:
    """One of ``left_out`` of a source."""

    article: str
    why: Label = field(metadata=_NAME)


@frozen(slots=True, kw_only=True)
class Source:
    """``[sources.x]``."""

    title: Label = field(metadata=_NAME)
    url: str | None = field(default=None, metadata=WORDS)
    date: Date | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    articles: list[str] | None = field(default=None, metadata=WORDS)
    left_out: list[LeftOut] | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Role:
    """``[roles.x]``: whom consequences are for."""

    label: Label = field(metadata=_NAME)
    description: Label | None = field(default=None, metadata=WORDS)
    one_person: bool | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Office:
    """``[offices.x]``: who records steps and approves, as a register knows them."""

    label: Label = field(metadata=_NAME)
    description: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Action:
    """``[actions.x]``: what is done."""

    label: Label = field(metadata=_NAME)
    description: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Days:
    """``{ from = …, until = … }`` of days, both included."""

    from_: Date = field(metadata=FROM)
    until: Date


@frozen(slots=True, kw_only=True)
class Calendar:
    """``[calendar]``."""

    covers: Days
    weekend: list[DayWord] | None = None
    closed: list[Date | Days] | None = None
    open: list[Date] | None = None


@frozen(slots=True, kw_only=True)
class Grade:
    """``[[grades]]``."""

    id: str
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Above:
    """``above = { … }`` of an input: one thing that another policy decided of the unit that an input names."""

    policy: str
    unit: str
    grade: bool | None = None
    receives: str | None = None
    measure: str | None = None


@frozen(slots=True, kw_only=True)
class Input:
    """``[inputs.x]``."""

    type: Literal["number", "grade", "choice", "flag", "text"]
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    column: Words | None = field(default=None, metadata=WORDS)
    optional: bool | None = field(default=None, metadata=WORDS)
    default: bool | int | Decimal | str | None = None
    column_optional: bool | None = field(default=None, metadata=WORDS)
    changeable: bool | None = field(default=None, metadata=WORDS)
    follow_up: str | None = field(default=None, metadata=WORDS)
    above: Above | None = field(default=None, metadata=WORDS)
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int | None = field(default=None, metadata=WORDS)
    unit: str | None = field(default=None, metadata=WORDS)
    excess: Literal["error", "round"] | None = field(default=None, metadata=WORDS)
    of: list[str] | None = None
    labels: dict[str, Label] | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None


@frozen(slots=True, kw_only=True)
class Details:
    """``[details.x]``: rows of a second table below a unit and period, or the outcomes of another policy."""

    item: str | None = field(default=None, metadata=WORDS)
    policy: str | None = field(default=None, metadata=WORDS)
    unit_above: str | None = field(default=None, metadata=WORDS)
    inputs: dict[str, Input] | None = field(default=None, metadata=WORDS)
    conditions: dict[str, Condition] | None = field(default=None, metadata=WORDS)
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class May:
    """``may = { at_least = …, at_most = … }``: within which bounds an extension may change the value."""

    at_least: Amount | None = None
    at_most: Amount | None = None


@frozen(slots=True, kw_only=True)
class Parameter:
    """One value of ``[parameters]``."""

    value: Amount
    label: Label | None = field(default=None, metadata=WORDS)
    may: May | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)


@frozen(slots=True, kw_only=True)
class Case:
    """One of the ``cases`` of a measure."""

    when: Condition
    formula: str


@frozen(slots=True, kw_only=True)
class Points:
    """``points = { of = …, values = { … } }`` of a measure."""

    of: str
    values: dict[str, Decimal]


@frozen(slots=True, kw_only=True)
class PiecewiseScale:
    """``scale = { of = …, points = [[…, …], …] }`` of a measure."""

    of: str
    points: list[list[Decimal]]
    between: Literal["linear", "step"] = field(default="linear", metadata={"meanwhile": "linear"})
    outside: Literal["clamp", "missing"] = field(default="clamp", metadata={"meanwhile": "clamp"})


@frozen(slots=True, kw_only=True)
class Version:
    """One of ``[[measures.x.versions]]``."""

    formula: str | None = None
    cases: list[Case] | None = None
    otherwise: str | None = None
    points: Points | None = None
    scale: PiecewiseScale | None = None
    weights: dict[str, Decimal] | None = None
    missing: MissingWord | None = field(default=None, metadata=WORDS)
    rounding: RoundingWord | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None


@frozen(slots=True, kw_only=True)
class Measure(Version):
    """``[measures.x]``: one version, or ``versions``."""

    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)
    decimals: int | None = field(default=None, metadata=_ZERO)
    versions: list[Version] | None = None


@frozen(slots=True, kw_only=True)
class Published:
    """One of ``[[cuts.x.published]]``."""

    period: PeriodWord
    group: Words | None = None
    value: Decimal = field(metadata=_ZERO)


@frozen(slots=True, kw_only=True)
class Cut:
    """``[cuts.x]``."""

    formula: str
    decimals: int | None = field(default=None, metadata=_ZERO)
    rounding: RoundingWord | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM | WORDS)
    every: int | None = field(default=None, metadata=WORDS)
    published: list[Published] | None = field(default=None, metadata=WORDS)
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Ranking:
    """``[rankings.x]``."""

    by: Words
    best: Literal["highest", "lowest"] = field(default="highest", metadata={"meanwhile": "highest"})
    within: Words | None = None
    among: Condition | None = None
    smallest_group: int = field(default=1, metadata={"meanwhile": 1})
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Status:
    """``[statuses.x]``."""

    enter: Condition
    leave: Condition | None = None
    lasts_at_most: int | None = field(default=None, metadata=WORDS)
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Consequence:
    """``[[consequences]]``."""

    id: str
    when: Condition
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    unless: Condition | None = None
    actions: Words | None = None
    to: Words | None = None
    force: Literal["must", "may"] = field(default="must", metadata={"meanwhile": "must"})
    within: str | None = None
    by: str | None = None
    lasts: str | None = None
    counted_from: Literal["decision", "service"] | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None
    replaces: Words | None = None
    severity: int | None = field(default=None, metadata=WORDS)
    kind: Literal["reward", "support", "sanction"] | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Step:
    """``[[procedure.steps]]``."""

    id: str
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    by: Words | None = field(default=None, metadata=WORDS)
    for_each_unit: bool | None = field(default=None, metadata=WORDS)
    gives: Words | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Procedure:
    """``[procedure]``."""

    steps: list[Step]


@frozen(slots=True, kw_only=True)
class Cycle:
    """``[cycle]``."""

    approve_by: Words | None = field(default=None, metadata=WORDS)
    objections_within: str | None = field(default=None, metadata=WORDS)
    appeals_within: str | None = field(default=None, metadata=WORDS)
    discretion_by: Words | None = field(default=None, metadata=WORDS)
    issue_by: str | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Unshown:
    """``[[unshown]]``: what no example can show, and why."""

    place: str = field(metadata=_NAME)
    aspects: list[AspectWord] | None = None
    change: str | None = None
    why: Label = field(metadata=_NAME)


@frozen(slots=True, kw_only=True)
class Example:
    """``[[examples]]``."""

    name: Label = field(metadata=_NAME)
    description: Label | None = field(default=None, metadata=WORDS)
    history: list[dict[str, Any]]
    details: dict[str, list[dict[str, Any]]] | None = None
    expect: dict[str, Any]


@frozen(slots=True, kw_only=True)
class PolicyFile:
    """A whole file."""

    format: int = field(metadata={"meanwhile": 1})
    policy: Header
    sources: dict[str, Source] | None = field(default=None, metadata=WORDS)
    roles: dict[str, Role] | None = field(default=None, metadata=WORDS)
    actions: dict[str, Action] | None = field(default=None, metadata=WORDS)
    offices: dict[str, Office] | None = field(default=None, metadata=WORDS)
    calendar: Calendar | None = field(default=None, metadata=WORDS)
    grades: list[Grade] | None = field(default=None, metadata=WORDS)
    categories: dict[str, Category] | None = field(default=None, metadata=WORDS)
    indicators: dict[str, Indicator] | None = field(default=None, metadata=WORDS)
    ballots: dict[str, Ballot] | None = field(default=None, metadata=WORDS)
    inputs: dict[str, Input] | None = field(default=None, metadata=WORDS)
    details: dict[str, Details] | None = field(default=None, metadata=WORDS)
    parameters: dict[str, list[Parameter]] | None = field(default=None, metadata=WORDS)
    measures: dict[str, Measure] | None = field(default=None, metadata=WORDS)
    cuts: dict[str, Cut] | None = field(default=None, metadata=WORDS)
    rankings: dict[str, Ranking] | None = field(default=None, metadata=WORDS)
    grading: Grading | None = field(default=None, metadata=WORDS)
    conditions: dict[str, Condition] | None = field(default=None, metadata=WORDS)
    statuses: dict[str, Status] | None = field(default=None, metadata=WORDS)
    consequences: list[Consequence] | None = field(default=None, metadata=WORDS)
    procedure: Procedure | None = field(default=None, metadata=WORDS)
    cycle: Cycle | None = field(default=None, metadata=WORDS)
    letters: Letters | None = field(default=None, metadata=WORDS)
    claims: list[Claim] | None = field(default=None, metadata=WORDS)
    unshown: list[Unshown] | None = field(default=None, metadata=WORDS)
    examples: list[Example] | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class ExamplesFile:
    """``<policy>.examples.toml``."""

    examples: list[Example]


@frozen(slots=True, kw_only=True)
class LettersFile:
    """The words of letters that an office has in a file of its own."""

    letters: Letters
