"""The tables of the grading as they are written: bands, and the rules that give, limit and change grades."""

from decimal import Decimal

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.value_types import FROM, WORDS, Amount, Condition, Label, PeriodWord, RoundingWord, TiesWord

__all__ = ["Band", "Cap", "Floor", "Forced", "Grading", "Limit", "Quota", "Scale", "Unrated"]


@frozen(slots=True, kw_only=True)
class Band:
    """``[[grading.bands]]``."""

    grade: str
    at_least: Decimal | None = None
    above: Decimal | None = None
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None


@frozen(slots=True, kw_only=True)
class _GradingRule:
    """What every rule of grading may say of itself."""

    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Scale(_GradingRule):
    """``[[grading.scales]]``."""

    when: Condition | None = None
    bands: dict[str, Decimal] | list[Band]


@frozen(slots=True, kw_only=True)
class Unrated(_GradingRule):
    """``[[grading.unrated]]``."""

    when: Condition


@frozen(slots=True, kw_only=True)
class Forced(_GradingRule):
    """``[[grading.forced]]``."""

    when: Condition
    grade: str


@frozen(slots=True, kw_only=True)
class Cap(_GradingRule):
    """``[[grading.caps]]``."""

    when: Condition
    at_most: str


@frozen(slots=True, kw_only=True)
class Floor(_GradingRule):
    """``[[grading.floors]]``."""

    when: Condition
    at_least: str


@frozen(slots=True, kw_only=True)
class Limit(_GradingRule):
    """``[[grading.steps]]``."""

    when: Condition | None = None
    most_down: int | None = None
    most_up: int | None = None


@frozen(slots=True, kw_only=True)
class Quota(_GradingRule):
    """``[[grading.quotas]]``."""

    grade: str
    at_most: Amount | None = None
    at_least: Amount | None = None
    ranking: str | None = None
    round: RoundingWord | None = field(default=None, metadata=WORDS)
    ties: TiesWord | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None


@frozen(slots=True, kw_only=True)
class Grading:
    """``[grading]``."""

    given: str | None = None
    by: str | None = None
    bands: dict[str, Decimal] | list[Band] | None = None
    scales: list[Scale] | None = None
    unrated: list[Unrated] | None = None
    forced: list[Forced] | None = None
    floors: list[Floor] | None = None
    caps: list[Cap] | None = None
    steps: list[Limit] | None = None
    quotas: list[Quota] | None = None
