"""A policy's own examples, judged, and held against what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.number import Label
from targetrules.source.decimals import decimal_text

__all__ = ["ExampleCheck", "Mismatch", "check_example"]


@frozen(slots=True)
class Mismatch:
    """Where an example and the policy differ. ``about`` is ``"grade"``, ``"consequences"`` or a measure's name."""

    unit: str
    period: int | str
    about: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


@frozen(slots=True)
class ExampleCheck:
    """One example by its name, a text by language; it passes where there is no mismatch."""

    name: Label
    mismatches: tuple[Mismatch, ...]


def check_example(rules: tree.Rules, example: tree.Example) -> ExampleCheck:
    """Judge the example's history and compare."""
    history = History(tuple(Row(unit, period, values) for unit, period, values in example.rows))
    judged = {(now.unit, now.period): now for now in evaluate(rules, history)}
    found = (
        mismatch
        for expected in example.expected
        for mismatch in _mismatches(rules, expected, judged[expected.unit, expected.period])
    )
    return ExampleCheck(example.name, tuple(found))


def _mismatches(rules: tree.Rules, expected: tree.Expected, now: Judged) -> Iterator[Mismatch]:
    period = period_text(rules.period, now.period)
    if expected.grade is not None and expected.grade != (now.grade or ""):
        yield Mismatch(now.unit, period, "grade", (expected.grade or "none",), (now.grade or "none",))
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


def _text(number: Decimal | None) -> str:
    return "missing" if number is None else decimal_text(number)
