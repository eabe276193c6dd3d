"""The tables of indicators as they are written: categories, and in each of them what is measured and how it scores."""

from decimal import Decimal
from typing import Any, Literal

from attrs import field

from targetrules.data import frozen

__all__ = ["Category", "DoneWord", "Indicator", "Multiple", "RangeScoring", "ScaleScoring", "Scoring", "TargetWord"]

Label = str | dict[str, str]
Words = str | list[str]
Condition = dict[str, Any]
RoundingWord = Literal["half-up", "half-even", "down", "up"]
TargetWord = Literal["at_least", "at_most", "between", "kept"]
DoneWord = Literal["counts", "missing", "previous", "zero"]

_WORDS = {"meanwhile": None}
_HALF = {"meanwhile": "linear"}


@frozen(slots=True, kw_only=True)
class Category:
    """``[categories.x]``: indicators of one kind, whose weights add up to its own."""

    label: Label | None = field(default=None, metadata=_WORDS)
    description: Label | None = field(default=None, metadata=_WORDS)
    weight: Decimal | None = None
    decimals: int | None = field(default=None, metadata=_WORDS)
    rounding: RoundingWord | None = field(default=None, metadata=_WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=_WORDS)


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
    label: Label | None = field(default=None, metadata=_WORDS)
    description: Label | None = field(default=None, metadata=_WORDS)
    column: Words | None = field(default=None, metadata=_WORDS)
    unit: str | None = field(default=None, metadata=_WORDS)
    decimals: int | None = field(default=None, metadata=_WORDS)
    min: Decimal | None = None
    max: Decimal | None = None
    target_min: Decimal | None = None
    target_max: Decimal | None = None
    carried: Condition | None = None
    not_carried: Literal["reweight", "zero"] | None = field(default=None, metadata=_WORDS)
    quality: dict[str, DoneWord] | None = None
    cascade: Literal["each", "sum", "mean", "none"] | None = field(default=None, metadata=_WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=_WORDS)
