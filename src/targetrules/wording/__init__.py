"""Every sentence that a person reads, by key and language; they stand in ``<language>/<section>.toml``."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any, Final

from attrs import field

from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.visible import visible

__all__ = [
    "LANGUAGES",
    "InLines",
    "Listing",
    "UnknownLanguageError",
    "Word",
    "Worded",
    "known_language",
    "list_of",
    "say",
    "sentences",
]

LANGUAGES: Final = ("en", "zh")
_COMMA: Final = {"en": ", ", "zh": "、"}
_IN_CHINESE: Final = {"; ": "；"}
_OR: Final = {"en": " or ", "zh": "或"}

# Sections whose Chinese gets a blank beside the Latin that is filled in; the others have theirs in the sentences.
_SPACED: Final = frozenset(
    {
        "arguments",
        "ballots",
        "checks",
        "commands",
        "comparison",
        "coverage",
        "cycle",
        "diagnostics",
        "editing",
        "explanations",
        "files",
        "forms",
        "formulas",
        "indicators",
        "installed",
        "kinds",
        "limits",
        "live",
        "names",
        "offices",
        "pages",
        "periods",
        "posts",
        "progress",
        "proofs",
        "reasons",
        "reconciliation",
        "register",
        "reports",
        "reviews",
        "signatures",
        "states",
        "targets",
        "unshown",
    }
)


@frozen(slots=True)
class Word:
    """A sentence or phrase still to be worded: its key (``section.name``) and what fills its places.

    Values may be words themselves, and tuples are listed, so that a message is data until a language is chosen.
    """

    key: str
    values: Mapping[str, Any] = field(factory=dict)

    def text(self, language: str) -> str:
        """The sentence in a language.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The sentence, with its values in their places.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return say(self.key, language, self.values)


class UnknownLanguageError(TargetrulesError, ValueError):
    """There are no sentences in a language; the message is in English, therefore.

    Attributes:
        language: What was given for the code of a language.
    """

    def __init__(self, language: object) -> None:
        super().__init__(language)
        self.language = language

    def __str__(self) -> str:
        return f"no language {self.language!r}; there are {', '.join(LANGUAGES)}"


class InLines(Exception):  # noqa: N818  warnings are among those that are of it
    """What is raised, or warned of, with a message of lines in both languages; ``str()`` is the English one."""

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str = "en") -> str:
        """The message as a person reads it.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The message, of several lines where there is more than one thing to say.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return "\n".join(self._lines(language))

    @abstractmethod
    def _lines(self, language: str) -> Iterable[str]:
        """The lines of the message in a language."""


class Worded(InLines):
    """What is raised, or warned of, with a message in words of both languages: ``word``."""

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word = word

    def _lines(self, language: str) -> Iterable[str]:
        return [self.word.text(language)]


@frozen(slots=True)
class Listing:
    """Parts that are just told one after another: with the commas of the language, or with ``joint`` between them.

    A semicolon is that of the language.
    """

    parts: tuple[Any, ...]
    joint: str = ""

    @classmethod
    def of_first(cls, shown: Sequence[Any], count: int, joint: str = "") -> Listing:
        """The first of so many parts, with an ellipsis behind them where there are more."""
        return cls((*shown, *(("…",) if count > len(shown) else ())), joint)


def known_language(language: object) -> str:
    """The language that a function was given; UnknownLanguageError where there are no sentences in it."""
    if isinstance(language, str) and language in LANGUAGES:
        return language
    raise UnknownLanguageError(language)


def sentences(language: str, section: str) -> Mapping[str, str]:
    """All sentences of one section in one language; UnknownLanguageError where there is no such language."""
    return _sentences(known_language(language), section)


@cache
def _sentences(language: str, section: str) -> Mapping[str, str]:
    from pkgutil import get_data

    from targetrules.wording.section import Section

    return Section((get_data(__name__, f"{language}/{section}.toml") or b"").decode())


def say(key: str, language: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of ``key`` (``section.name``) in ``language``, with ``values`` in its places.

    Texts among them are made visible: most were written by others.
    """
    section, name = key.split(".", 1)
    template = sentences(language, section)[name]
    filled = {k: _worded(v, language) for k, v in (values or {}).items()}
    if language == "zh" and section in _SPACED:
        return _spaced(_pieces(template), filled)
    return _by_count(template, filled).format_map(filled)


_BY_COUNT: Final = re.compile(r"\{(\w+):(\w+)\|(\w+)\}")


def _by_count(template: str, filled: Mapping[str, str]) -> str:
    """An English sentence with the word for one thing or for several: ``{count} {count:unit|units}``."""
    if "|" not in template:
        return template
    return _BY_COUNT.sub(lambda found: found[2 if filled[found[1]] == "1" else 3], template)


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def _spaced(pieces: tuple[tuple[str, str | None], ...], filled: Mapping[str, str]) -> str:
    """Chinese with a blank between it and whatever Latin is filled in."""
    text = ""
    for literal, name in pieces:
        value = "" if name is None else filled[name]
        text += _gap(literal[:1], text[-1:]) + literal
        text += _gap(literal[-1:], value[:1]) + value
    return text


def _gap(of_sentence: str, of_value: str) -> str:
    """A blank where one of two characters is Chinese and the other is not; quotation marks and brackets stay close."""
    if not of_sentence or not of_value or not of_sentence.isalnum():
        return ""
    is_mixed = _is_chinese(of_sentence) is not _is_chinese(of_value)
    return " " if is_mixed and (of_sentence.isascii() or of_value.isascii()) and not of_value.isspace() else ""


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def list_of(parts: tuple[Any, ...], language: str, last: str = "") -> str:
    """``a, b or c`` in the manner of the language; with ``last`` empty just the commas."""
    texts = [_worded(part, language) for part in parts]
    if last == "or" and len(texts) > 1:
        return _spaced(
            (("", "first"), (_OR[language], "last")), {"first": _COMMA[language].join(texts[:-1]), "last": texts[-1]}
        )
    return _COMMA[language].join(texts)


def _worded(value: Any, language: str) -> str:
    if isinstance(value, Word):
        return value.text(language)
    if isinstance(value, tuple):
        return list_of(value, language, last="or")
    if isinstance(value, Listing):
        joint = value.joint or _COMMA[language]
        return (_IN_CHINESE.get(joint, joint) if language == "zh" else joint).join(
            _worded(part, language) for part in value.parts
        )
    return f"{value:f}" if isinstance(value, Decimal) else visible(str(value))
