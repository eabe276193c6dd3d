"""What is wrong with a state or its file, in a sentence and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.errors import TargetrulesError
from targetrules.wording import InLines, Word

__all__ = ["StateError"]


class StateError(InLines, TargetrulesError):
    """A state that cannot be used: its file is no state, damaged or newer, or it belongs to another policy.

    Attributes:
        word: What is wrong, to be worded in a language.
        advice: What to do about it: a line of its own.
    """

    def __init__(self, word: Word, advice: Word) -> None:
        super().__init__(word, advice)
        self.word = word
        self.advice = advice

    def _lines(self, language: str) -> Iterable[str]:
        return [self.word.text(language), self.advice.text(language)]
