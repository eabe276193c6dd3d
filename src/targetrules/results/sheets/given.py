"""What stands in no column of a sheet and holds for all of its rows: a year or a class, by its name, or as said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from targetrules.data import frozen
from targetrules.period import PeriodKind, ordinal_of, period_text
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import input_reader
from targetrules.results.code import Code
from targetrules.results.headings import UNIT_HEADINGS, USUAL_HEADINGS, headings, input_called, known_headings
from targetrules.results.options import Options
from targetrules.results.plan import ReadingPlan
from targetrules.results.problem import Findings
from targetrules.results.sheets.groups import says_part, says_something_else
from targetrules.results.table import shown
from targetrules.rules.tree import Input, InputKind, Rules
from targetrules.source.suggest import nearest
from targetrules.width import heading, narrow
from targetrules.wording import Word

__all__ = ["PERIOD", "Given", "given_to", "period_in", "says_of_all", "word_of"]

PERIOD: Final = "period"
ALL: Final = "all"
"""What is said of sheets whose names say nothing: all of them are read."""

_LONGEST: Final = 64
_YEAR_OF_TITLE: Final = re.compile(
    r"(?<![0-9])((?:19|20|21)[0-9]{2})\s*(?:年度|年(?!\s*[0-9一二三四五六七八九十]{1,3}\s*[月季]))"
)


_NOT_FINAL: Final = re.compile(
    "草稿|初稿|底稿|征求意见|修改前|旧|作废|备份|副本|模板|样[表张]|示例|测试|任务|标准|办法|细则|说明"
    r"|\b(?:draft|old|backup|copy|template|example|test|standard|rules|notes?)\b"
)
"""Words in the name of a sheet by which it holds no results, or none that stand."""


@frozen(slots=True)
class Given:
    """What a sheet has in no column: of what (an input's name, or ``period``), the heading, the value, and by what."""

    what: str
    heading: str
    value: str
    how: str


def given_to(rules: Rules, plan: ReadingPlan, options: Options, sheet: str, findings: Findings) -> tuple[Given, ...]:
    """What is given to a sheet by a plan."""
    found = [
        Given(what, name, value, "fill")
        for said, value in plan.fill
        for what, name in _meant(rules, options, said, findings)
    ]
    of_sheet = dict(plan.sheet_is)
    for said in (each for each in plan.sheets if each != ALL):
        for what, name in _meant(rules, options, said, findings):
            value = _of_sheet(rules, what, of_sheet.get(sheet, sheet), said=sheet in of_sheet)
            if value is None:
                values = {"what": _word(what), "sheet": sheet}
                findings.add(
                    Code.SHEET_SAYS_NOTHING, values=values, advice=Word("sheets.advise_sheet_is", {"sheet": sheet})
                )
            else:
                found.append(Given(what, name, value, "sheet_is" if sheet in of_sheet else "sheet"))
    return tuple(found)


def _word(what: str) -> Word:
    return Word("problems.period_column") if what == PERIOD else Word("problems.input_column", {"name": shown(what)})


def _meant(rules: Rules, options: Options, said: str, findings: Findings) -> Iterator[tuple[str, str]]:
    """The period or the input that is meant by a name, and the heading of its column; a problem where there is none."""
    known = known_headings(rules, options)
    one = input_called(rules, said)
    if one is not None:
        yield one.name, one.columns[0]
        return
    if heading(said) in {PERIOD, *headings(known.period)} or heading(said) in _PERIODS:
        yield PERIOD, known.period[0]
        return
    near = nearest(said, [PERIOD, *rules.read_inputs])
    advice = None if near is None else Word("problems.advise_near", {"near": shown(near)})
    findings.add(Code.NO_SUCH_INPUT, cell=said, advice=advice)


_PERIODS: Final = headings(USUAL_HEADINGS) - headings(UNIT_HEADINGS)


def _of_sheet(rules: Rules, what: str, name: str, *, said: bool) -> str | None:
    """What the name of a sheet says; None: nothing, several things, or that it holds something else than results.

    ``said``: somebody said it of the sheet, in words of their own.
    """
    if what == PERIOD:
        found = period_in(rules.period, name)
        value = None if found is None else str(period_text(rules.period, found))
    else:
        value = word_of(rules, rules.read_inputs[what], name)
    if value is None or said or value == name:
        return value
    rest = narrow(name).replace(narrow(value), " ", 1)
    return None if _NOT_FINAL.search(heading(rest)) or says_something_else(rest, rules.period) else value


def period_in(kind: PeriodKind, text: str) -> int | None:
    """The only period that is named in a text; None where there is none, or several, or part of one."""
    text = narrow(text)[:_LONGEST]
    whole = ordinal_of(kind, text)
    if whole is not None:
        return whole
    if says_part(kind, text):
        return None
    found = {ordinal for ordinal, _, _ in _longest(kind, text)}
    return found.pop() if len(found) == 1 else None


def _longest(kind: PeriodKind, text: str) -> Sequence[tuple[int, int, int]]:
    """The periods that stand in a text, with their ends; of those that overlap the longest."""
    found: list[tuple[int, int, int]] = []
    size = len(text)
    for length in range(size, 0, -1):
        for start in range(size - length + 1):
            end = start + length
            part = text[start:end]
            if part[:1].isspace() or part[-1:].isspace() or _cuts(text, start, end):
                continue
            if any(start < there[2] and there[1] < end for there in found):
                continue
            ordinal = ordinal_of(kind, part) if len(part) >= _SHORTEST[kind is PeriodKind.SEQUENCE] else None
            if ordinal is not None:
                found.append((ordinal, start, end))
    return found


_SHORTEST: Final = {False: 4, True: 1}


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a part begins or ends within a number or a word of letters."""
    return _is_one(text, start) or _is_one(text, end)


def _is_one(text: str, at: int) -> bool:
    pair = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return len(pair) > 1 and pair.isascii() and (pair.isdigit() or pair.isalpha())


def word_of(rules: Rules, one: Input, name: str) -> str | None:
    """The value of an input that a name says: the whole of it, or the only word of the input in it; None: none."""
    read = input_reader(rules, one)
    if not isinstance(read(name), Fault):
        return name
    words = [*one.options, *(label for each in one.option_labels.values() for label in each.values())]
    if one.kind is InputKind.GRADE:
        words = [each.id for each in rules.grades] + [label for each in rules.grades for label in each.label.values()]
    there = [each for each in words if narrow(each) in narrow(name)]
    longest = {each for each in there if not any(each != other and each in other for other in there)}
    return longest.pop() if len(longest) == 1 else None


def says_of_all(kind: PeriodKind, text: str) -> list[int]:
    """The years that a title names as that of the whole sheet; none where periods are no years."""
    if kind is not PeriodKind.YEAR:
        return []
    return [int(found[1]) for found in _YEAR_OF_TITLE.finditer(narrow(text))]
