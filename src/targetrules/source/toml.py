"""TOML text to plain values with exact numbers; what TOML itself forbids becomes diagnostics."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from targetrules.source.decode import decode
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.source.scan import lookalikes, too_much
from targetrules.wording import Word

__all__ = ["read_toml"]

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

# What tomllib says, and the key of the sentence that says the same in the author's words.
_SAYINGS: Final = (
    ("Cannot overwrite a value", "twice"),
    ("Cannot declare", "twice"),
    ("Cannot mutate immutable namespace", "closed"),
    ("Cannot redefine namespace", "twice"),
    ("Duplicate inline table key", "twice"),
    ("Expected '='", "equals"),
    ("Expected newline", "newline"),
    ("Expected ']", "bracket"),
    ("Unclosed array", "bracket"),
    ("Unclosed inline table", "brace"),
    ("Unterminated string", "quote"),
    ("Expected initial character for a key part", "key"),
    ("Invalid initial character for a key part", "key"),
    ("Illegal character", "character"),
    ("Unescaped '\\' in a string", "backslash"),
    ("Invalid hex value", "backslash"),
    ("Escaped character is not a Unicode scalar value", "backslash"),
    ("Invalid date or datetime", "date"),
    ("Invalid statement", "statement"),
    ("Invalid value", "value"),
)


def read_toml(name: str, data: bytes) -> tuple[Document, dict[str, Any]]:
    """The text and the values of a TOML file, every float as an exact Decimal.

    Raises :class:`PolicyError` for bytes that are not UTF-8, text that is not TOML, and what is beyond the limits.
    """
    document = decode(name, data)
    beyond = too_much(document)
    if beyond is not None:
        raise PolicyError([beyond])
    try:
        return document, tomllib.loads(document.text, parse_float=_decimal)
    except ValueError as error:
        raise PolicyError(lookalikes(document)[:_MOST] or [_syntax(document, str(error))]) from None


_MOST: Final = 100


def _decimal(text: str) -> Decimal:
    """``inf`` and ``nan`` are kept for the check of shapes, which refuses them with their place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("nan")


def _syntax(document: Document, message: str) -> Diagnostic:
    place = _PLACE.search(message)
    start = _offset(document, place)
    key = next((key for saying, key in _SAYINGS if message.startswith(saying)), None)
    says = Word(f"diagnostics.toml-{key}") if key else message[: place.start() if place else None]
    span = document.span(start, min(start + 1, len(document.text)))
    return Diagnostic("TR004", document.name, span, {"says": says}, document=document)


def _offset(document: Document, place: re.Match[str] | None) -> int:
    if place is None or place[1] is None:
        return max(0, len(document.text.rstrip()) - 1)
    lines = document.text.split("\n")
    return sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
