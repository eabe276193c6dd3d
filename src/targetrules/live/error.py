"""What a session refuses: every problem in a sentence, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["LiveError"]


class LiveError(TargetrulesError):
    """What a session was told cannot be: nothing of it was taken, the session is as it was.

    Attributes:
        problems: All that is wrong, each to be worded in a language.
        advice: What to do about all of it; None where each problem says so.
    """

    def __init__(self, problems: Iterable[Word], advice: Word | None = None) -> None:
        self.problems = tuple(problems)
        self.advice = advice
        super().__init__(self.problems, advice)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """All problems as a person reads them, one a line, and what to do.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        lines = (*self.problems, *(() if self.advice is None else (self.advice,)))
        return "\n".join(line.text(language) for line in lines)
