"""Texts that stand where a name ought to, and are none: what a spreadsheet made, a word for nothing, a total, a target.

Such a text is a problem wherever names are read, for it makes one unit of several: of all whose long number became
``1.10101E+17``, of all whose name was missing. Whoever means the text as a name says so (:attr:`Naming.genuine`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from targetrules.alike import seen
from targetrules.results.cells.nothing import AROUND, WORDS, says_nothing
from targetrules.results.code import Code
from targetrules.width import narrow, plain_blanks

__all__ = ["DOUBTFUL", "PATTERNS", "doubt_of"]

_DIGIT: Final = re.compile("[0-9]")

# As a spreadsheet writes a number: with a sign before the exponent, or one digit before the point.
_EXPONENT: Final = r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?e[+-][0-9]+|[0-9](?:[.,][0-9]*)?e[0-9]{1,3})"

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
_DATE: Final = rf"(?:{'|'.join(_DATES)})(?:[ t]?{_TIME}z?)?|{_TIME}"

# Totals and averages, in small letters. A name is one by all of it: by a word for a total alone, behind other words, or
# before what was added up or counted. What is also the name of a place (Somme, Media) is not among the words.
_SUMS: Final = (
    "合计|总计|小计|共计|累计|总和|汇总|均值|平均|平均分|平均值|平均数|平均得分|总平均|合計|總計|小計|共計|総計|平均値"
)
_OTHER_FIGURES: Final = "最高分|最低分|最大值|最小值|中位数|标准差|计数"
_OF_WHAT: Final = (
    "得分|成绩|分数?|分值|水平|人数|数量|次数|天数|时间|时长|年龄|工龄|教龄|年限|身高|体重|面积|产量|金额|收入|支出|工资"
    "|费用|成本|[一-鿿]{0,4}率"
)
_OVERALL: Final = "均分|总分|总数|总体|总成绩|总得分|页计"
_WHOLE: Final = "全(?:国|省|市|州|盟|县|区|旗|乡|镇|村|校|院|局|部|体|年级)"
_ALL: Final = "schools|units|counties|districts|towns|regions|states|departments|groups|classes|pupils|students"
_GRAND: Final = r"(?:sub[ -]?|grand[ -]?)?totals?"
_ABROAD: Final = (
    "summe(?:[^a-z]|$)|gesamt|durchschnitt|mittelwert|moyenne|promedio|totaal|totale|totaux|итог|всего|среднее|сумма"
)
_SHORT_FIGURES: Final = "sums?|means?|median|max(?:imum)?|min(?:imum)?|counts?"
_OF_FIGURES: Final = "scores?|values?|points?|marks?|results?"
_TOTALS: Final = (
    rf".*(?:{_SUMS})数?",
    rf"(?:{_SUMS}|{_OTHER_FIGURES})[数值]?(?:[^\w].*)?",
    rf".*(?:{_SUMS})(?:{_OF_WHAT})",
    rf"(?:.*[^\w])?(?:{_SUMS})共?[0-9]+[一-鿿]{{0,4}}",
    ".*(?:均分|总分|总数|总成绩|总得分)",
    "(?:全.{1,3})?总体|(?:本|每|第[0-9]+)?页计",
    rf"{_WHOLE}|all(?: (?:{_ALL}))?",
    rf"(?:.*[ :]\W*)?{_GRAND}|{_GRAND}[ ,:;/(=].*",
    r"(?:.*[ :]\W*)?(?:averages?|avg)",
    "(?:(?:overall|grand|county|district|school|group|class|state|national|regional|arithmetic|weighted) )+means?",
    rf"{_SHORT_FIGURES}|overall|std|std\.? ?dev\.?|standard deviation|n ?= ?[0-9]+|σ",
    rf"(?:{_SHORT_FIGURES}|averages?|avg)(?: (?:of .*|{_OF_FIGURES})| ?\(.*)",
    "(?:zwischen|end|gesamt)?summe|(?:ins)?gesamt(?:ergebnis|wert|zahl|durchschnitt)?|durchschnitt|mittelwert|moyenne",
    "promedio|(?:eind|sub)?totaal|totale(?: .*)?|totaux|(?:общий )?итоги?|итого|всего|среднее|сумма",
)

# What a row is called that is no result of a unit in its period, or a part of another's: targets, standards, marks,
# last year's figures, units that are there to be compared with. In small letters.
_NO_UNITS: Final = (
    "(?:考核|年度|本年度?|年初|国家|省|市|县)?(?:目标|任务|计划|标准|基准|基数|基期|参考|参照|对照|标杆)(?:[值数线分]|任务|水平)?",
    "(?:及格|合格|达标|警戒|上限|下限|先进)(?:[值数线分]|水平)|先进(?:单位|县|市|区|乡|镇)|满分|权[重数]|分值",
    "(?:上年度?|上一年度?|上期|上年同期|去年同期|同期)[一-鿿]{0,6}|(?:去年|往年|前年|其中).*",
    r".*\((?:仅?供?参考|参照|对照|对比|不参[评加与].*|不排名|不计.*|目标|上年|去年)\)",
    r".*\((?:for )?reference\)|.*\(not ranked\)|targets?(?: values?)?|standards?(?: values?)?|benchmarks?|baselines?",
    r"full marks?|weights?|(?:previous|last|prior) (?:year|period)\b.*|(?:of which|thereof|including)\b.*",
)
PATTERNS: Final = (_EXPONENT, _DATE, *_TOTALS, *_NO_UNITS)
"""What such texts look like, in small letters, of ordinary width and with plain blanks; totals without signs around."""

_HINTS: Final = (
    rf"{_SUMS}|{_OTHER_FIGURES}|{_OVERALL}|total|averages?|avg|{_ABROAD}|^(?:n ?=|σ|std[ .]*dev|standard deviation)"
    rf"|^(?:{_SHORT_FIGURES}|std|overall|all)(?:$| ?[^a-z0-9 ])|^(?:{_SHORT_FIGURES}) (?:of |{_OF_FIGURES})"
    rf"| means?(?:[^a-z]|$)|^{_WHOLE}(?:[^\w]|$)|^all (?:{_ALL})"
)
_HINTS_OF_NO_UNITS: Final = (
    "目标|任务|计划|标准|基[准数期]|参[考照]|对[照比]|标杆|[及合]格|达标|警戒|[上下]限|先进|满分|权[重数]|分值"
    "|上一?年|上期|同期|[去往前]年|其中|不[参排计]"
    r"|reference\)$|not ranked\)$|^(?:targets?|standards?)(?: values?)?$"
    "|^(?:benchmarks?|baselines?|full marks?|weights?)$"
    "|^(?:previous|last|prior) (?:year|period)|^(?:of which|thereof|including)"
)
_HINT: Final = re.compile(f"{_HINTS}|{_HINTS_OF_NO_UNITS}")
"""One of these is in every total, and every row of no unit: Arrow looks for it, and so does :func:`doubt_of` before it
looks closer."""

DOUBTFUL: Final = (
    r"(?i)^[+-]?[0-9][0-9.,]*e[+-]?[0-9]+$"
    r"|^[0-9]{1,4} ?[-/.年月:]|[一-鿿] | [一-鿿]"
    rf"|^[0-9]{{1,2}}\.?[ -]?(?:{_NAMED_MONTHS})|^(?:{_NAMED_MONTHS})\.?[ -]?[0-9]"
    rf"|^(?:{'|'.join(map(re.escape, sorted(WORDS)))})[{re.escape(AROUND)}]*$|^[^0-9A-Za-z一-鿿]*$"
    rf"|{_HINTS}|{_HINTS_OF_NO_UNITS}"
)
"""A pattern for Arrow, which every plain text of which there is a doubt has; a few others have it too.

A text without a letter and a digit is always looked at, whatever its signs are.
"""


def doubt_of(text: str) -> Code | None:
    """Why the text is hardly a name; None where nothing speaks against it."""
    found = plain_blanks(narrow(seen(text))).casefold()
    if says_nothing(found):
        return Code.SAYS_NOTHING
    if _DIGIT.search(found):
        if _pattern(_EXPONENT).fullmatch(found):
            return Code.SCIENTIFIC
        if _pattern(_DATE).fullmatch(found):
            return Code.WRITTEN_DATE
    if not _HINT.search(found):
        return None
    if _pattern("|".join(_TOTALS)).fullmatch(found.strip(AROUND)):
        return Code.TOTAL
    return Code.MARKS if _pattern("|".join(_NO_UNITS)).fullmatch(found) else None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern, compiled for the first text that may match it: these are large."""
    return re.compile(text)
