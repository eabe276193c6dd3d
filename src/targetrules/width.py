"""Full-width digits, letters and signs as the ordinary ones.

Not NFKC: that makes ``5²`` fifty-two and ``85①`` (a footnote) eight hundred and fifty-one. It does where two names are
suspected to be one (:mod:`targetrules.alike`): nothing is read from it, somebody is asked to look.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

__all__ = ["as_read", "heading", "narrow", "normal", "plain_blanks", "trim", "unpadded"]

# What counts as blank at either end of a cell: all that str.strip takes (U+3000 and the no-break space among them), and
# the marks without width that web pages and spreadsheets leave behind.
_BLANKS: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
# The same without marks that take no room; str.strip takes the separators of old files of records too, which are such.
_PADDING: Final = "".join(c for c in _BLANKS if c.isspace() and c not in "\x1c\x1d\x1e\x1f")

_CHINESE: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_BESIDE_CHINESE: Final = rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])"
_ORDINARY: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-"}


def trim(text: str) -> str:
    """``text`` without the blanks around it."""
    return text.strip(_BLANKS)


def unpadded(text: str) -> str:
    """``text`` without the blanks around it that take room; a mark that does not is a part of a name."""
    return text.strip(_PADDING)


def as_read(text: str) -> str:
    """The text of a cell as it is read: without the blanks around it that take room, its line ends made alike."""
    return unpadded(text).replace("\r\n", "\n").replace("\r", "\n")


def narrow(text: str) -> str:
    """``text`` without the blanks around it, full-width signs as the ordinary ones (also U+2212, the minus sign)."""
    return trim(text) if text.isascii() else trim(text.translate(_ORDINARY))


def heading(text: str) -> str:
    """What two names of columns are compared by: width, upper and lower case, and how many blanks do not count.

    Beside a Chinese character no blank does: ``单 位`` is drawn out to fill the column.
    """
    return plain_blanks(narrow(text)).casefold()


def plain_blanks(text: str) -> str:
    """The text with single blanks, and with none beside a Chinese character: there they only fill a line."""
    plain = " ".join(text.split())
    return plain if " " not in plain or plain.isascii() else re.sub(_BESIDE_CHINESE, "", plain)


_MARKS: Final = 30
"""So many marks upon one letter Unicode allows for in its stream-safe format (UAX 15)."""


def normal(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """The text in a normal form of Unicode.

    Marks upon a letter are sorted, which takes the square of their number. So behind every thirty a sign that takes no
    room begins a new letter (U+034F); no language has so many.
    """
    return unicodedata.normalize(form, text if len(text) <= _MARKS or text.isascii() else _stream_safe(text))


def _stream_safe(text: str) -> str:
    parts, count = [], 0
    for character in text:
        count = count + 1 if unicodedata.combining(character) else 0
        if count > _MARKS:
            parts.append("\u034f")
            count = 1
        parts.append(character)
    return "".join(parts)
