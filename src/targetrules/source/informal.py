"""Informal notation of comparisons, shares and places, where the language has a table: ``>=5``, ``前20%``.

They are understood so that their author can be told what to write; nothing is read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from targetrules.data import frozen
from targetrules.source.decimals import decimal_text
from targetrules.source.synonyms import correction_for
from targetrules.width import narrow

__all__ = [
    "NUMBER_WITH_UNIT",
    "Comparison",
    "Portion",
    "comparisons_in",
    "date_in",
    "dates_in",
    "day_in",
    "duration_in",
    "ends_of",
    "flag_in",
    "is_date",
    "part_in",
    "portion_in",
    "statement_in",
    "whole_in",
]

_LONGEST: Final = 80
_WORDS: Final = ("at_least", "at_most", "above", "below")
_NUMBER: Final = r"-?\d{1,15}(?:\.\d{1,6})?"
_UNIT: Final = r"(?:分|名|位|次|个|期|年|件|人|家|天|points?|pts?|times|years?|units?|places?)?"
NUMBER_WITH_UNIT: Final = re.compile(rf"({_NUMBER})\s*{_UNIT}")
_BEHIND: Final = {
    **dict.fromkeys(["以上", "及以上", "或以上", "及其以上", "(含)以上"], "at_least"),
    **dict.fromkeys(["以下", "及以下", "或以下", "及其以下", "以内", "之内", "(含)以下"], "at_most"),
    **dict.fromkeys(("+", "or more", "or above", "or higher", "or better", "and above", "and over"), "at_least"),
    **dict.fromkeys(("or less", "or below", "or lower", "or fewer", "or worse", "and below", "and under"), "at_most"),
}
_INCLUSIVE: Final = ("以上", "以下", "以内", "之内")
_BETWEEN: Final = re.compile(r"\s*(?:[,;、]|且|并且|但|&&?|\band\b)\s*|(?<=以上)|(?<=以下)")
_SPAN: Final = re.compile(
    rf"([\[(]?)\s*({_NUMBER})\s*{_UNIT}\s*(?:[~—–,-]|至|到|\bto\b)\s*({_NUMBER})\s*{_UNIT}\s*([\])]?)"
)
_AROUND: Final = re.compile(rf"({_NUMBER})\s*([<>≤≥]=?)\s*[^\W\d]*\s*([<>≤≥]=?)\s*({_NUMBER})")
_TURNED: Final = {"<": "above", "<=": "at_least", "≤": "at_least", ">": "below", ">=": "at_most", "≥": "at_most"}


@frozen(slots=True)
class Comparison:
    """A word of the language (or ``equals``, ``unequal``) and what it compares with; ``inclusive``: 以上 was said."""

    word: str
    value: str
    inclusive: bool = False


def comparisons_in(text: str, value: re.Pattern[str] = NUMBER_WITH_UNIT) -> tuple[Comparison, ...]:
    """The one or two comparisons that a text says; none where it says something else, or the same end twice.

    ``value`` matches what is compared with, and its first group is what to write of it. Where it is no number, a
    range of numbers (``60-80``) says nothing.
    """
    if len(text) > _LONGEST:
        return ()
    said = narrow(text)
    one = _comparison(said, value)
    if one is not None:
        return (one,)
    of_numbers = value is NUMBER_WITH_UNIT
    if of_numbers and (around := _AROUND.fullmatch(said)):
        low = Comparison(_TURNED[around[2]], around[1])
        high = Comparison(str(_word(around[3])), around[4])
        return _both(low, high)
    parts = [part for part in _BETWEEN.split(said) if part]
    found = [_comparison(part, value) for part in parts]
    if len(found) == 2 and found[0] is not None and found[1] is not None:  # noqa: PLR2004
        return _both(found[0], found[1])
    if of_numbers and (span := _SPAN.fullmatch(said)) and Decimal(span[2]) < Decimal(span[3]):
        low = Comparison("above" if span[1] == "(" else "at_least", span[2])
        return low, Comparison("below" if span[4] == ")" else "at_most", span[3], inclusive=not span[4])
    return ()


def _both(one: Comparison, other: Comparison) -> tuple[Comparison, ...]:
    is_low = [each.word in ("at_least", "above") for each in (one, other)]
    is_high = [each.word in ("at_most", "below") for each in (one, other)]
    return (one, other) if any(is_low) and any(is_high) else ()


def _comparison(said: str, value: re.Pattern[str]) -> Comparison | None:
    for found in value.finditer(said):
        before, after = said[: found.start()].strip(), said[found.end() :].strip().casefold()
        if not before and after in _BEHIND:
            return Comparison(_BEHIND[after], found[1], inclusive=after.endswith(_INCLUSIVE))
        word = _word(before) if before and not after else None
        if word is not None:
            return Comparison(word, found[1])
    return None


def _word(said: str) -> str | None:
    """The word of the language for ``>=``, ``no less than``, ``不低于``."""
    plain = said.casefold().replace(" ", "_")
    if plain in _WORDS:
        return plain
    answer = correction_for(plain, _WORDS)
    return None if answer is None else answer.replace("-", "_")


def ends_of(comparisons: Iterable[Comparison]) -> str:
    """The comparisons as entries of a table: ``at_least = 60, below = 80``."""
    return ", ".join(f"{each.word} = {each.value}" for each in comparisons)


_STATEMENT: Final = re.compile(r"\s*([^\W\d]\w*|\"[^\"]+\")\s*((?:[<>≤≥=!]|不等于).*)", re.DOTALL)


def statement_in(text: str) -> str | None:
    """The table for a comparison that begins with a name: ``{ x = { at_least = 90 } }`` for ``x >= 90``."""
    found = _STATEMENT.fullmatch(text)
    comparisons = () if found is None else comparisons_in(found[2])
    if found is None or not comparisons:
        return None
    name = found[1] if found[1].isascii() or found[1].startswith('"') else f'"{found[1]}"'
    if comparisons[0].word == "unequal":
        return f"{{ not = {{ {name} = {comparisons[0].value} }} }}"
    if comparisons[0].word == "equals":
        return f"{{ {name} = {comparisons[0].value} }}"
    return f"{{ {name} = {{ {ends_of(comparisons)} }} }}"


# ---- shares and places -----------------------------------------------------------------------------------------------

_TOP: Final = "排名前 排前 居前 列前 前 最高 最好 top first best highest"
_BOTTOM: Final = "排名后 排后 居后 后 末位 末 倒数 最后 最低 最差 bottom last worst lowest"
_END: Final[dict[str, Literal["top", "bottom"]]] = {
    **dict.fromkeys(_TOP.split(), "top"),
    **dict.fromkeys(_BOTTOM.split(), "bottom"),
}
_DIRECTION: Final = "|".join(sorted(map(re.escape, _END), key=len, reverse=True))
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE: Final = "[零一二两三四五六七八九十]{1,3}"
_PORTION: Final = (
    rf"(?P<end>{_DIRECTION})?\s*(?:the\s+)?"
    rf"(?:(?P<percent>\d{{1,3}}(?:\.\d{{1,4}})?)\s*(?:%|percent|per\s?cent)"
    rf"|百分之(?P<hundredths>\d{{1,3}}|{_CHINESE})|(?P<tenths>\d|{_CHINESE})成"
    rf"|(?P<part>\d{{1,3}})\s*/\s*(?P<whole>\d{{1,3}})|(?P<of>{_CHINESE})分之(?P<parts>{_CHINESE})"
    rf"|(?P<count>\d{{1,6}}|{_CHINESE})\s*(?:名|位|个|家|人|units?|places?)?)\s*(?:的?单位)?(?:以内|之内|内|的)?"
)
_HUNDRED: Final = Decimal(100)


@frozen(slots=True)
class Portion:
    """So many units or such a share of them, as it is written in a policy, and from which end, where that was said."""

    amount: str
    end: Literal["top", "bottom"] | None


def portion_in(text: str) -> Portion | None:
    """The portion that a text says; None where it says something else."""
    found = _portion().fullmatch(narrow(text)) if len(text) <= _LONGEST else None
    amount = None if found is None else next(_amounts(found), None)
    if found is None or amount is None:
        return None
    return Portion(amount, None if found["end"] is None else _END[found["end"].casefold()])


@cache
def _portion() -> re.Pattern[str]:
    """The pattern of portions, which is large; compiled at the first text that may say one."""
    return re.compile(_PORTION, re.IGNORECASE)


def _amounts(found: re.Match[str]) -> Iterator[str]:
    if found["count"]:
        yield str(_whole(found["count"]))
    percent = Decimal(found["percent"] or 0)
    for group, factor in (("hundredths", 1), ("tenths", 10)):
        if found[group]:
            percent = Decimal(_whole(found[group]) * factor)
    for part, whole in (("part", "whole"), ("parts", "of")):
        if found[part] and _whole(found[whole]) and not 100 * _whole(found[part]) % _whole(found[whole]):
            percent = Decimal(100 * _whole(found[part]) // _whole(found[whole]))
    if 0 < percent <= _HUNDRED:
        yield f'"{decimal_text(percent)}%"'


def _whole(text: str) -> int:
    """A whole number, in digits or in Chinese up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_DIGITS.get(tens, 0) if tens else 1) if ten else 0) + _DIGITS.get(ones, 0)


