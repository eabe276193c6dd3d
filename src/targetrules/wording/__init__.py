"""Every sentence that a person reads, by key and language; they stand in ``<language>/<section>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import field, frozen

__all__ = ["LANGUAGES", "Word", "list_of", "say", "sentences"]

LANGUAGES: Final = ("en", "zh")
_COMMA: Final = {"en": ", ", "zh": "、"}
_OR: Final = {"en": " or ", "zh": "或"}


@frozen(slots=True)
class Word:
    """A sentence or phrase still to be worded: its key (``section.name``) and what fills its places.

    Values may be words themselves, and tuples are listed, so that a message is data until a language is chosen.
    """

    key: str
    values: Mapping[str, Any] = field(factory=dict)

    def text(self, language: str) -> str:
        """The sentence in ``language`` (one of :data:`LANGUAGES`); KeyError where no such sentence was written."""
        return say(self.key, language, self.values)


@cache
def sentences(language: str, section: str) -> Mapping[str, str]:
    """All sentences of one section in one language."""
    text = files(__package__).joinpath(language, f"{section}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, language: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of ``key`` (``section.name``) in ``language``, with ``values`` in its places."""
    section, name = key.split(".", 1)
    template = sentences(language, section)[name]
    return template.format_map({k: _worded(v, language) for k, v in (values or {}).items()})


def list_of(parts: tuple[Any, ...], language: str, last: str = "") -> str:
    """``a, b or c`` in the manner of the language; with ``last`` empty just the commas."""
    texts = [_worded(part, language) for part in parts]
    if last == "or" and len(texts) > 1:
        return _COMMA[language].join(texts[:-1]) + _OR[language] + texts[-1]
    return _COMMA[language].join(texts)


def _worded(value: Any, language: str) -> str:
    if isinstance(value, Word):
        return value.text(language)
    if isinstance(value, tuple):
        return list_of(value, language, last="or")
    return str(value)
