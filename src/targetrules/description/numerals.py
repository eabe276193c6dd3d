"""Numbers as articles and lists are numbered by them."""

from __future__ import annotations

from typing import Final

from targetrules.wording import say

__all__ = ["chinese_number", "letter", "list_mark", "roman"]

_DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def chinese_number(number: int) -> str:
    """A number from 1 to 9,999 in characters: ``一百零五``, ``十二``."""
    text, is_gap = "", False
    digits = str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            text += ("零" if is_gap else "") + _DIGITS[digit] + _UNITS[place]
        is_gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def letter(number: int) -> str:
    """A number as letters: a, b, to z, then aa, ab and so on."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def roman(number: int) -> str:
    """A number as small Roman numerals: i, ii, iii, iv and so on."""
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def list_mark(number: int, depth: int, language: str) -> str:
    """The mark of an item of a list that is so deep: （一） 1. （1） in Chinese, (a) (i) (1) in English.

    Further down from the first again.
    """
    level = (depth - 1) % 3
    if language == "zh":
        number_text = chinese_number(number) if level == 0 else str(number)
    else:
        number_text = (letter, roman, str)[level](number)
    return say(f"descriptions.mark-{level + 1}", language, {"number": number_text})
