"""What a policy says that no example can show (``[[unshown]]``), and which of these entries explain nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Protocol

from targetrules.data import frozen
from targetrules.report.faults_json import workflow_command
from targetrules.rules.definition import Label, label_text
from targetrules.rules.resolution.context import label_of
from targetrules.rules.tree import Rules
from targetrules.source.diagnostic import Path
from targetrules.source.document import Document
from targetrules.source.source_map import spans_of
from targetrules.source.suggest import nearest
from targetrules.source.toml_text import in_quotes
from targetrules.syntax.schema import PolicyFile
from targetrules.wording import Listing, Word, say

__all__ = [
    "AsWritten",
    "Explained",
    "Needless",
    "entry_to_paste",
    "explained_in",
    "near_place",
    "needless_annotation",
    "needless_values",
    "place_text",
]


class AsWritten(Protocol):
    """A policy with its text."""

    @property
    def written(self) -> PolicyFile:
        """It as it is written."""

    @property
    def document(self) -> Document | None:
        """Its text, where it was read from one."""


@frozen(slots=True)
class Explained:
    """One thing that a policy says no example can show: an aspect of what stands at a place, or a change of it."""

    place: str
    about: str
    why: Label
    line: int | None
    column: int | None

    def needless(self, why: Word) -> Needless:
        """That this explains nothing, and why."""
        return Needless(self.place, self.about, self.line, self.column, why)

    def shown_by(self, examples: Iterable[Label]) -> Needless:
        """That these examples show what this explains."""
        return Needless(self.place, self.about, self.line, self.column, tuple(examples))


@frozen(slots=True)
class Needless:
    """An entry of ``[[unshown]]`` that explains nothing.

    Attributes:
        place: The place that it names.
        about: The aspect or the change that it names.
        line: The line in which it begins, from 1; None where the policy was read from no text.
        column: The column, from 1.
        why: Why it explains nothing, to be worded in a language; or the names of the examples that show what it
            explains, each a text by language.
    """

    place: str
    about: str
    line: int | None
    column: int | None
    why: Word | tuple[Label, ...]

    def text(self, language: str) -> str:
        """What it names, and why it explains nothing.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            A phrase.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        why = self.why
        if isinstance(why, tuple):
            names = Listing(tuple(label_text(each, language, "") for each in why))
            why = Word("unshown.shown", {"examples": names})
        return say("unshown.says", language, {"place": self.place, "about": self.about, "why": why})


def explained_in(policy: AsWritten, kind: Literal["aspects", "change"]) -> list[Explained]:
    """What is explained of what examples should show (``aspects``), or of mutants (``change``)."""
    entries = [(at, each) for at, each in enumerate(policy.written.unshown or ()) if getattr(each, kind) is not None]
    paths: list[Path] = [("unshown", at) for at, _ in entries]
    document = policy.document
    spans = [] if document is None else spans_of(document, paths, "key")
    placed: list[tuple[int | None, int | None]] = [(span.line, span.column) for span in spans]
    found = list[Explained]()
    for (_, each), (line, column) in zip(entries, placed or [(None, None)] * len(paths), strict=True):
        about = [each.change] if each.change is not None else each.aspects or []
        found += [Explained(each.place, one, label_of(each.why), line, column) for one in about]
    return found


def near_place(place: str, known: Iterable[str]) -> Word:
    """That there is no such place, with the one that is nearest to it."""
    near = nearest(place, dict.fromkeys(known))
    return Word("unshown.no-place") if near is None else Word("unshown.no-place-but", {"near": near})


def needless_values(entry: Needless, language: str) -> dict[str, Any]:
    """An entry that explains nothing, as JSON has it."""
    where = {"place": entry.place, "about": entry.about, "line": entry.line, "column": entry.column}
    return {**where, "says": entry.text(language)}


def needless_annotation(entry: Needless, file: str, language: str) -> str:
    """A warning beside an entry that explains nothing."""
    at = {"file": file, "title": say("unshown.title", language)}
    if entry.line is not None:
        at |= {"line": str(entry.line), "col": str(entry.column)}
    return workflow_command("warning", at, entry.text(language))


def entry_to_paste(place: str, key: str, value: str) -> Iterator[str]:
    """The lines of an entry that explains, but for the reason."""
    yield "[[unshown]]"
    yield f"place = {in_quotes(place)}"
    yield f"{key} = {value}"
    yield 'why = "…"'


def place_text(path: Path, rules: Rules) -> str:
    """A path as a person reads it: consequences and grades by their ids, parts of lists by their numbers from 1."""
    match path:
        case ("consequences", int(at), *rest):
            parts = ["consequences", rules.consequences[at].id, *rest]
        case ("grades", int(at), *rest):
            parts = ["grades", rules.grades[at].id, *rest]
        case _:
            parts = list(path)
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in parts)
