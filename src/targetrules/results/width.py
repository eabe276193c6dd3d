"""Full-width digits, letters and signs as the ordinary ones.

Not NFKC: that makes ``5²`` fifty-two and ``85①`` (a footnote) eight hundred and fifty-one.
"""

from __future__ import annotations

from typing import Final

from targetrules.results.table import trim

__all__ = ["heading", "narrow"]

_ORDINARY: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-"}


def narrow(text: str) -> str:
    """``text`` without the blanks around it, full-width signs as the ordinary ones (also U+2212, the minus sign)."""
    return trim(text) if text.isascii() else trim(text.translate(_ORDINARY))


def heading(text: str) -> str:
    """What two names of columns are compared by: width, upper and lower case, and how many blanks do not count."""
    return " ".join(narrow(text).split()).casefold()
