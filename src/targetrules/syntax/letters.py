"""``[letters]``: the words of letters, for all and for those of a consequence."""

from attrs import field

from targetrules.data import frozen
from targetrules.syntax.value_types import WORDS, Label

__all__ = ["LetterText", "Letters"]


@frozen(slots=True, kw_only=True)
class LetterText:
    """``[letters.consequences.x]``."""

    to: Label | None = field(default=None, metadata=WORDS)
    title: Label | None = field(default=None, metadata=WORDS)
    text: Label | None = field(default=None, metadata=WORDS)
    office: Label | None = field(default=None, metadata=WORDS)
    number: Label | None = field(default=None, metadata=WORDS)


@frozen(slots=True, kw_only=True)
class Letters(LetterText):
    """``[letters]``."""

    consequences: dict[str, LetterText] | None = field(default=None, metadata=WORDS)
