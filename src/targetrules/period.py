"""Periods as ordinal numbers: 2011Q1 follows 2010Q4, and a period is counted as one step from the one before it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import Enum
from typing import Final

from targetrules.errors import InternalError
from targetrules.width import narrow

__all__ = [
    "PeriodKind",
    "earliest_beginning",
    "latest_beginning",
    "ordinal_of",
    "ordinal_of_date",
    "ordinal_of_printed",
    "ordinals_of",
    "part_of_year",
    "part_text",
    "parts_of_year",
    "period_text",
    "years_in_doubt",
]


class PeriodKind(Enum):
    """What a policy's period is; the value is the word that a policy file uses."""

    YEAR = "year"
    SCHOOL_YEAR = "school-year"
    FISCAL_YEAR = "fiscal-year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    SEQUENCE = "sequence"


_PARTS: Final = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}
_LARGEST: Final = 10**9

# A year as people and spreadsheets write it: 2011, 2011年, 2011年度, 2011.0, FY2011, 2011财年
_YEAR: Final = re.compile(r"(?:FY ?)?([1-9]\d{3})(?:年度?|财年|财政年度|会计年度|\.0+)?", re.IGNORECASE)
# Two years, of which the second may be its last two digits: 2011/12, 2011-12, 2011–2012
_TWO_YEARS: Final = r"([1-9]\d{3}) ?[-/–—~至] ?(\d{4}|\d{2})"
_ACROSS: Final = {
    PeriodKind.SCHOOL_YEAR: rf"(?i)(?:SY ?)?{_TWO_YEARS}(?:学年度?)?|([1-9]\d{{3}})学年度?",
    PeriodKind.FISCAL_YEAR: rf"(?i)(?:FY ?)?{_TWO_YEARS}(?:财年|财政年度|会计年度)?()",
}
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR_IN_CHARACTERS: Final = re.compile("[〇零○一二三四五六七八九]{4}(?=.*[年期度])")
_SEQUENCE: Final = re.compile(r"第?([+-]?\d{1,9})(?:\.0+|次|期|届)?")
_PART: Final = {
    PeriodKind.HALF: r"([1-9]\d{3})(?:年)?-?(?:[Hh]([12])|([上下])半年)",
    PeriodKind.QUARTER: r"([1-9]\d{3})(?:年)?-?(?:[Qq]([1-4])|第?([1-4一二三四])季度?)",
    PeriodKind.MONTH: r"([1-9]\d{3})(?:-|年|/)(0?[1-9]|1[0-2])(?:月)?()",
}
# A part of any year, by the same words without the year.
_PART_ALONE: Final = {
    PeriodKind.HALF: r"[Hh]([12])|([上下])半年",
    PeriodKind.QUARTER: r"[Qq]([1-4])|第?([1-4一二三四])季度?",
    PeriodKind.MONTH: r"(0?[1-9]|1[0-2])月?()",
}
_WORDS: Final = {"上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4}


def ordinal_of_printed(kind: PeriodKind, printed: object) -> int:
    """The ordinal number of a period that :func:`period_text` has printed."""
    ordinal = ordinal_of(kind, printed)
    if ordinal is None:
        raise InternalError(printed)
    return ordinal


def ordinal_of(kind: PeriodKind, written: object) -> int | None:
    """The ordinal number of a period as written, or None where it is not a period of this kind.

    Understands what spreadsheets and people write: full-width digits, blanks around, ``2011年``, ``二〇一一年``,
    ``2011.0``, ``2011年第3季度``. Nothing is guessed: ``2011-12`` is December 2011 where periods are months, a school
    year where they are school years, and else nothing. A whole number (an ``int``, or a ``float`` without a fraction)
    serves for years and sequences.
    """
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    if isinstance(written, int) and abs(written) >= _LARGEST:  # of some Python refuses to make a text
        return None
    text = _YEAR_IN_CHARACTERS.sub(lambda found: found[0].translate(_DIGITS), narrow(str(written)))
    if kind is PeriodKind.SEQUENCE:
        found = _SEQUENCE.fullmatch(text)
        return int(found[1]) if found and abs(int(found[1])) < _LARGEST else None
    if kind is PeriodKind.YEAR:
        found = _YEAR.fullmatch(text)
        return int(found[1]) if found else None
    if kind in _ACROSS:
        return _first_year(kind, text)
    found = re.fullmatch(_PART[kind], text)
    if not found:
        return None
    part = found[2] or found[3]
    return int(found[1]) * _PARTS[kind] + (_WORDS.get(part) or int(part)) - 1


def _first_year(kind: PeriodKind, text: str) -> int | None:
    """The first of the two years that a school or fiscal year lies in; the second must be the next one."""
    found = re.fullmatch(_ACROSS[kind], text)
    if found is None or found[3]:
        return int(found[3]) if found else None
    first, second = int(found[1]), found[2]
    is_next = first + 1 == int(second) if len(second) == len(found[1]) else (first + 1) % 100 == int(second)
    return first if is_next and first in ordinals_of(kind) else None


def years_in_doubt(kind: PeriodKind, written: object) -> str | None:
    """Why a period as written is none of this kind, where it is one year or two: ``one-year`` or ``two-years``.

    A single year may be that in which a school year begins, or that in which it ends.
    """
    if kind in _ACROSS and ordinal_of(PeriodKind.YEAR, written) is not None:
        return "one-year"
    across = (ordinal_of(each, written) for each in _ACROSS)
    return "two-years" if kind is PeriodKind.YEAR and any(each is not None for each in across) else None


def ordinals_of(kind: PeriodKind) -> range:
    """The ordinal numbers of all periods of a kind: within the years 1000 to 9999, or of less than ten digits."""
    if kind is PeriodKind.SEQUENCE:
        return range(1 - _LARGEST, _LARGEST)
    parts = _PARTS.get(kind, 1)
    return range(1000 * parts, 10_000 * parts - (kind in _ACROSS))  # the last one ends in 9999


def ordinal_of_date(kind: PeriodKind, day: date) -> int | None:
    """The ordinal number of the period whose first day this is: a spreadsheet makes 1 September of ``2011-09``."""
    months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}.get(kind)
    midnight = not isinstance(day, datetime) or day.time() == time()
    if months is None or not midnight or day.day != 1 or (day.month - 1) % months:
        return None
    return (day.year * 12 + day.month - 1) // months


