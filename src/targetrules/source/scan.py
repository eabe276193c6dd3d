"""A look at a TOML text before it is parsed: how deep it nests, how long its keys and numbers are, its odd signs.

The parser recurses into brackets, and takes quadratic time and memory on long dotted keys: both are bounded here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from targetrules.data import frozen
from targetrules.source.diagnostic import Diagnostic
from targetrules.source.document import Document
from targetrules.wording import Word

__all__ = [
    "DEEPEST",
    "FUNCTION_AS_KEY",
    "LONGEST_KEY",
    "LONGEST_NUMBER",
    "OpenBrace",
    "brace_left_open",
    "lookalikes",
    "opening_of_last_text",
    "tokens",
    "too_much",
]

DEEPEST: Final = 32
LONGEST_KEY: Final = 16
LONGEST_NUMBER: Final = 40

# Texts and comments, whole; one that is not closed ends with its line, or with the file.
_TEXT: Final = (
    r'"""(?:[^"\\]+|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']+|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]+|\\[^\n])*+(?:"|\\?(?=\n)|\\?\Z)'
    r"|'[^'\n]*+(?:'|(?=\n)|\Z)"
    r"|#[^\n]*"
)
_BRACKET: Final = re.compile(_TEXT + r"|[\[{\]}]", re.DOTALL)
_TOKEN: Final = re.compile(_TEXT + r"|[\[{\]}]|[.\n=,]|[^\S\n]+|[^\s\"'#\[\]{}.=,]+", re.DOTALL)
_DIGITS: Final = re.compile(r"[+-]?(?:0[xob])?[0-9A-Fa-f_]+(?:[eE][+-]?[0-9_]+)?")
_PERHAPS_TOO_LONG: Final = re.compile(rf"(?:\.[^\n.]*){{{LONGEST_KEY}}}|[0-9A-Fa-f_]{{{LONGEST_NUMBER // 2}}}")

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
    "\u3000": " ",
    "、": ",",
    "－": "-",
    **{chr(ord(digit) + 0xFEE0): digit for digit in "0123456789"},
}
FUNCTION_AS_KEY: Final = re.compile(
    r"[^\W\d]\w*\.[^\W\d]\w*[ \t]*\([^()=\"'\n]*(?:among[ \t]*=[^()=\"'\n]*)?\)(?=[ \t]*=)"
)
"""A function over details as the key of a condition, without quotation marks."""
_SIGN: Final = "[" + "".join(_FULL_WIDTH) + "]"
_ORDINARY: Final = str.maketrans(_FULL_WIDTH)
_QUOTED: Final = r"[“”]([^“”\"\\\n]*)[“”]"
_CLOSING: Final = "[“”]"
_LONGEST_LINE: Final = 78
_LAST_QUOTE: Final = r"[“”‘’＂＇](?=[\s,\]}]*\Z)"
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def tokens(document: Document) -> Iterator[tuple[int, str]]:
    """The tokens of a text, each with its place: texts and comments whole, signs, ends of lines, blanks and words."""
    for found in _TOKEN.finditer(document.text):
        yield found.start(), found.group()


# ---- too deep, too long ----------------------------------------------------------------------------------------------


def too_much(document: Document) -> Diagnostic | None:
    """The first place where the text nests too deep; else where it has too long a dotted key or number."""
    return _too_deep(document) or (_too_long(document) if _PERHAPS_TOO_LONG.search(document.text) else None)


def _too_deep(document: Document) -> Diagnostic | None:
    depth = 0
    for found in _BRACKET.finditer(document.text):
        if found.group() in ("[", "{"):
            depth += 1
            if depth > DEEPEST:
                return _at(document, "TR007", found.start(), 1, {"most": DEEPEST})
        elif found.group() in ("]", "}"):
            depth = max(0, depth - 1)
    return None


def _too_long(document: Document) -> Diagnostic | None:
    dots = 0
    for start, token in tokens(document):
        if token == ".":
            dots += 1
            if dots >= LONGEST_KEY:
                return _at(document, "TR008", start, 1, {"most": LONGEST_KEY})
        elif token in ("\n", "=", ",", "[", "{", "]", "}"):
            dots = 0
        elif len(token) > LONGEST_NUMBER and _DIGITS.fullmatch(token):
            return _at(document, "TR014", start, len(token), {"found": token[:12] + "…", "most": 6})
    return None


# ---- tables in braces ------------------------------------------------------------------------------------------------


@frozen(slots=True)
class OpenBrace:
    """A table in braces that is not closed on the line on which it begins, at ``start``.

    ``header`` is the header that could stand for it, where it is the value of a key of its own line.
    """

    start: int
    header: str | None


