"""Texts that stand where a name ought to, and are none: what a spreadsheet made of one, a word for nothing, a total.

Such a text is a problem wherever names are read, for it makes one unit of several: of all whose long number became
``1.10101E+17``, of all whose name was missing. Whoever means the text as a name says so (:attr:`Naming.genuine`).
"""

from __future__ import annotations

import re
from typing import Final

from targetrules.results.code import Code
from targetrules.results.nothing import WORDS, says_nothing
from targetrules.width import narrow, plain_blanks

__all__ = ["DOUBTFUL", "doubt_of"]

# As a spreadsheet writes a number: with a sign before the exponent, or one digit before the point.
_EXPONENT: Final = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?e[+-][0-9]+|[0-9](?:[.,][0-9]*)?e[0-9]{1,3})")

_YEAR, _DAY, _MONTH = r"(?:1[89]|20|21)[0-9]{2}", r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])"
_TIME: Final = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]\.?m\.?)?"
_NAMED_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
    "|mrz|mär|märz|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago|dic"
)
_NUMBER_OF_YEAR: Final = rf"(?:{_YEAR}|[0-9]{{2}})"
_DATES: Final = (
    rf"{_DAY}(?:\.? |[.-])(?:{_NAMED_MONTHS})\.?(?:[ ,-]+{_NUMBER_OF_YEAR})?",
    rf"(?:{_NAMED_MONTHS})\.?[ -]{_NUMBER_OF_YEAR}",
    rf"(?:{_NAMED_MONTHS})\.? ?{_DAY}(?:, ?{_YEAR})?",
    rf"(?:{_YEAR}年)?{_MONTH}月{_DAY}[日号]",
    rf"{_YEAR}年{_MONTH}月",
    rf"{_YEAR}([-/.]){_MONTH}\1{_DAY}",
    rf"{_DAY}([-/.]){_DAY}\2{_YEAR}",
    rf"{_DAY}/{_DAY}/[0-9]{{2}}",
)
_DATE: Final = re.compile(rf"(?:{'|'.join(_DATES)})(?:[ t]{_TIME}z?)?|{_TIME}")

_SUMS: Final = (
    "合计|总计|小计|共计|累计|总和|汇总|均值|平均|平均分|平均值|平均数|平均得分|总平均|合計|總計|小計|共計|総計|平均値"
)
_OTHER_FIGURES: Final = "最高分|最低分|最大值|最小值|中位数|标准差|计数"
_TOTAL: Final = re.compile(
    rf".*(?:{_SUMS})数?|(?:{_SUMS}|{_OTHER_FIGURES})[数值]?(?:[^\w].*)?"
    r"|(?:.*[^\w])?(?:sub ?-?|grand ?-?)?totals?|(?:.*[^\w])?(?:averages?|avg|mean)"
    r"|(?:sums?|median|maximum|minimum|std\.? ?dev\.?|standard deviation|overall)"
    r"|(?:(?:sub ?-?|grand ?-?)?totals?|sums?|averages?|avg|mean|median|maximum|minimum)"
    r"(?: (?:of .*|scores?|values?|points?|marks?|results?)| ?\(.*\))"
    r"|summe|gesamt|insgesamt|durchschnitt|moyenne|promedio|итого|всего|среднее"
)
_COLONS: Final = " :.=*"

DOUBTFUL: Final = (
    r"(?i)^[+-]?[0-9][0-9.,]*e[+-]?[0-9]+$"
    r"|^[0-9]{1,4} ?[-/.年月:]|[一-鿿] | [一-鿿]"
    rf"|^[0-9]{{1,2}}\.?[ -]?(?:{_NAMED_MONTHS})|^(?:{_NAMED_MONTHS})\.?[ -]?[0-9]"
    rf"|^(?:{'|'.join(map(re.escape, sorted(WORDS)))})$|^[-_./]+$"
    rf"|{'|'.join(each for each in _SUMS.split('|'))}|{_OTHER_FIGURES}"
    r"|total|averages?|avg|mean|^sums?|^median|^maximum|^minimum|^std|^standard|^overall"
    r"|^summe|gesamt$|^durchschnitt|^moyenne|^promedio"
)
"""A pattern for Arrow, which every plain text of which there is a doubt has; a few others have it too."""


def doubt_of(text: str) -> Code | None:
    """Why the text is hardly a name; None where nothing speaks against it."""
    found = plain_blanks(narrow(text)).casefold()
    if says_nothing(found):
        return Code.SAYS_NOTHING
    if _EXPONENT.fullmatch(found):
        return Code.SCIENTIFIC
    if _DATE.fullmatch(found):
        return Code.WRITTEN_DATE
    return Code.TOTAL if _TOTAL.fullmatch(found.rstrip(_COLONS)) else None
