"""A policy's own examples, judged, and held against what they expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from attrs import field

from targetrules.data import frozen
from targetrules.engine.details import with_aggregates
from targetrules.engine.judged import Judged
from targetrules.engine.outcomes_below import outcome_rows
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.definition import Label
from targetrules.source.decimals import decimal_text
from targetrules.truth import Truth

__all__ = ["ExampleCheck", "Mismatch", "check_example", "details_of", "history_of"]

_TRUTHS: Final[Mapping[Truth, str]] = {True: "true", False: "false", None: "unknown"}
"""As the policy writes them."""


@frozen(slots=True)
class Mismatch:
    """Where an example expects something else than the policy decides.

    Attributes:
        unit: The unit.
        period: The period, as outcomes print it.
        about: ``"grade"``, ``"consequences"``, or the name of a measure, a named condition or a status.
        expected: What the example expects.
        found: What the policy decides.
    """

    unit: str
    period: int | str
    about: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


@frozen(slots=True)
class ExampleCheck:
    """One example of a policy, judged; it passes where there is no mismatch.

    Attributes:
        name: Its name, a text by language.
        mismatches: Where it expects something else.
        grades: The grades of the outcomes in which something else differs, with what the example expects, if it says
            so.
        history: The rows that were judged, with what is made of details.
    """

    name: Label
    mismatches: tuple[Mismatch, ...]
    grades: tuple[Mismatch, ...] = ()
    history: History = field(default=History(()), eq=False, repr=False)


def history_of(rules: tree.Rules, example: tree.Example) -> History:
    """The rows of an example, with what is made of its details; those that it has none of are no rows at all."""
    return _with_details(rules, History(tuple(Row(*row) for row in example.rows)), example, "")


def _with_details(rules: tree.Rules, history: History, example: tree.Example, prefix: str) -> History:
    """Results of a policy whose details are called so in the example, with what is made of them."""
    return with_aggregates(rules, history, details_of(rules, example, prefix)) if rules.details else history


def details_of(rules: tree.Rules, example: tree.Example, prefix: str = "") -> dict[str, History]:
    """The rows of each of the details in an example, in which those are called so; of a lower policy its outcomes."""
    below: dict[str, History] = {}
    for name, each in rules.details.items():
        rows = History(tuple(Row(*row) for row in example.details.get(prefix + name, ())))
        if each.policy is not None:
            lower = _with_details(each.policy.rules, rows, example, f"{prefix}{name}.")
            rows = outcome_rows(each, each.policy, lower, evaluate(each.policy.rules, lower))
        below[name] = rows
    return below


def check_example(rules: tree.Rules, example: tree.Example) -> ExampleCheck:
    """Judge the example's history and compare."""
    history = history_of(rules, example)
    judged = {(now.unit, now.period): now for now in evaluate(rules, history)}
    mismatches: list[Mismatch] = []
    grades: list[Mismatch] = []
    for expected in example.expected:
        now = judged[expected.unit, expected.period]
        found = list(_mismatches(rules, expected, now))
        mismatches += found
        if rules.grading is not None and found and not any(each.about == "grade" for each in found):
            grades.append(_grade(rules, expected, now))
    return ExampleCheck(example.name, tuple(mismatches), tuple(grades), history)


def _grade(rules: tree.Rules, expected: tree.Expected, now: Judged) -> Mismatch:
    said = () if expected.grade is None else (expected.grade or "none",)
    return Mismatch(now.unit, period_text(rules.period, now.period), "grade", said, (now.grade or "none",))


def _mismatches(rules: tree.Rules, expected: tree.Expected, now: Judged) -> Iterator[Mismatch]:
    period = period_text(rules.period, now.period)
    if expected.grade is not None and expected.grade != (now.grade or ""):
        yield _grade(rules, expected, now)
    if expected.consequences is not None and expected.consequences != now.received:
        order = [rule.id for rule in rules.consequences]
        wanted, received = (tuple(id_ for id_ in order if id_ in ids) for ids in (expected.consequences, now.received))
        yield Mismatch(now.unit, period, "consequences", wanted, received)
    for name, number in expected.measures.items():
        if now.values[name] != number:
            value = now.values[name]
            yield Mismatch(
                now.unit, period, name, (_text(number),), (_text(value if isinstance(value, Decimal) else None),)
            )
    for name, truth in expected.conditions.items():
        if now.values[name] is not truth:
            found = now.values[name]
            yield Mismatch(
                now.unit, period, name, (_TRUTHS[truth],), (_TRUTHS[found if isinstance(found, bool) else None],)
            )


def _text(number: Decimal | None) -> str:
    return "missing" if number is None else decimal_text(number)
