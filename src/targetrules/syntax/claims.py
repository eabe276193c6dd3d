"""The tables of claims as they are written."""

from typing import Literal

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.value_types import WORDS, Condition, Label

__all__ = ["Always", "Claim", "Monotone"]


@frozen(slots=True, kw_only=True)
class Always:
    """``always = { if = …, then = … }``."""

    if_: Condition = field(metadata={"key": "if"})
    then: Condition


@frozen(slots=True, kw_only=True)
class Monotone:
    """``monotone = { of = …, in = … }``."""

    of: Literal["grade", "consequences"]
    in_: str = field(metadata={"key": "in"})
    best: Literal["highest", "lowest"] = field(default="highest", metadata={"meanwhile": "highest"})


@frozen(slots=True, kw_only=True)
class Claim:
    """``[[claims]]``."""

    id: str
    description: Label | None = field(default=None, metadata=WORDS)
    never: Condition | None = None
    always: Always | None = None
    monotone: Monotone | None = None
    assuming: Condition | None = None
