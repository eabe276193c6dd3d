"""What every chapter of a description is written with: names, conditions, numbers, and where a rule comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from targetrules.data import frozen
from targetrules.description.conditions import Conditions
from targetrules.description.names import Names
from targetrules.description.numbers import LONGEST, ROOM, Numbers
from targetrules.description.text import Basis, Told
from targetrules.rules import tree
from targetrules.rules.definition import Label, label_text
from targetrules.syntax.schema import PolicyFile
from targetrules.visible import visible

__all__ = ["Draft", "Words"]

_IN_MARKS: Final = re.compile("《.*》")
"""A title that has marks of its own."""


@frozen(slots=True)
class Draft:
    """An article that has no number yet."""

    sentences: tuple[Told, ...]
    bases: tuple[Basis, ...] = ()


@frozen(eq=False)
class Words:
    """A policy and a language. ``written`` has what nobody judges by: the sources of measures and statuses."""

    rules: tree.Rules
    written: PolicyFile
    language: str

    @cached_property
    def names(self) -> Names:
        """The names."""
        return Names(self.rules, self.language)

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions."""
        return Conditions(self.names)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers."""
        return self.conditions.numbers

    def say(self, key: str, **values: Any) -> str:
        """A sentence of descriptions."""
        return self.names.say(key, **values)

    # ---- sentences ---------------------------------------------------------------------------------------------------

    def where(self, condition: tree.Condition, key: str, **values: Any) -> Told:
        """A sentence with a condition, which lists what that lists."""
        told = self.conditions.clause(condition)
        text = self.say(key, when=told.text, **values)
        if len(text) <= LONGEST[self.language]:
            return Told(text, told.items)
        return Told(self.say(key, when=self.say("as-follows"), **values), (told,))

    def told_of(self, texts: list[str]) -> Told:
        """Short parts in one sentence, or in several lines where they are long together."""
        text = self.say("semicolon").join(texts)
        room = ROOM if texts[2:] else LONGEST  # a list of one line would be none
        if len(text) <= room[self.language] or len(texts) == 1:
            return Told(text)
        return Told(texts[0], tuple(map(Told, texts[1:])))

    def enumerated(self, key: str, words: list[str], last: str = "", **values: Any) -> Told:
        """A sentence with some words in it, or with a list of them where they are long together."""
        text = self.say(key, **values, words=self.names.listed(words, last))
        if len(text) <= ROOM[self.language]:
            return Told(text)
        return Told(self.say(f"{key}-listed", **values), tuple(map(Told, words)))

    def in_force(self, span: tree.PeriodRange) -> Iterator[Told]:
        """In which periods an article is in force, where it is not in all."""
        if span != tree.PeriodRange():
            yield Told(self.say("in-force", span=self.names.span(span)))

    # ---- where it comes from -----------------------------------------------------------------------------------------

    def text(self, label: Label) -> str:
        """Words of the author on one line."""
        return visible(" ".join(label_text(label, self.language, "").split()))

    def basis(self, origin: tree.Origin) -> Basis:
        """What a rule rests on."""
        article = "" if origin.article is None else visible(origin.article)
        source = ""
        if origin.source is not None:
            title = self.names.label(self.rules.sources[origin.source].title, origin.source)
            named = title if _IN_MARKS.search(title) else self.say("source", source=title)
            source = self.say("source-article", source=named, article=article) if _tells_more(article, title) else named
        elif article:
            source = self.say("article-alone", article=article)
        return Basis(source, "" if origin.quote is None else visible(origin.quote), self.text(origin.description))

    def basis_as_written(self, section: str, name: str) -> Basis:
        """The same of a definition by name, of which the file alone has it."""
        table = (getattr(self.written, section) or {}).get(name)
        if table is None:
            return Basis()
        return self.basis_of(table)

    def basis_of(self, table: Any) -> Basis:
        """The same of a table as it is written."""
        description = getattr(table, "description", None)
        label = {"": description} if isinstance(description, str) else description or {}
        source, article, quote = (getattr(table, key, None) for key in ("source", "article", "quote"))
        return self.basis(tree.Origin(source, article, label, quote))


def _tells_more(article: str, title: str) -> bool:
    """Whether the title of a source does not name the article itself; a bare number in it may be that of anything."""
    return bool(article) and (article.isdigit() or re.search(rf"(?<!\w){re.escape(article)}(?!\w)", title) is None)
