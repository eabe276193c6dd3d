"""A policy that is being written, with its file of examples: what is wrong with it as it stands, and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field

from targetrules.data import define, frozen
from targetrules.description.words import Words
from targetrules.editing.symbols import Occurrence, Symbol, Symbols
from targetrules.editing.text_tree import TextTree, read_tree
from targetrules.loading import loads_as, read_examples, with_examples
from targetrules.policy import Policy
from targetrules.rules.tree import Example
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document

__all__ = ["Checked", "Project", "Sheet", "named_policies"]


@frozen(eq=False)
class Checked:
    """What ``check`` finds: faults, or else notes; and the policy where there is no fault.

    ``is_whole``: the examples and the notes were looked at, too.
    """

    diagnostics: tuple[Diagnostic, ...]
    policy: Policy | None = None
    is_whole: bool = True


@frozen(eq=False)
class Sheet:
    """One text of a project, its tree and the names in it."""

    document: Document
    tree: TextTree

    @cached_property
    def symbols(self) -> Symbols:
        """Its names where they stand."""
        return Symbols(self.tree)


@define(eq=False, slots=False)
class Project:
    """The texts of a policy as an editor has them: its own, and that of its examples, where there is one.

    Attributes:
        file: The file of the policy, which need not be written yet.
        text: What it holds now.
        examples: The name of the file of examples and what that holds, where there is one.
        sound: The policy when it was last without a fault: what is known of it while somebody types.
    """

    file: Path
    text: str
    examples: tuple[str, str] | None = None
    sound: Policy | None = field(default=None)

    @cached_property
    def own(self) -> Policy | PolicyError:
        """The policy in its own text, or what is wrong with that."""
        try:
            return loads_as(_bytes(self.text), self.file, name=str(self.file))
        except PolicyError as error:
            return error

    @cached_property
    def further(self) -> tuple[Document, dict[str, Any]]:
        """The examples as they were read, which need not be read again while the policy is typed."""
        name, text = self.examples or ("", "")
        return read_examples(name, _bytes(text))

    @cached_property
    def checked(self) -> Checked:
        """What ``check`` finds in both texts."""
        own = self.own
        if isinstance(own, PolicyError):
            return Checked(own.diagnostics)
        try:
            whole = own if self.examples is None else with_examples(own, *self.further)
        except PolicyError as error:
            return Checked(error.diagnostics)
        self.sound = whole
        return Checked(whole.notes, whole)

    def first_look(self) -> Checked:
        """The faults of the policy's own text, which are found sooner; where there are none, nothing is known yet."""
        own = self.own
        return Checked(own.diagnostics) if isinstance(own, PolicyError) else Checked((), own, is_whole=False)

    def changed(self, text: str | None = None, examples: tuple[str, str] | None = None) -> Project:
        """The project with other texts; what stayed as it is is not looked at again."""
        policy_text = self.text if text is None else text
        new = Project(self.file, policy_text, examples or self.examples, self.sound)
        kept = (*(("own", "sheet") if policy_text == self.text else ()), *(("further",) if examples is None else ()))
        vars(new).update({name: found for name, found in vars(self).items() if name in kept})
        return new

    @property
    def rests_on_others(self) -> bool:
        """Whether it names other policies, which may change without it."""
        return next(named_policies(self.sheet.tree), None) is not None

    # ---- texts -------------------------------------------------------------------------------------------------------

    @cached_property
    def sheet(self) -> Sheet:
        """The policy's own text."""
        document = Document(str(self.file), self.text)
        tree = read_tree(document)
        tree.beside = self.bases
        return Sheet(document, tree)

    @cached_property
    def bases(self) -> tuple[TextTree, ...]:
        """The texts of the policies that it extends, as far as they were read when it was last right."""
        bases = () if self.sound is None else self.sound.rules.bases
        return tuple(read_tree(Document(each.written, each.text)) for each in bases)

    @cached_property
    def examples_sheet(self) -> Sheet | None:
        """The text of the examples."""
        if self.examples is None:
            return None
        document = Document(*self.examples)
        tree = read_tree(document)
        tree.beside = (self.sheet.tree, *self.bases)
        return Sheet(document, tree)

    @property
    def sheets(self) -> list[Sheet]:
        """Both of them."""
        return [self.sheet, *([] if self.examples_sheet is None else [self.examples_sheet])]

    def given(self, symbol: Symbol) -> tuple[Sheet, Occurrence] | None:
        """Where a name is given."""
        for sheet in self.sheets:
            if symbol in sheet.symbols.given:
                return sheet, sheet.symbols.given[symbol]
        return None

    def uses(self, symbol: Symbol) -> list[tuple[Sheet, Occurrence]]:
        """Wherever a name stands, in both texts."""
        return [(sheet, each) for sheet in self.sheets for each in sheet.symbols.of(symbol)]

    def example(self, sheet: Sheet, number: int) -> tuple[Policy, Example] | None:
        """The policy without faults, and the example of this number in a text."""
        policy = self.checked.policy
        places = [] if policy is None else [(document.name, at) for document, at in policy.examples_in]
        if policy is None or (sheet.document.name, number) not in places:
            return None
        return policy, policy.rules.examples[places.index((sheet.document.name, number))]

    def words(self, language: str) -> Words | None:
        """What it is called in words, as far as it was right at some time."""
        return None if self.sound is None else Words(self.sound.rules, self.sound.written, language)


def named_policies(tree: TextTree) -> Iterator[str]:
    """The policies that a text names, as they are written: that which it extends, and those of its details."""
    paths = [("policy", "extends"), *(("details", each, "policy") for each in tree.names_in(("details",)))]
    yield from (found.text for path in paths if (found := tree.value(path)) is not None)


def _bytes(text: str) -> bytes:
    """What a file with this text holds; bytes that are no UTF-8 were kept as they are, and are told of."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
