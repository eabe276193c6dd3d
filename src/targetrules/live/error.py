"""What a session refuses: every problem in a sentence, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.errors import TargetrulesError
from targetrules.wording import InLines, Word

__all__ = ["LiveError"]


class LiveError(InLines, TargetrulesError):
    """What a session was told cannot be: nothing of it was taken, the session is as it was.

    Attributes:
        problems: All that is wrong, each to be worded in a language.
        advice: What to do about all of it; None where each problem says so.
    """

    def __init__(self, problems: Iterable[Word], advice: Word | None = None) -> None:
        self.problems = tuple(problems)
        self.advice = advice
        super().__init__(self.problems, advice)

    def _lines(self, language: str) -> Iterable[str]:
        return [line.text(language) for line in (*self.problems, self.advice) if line is not None]
