"""What is wrong with a state or its file, in a sentence and what to do about it."""

from __future__ import annotations

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["StateError"]


class StateError(TargetrulesError):
    """A state that cannot be used: its file is no state, damaged or newer, or it belongs to another policy.

    Attributes:
        word: What is wrong, to be worded in a language.
        advice: What to do about it.
    """

    def __init__(self, word: Word, advice: Word) -> None:
        super().__init__(word, advice)
        self.word = word
        self.advice = advice

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """The message, and on a line of its own what to do.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The message.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return f"{self.word.text(language)}\n{self.advice.text(language)}"
