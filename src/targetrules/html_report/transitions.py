"""Which grade the units of a period had in the period before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from targetrules.html_report.told import Report
from targetrules.outcome import Outcome
from targetrules.wording import say
from targetrules.workbook.decided import Decided
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["ABSENT", "grade_name", "transitions_sheet"]

ABSENT = ""
"""Stands for a grade where a unit has no result."""


def transitions_sheet(report: Report, language: str) -> Sheet | None:
    """A table for each period and the one before it; None where there are no grades, or there is one period alone."""
    if report.rules.grading is None or report.before is None:
        return None
    by_period: dict[int | str, dict[str, Outcome]] = {each: {} for each in report.periods}
    for each in report.outcomes:
        by_period[each.period][each.unit] = each
    pairs = list(zip(report.periods, report.periods[1:], strict=False))
    decided = report.decided[language]
    blocks = []
    for first, then in reversed(pairs):
        counts = Counter(_moves(by_period[first], by_period[then]))
        names = {"first": report.period_in_words(first, language), "then": report.period_in_words(then, language)}
        blocks.append(_block(decided, counts, say("pages.from-to", language, names)))
    return Sheet("", "", tuple(blocks), (say("pages.transitions-are", language),))


def _moves(before: dict[str, Outcome], now: dict[str, Outcome]) -> Iterator[tuple[str | None, str | None]]:
    """From which grade to which each unit went that has a result in one of the periods."""
    for unit in dict.fromkeys((*before, *now)):
        yield (
            before[unit].grade if unit in before else ABSENT,
            now[unit].grade if unit in now else ABSENT,
        )


def _block(decided: Decided, counts: Counter[tuple[str | None, str | None]], title: str) -> Block:
    grades: list[str | None] = [each.id for each in decided.rules.grades]
    grades += [each for each in (None, ABSENT) if any(each in move for move in counts)]
    headings = (_say(decided, "from-grade"), *(grade_name(decided, each) for each in grades), decided.say("all-units"))
    rows = []
    for first in grades:
        cells = [Cell(counts[first, then], "plain" if counts[first, then] else "missing") for then in grades]
        grade = Cell(grade_name(decided, first), "missing") if first in (None, ABSENT) else decided.grade(first)
        rows.append([grade, *cells, Cell(sum(counts[first, then] for then in grades))])
    return Block(headings, rows, title)


def grade_name(decided: Decided, grade: str | None) -> str:
    """A grade, that there is none, or that there is no result."""
    return _say(decided, "gap") if grade == ABSENT else decided.labels.grade(grade)


def _say(decided: Decided, key: str) -> str:
    return say(f"pages.{key}", decided.names.language)
