"""The first sheet: how many units have which grade, by class, and how many receive what, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from targetrules.history import Value
from targetrules.outcome import Outcome
from targetrules.workbook.decided import Decided
from targetrules.workbook.lists import rule_cells, rule_headings
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["summary_sheet"]


def summary_sheet(decided: Decided) -> Sheet:
    """Grades by period and class, and consequences by period."""
    blocks = []
    if decided.rules.grading is not None:
        blocks.append(_grades(decided))
    blocks.append(_consequences(decided))
    notes = [] if decided.of is None else [decided.say("part-of-all", count=len(decided.outcomes), all=decided.of)]
    return decided.sheet("summary", blocks, notes)


def _grades(decided: Decided) -> Block:
    names, classes = decided.names, decided.rules.classes
    within = classes if all(map(decided.has, classes)) else ()  # of inputs the results must be at hand
    counts: dict[tuple[int | str, tuple[Value, ...]], Counter[str | None]] = {}
    first: dict[tuple[int | str, tuple[Value, ...]], Outcome] = {}
    for outcome in decided.outcomes:
        key = (outcome.period, decided.group(outcome, within))
        counts.setdefault(key, Counter())[outcome.grade] += 1
        first.setdefault(key, outcome)
    grades = [*(each.id for each in decided.rules.grades), None]
    headings = (
        names.period_heading(),
        *map(decided.labels.value, within),
        *map(decided.labels.grade, grades),
        decided.say("all-units"),
    )
    rows = [
        [
            Cell(key[0]),
            *(decided.cell(first[key], each) for each in within),
            *(Cell(of[each]) for each in grades),
            Cell(of.total()),
        ]
        for key, of in counts.items()
    ]
    return Block(headings, rows, decided.say("grades-by-class" if within else "grades"))


def _consequences(decided: Decided) -> Block:
    names = decided.names
    own = (
        decided.say("obligation"),
        decided.say("units-that-receive"),
        decided.say("first-due"),
        decided.say("last-due"),
        decided.say("undecided"),
    )
    headings = (names.period_heading(), *rule_headings(decided), *own)
    return Block(headings, list(_of_consequences(decided)), names.say("consequences"))


def _of_consequences(decided: Decided) -> Iterator[list[Cell]]:
    """One row for each consequence in each period, those that nobody receives too: that they are none is an answer."""
    by_period: dict[int | str, list[Outcome]] = {}
    for outcome in decided.outcomes:
        by_period.setdefault(outcome.period, []).append(outcome)
    for period, of_period in by_period.items():
        received: dict[str, list[date | None]] = {each.id: [] for each in decided.rules.consequences}
        unknown = Counter(each.id for outcome in of_period for each in outcome.undetermined)
        for outcome in of_period:
            for each in outcome.consequences:
                received[each.id].append(each.due)
        for rule in decided.rules.consequences:
            due = sorted(each for each in received[rule.id] if each is not None)
            yield [
                Cell(period),
                *rule_cells(decided, rule, rule.to),
                Cell(decided.say(f"force-{rule.force}")),
                Cell(len(received[rule.id])),
                Cell(due[0] if due else None),
                Cell(due[-1] if due else None),
                Cell(unknown[rule.id]),
            ]
