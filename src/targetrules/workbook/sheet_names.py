"""Names that sheets of a workbook can have: short, without certain signs, no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from targetrules.visible import visible

__all__ = ["LONGEST", "sheet_names"]

LONGEST: Final = 31
"""How many UTF-16 units the name of a sheet may have (Microsoft, "Rename a worksheet")."""

_NOT_ALLOWED: Final = re.compile(r"[\[\]:*?/\\]")
_RESERVED: Final = "history"


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """A name for each, as it is wanted as far as that can be.

    A sign that is not allowed becomes a dash; what is too long is cut short, and where two would be one (capitals make
    no difference) the later is given a number.
    """
    taken = {_RESERVED}
    found = []
    for each in wanted:
        plain = _NOT_ALLOWED.sub("-", visible(each)).strip(" '") or "-"
        name = _short(plain, "")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = _short(plain, f" ({number})")
        taken.add(name.casefold())
        found.append(name)
    return found


def _short(text: str, after: str) -> str:
    """The text and what comes after it, together no longer than may be."""
    room = LONGEST - len(after)
    if _size(text) <= room:
        return text + after
    while _size(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}…{after}"


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
