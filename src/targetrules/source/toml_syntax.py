"""What is wrong with a text that is not TOML, in its author's words: loaded where a file does not parse."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Document
from targetrules.source.near_toml import header_twice, near_toml
from targetrules.source.scan import brace_left_open, lookalikes, opening_of_last_text
from targetrules.wording import Word

__all__ = ["IsList", "syntax_faults"]

IsList = Callable[[str], bool | None]
"""Whether a list of tables has this header, or a single table; None where there is no such header."""

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


def syntax_faults(document: Document, message: str, is_list: IsList) -> list[Diagnostic]:
    """What is wrong where the parser stopped, whose ``message`` says why it did.

    Odd signs are told instead where they explain it; a sign that stands only after that place does not.
    """
    key = next((key for saying, key in _SAYINGS if message.startswith(saying)), None)
    start = _offset(document, _PLACE.search(message), key)
    signs = list(islice(lookalikes(document), _MOST))
    span = document.span(start, min(start + 1, len(document.text)))
    is_text = key == "value" and document.text[start : start + 1].isalpha()
    if not is_text and signs and signs[0].span is not None and signs[0].span.line <= span.line:
        return signs
    stopped = _stopped(document, _PLACE.search(message))
    brace = brace_left_open(document, stopped)
    if brace is not None and key != "quote":
        span = document.span(brace.start, brace.start + 1)
        instead = Word("diagnostics.brace-on-one-line")
        if brace.header is not None:
            instead = Word("diagnostics.brace-or-header", {"header": brace.header})
        return [Diagnostic("TR094", document.name, span, {"instead": instead}, document=document)]
    if key == "key" and document.text[start : start + 1] in (",", "}"):
        key = "key-end"
    says = Word(f"diagnostics.toml-{key}") if key else _PLACE.sub("", message)
    plain = Diagnostic("TR004", document.name, span, {"says": says}, document=document)
    if key == "twice":
        return [_header_told(document, start, is_list) or plain]
    return [_almost_told(document, stopped, key) or plain]


def _header_told(document: Document, start: int, is_list: IsList) -> Diagnostic | None:
    """A list of tables, one of which has its header in single brackets, or a table that has it in double ones."""
    found = header_twice(document, start)
    if found is None or (wanted := is_list(found[1])) is None:
        return None
    at, name = found
    span = document.span(at, at + len(document.text[at:].partition("\n")[0].rstrip()))
    if wanted:
        return Diagnostic("TR095", document.name, span, {"name": name}, document=document)
    advice = Word("diagnostics.table-once", {"name": name})
    says = Word("diagnostics.toml-twice")
    return Diagnostic("TR004", document.name, span, {"says": says}, document=document, own_advice=advice)


def _almost_told(document: Document, stopped: int, key: str | None) -> Diagnostic | None:
    """What is almost TOML, and how it is written."""
    found = near_toml(document, stopped, key)
    if found is None:
        return None
    span = document.span(found.start, found.end)
    return Diagnostic("TR004", document.name, span, {"says": found.says}, document=document, own_advice=found.advice)


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