def latest_beginning(kind: PeriodKind, ordinal: int) -> date | None:
    """The first day of a period; None of sequences.

    A school or fiscal year begins when an office says so: at the latest on the last day of the first of its years.
    """
    if kind is PeriodKind.SEQUENCE:
        return None
    if kind in _ACROSS:
        return date(ordinal, 12, 31)
    parts = _PARTS.get(kind, 1)
    year, part = divmod(ordinal, parts)
    return date(year, part * (12 // parts) + 1, 1)


def earliest_beginning(kind: PeriodKind, ordinal: int) -> date | None:
    """The first day that a period can have; None of sequences.

    A school or fiscal year begins in the first of its years.
    """
    return date(ordinal, 1, 1) if kind in _ACROSS else latest_beginning(kind, ordinal)


def period_text(kind: PeriodKind, ordinal: int) -> int | str:
    """The period as outcomes print it: an ``int`` for years and sequences, else ``"2011Q3"``, ``"2011/12"``."""
    if kind in (PeriodKind.YEAR, PeriodKind.SEQUENCE):
        return ordinal
    if kind in _ACROSS:
        return f"{ordinal:04d}/{(ordinal + 1) % 100:02d}"
    year, part = divmod(ordinal, _PARTS[kind])
    if kind is PeriodKind.MONTH:
        return f"{year:04d}-{part + 1:02d}"
    return f"{year:04d}{part_text(kind, part)}"


def parts_of_year(kind: PeriodKind) -> int | None:
    """How many of these periods a year has; None where they are no parts of one."""
    return _PARTS.get(kind)


def part_of_year(kind: PeriodKind, written: object) -> int | None:
    """The part of a year as written (``Q4``, ``第四季度``, of months ``12``), counted from 0; None where it is none."""
    if kind not in _PART_ALONE or isinstance(written, bool) or not isinstance(written, int | str):
        return None
    found = re.fullmatch(_PART_ALONE[kind], narrow(written if isinstance(written, str) else str(written)))
    if not found:
        return None
    part = found[1] or found[2]
    return (_WORDS.get(part) or int(part)) - 1


def part_text(kind: PeriodKind, part: int) -> str:
    """A part of a year as a policy writes it: ``H2``, ``Q4``, of months ``12``."""
    letter = {PeriodKind.HALF: "H", PeriodKind.QUARTER: "Q"}.get(kind, "")
    return f"{letter}{part + 1}"
