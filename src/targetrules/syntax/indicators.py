"""The tables of indicators as they are written: categories, and in each of them what is measured and how it scores."""

from decimal import Decimal
from typing import Literal

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.value_types import FROM, WORDS, Condition, Label, PeriodWord, RoundingWord, Words

__all__ = ["Category", "DoneWord", "Indicator", "Multiple", "RangeScoring", "ScaleScoring", "Scoring", "TargetWord"]

TargetWord = Literal["at_least", "at_most", "between", "kept"]
DoneWord = Literal["counts", "missing", "previous", "zero"]

_HALF = {"meanwhile": "linear"}


@frozen(slots=True, kw_only=True)
class Category:
    """``[categories.x]``: indicators of one kind, whose weights add up to its own."""

    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    weight: Decimal | None = None
    decimals: int | None = field(default=None, metadata=WORDS)
    rounding: RoundingWord | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Multiple:
    """``target = { multiple = 2, over = 5 }``: so many times what it was so many periods ago."""

    multiple: Decimal
    over: int


@frozen(slots=True, kw_only=True)
class RangeScoring:
    """``range = { zero_at = … }``: in proportion between where nothing is given and the target."""

    zero_at: Decimal | list[Decimal]


@frozen(slots=True, kw_only=True)
class ScaleScoring:
    """``scale = { points = [[…, …], …] }``: points by the value, or by how far it is beyond the target."""

    of: Literal["value", "difference"] = field(default="value", metadata={"meanwhile": "value"})
    points: list[list[Decimal]]
    between: Literal["linear", "step"] = field(default="linear", metadata=_HALF)


@frozen(slots=True, kw_only=True)
class Scoring:
    """``scoring = { … }``: one of these."""

    per_point: Decimal | None = None
    range: RangeScoring | None = None
    scale: ScaleScoring | None = None


@frozen(slots=True, kw_only=True)
class Indicator:
    """``[indicators.x]``."""

    category: str
    target: TargetWord | Multiple
    weight: Decimal | None = None
    scoring: Literal["all-or-nothing", "ratio"] | Scoring | None = None
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    column: Words | None = field(default=None, metadata=WORDS)
    unit: str | None = field(default=None, metadata=WORDS)
    decimals: int | None = field(default=None, metadata=WORDS)
    min: Decimal | None = None
    max: Decimal | None = None
    target_min: Decimal | None = None
    target_max: Decimal | None = None
    carried: Condition | None = None
    not_carried: Literal["reweight", "zero"] | None = field(default=None, metadata=WORDS)
    quality: dict[str, DoneWord] | None = None
    quality_labels: dict[str, Label] | None = field(default=None, metadata=WORDS)
    pace: Literal["linear", "last-year", "level"] | None = field(default=None, metadata=WORDS)
    cascade: Literal["each", "sum", "mean", "none"] | None = field(default=None, metadata=WORDS)
    from_: PeriodWord | None = field(default=None, metadata=FROM)
    until: PeriodWord | None = None
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)
