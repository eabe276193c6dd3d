"""A policy that was loaded: what it was read from, and what follows from it without any results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field

from targetrules.data import frozen
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.rules.tree import Rules
from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Document
from targetrules.source.origins import ONE_TEXT, Origins
from targetrules.syntax.schema import PolicyFile

if TYPE_CHECKING:
    from targetrules.description.text import Description
    from targetrules.diagram.model import Diagram
    from targetrules.engine.examples import ExampleCheck

__all__ = ["LoadedPolicy"]


@frozen
class LoadedPolicy:
    """A policy that was read and found right; its attributes are described where it judges, in :class:`Policy`."""

    name: str
    digest: str
    rules: Rules = field(repr=False, eq=False)  # they follow from what is written
    written: PolicyFile = field(repr=False)
    document: Document | None = field(default=None, repr=False, eq=False)
    files: tuple[str, ...] = field(default=(), repr=False, eq=False)
    examples_in: tuple[tuple[Document, int], ...] = field(default=(), repr=False, eq=False)
    origins: Origins = field(default=ONE_TEXT, repr=False, eq=False)
    below: Mapping[str, FoundPolicy] = field(factory=dict, repr=False, eq=False)

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.rules.id

    @cached_property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What its author should know and what is no fault, such as a share that is nobody in the examples."""
        from targetrules.notes import notes_of

        return () if self.document is None else notes_of(self.rules, self.written, self.document, self.origins)

    def check_examples(self) -> list[ExampleCheck]:
        """Judge each example of the policy and compare it with what it expects.

        Returns:
            What was found of each, in the order of the files.
        """
        from targetrules.engine.examples import check_example

        return [check_example(self.rules, example) for example in self.rules.examples]

    def example_places(self) -> list[tuple[str, int]]:
        """Where each example stands, in the order of :meth:`check_examples`.

        Returns:
            The name of the file, and the line, from 1.
        """
        from targetrules.source.source_map import lines_of

        lines: dict[str, Sequence[int]] = {}
        for document, _ in self.examples_in:
            if document.name not in lines:
                count = sum(each is document for each, _ in self.examples_in)
                lines[document.name] = lines_of(document, [("examples", at) for at in range(count)])
        return [(document.name, lines[document.name][at]) for document, at in self.examples_in]

    def describe(self, lang: str = "en") -> Description:
        """The policy read back as the numbered articles of a regulation, worded by the constructs of the language.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            The articles, to be looked at or written as Markdown or HTML.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.description.describe import described

        return described(self.rules, self.written, lang)

    def graph(self, lang: str = "en") -> Diagram:
        """What rests on what in the policy, from the data to the consequences, as a picture.

        Args:
            lang: ``"en"`` or ``"zh"``.

        Returns:
            Its boxes and arrows, to be looked at or written as Mermaid, DOT or SVG.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.diagram.draw import diagram_of

        return diagram_of(self.rules, lang)

    def to_toml(self) -> str:
        """The policy as TOML text; comments are not kept.

        Returns:
            A text that reads back as the same policy.
        """
        from targetrules.syntax.to_toml import to_toml

        return to_toml(self.written)