# ---- lengths of time ------------------------------------------------------------------------------------------------

_DURATION: Final = re.compile(
    rf"(?:within\s+|in\s+)?(?P<count>\d{{1,4}}|{_CHINESE})[\s_-]*个?\s*"
    r"(?P<unit>工作日|working[\s_-]*days?|work[\s_-]*days?|business[\s_-]*days?|周|星期|weeks?|天|日|月|年|days?|months?|years?)"
    r"\s*(?:以?内|之内)?",
    re.IGNORECASE,
)
_UNITS: Final = {
    "天": "day",
    "日": "day",
    "d": "day",
    "月": "month",
    "m": "month",
    "年": "year",
    "y": "year",
    "周": "week",
    "星": "week",
    "w": "week",
    "工": "working day",
    "b": "working day",
}


def duration_in(text: str) -> str | None:
    """``30 days`` for ``30天``, ``一个月内``; None where the text says something else."""
    found = _DURATION.fullmatch(narrow(text)) if len(text) <= _LONGEST else None
    if found is None:
        return None
    count, said = _whole(found["count"]), found["unit"].casefold()
    unit = "working day" if said.startswith("work") else _UNITS[said[0]]
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


_DATE: Final = re.compile(r"(\d{4})(?P<sign>[-/.年])(\d{1,2})(?:(?P=sign)|(?<=\d)月)(\d{1,2})日?")


