"""What is answered of claims, as text for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from rich.cells import cell_len

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row, Value
from targetrules.period import period_text
from targetrules.proof.answers import Answer, Open, Proved, Refuted
from targetrules.report.example_text import example_text
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint, plain
from targetrules.report.table import table_text
from targetrules.report.wrap import fitted
from targetrules.rules import tree
from targetrules.rules.parts import constructs_in
from targetrules.source.decimals import plain_digits
from targetrules.visible import visible
from targetrules.wording import Listing, say

__all__ = [
    "Telling",
    "answer_text",
    "answer_values",
    "example_of",
    "indented",
    "results_of",
    "results_table",
    "summary_text",
    "value_text",
]


_INDENT: Final = 6


@frozen(slots=True)
class Telling:
    """How answers are told: in the words of a policy, as wide as a terminal, painted."""

    names: PolicyLabels
    width: int | None = None
    paint: Paint = plain

    def say(self, key: str, **values: Any) -> str:
        """A sentence about proofs."""
        return say(f"proofs.{key}", self.names.language, values)


def answer_text(telling: Telling, answer: Answer) -> str:
    """A claim and what is answered of it; below a refuted one the results that break it."""
    return "\n".join(_lines(telling, answer))


def _lines(telling: Telling, answer: Answer) -> Iterator[str]:
    claim = visible(telling.names.claim(answer.claim))
    match answer:
        case Proved():
            mark = telling.paint(telling.say("proved"), "good")
            yield f"  {mark}  {claim}  {telling.say('any-length')}"
        case Refuted():
            yield f"  {telling.paint(telling.say('refuted'), 'error')}  {claim}"
            yield from _refuted(telling, answer)
        case Open():
            yield f"  {telling.paint(telling.say('open'), 'advice')}  {claim}"
            yield f"      {telling.say(f'open-{answer.why}', periods=answer.periods)}"


def _refuted(telling: Telling, answer: Refuted) -> Iterator[str]:
    rules = telling.names.rules
    units = len({row.unit for row in answer.history.rows})
    key = "shown-by" if answer.is_shortest else "shown-by-chance"
    yield "      " + telling.say(key, rows=len(answer.history.rows), units=units)
    yield ""
    yield from indented(results_table(telling, answer.history, _concerned(rules, answer.claim)))
    for broken in answer.broken:
        key = "broken" if broken.against is None else "broken-against"
        yield "      " + telling.say(key, unit=broken.unit, period=broken.period, against=broken.against)
    yield ""
    yield "      " + telling.say("as-example")
    yield ""
    yield from indented(example_of(rules, answer.history, answer.claim, answer.details))


def _concerned(rules: tree.Rules, claim: str) -> frozenset[str]:
    """The consequences of which a claim speaks; all, where it speaks of none."""
    every = frozenset(rule.id for rule in rules.consequences)
    says = next(each.says for each in rules.claims if each.id == claim)
    if isinstance(says, tree.Monotone):
        return every
    parts = [says.condition, *([says.then] if isinstance(says, tree.Always) else [])]
    found = {
        each.consequence
        for part in parts
        for each in constructs_in(part)
        if isinstance(each, tree.Receives | tree.Received)
    }
    return frozenset(found) or every


@frozen(slots=True)
class _OfRules:
    rules: tree.Rules


def example_of(rules: tree.Rules, history: History, name: str, details: Mapping[str, History] | None = None) -> str:
    """Results as an entry to be pasted into the policy."""
    return example_text(_OfRules(rules), history, details=details, name=name)


def indented(text: str) -> Iterator[str]:
    """The lines of a text, below what they belong to."""
    return (" " * _INDENT + line if line else line for line in text.rstrip("\n").split("\n"))


def results_table(telling: Telling, history: History, concerned: frozenset[str]) -> str:
    """Results and what comes of them: what was given, the grade, and of the consequences those that are concerned.

    Where that is wider than there is room, what is the same in all of them is told once, below.
    """
    shown = [name for name in telling.names.rules.inputs if any(row.values[name] is not None for row in history.rows)]
    room = None if telling.width is None else telling.width - _INDENT
    table = _table(telling, history, shown, concerned, None)
    if room is None or max(map(cell_len, table.split("\n"))) <= room:
        return table
    first, *_ = history.rows
    same = [name for name in shown if all(row.values[name] == first.values[name] for row in history.rows)]
    table = _table(telling, history, [name for name in shown if name not in same], concerned, room)
    return table + (fitted(_same(telling, same, first), room) + "\n" if same else "")


def _same(telling: Telling, same: Sequence[str], row: Row) -> str:
    names = telling.names
    values = [(name, value_text(names, names.rules.inputs[name], row.values[name])) for name in same]
    parts = [telling.say("value", what=names.named(name), value=value) for name, value in values]
    return telling.say("same-in-all", values=Listing(tuple(parts), "; "))


def _table(
    telling: Telling, history: History, shown: Sequence[str], concerned: frozenset[str], width: int | None
) -> str:
    names = telling.names
    rules = names.rules
    judged = evaluate(rules, history)
    has_grade = rules.grading is not None and any(now.grade is not None for now in judged)
    headings = [names.say("unit"), names.period_heading(), *map(names.named, shown)]
    headings += [*([telling.say("final-grade")] if has_grade else []), names.say("consequences")]
    rows = [list(_cells(names, now, shown, concerned & now.received, has_grade=has_grade)) for now in judged]
    groups = [list(group) for _, group in groupby(rows, key=lambda cells: cells[1])]
    return table_text(headings, groups, width=width)


def _cells(
    names: PolicyLabels, now: Judged, shown: Sequence[str], received: frozenset[str], *, has_grade: bool
) -> Iterator[str]:
    yield visible(now.unit)
    yield str(period_text(names.rules.period, now.period))
    for name in shown:
        yield value_text(names, names.rules.inputs[name], now.values[name])
    if has_grade:
        yield names.grade(now.grade)
    in_order = (rule.id for rule in names.rules.consequences if rule.id in received)
    yield names.say("below").join(map(names.consequence, in_order)) or names.say("none")


def value_text(names: PolicyLabels, source: tree.Input, value: Value) -> str:
    """A value of an input as a person reads it in a table."""
    match value:
        case None:
            return names.say("missing")
        case bool():
            return say("proofs.yes" if value else "proofs.no", names.language, {})
        case str():
            return (
                names.grade(value) if source.kind is tree.InputKind.GRADE else visible(names.option(source.name, value))
            )
        case _:
            return plain_digits(value)


def summary_text(telling: Telling, answers: Sequence[Answer]) -> str:
    """How many claims were proved, refuted and left open."""
    kinds: Mapping[str, type[Answer]] = {"proved": Proved, "refuted": Refuted, "open": Open}
    counts = {name: sum(isinstance(each, kind) for each in answers) for name, kind in kinds.items()}
    return "  " + telling.say("summary", **counts)


# ---- for programs ----------------------------------------------------------------------------------------------------


def answer_values(rules: tree.Rules, answer: Answer) -> dict[str, Any]:
    """An answer as JSON has it."""
    match answer:
        case Proved():
            return {"claim": answer.claim, "answer": "proved", "periods": answer.periods}
        case Open():
            return {"claim": answer.claim, "answer": "open", "periods": answer.periods, "why": answer.why}
        case Refuted():
            broken = [{"unit": each.unit, "period": each.period, "against": each.against} for each in answer.broken]
            return {
                "claim": answer.claim,
                "answer": "refuted",
                "results": results_of(rules, answer.history),
                "shortest": answer.is_shortest,
                "broken": broken,
                "example": example_of(rules, answer.history, answer.claim, answer.details),
            }


def results_of(rules: tree.Rules, history: History) -> list[dict[str, Any]]:
    """Results as JSON has them."""
    return [
        {"unit": row.unit, "period": period_text(rules.period, row.period), **_plain(row.values)}
        for row in history.rows
    ]


def _plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """What is there; a number as the text of its digits."""
    there = {name: value for name, value in values.items() if value is not None}
    return {name: plain_digits(value) if isinstance(value, Decimal) else value for name, value in there.items()}
