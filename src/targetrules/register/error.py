"""What a register refuses: every problem in a sentence, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from targetrules.errors import TargetrulesError
from targetrules.wording import InLines, Word

__all__ = ["RegisterError", "refused"]


class RegisterError(InLines, TargetrulesError):
    """What a register was told, or what stands where it should be, cannot be used; nothing was recorded.

    Attributes:
        problems: All that is wrong, each to be worded in a language.
    """

    def __init__(self, problems: Iterable[Word]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def _lines(self, language: str) -> Iterable[str]:
        return [problem.text(language) for problem in self.problems]


def refused(key: str, **values: object) -> RegisterError:
    """The error of one problem, by the key of its sentence in the section ``register``."""
    return RegisterError([Word(f"register.{key}", values)])
