"""Faults as data: found by path, located in the text, worded last and in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import field

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.source.document import Document, Span
from targetrules.visible import visible
from targetrules.wording import InLines, Listing, Word, say

__all__ = ["Diagnostic", "Path", "PolicyError", "UnlocatedDiagnostic"]

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the file to a value."""

_NOTES: Final = frozenset(
    {"TR083", "TR088", "TR089", "TR093", "TR191", "TR192", "TR193", "TR194", "TR195"},
)
"""The codes of what is no fault."""

_LONGEST_TEXT: Final = 80
_MOST_LISTED: Final = 24


def _presentable(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a sentence can show: texts on one line and not too long, lists of two dozen, whatever the file holds."""
    return {key: _shown(value) for key, value in values.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, Word):
        return Word(value.key, _presentable(value.values))
    if isinstance(value, Listing):
        return Listing(_few(value.parts), value.joint)
    return _few(value) if isinstance(value, tuple) else value


def _few(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(parts) <= _MOST_LISTED:
        return tuple(map(_shown, parts))
    others = Word("kinds.others", {"more": f"{len(parts) - _MOST_LISTED + 1:,}"})
    return (*map(_shown, parts[: _MOST_LISTED - 1]), others)


def _short(text: str) -> str:
    """A text with its control characters written out, shortened where it is long."""
    return visible(text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…")


@frozen(slots=True)
class UnlocatedDiagnostic:
    """Something wrong at ``path``: at its ``"key"`` or its ``"value"``, or at some characters ``within`` a text value.

    ``values`` fill the places of the sentences; ``suggestion`` is a known name that is near, ``advice`` what
    to do about just this fault.
    """

    code: str
    path: Path
    values: Mapping[str, Any] = field(factory=dict)
    at: Literal["key", "value"] = "value"
    within: tuple[int, int] | None = None
    suggestion: str | None = None
    advice: Word | None = None


@frozen(slots=True)
class Diagnostic:
    """One fault of a policy file, or a note on it, with its place.

    Attributes:
        code: Stable, such as ``TR012``; see the page on diagnostics.
        file: The name of the file as it was given.
        span: The lines and columns; None where the file as a whole is meant (unreadable, too large).
        values: What stands in the places of the sentence, by their names.
        suggestion: The name that was probably meant; None where none is near.
        document: The text of the file; None where there is none to show.
        own_advice: What to do about just this one, in place of what is said of every fault of its code.
    """

    code: str
    file: str
    span: Span | None
    values: Mapping[str, Any] = field(factory=dict, converter=_presentable)
    suggestion: str | None = None
    document: Document | None = field(default=None, repr=False, eq=False)
    own_advice: Word | None = field(default=None, repr=False)

    @property
    def level(self) -> Literal["error", "note"]:
        """A note is no fault: the policy can be used."""
        return "note" if self.code in _NOTES else "error"

    def message(self, language: str = "en") -> str:
        """What is wrong: what stood there and what was expected, in one sentence.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return say(f"diagnostics.{self.code}", language, self.values)

    def advice(self, language: str = "en") -> str:
        """What to do about it.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            A sentence.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        if self.own_advice is not None:
            return Word(self.own_advice.key, _presentable(self.own_advice.values)).text(language)
        if self.suggestion is not None:
            return say("diagnostics.did-you-mean", language, {"name": _short(self.suggestion)})
        return say(f"diagnostics.{self.code}-do", language, self.values)


class PolicyError(InLines, TargetrulesError):
    """A policy that cannot be used: a line for each fault, where it stands, its code, and what is wrong.

    Attributes:
        diagnostics: Everything that is wrong with it, in the order of the file.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def _lines(self, language: str) -> Iterable[str]:
        return [_line(diagnostic, language) for diagnostic in self.diagnostics]


def _line(diagnostic: Diagnostic, language: str) -> str:
    place = f":{diagnostic.span.line}:{diagnostic.span.column}" if diagnostic.span else ""
    return f"{visible(diagnostic.file)}{place}: {diagnostic.code} {diagnostic.message(language)}"