def brace_left_open(document: Document, stop: int) -> OpenBrace | None:
    """The table in braces whose line ends, but for blanks and a comment, where the parser stopped."""
    opened: list[tuple[int, str]] = []
    header, line = "", ""
    for start, token in tokens(document):
        if token == "\n":
            if opened and opened[-1][1] == "{":
                rest = document.text[stop:start].lstrip()
                return OpenBrace(*_brace(opened, header, line)) if not rest or rest[0] == "#" else None
            header = line if not opened and line.startswith("[") else header
            line = "" if not opened else line
        elif token in ("[", "{") and "=" in line:
            opened.append((start, token))
        elif token in ("]", "}") and opened:
            opened.pop()
        elif token[0] != "#" and not opened:
            line += token
        if start > stop and not opened:
            return None
    return None


def _brace(opened: list[tuple[int, str]], header: str, line: str) -> tuple[int, str | None]:
    """Where it begins, and what could stand in its place; within another list or table nothing could."""
    above, key = header.strip("[] "), line.partition("=")[0].strip()
    return opened[-1][0], ".".join(filter(None, (above, key))) if len(opened) == 1 else None


# ---- odd signs -------------------------------------------------------------------------------------------------------


def opening_of_last_text(document: Document) -> int | None:
    """Where the last text over several lines begins: the one that is not closed, where the file ends within a text."""
    texts = [start for start, token in tokens(document) if token.startswith(('"""', "'''"))]
    return texts[-1] if texts else None


def lookalikes(document: Document) -> Iterator[Diagnostic]:
    """Full-width signs, and keys that are not ASCII and not quoted, wherever they stand outside texts and comments."""
    first, opened, told, whole = "", False, False, 0
    for start, token in tokens(document):
        if token == "\n":
            first, opened, told = "", False, False
            continue
        first = first or token.strip()
        sign = re.search(_CLOSING, token) if opened else _sign(token)
        if sign is not None:
            opened = _is_opened(token, opened=opened)
            values = {"found": sign.group(), "wanted": _FULL_WIDTH[sign.group()]}
            yield _at(
                document, "TR005", start + sign.start(), 1, values, None if told else _advice(document, start, values)
            )
            told = True
        elif opened or start < whole:
            continue
        elif first != "[" and (called := FUNCTION_AS_KEY.match(document.text, start)) and _NOT_ASCII.search(called[0]):
            whole = called.end()
            yield _at(document, "TR006", start, len(called[0]), {"found": called[0]}, _quoted_as_key(called[0]))
        elif _is_bare(token) and (first == "[" or _is_key(document.text, start + len(token))):
            yield _at(document, "TR006", start, len(token), {"found": token})


def _quoted_as_key(function: str) -> Word:
    return Word("diagnostics.said-function-as-key", {"function": function})


def _is_opened(token: str, *, opened: bool) -> bool:
    """Whether a Chinese quotation mark is open after the token."""
    marks = [mark for mark in token if mark in "“”"]
    return marks[-1] == "“" if marks else opened


def _advice(document: Document, start: int, values: Mapping[str, str]) -> Word | None:
    """The whole line as it is written, where it can be read by itself then."""
    begin = document.text.rfind("\n", 0, start) + 1
    line = re.sub(_QUOTED, r'"\1"', document.text[begin:].partition("\n")[0].strip())
    if len(line) > _LONGEST_LINE:
        return None
    found = (each.group() for each in _TOKEN.finditer(line))
    right = "".join(token if token[0] in "\"'#" else token.translate(_ORDINARY) for token in found)
    try:
        tomllib.loads(right)
    except ValueError:
        return None
    return Word("diagnostics.line-typed", {"wanted": values["wanted"], "line": right})


def _sign(token: str) -> re.Match[str] | None:
    """The full-width sign of a token; of a text that is not closed on its line, the mark that was meant to close it."""
    if token[0] == "#" or token.startswith(('"""', "'''")):
        return None
    if token[0] in "\"'":
        is_closed = len(token) > 1 and token[-1] == token[0]
        return None if is_closed else re.search(_LAST_QUOTE, token)
    return re.search(_SIGN, token)


def _is_bare(token: str) -> bool:
    """Whether it stands outside texts and comments, and is more than plain English letters."""
    return token[0] not in "\"'#" and _NOT_ASCII.search(token) is not None


def _is_key(text: str, end: int) -> bool:
    """Whether ``=`` or a dot follows."""
    return text[end : end + 200].lstrip(" \t").startswith(("=", "."))


def _at(
    document: Document, code: str, start: int, length: int, values: Mapping[str, object], advice: Word | None = None
) -> Diagnostic:
    span = document.span(start, start + length)
    return Diagnostic(code, document.name, span, values, document=document, own_advice=advice)
