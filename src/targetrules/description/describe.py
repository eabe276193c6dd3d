"""A policy read back as the numbered articles of a regulation, by the constructs of the language alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

from targetrules.description.calculation import calculation
from targetrules.description.general import claims, course, general
from targetrules.description.numerals import chinese_number
from targetrules.description.rules import consequences, definitions, grading
from targetrules.description.text import Article, Chapter, Description
from targetrules.description.values import values
from targetrules.description.words import Draft, Words
from targetrules.rules import tree
from targetrules.rules.definition import label_text
from targetrules.syntax.schema import PolicyFile
from targetrules.visible import visible
from targetrules.wording import known_language

__all__ = ["described"]

_CHAPTERS: Final[tuple[tuple[str, Callable[[Words], Iterator[Draft]]], ...]] = (
    ("general", general),
    ("values", values),
    ("calculation", calculation),
    ("grading", grading),
    ("definitions", definitions),
    ("consequences", consequences),
    ("course", course),
    ("claims", claims),
)


def described(rules: tree.Rules, written: PolicyFile, language: str) -> Description:
    """A policy as the articles of a regulation: its chapters, of which those that would be empty are left out.

    UnknownLanguageError is raised where there are no sentences in the language.
    """
    words = Words(rules, written, known_language(language))
    numbers, chapters = count(1), list[Chapter]()
    for name, of in _CHAPTERS:
        articles = [_article(words, draft, next(numbers)) for draft in of(words)]
        if articles:
            number = _ordinal(len(chapters) + 1, language)
            heading = words.say("chapter", number=number, name=words.say(f"chapter-{name}"))
            chapters.append(Chapter(heading, tuple(articles)))
    title = words.names.label(rules.title, rules.id)
    preamble = label_text(rules.description, language, "").splitlines()
    paragraphs = tuple(visible(each.strip()) for each in preamble if each.strip())
    return Description(language, title, paragraphs, tuple(chapters))


def _article(words: Words, draft: Draft, number: int) -> Article:
    heading = words.say("article", number=_ordinal(number, words.language))
    return Article(number, heading, draft.sentences, draft.bases)


def _ordinal(number: int, language: str) -> str:
    """A number as headings have it: in Chinese characters in Chinese."""
    return chinese_number(number) if language == "zh" else str(number)
