"""TOML text to plain values with exact numbers; what TOML itself forbids becomes diagnostics."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from targetrules.source.decimals import decimal_of
from targetrules.source.decode import decode
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.source.scan import brace_left_open, lookalikes, opening_of_last_text, too_much
from targetrules.wording import Word

__all__ = ["read_toml"]

_MOST: Final = 100
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
    ("Expected \"'", "quote"),
    ("Illegal character '\\n'", "quote"),
    ("Found invalid character '\\n'", "quote"),
    ("Illegal character", "character"),
    ("Found invalid character", "character"),
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
        raise PolicyError(_why_not(document, str(error))) from None


def _why_not(document: Document, message: str) -> list[Diagnostic]:
    """Odd signs where they explain what the parser says; a sign that stands only after that place does not."""
    key = next((key for saying, key in _SAYINGS if message.startswith(saying)), None)
    start = _offset(document, _PLACE.search(message), key)
    signs = list(islice(lookalikes(document), _MOST))
    span = document.span(start, min(start + 1, len(document.text)))
    if signs and signs[0].span is not None and signs[0].span.line <= span.line:
        return signs
    brace = brace_left_open(document, _stopped(document, _PLACE.search(message)))
    if brace is not None and key != "quote":
        span = document.span(brace.start, brace.start + 1)
        instead = Word("diagnostics.brace-on-one-line")
        if brace.header is not None:
            instead = Word("diagnostics.brace-or-header", {"header": brace.header})
        return [Diagnostic("TR094", document.name, span, {"instead": instead}, document=document)]
    if key == "key" and document.text[start : start + 1] in (",", "}"):
        key = "key-end"
    says = Word(f"diagnostics.toml-{key}") if key else _PLACE.sub("", message)
    return [Diagnostic("TR004", document.name, span, {"says": says}, document=document)]


def _decimal(text: str) -> Decimal:
    """``inf`` and ``nan`` are kept for the check of shapes, which refuses them with their place."""
    exact = decimal_of(text)
    return Decimal("nan") if exact is None else exact


def _stopped(document: Document, place: re.Match[str] | None) -> int:
    """Where the parser stopped."""
    if place is None or place[1] is None:
        return len(document.text)
    before = document.text.split("\n")[: int(place[1]) - 1]
    return sum(len(line) + 1 for line in before) + int(place[2]) - 1


def _offset(document: Document, place: re.Match[str] | None, key: str | None) -> int:
    """Where to look: where the parser stopped, or rather where what it could not finish begins."""
    text, offset = document.text, _stopped(document, place)
    if (
        (place is None or place[1] is None)
        and key == "quote"
        and (opening := opening_of_last_text(document)) is not None
    ):
        return opening
    if key in ("twice", "closed"):
        line = text.rfind("\n", 0, offset) + 1
        return offset - len(text[line:offset].lstrip())
    at_end = not text[offset : offset + 1].strip("\r\n")
    return max(0, len(text[:offset].rstrip()) - 1) if at_end else offset
