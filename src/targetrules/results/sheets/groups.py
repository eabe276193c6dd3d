"""Headings of groups of columns, above the headings of these: how far they reach, and what their words say.

They decide what a number is: a score, or the rank, the target or last year's score of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from targetrules.period import PeriodKind
from targetrules.results.sheets.grid import Grid, cell_at
from targetrules.results.table import Cell, is_blank
from targetrules.width import heading, narrow

__all__ = ["names_groups", "reaching", "says_part", "says_plainly", "says_something_else"]

_SOMETHING_ELSE: Final = re.compile(
    "排名|名次|位次|排序|序位|上年|上一年|去年|往年|前年|同期|上期|权重|权数|满分|分值|标准[分值]|增减|目标|任务数|下达|计划|基[数期]|底数"
    "|扣分|减分|加分|奖分|增幅|增速|增长率|增量|降幅|同比|环比|差距|差[额值]|缺口|未完成|预[测计期估]|上报|申报|自[评查报]|初评|参考|对比|变[化动]"
    "|占比|比重|系数|[δ±]"
    r"|\brank|\bplace\b|\bposition|\bprevious|\blast (?:year|period)|\bprior|\bweight|\btarget|\bmaximum|\bfull mark"
    r"|\bplan(?:ned)?\b|\bforecast|\bexpected|\bestimate|\bbase(?:line)?\b|\bchange\b|\bdifference|\bgap\b|\bgrowth|\bdeduct|\bbonus|\bself-|\breported\b"
)
"""Words over a group of columns by which these hold something else than what their own headings say."""

_PLAINLY: Final = re.compile(
    "得分|分数|评分|成绩|本年|当年|今年|本期|实绩|实际|完成|考核|评价|指标|结果|情况|汇总|数据|表$"
    r"|\bscores?\b|\bmarks\b|\bpoints\b|\bresults?\b|\bactual|\bthis year|\bassess|\bindicator"
    r"|\bperformance|\bachieved|\bdata\b"
)
"""Words over a group of columns by which these hold what is assessed."""

_BESIDE_TABLE: Final = re.compile(
    r".*[:：].*|[（(].*[）)]|附[件表录].*|表\s*[0-9一二三四五六七八九十]+.*|第.{1,3}页.*|共.{1,3}页"
    r"|[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*(?:[-/.月]\s*(?:[0-9]{1,2}\s*日?)?)?",
    re.DOTALL,
)
"""What stands beside a title, and is no heading: who filled it in, what it is counted in, a day, a page."""

_DOCUMENT: Final = re.compile("(?:表|一览|名单|通报|汇总|统计|台账)(?:[（(].*[）)])?")


_WHOLE_YEARS: Final = (PeriodKind.YEAR, PeriodKind.SCHOOL_YEAR, PeriodKind.FISCAL_YEAR)
_PART_OF_YEAR: Final = re.compile(r"季|月|半年|quarter|month|half|\bq[1-4]\b", re.IGNORECASE)


def says_part(kind: PeriodKind, text: str) -> bool:
    """Whether a text names a part of a year, where periods are whole years."""
    return kind in _WHOLE_YEARS and _PART_OF_YEAR.search(narrow(text)) is not None


def says_something_else(text: str, kind: PeriodKind) -> bool:
    """Whether by its words a heading of a group says that its columns hold no results of the period."""
    return _SOMETHING_ELSE.search(heading(text)) is not None or says_part(kind, text)


def says_plainly(text: str) -> bool:
    """Whether by its words a heading of a group says that its columns hold what is assessed."""
    return _PLAINLY.search(heading(text)) is not None


def names_groups(cells: Sequence[Cell], below: Sequence[Cell], unit: int) -> bool:
    """Whether a row right above headings, in which no cell is merged, has headings of groups and is no title.

    Such are texts to the right of the units, above other headings. A title that was set there by hand is one alone, and
    says of itself that it is a table or a list; remarks beside a title have a colon, brackets, or are a day.

    Args:
        cells: The row.
        below: The row of headings below it.
        unit: The position of the column of units.
    """
    if not is_blank(cell_at(cells, unit)):
        return False
    there = [(at, cell) for at, cell in enumerate(cells) if at > unit and not is_blank(cell)]
    if not there or not all(isinstance(cell, str) or _is_year(cell) for _, cell in there):
        return False
    texts = [narrow(str(cell)) for at, cell in there if not is_blank(cell_at(below, at))]
    if any(_SOMETHING_ELSE.search(heading(each)) for each in texts):
        return True
    if len(there) == 1 and _DOCUMENT.search(narrow(str(there[0][1]))):
        return False
    return any(not _BESIDE_TABLE.fullmatch(each) for each in texts)


def _is_year(cell: Cell) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool | date) and 1900 <= cell <= 2199  # noqa: PLR2004


def reaching(grid: Grid, rows: Mapping[int, Sequence[Cell]], numbers: Collection[int], unit: int) -> list[list[Cell]]:
    """Rows of headings, in which a heading of a group that is not merged reaches to the next one.

    It is a heading of a group where another heading stands below it, and reaches as far as these go on below blanks.

    Args:
        grid: The sheet.
        rows: Its first rows, with the cells of each that are merged.
        numbers: Those of the rows of headings, from above.
        unit: The position of the column of units.
    """
    found = [list(rows.get(number, ())) for number in numbers]
    width = max(map(len, found), default=0)
    for nth, number in enumerate(numbers):
        cells, below = found[nth], found[nth + 1 :]
        cells.extend([None] * (width - len(cells)))
        merged = {
            at for each in grid.merged if each.top <= number <= each.bottom for at in range(each.left, each.right + 1)
        }
        reaches: Cell = None
        for at in range(unit + 1, width):
            headed = any(not is_blank(cell_at(each, at)) for each in below)
            if at in merged or not headed:
                reaches = None
            elif is_blank(cells[at]):
                cells[at] = reaches
            else:
                reaches = cells[at]
    return found
