"""Outcomes as a table for people: labels in their language, a block a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from targetrules.outcome import Outcome, Remark
from targetrules.report.labels import PolicyLabels
from targetrules.report.outcome_words import consequences_text, remark_text, undetermined_text
from targetrules.report.paint import Paint, plain
from targetrules.report.table import table_text
from targetrules.rules.resolution.indicator_names import TOTAL, Names
from targetrules.visible import visible

__all__ = ["outcome_table"]

_OF_A_CUT: Final = "differs-from-published"


def outcome_table(
    names: PolicyLabels, outcomes: Iterable[Outcome], *, width: int | None = None, paint: Paint = plain
) -> str:
    """The table: unit, period, grade, consequences (the most severe first), what is undetermined, and remarks.

    Of a policy with indicators the total stands there as well; without weights, how many of the targets are met.

    What is remarked of a cut is the same for all units of a group, and is told once a period, below the table.
    """
    rows = list(outcomes)
    remarked = any(_own(outcome) for outcome in rows)
    graded = names.rules.grading is not None
    headings = [
        names.say("unit"),
        names.period_heading(),
        *_heading_of_indicators(names),
        *([names.say("grade")] if graded else []),
        names.say("consequences"),
        names.say("undetermined"),
        *([names.say("remarks")] if remarked else []),
    ]
    groups = [
        [list(_cells(names, outcome, graded=graded, remarked=remarked)) for outcome in group]
        for _, group in groupby(rows, key=lambda outcome: outcome.period)
    ]
    below = list(_of_cuts(names, rows))
    told = "\n".join(("", *below, "")) if below else ""
    return table_text(headings, groups, width=width, paint=paint) + told


def _heading_of_indicators(names: PolicyLabels) -> list[str]:
    if TOTAL in names.rules.measures:
        return [names.named(TOTAL)] if names.rules.indicators else []
    return [names.say("targets-met")] if names.rules.indicators else []


def _of_indicators(names: PolicyLabels, outcome: Outcome) -> Iterator[str]:
    """The total of a unit; where nothing has a weight, how many targets are met and how many there are."""
    rules = names.rules
    if rules.indicators and TOTAL in rules.measures:
        total = outcome.measures.get(TOTAL)
        yield names.say("missing") if total is None else f"{total:f}"
    elif rules.indicators:
        met = [outcome.conditions.get(Names(each)["met"]) for each in rules.indicators]
        unknown = met.count(None)
        key = "targets-met-of" if not unknown else "targets-met-of-unknown"
        yield names.say(key, met=met.count(True), all=len(met), unknown=unknown)


def _own(outcome: Outcome) -> list[Remark]:
    """What is remarked of this unit, and not of all in its group."""
    return [each for each in outcome.remarks if each.code != _OF_A_CUT]


def _of_cuts(names: PolicyLabels, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Each cut of each period that would be another than was published, and for how many units."""
    found = Counter((one.period, each) for one in outcomes for each in one.remarks if each.code == _OF_A_CUT)
    for (period, each), count in found.items():
        yield names.say("remark-in-period", period=period, remark=remark_text(names, each), count=count)


def _cells(names: PolicyLabels, outcome: Outcome, *, graded: bool, remarked: bool) -> Iterator[str]:
    yield visible(outcome.unit)
    yield str(outcome.period)
    yield from _of_indicators(names, outcome)
    if graded:
        yield names.grade(outcome.grade)
    yield _lines(names, consequences_text(names, outcome))
    yield _lines(names, (undetermined_text(names, each) for each in outcome.undetermined))
    if remarked:
        yield _lines(names, (remark_text(names, each) for each in _own(outcome)))


def _lines(names: PolicyLabels, items: Iterable[str]) -> str:
    """The parts of a cell one below the other; the stops show, where a line is wrapped, which lines belong together."""
    return names.say("below").join(items)
