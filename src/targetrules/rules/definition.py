"""What a policy defines by name: inputs, parameters, measures, rankings, named conditions, statuses."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import frozen
from targetrules.rules.condition import Condition
from targetrules.rules.leaf import GradeKey, NumberOf, PeriodRange, RankingKey, Rounding, Share
from targetrules.rules.number import Number

__all__ = [
    "MOST_ROWS",
    "Aggregation",
    "Duration",
    "Input",
    "InputKind",
    "Label",
    "Measure",
    "NamedCondition",
    "Parameter",
    "Ranking",
    "ScoringRule",
    "Status",
    "Version",
    "label_text",
]

MOST_ROWS: Final = 10**6
"""Detail rows of one unit in one period: a sum over them has at most this many parts."""

Label = Mapping[str, str]
"""Text by language; the key ``""`` where the author wrote one text for all languages."""


def label_text(label: Label, language: str, otherwise: str) -> str:
    """The text of ``label`` in ``language``, else its text for all languages, else any, else ``otherwise``."""
    return label.get(language) or label.get("") or next(iter(label.values()), otherwise)


class InputKind(Enum):
    """The types of input, by the word that a policy file uses."""

    NUMBER = "number"
    GRADE = "grade"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"


@frozen(slots=True)
class Duration:
    """A length of time counted from the decision date: until something is due, or as long as it lasts."""

    count: int
    unit: OneOf["days", "weeks", "months", "years", "working_days"]


@frozen(slots=True)
class Aggregation:
    """What is made of the detail rows of a unit in a period: ``how`` of the input ``of``, over those ``among`` them.

    ``count`` is of the rows in which the flag or condition ``of`` holds (None: of all). ``among`` is a flag or a
    condition of the rows (None: all of them count); ``percent`` is of ``percentile`` alone.
    """

    details: str
    how: OneOf["count", "sum", "min", "max", "percentile", "best", "worst"]
    of: str | None = None
    among: str | None = None
    percent: Decimal | None = None


@frozen(slots=True)
class Above:
    """What is decided of another unit, which the input ``unit`` names, by the policy of an id in the same period.

    ``of``: the grade, whether a consequence is received, or a measure; ``id`` is that of the latter two.
    """

    policy: str
    unit: str
    of: OneOf["grade", "receives", "measure"]
    id: str = ""


@frozen(slots=True)
class Input:
    """A column of the history. ``low``, ``high``, ``decimals``, ``excess`` are of numbers, ``options`` of choices.

    ``columns`` are the names that the column may have in the data, ``column_optional`` says whether there may be none;
    ``default`` stands in place of a missing value. ``ordered``: the options are ordered from best to worst.
    ``changeable``: explanations may say which other value of it would have changed an outcome.
    ``aggregation``: no column has it, it is made of details before anything is judged. ``asked``: the periods in which
    it is asked for; in any other it is missing, whatever stands there. ``follow_up``: the id of the consequence of the
    period before of which a register says here what became of it. ``above``: what a register says here that is decided
    of the unit above. ``option_labels``: what people call the options, of those that have labels.
    """

    name: str
    kind: InputKind
    columns: tuple[str, ...]
    label: Label = field(factory=dict)
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    excess: OneOf["error", "round"] = "error"
    options: tuple[str, ...] = ()
    optional: bool = False
    default: Decimal | str | bool | None = None
    column_optional: bool = False
    changeable: bool = True
    ordered: bool = False
    aggregation: Aggregation | None = None
    asked: PeriodRange = PeriodRange()
    follow_up: str | None = None
    above: Above | None = None
    option_labels: Mapping[str, Label] = field(factory=dict)

    @property
    def is_filled(self) -> bool:
        """Whether a register fills it."""
        return self.follow_up is not None or self.above is not None


@frozen(slots=True)
class Parameter:
    """Values in force from a period until the next one; before the first there is none (missing)."""

    name: str
    values: tuple[tuple[int | None, Decimal | Share], ...]
    label: Label = field(factory=dict)

    def at(self, period: int) -> Decimal | Share | None:
        """The value in force in ``period``, None before the first."""
        found: Decimal | Share | None = None
        for start, value in self.values:
            if start is None or start <= period:
                found = value
        return found


@frozen(slots=True)
class Version:
    """A formula and the periods in which it is in force."""

    formula: Number
    rounding: Rounding
    in_force: PeriodRange = PeriodRange()


@frozen(slots=True)
class Measure:
    """A number computed in each period, rounded to its declared decimals; missing where no version is in force."""

    name: str
    decimals: int
    versions: tuple[Version, ...]
    label: Label = field(factory=dict)


@frozen(slots=True)
class ScoringRule:
    """By what rule an indicator scores, as its author wrote it; the measure that it became says the same.

    ``full`` is its weight, ``target`` the names of the number to be reached or of the two ends; none of a standard.
    ``off`` is what ``per_point`` takes off, ``zeros`` are where ``range`` gives nothing: below the target, then above.
    """

    form: OneOf["all-or-nothing", "ratio", "per_point", "range", "scale", "difference"]
    full: Decimal
    reach: OneOf["at_least", "at_most", "between", "kept"]
    target: tuple[str, ...] = ()
    off: Decimal = Decimal(0)
    zeros: tuple[Decimal, ...] = ()


@frozen(slots=True)
class Ranking:
    """Places within groups: ``by`` in order of precedence, best first; ties share the better number.

    ``best`` is of numbers; of grades the better is first. In a period in which it is not ``in_force`` nobody's place is
    known.
    """

    name: str
    by: tuple[RankingKey, ...]
    best: OneOf["highest", "lowest"] = "highest"
    within: tuple[str, ...] = ()
    among: Condition | None = None
    smallest_group: int = 1
    label: Label = field(factory=dict)
    in_force: PeriodRange = PeriodRange()

    @property
    def numbers(self) -> tuple[NumberOf, ...]:
        """The numbers that it goes by."""
        return tuple(each for each in self.by if isinstance(each, NumberOf))

    @property
    def goes_by_grade(self) -> bool:
        """Whether it goes by the final grade, so that it comes after the grading."""
        return any(isinstance(each, GradeKey) and each.of is None for each in self.by)

    def key_of_grade(self, position: int) -> int:
        """What a grade counts, where numbers are ordered as ``best`` says: the better one first all the same."""
        return position if self.best == "lowest" else -position


@frozen(slots=True)
class NamedCondition:
    """``[conditions.name]``: a condition that other rules use as a flag."""

    name: str
    when: Condition
    label: Label = field(factory=dict)


@frozen(slots=True)
class Status:
    """A flag with memory: entered when ``enter`` holds, left when it was held and ``leave`` holds (enter wins)."""

    name: str
    enter: Condition
    leave: Condition | None = None
    lasts_at_most: int | None = None
    label: Label = field(factory=dict)
