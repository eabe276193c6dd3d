"""Notes as warnings of Python: what a person at the command line reads, a program gets."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from typing import Final

from targetrules.wording import InLines, Word

__all__ = ["ResultsNote", "warned"]

_PACKAGE: Final = __name__.partition(".")[0]


class ResultsNote(InLines, UserWarning):
    """What was passed over in results that can be judged: a column that nothing is read from, an input without one.

    It is a warning; ``warnings.simplefilter("error", targetrules.ResultsNote)`` makes it an error: nothing is decided
    then.

    Attributes:
        notes: Words of both languages, usually one.
    """

    def __init__(self, *notes: Word) -> None:
        self.notes = notes
        super().__init__(*notes)

    def _lines(self, language: str) -> Iterable[str]:
        return [note.text(language) for note in self.notes]


def warned(notes: tuple[Word, ...]) -> None:
    """A warning for each note, at the line outside of this package that asked.

    Those that a filter turns into errors are raised together, after the others were told.
    """
    refused: list[Word] = []
    for note in notes:
        try:
            warnings.warn(ResultsNote(note), stacklevel=_steps_out())
        except ResultsNote as error:
            refused += error.notes
    if refused:
        raise ResultsNote(*refused)


def _steps_out() -> int:
    """How far the caller's line is from :func:`warned`, counted as ``stacklevel`` counts."""
    steps, frame = 1, sys._getframe(1)  # noqa: SLF001  what `warnings` itself looks at
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        steps, frame = steps + 1, frame.f_back
    return steps
