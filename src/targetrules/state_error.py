"""What is wrong with a state or its file, in a sentence and what to do about it."""

from __future__ import annotations

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["StateError"]


class StateError(TargetrulesError):
    """A state that cannot be used: its file is no state, damaged or newer, or it belongs to another policy.

    ``word`` says what is wrong, ``advice`` what to do.
    """

    def __init__(self, word: Word, advice: Word) -> None:
        super().__init__(word, advice)
        self.word = word
        self.advice = advice

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """The message as a person reads it, and on a line of its own what to do."""
        return f"{self.word.text(language)}\n{self.advice.text(language)}"
