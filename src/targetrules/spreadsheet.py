"""What a spreadsheet makes of a text: a cell that begins with a sign of arithmetic is calculated, not shown.

Who opens outcomes in a spreadsheet program sees the result of ``@SUM(A1)`` or ``-1+2`` in place of a name, and a name
can be written so that it fetches something from elsewhere.
"""

from __future__ import annotations

import re
from typing import Final

from targetrules.width import normal, trim

__all__ = ["passes_for_formula"]

_SIGNS: Final = "=+-@"
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def passes_for_formula(text: str) -> bool:
    """Whether a spreadsheet that reads the text from a CSV file may calculate it.

    So it does where ``=``, ``+``, ``-`` or ``@`` is the first sign, blanks, tabs and line ends aside; in some languages
    also where it is full-width. Nothing is calculated of a mere number (``-5``) or a single sign.
    """
    plain = normal("NFKC", trim(text))
    return plain[:1] in _SIGNS and len(plain) > 1 and not _NUMBER.fullmatch(plain)
