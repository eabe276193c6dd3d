"""Another policy, found while a policy is resolved that judges by its outcomes, or extends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from attrs import field

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.rules.tree import Rules
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Diagnostic, Path, UnlocatedDiagnostic
from targetrules.source.document import Document
from targetrules.source.origins import ONE_TEXT, Origins
from targetrules.source.source_map import spans_of
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = [
    "MOST_LEVELS",
    "MOST_TABLES",
    "FoundPolicy",
    "PolicyFinder",
    "UnusablePolicyError",
    "no_policies",
    "note_unusable",
]

MOST_LEVELS: Final = 8
"""Policies of which each is judged by the outcomes of the next, or extends it."""

MOST_TABLES: Final = 100
"""Tables of details that are read for one policy, those of the policies below it among them."""

_LONGEST_NAME: Final = 80
"""Characters of the name of a file in a sentence: the last ones, which say which file it is."""


@frozen(slots=True)
class FoundPolicy:
    """A policy as it is meant and as it is written, and the SHA-256 of its file; the text in it, where there is one.

    ``document`` is the same text with its name. Of one that extends another, ``written`` is the whole, and ``origins``
    says where each part of it stands. ``below`` are the policies of whose outcomes its details are, by these.
    """

    rules: Rules
    written: syntax.PolicyFile
    digest: str
    text: str | None = None
    document: Document | None = field(default=None, repr=False, eq=False)
    origins: Origins = field(default=ONE_TEXT, repr=False, eq=False)
    below: Mapping[str, FoundPolicy] = field(factory=dict, repr=False, eq=False)

    @property
    def texts(self) -> tuple[Document, ...]:
        """Its text, and those of its bases, the nearest first."""
        return () if self.document is None else (self.document, *self.origins.documents)

    def stands(self, path: Path) -> Mapping[str, Any]:
        """The file and the line where a part of it stands."""
        document, at = self.origins.where(self.texts[0], path)
        (span,) = spans_of(document, [at], "key")
        name = document.name
        return {"file": name if len(name) <= _LONGEST_NAME else f"…{name[1 - _LONGEST_NAME :]}", "line": span.line}


class UnusablePolicyError(TargetrulesError):
    """There is no such policy, or it cannot be used: a fault by its code, and the faults of the policy itself.

    ``advice`` is what to do about just this one.
    """

    def __init__(
        self,
        code: str,
        values: Mapping[str, Any],
        advice: Word | None = None,
        faults: tuple[Diagnostic, ...] = (),
        near: str | None = None,
    ) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
        self.advice = advice
        self.faults = faults
        self.near = near


PolicyFinder: TypeAlias = Callable[[str], FoundPolicy]
"""Gives the policy of an id or in a file; raises UnusablePolicyError."""


def no_policies(name: str) -> FoundPolicy:
    """The finder of those who have none: nothing is found."""
    raise UnusablePolicyError("TR180", {"found": name, "why": Word("diagnostics.no-such-policy-here")})


def note_unusable(error: UnusablePolicyError, path: Path, diagnostics: DiagnosticCollector) -> None:
    """Note at a path that a policy cannot be used, and the faults that it has itself."""
    at = diagnostics.in_file(path)
    fault = UnlocatedDiagnostic(error.code, at, error.values, suggestion=error.near, advice=error.advice)
    diagnostics.take(fault)
    diagnostics.elsewhere += [each for each in error.faults if each not in diagnostics.elsewhere]
