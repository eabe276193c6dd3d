"""Full-width digits, letters and signs as the ordinary ones.

Not NFKC: that makes ``5²`` fifty-two and ``85①`` (a footnote) eight hundred and fifty-one. It does where two names are
suspected to be those of one unit: nothing is read from it, somebody is asked to look.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["heading", "narrow", "spelling", "trim"]

# What counts as blank at either end of a cell: all that str.strip takes (U+3000 and the no-break space among them), and
# the marks without width that web pages and spreadsheets leave behind.
_BLANKS: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u200c\u200d\u2060\ufeff"

_ORDINARY: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-"}


def trim(text: str) -> str:
    """``text`` without the blanks around it."""
    return text.strip(_BLANKS)


def narrow(text: str) -> str:
    """``text`` without the blanks around it, full-width signs as the ordinary ones (also U+2212, the minus sign)."""
    return trim(text) if text.isascii() else trim(text.translate(_ORDINARY))


def heading(text: str) -> str:
    """What two names of columns are compared by: width, upper and lower case, and how many blanks do not count."""
    return " ".join(narrow(text).split()).casefold()


def spelling(name: str) -> str:
    """What two names of units are compared by: where only this is the same, people see one unit and a program two."""
    return " ".join(unicodedata.normalize("NFKC", name).split())
