"""A look at a TOML text before it is parsed: how deep it nests, how long its keys and numbers are, what stands outside strings.

The parser recurses into brackets, and takes quadratic time and memory on long dotted keys: both are bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Document

__all__ = ["DEEPEST", "LONGEST_KEY", "LONGEST_NUMBER", "lookalikes", "too_much"]

DEEPEST: Final = 32
LONGEST_KEY: Final = 16
LONGEST_NUMBER: Final = 40

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"{3,5}|\Z)'
    r"|'''(?:[^']|'(?!''))*(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\Z)'
    r"|'[^'\n]*(?:'|(?=\n)|\Z)"
    r"|#[^\n]*|[\[{]|[\]}]|[.\n=,]|[ \t]+|[^\s\"'#\[\]{}.=,]+",
    re.DOTALL,
)
_OPENING: Final = ("[", "{")
_CLOSING: Final = ("]", "}")

# What a Chinese input method types for the signs of TOML.
_FULL_WIDTH: Final = {
    "＝": "=",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "，": ",",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "．": ".",
    "＃": "#",
    "＂": '"',
    "＇": "'",
}
_SIGN: Final = re.compile("[" + "".join(_FULL_WIDTH) + "]")
_BARE_KEY: Final = re.compile(r"[^\x00-\x7f]")


def _tokens(document: Document) -> Iterator[tuple[int, str]]:
    for found in _TOKEN.finditer(document.text):
        yield found.start(), found.group()


def too_much(document: Document) -> Diagnostic | None:
    """The first place where the text nests too deep, or has too long a dotted key or number."""
    depth, dots = 0, 0
    for start, token in _tokens(document):
        if token in _OPENING:
            depth += 1
            if depth > DEEPEST:
                return _at(document, "TR007", start, 1, {"most": DEEPEST})
        elif token in _CLOSING:
            depth = max(0, depth - 1)
        elif token == ".":
            dots += 1
            if dots >= LONGEST_KEY:
                return _at(document, "TR008", start, 1, {"most": LONGEST_KEY})
            continue
        elif token[0] not in "\"'" and token[0].isdigit() and len(token) > LONGEST_NUMBER:
            return _at(document, "TR014", start, len(token), {"found": token[:12] + "…", "most": 6})
        if token in ("\n", "=", ",", *_OPENING, *_CLOSING):
            dots = 0
    return None


def lookalikes(document: Document) -> list[Diagnostic]:
    """Full-width signs, and keys that are not ASCII and not quoted, wherever they stand outside strings and comments."""
    found: list[Diagnostic] = []
    for start, token in _tokens(document):
        if token[0] in "\"'#" or not _BARE_KEY.search(token):
            continue
        sign = _SIGN.search(token)
        if sign:
            values = {"found": sign.group(), "wanted": _FULL_WIDTH[sign.group()]}
            found.append(_at(document, "TR005", start + sign.start(), 1, values))
        elif _is_key(document.text, start, start + len(token)):
            found.append(_at(document, "TR006", start, len(token), {"found": token}))
    return found


def _is_key(text: str, start: int, end: int) -> bool:
    """Whether a word stands before ``=``, or within a table's header."""
    line_start = text.rfind("\n", 0, start) + 1
    rest = text[end : end + 200].lstrip(" \t")
    return rest.startswith(("=", ".")) or text[line_start:start].lstrip().startswith("[")


def _at(document: Document, code: str, start: int, length: int, values: dict[str, object]) -> Diagnostic:
    return Diagnostic(code, document.name, document.span(start, start + length), values, document=document)
