"""Sheets that list: what each unit receives, what nobody could decide, and what was decided with what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from targetrules.outcome import Decided as Received
from targetrules.outcome import Outcome
from targetrules.report.outcome_words import missing_text, most_severe_first
from targetrules.report.record import Record, option_texts
from targetrules.rules.definition import label_text
from targetrules.rules.tree import Consequence
from targetrules.visible import visible
from targetrules.wording import Word
from targetrules.workbook.decided import Decided
from targetrules.workbook.sheet import Block, Cell, Look, RowsOf, Sheet

__all__ = [
    "consequence_sheet",
    "due_text",
    "made_with_sheet",
    "measures_sheet",
    "rule_cells",
    "rule_headings",
    "rule_name",
    "undetermined_sheet",
]


def consequence_sheet(decided: Decided) -> Sheet:
    """A row for each consequence of each unit: to whom, until when, by which article."""
    own = (
        decided.say("obligation"),
        decided.say("due-day"),
        decided.say("last-day"),
        decided.say("source"),
        decided.say("article"),
    )
    received = [(outcome, each) for outcome in decided.outcomes for each in most_severe_first(decided.names, outcome)]
    headings = (*decided.whose_headings, *rule_headings(decided), *own)
    return decided.sheet("consequences", [Block(headings, RowsOf(received, _received_cells(decided)))])


def _received_cells(decided: Decided) -> Callable[[tuple[Outcome, Received]], Iterator[Cell]]:
    """What gives the cells of a row; what is the same of many of them is put into words once."""
    names, rules = decided.names, {each.id: each for each in decided.rules.consequences}

    @cache
    def rule(id_: str, to: tuple[str, ...], force: str) -> list[Cell]:
        return [*rule_cells(decided, rules[id_], to), Cell(decided.say(f"force-{force}"))]

    @cache
    def source(id_: str | None, article: str | None) -> list[Cell]:
        found = None if id_ is None else names.rules.sources[id_]
        title = "" if found is None else visible(label_text(found.title, names.language, found.id))
        return [Cell(title), Cell(visible(article or ""))]

    def cells(of: tuple[Outcome, Received]) -> Iterator[Cell]:
        outcome, each = of
        yield from decided.whose(outcome)
        yield from rule(each.id, each.to, each.force)
        yield Cell(due_text(decided, rules[each.id], each))
        yield Cell(each.until)
        yield from source(each.source, each.article)

    return cells


def rule_name(decided: Decided, rule: Consequence) -> str:
    """What a consequence is called where nothing beside it says whether it must be imposed or may be."""
    label = decided.labels.consequence(rule.id)
    return decided.say("may-be-imposed", consequence=label) if rule.force == "may" else label


def rule_headings(decided: Decided) -> tuple[str, ...]:
    """The headings of :func:`rule_cells`."""
    return decided.say("consequence"), decided.say("kind-of-consequence"), decided.say("addressee")


def rule_cells(decided: Decided, rule: Consequence, to: Iterable[str]) -> Iterator[Cell]:
    """What a consequence is called, of which kind it is, and whom it is for."""
    yield Cell(decided.labels.consequence(rule.id), _look(rule))
    yield Cell("" if rule.kind is None else decided.say(f"kind-{rule.kind}"))
    yield Cell(decided.names.say("comma").join(map(decided.labels.role, to)))


def _look(rule: Consequence) -> Look:
    """How a consequence looks: what rewards and what punishes can be told from afar."""
    match rule.kind:
        case "reward":
            return "reward"
        case "sanction":
            return "sanction"
        case _:
            return "plain"


def due_text(decided: Decided, rule: Consequence, each: Received) -> str | date:
    """The day; where there is none though there is a deadline, what it is counted from or why nobody knows it."""
    if each.due is not None:
        return each.due
    if rule.deadline is None:
        return ""
    if each.counted_from is not None:
        return decided.say("due-from-service")
    return decided.say("due-not-given" if each.due_known else "due-unknown")


def undetermined_sheet(decided: Decided) -> Sheet | None:
    """A row for each rule that nobody could decide, with what is missing; None where there is none."""
    names = decided.names
    rows = [
        [*decided.whose(outcome), Cell(names.rule(each.id), "undetermined"), Cell(missing_text(names, each))]
        for outcome in decided.outcomes
        for each in outcome.undetermined
    ]
    headings = (*decided.whose_headings, decided.say("rule"), decided.say("what-is-missing"))
    return decided.sheet("undetermined", [Block(headings, rows)]) if rows else None


def measures_sheet(decided: Decided) -> Sheet | None:
    """All measures of each unit; None where the policy has none. One that nobody has a value of is named, not shown."""
    measures = list(decided.rules.measures)
    if not measures:
        return None
    shown = [name for name in measures if any(each.measures[name] is not None for each in decided.outcomes)]
    empty = [decided.labels.value(name) for name in measures if name not in shown]
    rows = RowsOf(decided.outcomes, lambda each: [*decided.whose(each), *(decided.cell(each, name) for name in shown)])
    headings = (*decided.whose_headings, *map(decided.labels.value, shown))
    notes = [decided.say("left-out", names=decided.names.say("comma").join(empty))] if empty else []
    return decided.sheet("measures", [Block(headings, rows)], notes)


def made_with_sheet(decided: Decided, day: date | None, record: Record, notes: tuple[Word, ...]) -> Sheet:
    """What was decided with what, and what was passed over where the results were read."""
    names = decided.names
    rows = [[Cell(decided.say("decision-date")), Cell(day)]]
    rows += [[Cell(names.say(f"record-{name}")), Cell(_value(name, value))] for name, value in record.values().items()]
    blocks = [Block((decided.say("part"), decided.say("value")), rows)]
    if notes:
        told = [[Cell(each.text(names.language))] for each in notes]
        blocks.append(Block((decided.say("notes-of-results"),), told))
    return decided.sheet("made-with", blocks)


def _value(name: str, value: Any) -> str:
    """A part of the record: options as they are typed, a digest for each of several tables on a line of its own."""
    if name == "options":
        return "\n".join(option_texts(value))
    return "\n".join(f"{of}: {digest}" for of, digest in value.items()) if isinstance(value, dict) else str(value)
