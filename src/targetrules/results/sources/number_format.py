"""What a workbook shows of a number by its format: the number, fewer digits of it, a percentage, a day, a time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from targetrules.data import frozen
from targetrules.results.cells.floats import number_of_float
from targetrules.results.table import Cell, NotADay
from targetrules.source.decimals import decimal_text, plain_digits, shifted

__all__ = ["Format", "NumberFormat", "format_of", "of_iso", "of_number"]


class Format(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    HOURS = "hours"
    """A time that counts hours beyond the day."""


@frozen(slots=True)
class NumberFormat:
    """A number format: what it makes of a number, and how much of it is shown.

    ``decimals``: so many are shown (None: all, or nobody can say). ``thousands``: what is shown is divided by a
    thousand, so many times.
    """

    how: Format
    decimals: int | None = None
    thousands: int = 0


# The formats that every workbook knows by number, East Asian dates included (ECMA-376, part 1, 18.8.30).
_DATES: Final = frozenset(map(str, (*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59))))
_TIMES: Final = frozenset(map(str, (*range(18, 22), 32, 33, 45, 47)))
_HOURS: Final = frozenset({"46"})
_WHOLE: Final = ("1", "3", "5", "6", "37", "38", "41", "42")
_TO_HUNDREDTHS: Final = ("2", "4", "7", "8", "39", "40", "43", "44")
_KNOWN: Final = {
    **dict.fromkeys(_WHOLE, NumberFormat(Format.NUMBER, 0)),
    **dict.fromkeys(_TO_HUNDREDTHS, NumberFormat(Format.NUMBER, 2)),
    "9": NumberFormat(Format.PERCENT, 0),
    "10": NumberFormat(Format.PERCENT, 2),
    **dict.fromkeys(_DATES, NumberFormat(Format.DATE)),
    **dict.fromkeys(_TIMES, NumberFormat(Format.TIME)),
    **dict.fromkeys(_HOURS, NumberFormat(Format.HOURS)),
}
_PLAIN: Final = NumberFormat(Format.NUMBER)
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\[\]]*\]', re.IGNORECASE | re.DOTALL)
_CONDITION: Final = re.compile(r"\[[<>=]")
_DIGITS: Final = re.compile(r"[-+(]?[¥￥$€£]? *([#0?,]*)(?:\.([#0?]*))?(,*) *%? *\)?")
_DATE_LETTERS: Final = re.compile(r"[ymdhs]|e(?![+-])", re.IGNORECASE)
_DAY_LETTERS: Final = re.compile(r"[yde]", re.IGNORECASE)
_TIME_LETTERS: Final = re.compile(r"[hs]", re.IGNORECASE)

# Day 61 is 1 March 1900: spreadsheets believe in a 29 February 1900, and so day 0 is a day too far back. Which
# days come before that one, they say differently.
_DAY_0: Final = date(1899, 12, 30)
_FIRST_DAY: Final = 61
_DAY_0_FROM_1904: Final = date(1904, 1, 1)
_SECONDS: Final = 86_400
_MOST_HOURS: Final = 2_958_466
"""Days up to the year 10000, of which spreadsheets know no more."""
_LONGEST_PERCENTAGE: Final = 20


def format_of(number: str, code: str | None) -> NumberFormat:
    """What a format makes of a number, by its own number and its code; None: one that every workbook knows."""
    if code is None:
        return _KNOWN.get(number, _PLAIN)
    sections = _LITERAL.sub("", code).split(";")
    how = _how(sections[0])
    if how not in (Format.NUMBER, Format.PERCENT) or _CONDITION.search(code):
        return NumberFormat(how)
    digits = {_digits(each) for each in sections[:2] if each.strip()}
    decimals, thousands = digits.pop() if len(digits) == 1 else (None, 0)
    return NumberFormat(how, decimals, thousands)


def _how(bare: str) -> Format:
    """What a format makes of a number, by its code without literal text."""
    if "%" in bare:
        return Format.PERCENT
    if bare.casefold() == "general" or not _DATE_LETTERS.search(bare):
        return Format.NUMBER
    if "[" in bare:  # of all brackets those of hours, minutes and seconds alone are left
        return Format.HOURS
    return Format.TIME if _TIME_LETTERS.search(bare) and not _DAY_LETTERS.search(bare) else Format.DATE


def _digits(bare: str) -> tuple[int | None, int]:
    """How many decimals a format shows (None: it is another one than of plain digits), and of how many thousands."""
    found = _DIGITS.fullmatch(bare.strip())
    if found is None or not (found[1] or found[2]):
        return None, 0
    return len(found[2] or ""), len(found[1]) - len(found[1].rstrip(",")) + len(found[3])


def of_number(number: float, how: Format, *, from_1904: bool = False) -> Cell:
    """A number as its format shows it: a percentage as text (``85%``), a day as a date, a time as no day.

    Args:
        number: It, and no infinite one.
        how: What its format makes of it.
        from_1904: Whether days are counted from 1904.
    """
    if how is Format.NUMBER:
        return number
    read = number_of_float(number)
    if how is Format.HOURS or (how is Format.TIME and number < _FIRST_DAY):
        return NotADay(_hours(number, read))
    if how is not Format.PERCENT:
        return _of_day(number, read, from_1904=from_1904)
    return plain_digits(shifted(read, 2)) + "%" if abs(read.adjusted()) < _LONGEST_PERCENTAGE else number


def _hours(number: float, read: Decimal) -> str:
    """A number of days as hours, minutes and, where there are any, seconds."""
    if not 0 <= number <= _MOST_HOURS:
        return decimal_text(read)
    minutes, seconds = divmod(round(Fraction(read) * _SECONDS), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _of_day(number: float, read: Decimal, *, from_1904: bool) -> Cell:
    """The date of a day's number."""
    day_0, first = (_DAY_0_FROM_1904, 0) if from_1904 else (_DAY_0, _FIRST_DAY)
    last = (date.max - day_0).days
    days, seconds = divmod(round(Fraction(read) * _SECONDS), _SECONDS)
    if number < first or days > last:
        return NotADay(decimal_text(read))
    day = day_0 + timedelta(days=days)
    return day if not seconds else datetime.combine(day, time()) + timedelta(seconds=seconds)


def of_iso(text: str) -> Cell:
    """A day, or a moment of one, as ISO 8601 writes it; any other text is that text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.date() if moment.time() == time() else moment
