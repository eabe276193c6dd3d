"""The tables of ballots as they are written: what may be answered, how many points it gives, and who votes."""

from decimal import Decimal
from typing import Literal

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.value_types import WORDS, Label, RoundingWord

__all__ = ["Answer", "Ballot", "Voters"]


@frozen(slots=True, kw_only=True)
class Answer:
    """``answers = { good = { points = 80, label = "…" } }``."""

    points: Decimal
    label: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Voters:
    """``[ballots.x.voters.y]``: one group of those who vote."""

    weight: Decimal
    at_least: int | None = field(default=None, metadata=WORDS)
    label: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Ballot:
    """``[ballots.x]``."""

    answers: dict[str, Decimal | Answer]
    at_least: int | None = field(default=None, metadata=WORDS)
    voters: dict[str, Voters] | None = field(default=None, metadata=WORDS)
    missing: Literal["unknown", "reweight"] | None = field(default=None, metadata=WORDS)
    decimals: int | None = field(default=None, metadata=WORDS)
    rounding: RoundingWord | None = field(default=None, metadata=WORDS)
    label: Label | None = field(default=None, metadata=WORDS)
    description: Label | None = field(default=None, metadata=WORDS)
    source: str | None = None
    article: str | None = field(default=None, metadata=WORDS)
    quote: str | None = field(default=None, metadata=WORDS)
