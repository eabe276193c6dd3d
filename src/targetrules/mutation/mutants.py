"""Mutants of a policy: the policy with one place changed as somebody may have misread it, loaded and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path as FilePath
from typing import Final

import attrs
from attrs import field

from targetrules.arguments import instance_of
from targetrules.data import define, frozen
from targetrules.lower_policies import LowerPolicies
from targetrules.mutation.change import Change, Kind, put
from targetrules.mutation.of_tables import changes_of
from targetrules.mutation.scope import scope_of
from targetrules.policy import Policy
from targetrules.report.unshown import place_text
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import NodeKind, graph_of
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.source.collector import DiagnosticCollector, StopCheckingError
from targetrules.source.diagnostic import Path
from targetrules.source.source_map import spans_of
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.to_toml import to_toml
from targetrules.wording import Word, known_language

__all__ = ["Mutant", "Place", "mutants"]


@frozen(slots=True)
class Place:
    """Where something stands in the file of a policy.

    Attributes:
        file: The name of the file, as the policy was loaded by it.
        line: The line, from 1; None where the policy was not read from a text.
        column: The column in characters, from 1; None likewise.
        text: The line itself, without blanks at its ends.
        path: The same as a path of keys, such as ``"grading.caps.1.at_most"``; parts of lists are counted from 1.
    """

    file: str
    line: int | None = None
    column: int | None = None
    text: str = ""
    path: str = ""


@frozen
class Mutant:
    """A policy with one place changed; it loads, and means something else than the policy does.

    Attributes:
        kind: What was changed, such as ``"threshold"`` or ``"gaps"``.
        place: Where.
        rules: What it means, with the examples and the claims of the policy.
        written: It as it would be written.
    """

    kind: Kind
    place: Place
    rules: tree.Rules = field(repr=False, eq=False)
    written: PolicyFile = field(repr=False)
    _told: Word

    @cached_property
    def policy(self) -> Policy:
        """The mutant as a policy, to judge by."""
        text = to_toml(self.written)
        return Policy(self.place.file, hashlib.sha256(text.encode()).hexdigest(), self.rules, self.written)

    @property
    def word(self) -> Word:
        """What was changed, to be worded in a language."""
        return self._told

    def change(self, lang: str = "en") -> str:
        """What was changed, in words, without its place.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            A phrase, such as ``consecutive = 2 → consecutive = 3``.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return self._told.text(known_language(lang))

    def telling(self, lang: str = "en") -> str:
        """Where, and what was changed, in words.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            A phrase, such as ``line 42: consecutive = 2 → consecutive = 3``.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        if self.place.line is None:
            return self.change(lang)
        return Word("mutation.at-line", {"line": self.place.line, "change": self._told}).text(known_language(lang))


def mutants(policy: Policy) -> Iterator[Mutant]:
    """The mutants of a policy: each changes one place of it as somebody may have misread it.

    Of a policy that extends another, only what it has itself is changed.

    A change that does not load, that means what the policy means, or what another mutant means, is no mutant. What no
    example or claim can see stays as it is: to whom a consequence goes, when it is due, all words for people, and
    rankings and parameters on which nothing of all that rests.

    Args:
        policy: The policy.

    Yields:
        The mutants, in the order of the sections of a policy.

    Raises:
        ArgumentError: This is no policy.
    """
    instance_of("policy", policy, Policy, "policy")
    details = {name: scope_of(each.rules) for name, each in policy.rules.details.items()}
    unseen = _unseen(policy.rules)
    found = changes_of(policy.written, scope_of(policy.rules), details)
    changes = [each for each in found if each.path[:2] not in unseen and policy.origins.is_own(each.at)]
    loader = _Loader(policy)
    for change, place in zip(changes, _places(policy, changes), strict=True):
        written = put(policy.written, change.path, change.new)
        rules = loader.loaded(written, change)
        if rules is not None:
            yield Mutant(change.kind, place, rules, written, change.told)


_SECTIONS: Final = {
    NodeKind.RANKING: "rankings",
    NodeKind.PARAMETER: "parameters",
}
"""Where stands what has no part in an outcome of its own that an example can expect."""


def _unseen(rules: tree.Rules) -> set[Path]:
    """The definitions on which nothing rests that an example or a claim can see."""
    conditions = [part for claim in rules.claims for part in _asked_by(claim)]
    asked = tree.Consequence("", tree.All(tuple(conditions)))
    graph = graph_of(rules.order, (*rules.consequences, asked))
    seen = {node for node in graph.edges if node.kind not in _SECTIONS}
    seen |= {below for node in seen for below in graph.beneath(node)}
    there: set[Path] = {(section, name) for section in _SECTIONS.values() for name in getattr(rules, section)}
    return there - {(_SECTIONS[node.kind], node.name) for node in seen if node.kind in _SECTIONS}


def _asked_by(claim: tree.Claim) -> Iterator[tree.Condition]:
    if claim.assuming is not None:
        yield claim.assuming
    if isinstance(claim.says, tree.Never | tree.Always):
        yield claim.says.condition
    if isinstance(claim.says, tree.Always):
        yield claim.says.then


def _places(policy: Policy, changes: list[Change]) -> list[Place]:
    document, paths = policy.document, [place_text(each.at, policy.rules) for each in changes]
    if document is None:
        return [Place(policy.name, path=path) for path in paths]
    spans = spans_of(document, [policy.origins.placed(each.at) for each in changes], "key")
    return [
        Place(document.name, span.line, span.column, document.line(span.line).strip(), path)
        for span, path in zip(spans, paths, strict=True)
    ]


@define
class _Loader:
    """Loads policies that differ from one in one place; ``known`` are those that were loaded, by what they mean."""

    policy: Policy
    known: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.known.add(_meaning(self.policy.rules))

    @cached_property
    def finder(self) -> LowerPolicies:
        """Finds the policies below, as they were found for the policy itself."""
        files = self.policy.files
        if files:
            return LowerPolicies.of_file(FilePath(files[0]), self.policy.name)
        return LowerPolicies.of_text(self.policy.name)

    def loaded(self, written: PolicyFile, change: Change) -> tree.Rules | None:
        """What it means; None where it is at fault, or means what is known."""
        rules = self.rules(written, change)
        if rules is None or (meaning := _meaning(rules)) in self.known:
            return None
        self.known.add(meaning)
        return rules

    def rules(self, written: PolicyFile, change: Change) -> tree.Rules | None:
        """The rules, with the examples and claims of the policy; where inputs changed, examples are read anew."""
        if change.path[:1] in (("inputs",), ("indicators",), ("details",)):
            return self.read(written)
        rules = self.read(attrs.evolve(written, examples=None))
        if rules is None:  # it may be that only a claim speaks of what is left out
            rules = self.read(attrs.evolve(written, examples=None, claims=None))
        own = self.policy.rules
        return None if rules is None else attrs.evolve(rules, examples=own.examples, claims=own.claims)

    def read(self, written: PolicyFile) -> tree.Rules | None:
        diagnostics = DiagnosticCollector()
        with suppress(StopCheckingError):
            rules = from_syntax(written, diagnostics, self.finder, self.policy.below)
        return None if diagnostics.found or diagnostics.elsewhere else rules


def _meaning(rules: tree.Rules) -> str:
    """What outcomes rest on, as a text that is the same for policies which are."""
    parts = (
        rules.inputs,
        rules.parameters,
        rules.order,
        rules.consequences,
        rules.details,
        rules.first_period,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
