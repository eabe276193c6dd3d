"""What stands for a value in tables of several kinds, and what stands in for one that is not right.

Annotations of tables are evaluated, so that these are values and not texts.
"""

from decimal import Decimal
from typing import Any, Literal

__all__ = ["FROM", "WORDS", "Amount", "Condition", "Label", "PeriodWord", "RoundingWord", "TiesWord", "Words"]

Label = str | dict[str, str]
Words = str | list[str]
PeriodWord = int | str
Amount = int | Decimal | str
Condition = dict[str, Any]
RoundingWord = Literal["half-up", "half-even", "down", "up"]
TiesWord = Literal["in", "out"]

WORDS = {"meanwhile": None}
"""Of words for people, and whatever else may be absent."""
FROM = {"key": "from"}