def date_in(text: str) -> date | None:
    """The date of ``2026-01-01``, ``2026/1/1``, ``2026年1月1日``; None where the text says something else."""
    found = _DATE.fullmatch(narrow(text)) if len(text) <= _LONGEST else None
    try:
        return None if found is None else date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a text is written as a date, if it be one that there is not: ``2026-02-29``."""
    return len(text) <= _LONGEST and _DATE.fullmatch(narrow(text)) is not None


_TO: Final = re.compile(r"\s*(?:[~—–]|至|到|\bto\b|\s-\s)\s*")
_SHORT_DATE: Final = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})日?")


def dates_in(text: str) -> tuple[date, date] | None:
    """The two dates of ``2026-02-15 to 2026-02-23``, ``2026年2月15日至23日``; None where it says something else."""
    ends = _TO.split(narrow(text)) if len(text) <= _LONGEST else []
    first = date_in(ends[0]) if len(ends) == 2 else None  # noqa: PLR2004
    if first is None:
        return None
    short = _SHORT_DATE.fullmatch(ends[1])
    try:
        last = first.replace(month=int(short[1] or first.month), day=int(short[2])) if short else date_in(ends[1])
    except ValueError:
        return None
    return None if last is None or last < first else (first, last)


_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")


def day_in(text: str) -> str | None:
    """``saturday`` for ``周六``, ``Sat``; None where it says something else."""
    said = narrow(text).strip().casefold().rstrip(".")
    found = _DAY.fullmatch(said)
    if found is not None:
        return _DAYS["一二三四五六日天".index(found[1]) % 7 if found[1] != "天" else 6]
    return next((day for day in _DAYS if said and day.startswith(said) and len(said) >= 3), None)  # noqa: PLR2004


_COUNTED: Final = re.compile(
    rf"(?:连续|最近|近|至少)?\s*(\d{{1,6}}|{_CHINESE})\s*个?\s*(?:{_UNIT}|月|季度?|半年|级|档)"
)


def whole_in(text: str) -> str | None:
    """``3`` for ``3年``, ``三次``; None where the text says something else."""
    found = _COUNTED.fullmatch(narrow(text)[:_LONGEST])
    return None if found is None or len(text) > _LONGEST else str(_whole(found[1]))


_PART: Final = re.compile(rf"第?\s*(\d{{1,2}}|{_CHINESE})\s*个?\s*(?:月份?|季度?|半年)?")


def part_in(written: object) -> int | None:
    """``12`` for ``12``, ``十二月``, ``12月份``; None where it says something else."""
    if isinstance(written, bool) or not isinstance(written, int | str):
        return None
    found = _PART.fullmatch(narrow(str(written))[:_LONGEST])
    return None if found is None else _whole(found[1])


# ---- flags -----------------------------------------------------------------------------------------------------------

_YES: Final = frozenset(["是", "有", "对", "真", "√", "✓", "yes", "y", "true", "t", "on", "1"])
_NO: Final = frozenset(["否", "无", "没有", "不是", "错", "假", "no", "n", "false", "f", "off", "0"])


def flag_in(value: object) -> str | None:
    """``true`` or ``false``, where a text or a number says so."""
    if not isinstance(value, str | int):
        return None
    said = narrow(str(value)).casefold()
    return "true" if said in _YES else "false" if said in _NO else None
