"""A day of the year as it is written: ``"03-31"``."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["day_of_year"]

_WRITTEN: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of_year(text: str) -> tuple[int, int] | None:
    """The month and the day; None where this is no day of any year."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found or not 1 <= int(found[1]) <= len(_DAYS) or not 1 <= int(found[2]) <= _DAYS[int(found[1]) - 1]:
        return None
    return int(found[1]), int(found[2])
