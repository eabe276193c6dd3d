"""By what rule an indicator scored, and where an indicator, a category or a ballot comes from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from targetrules.engine.judged import Judged
from targetrules.explanation.findings import Cited, Fact
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Interval, Named, ReadValue, Value
from targetrules.rules import tree
from targetrules.rules.definition import ScoringRule

__all__ = ["facts_of_scoring", "is_scored"]


def is_scored(name: str, rules: tree.Rules) -> bool:
    """Whether there is anything to tell of how ``name`` is made."""
    return name in rules.origins or name in rules.scoring


def facts_of_scoring(name: str, names: SymbolTable, now: Judged) -> Iterator[Fact]:
    """How ``name`` is made, where it is the score of an indicator whose target is known, or where none is needed."""
    origin = names.rules.origins.get(name)
    if origin is not None:
        yield from _facts_of_origin(name, names.cited(origin))
    rule = names.rules.scoring.get(name)
    if rule is None:
        return
    told: dict[str, Value] = {"full": rule.full}
    if rule.form == "scale":
        yield Fact("scoring.scale", told)
    elif rule.reach == "kept":
        yield Fact("scoring.kept", told)
    elif all(now.values[each] is not None for each in rule.target):
        ends = [names.reading(each, now.values[each]) for each in rule.target]
        yield _of_target(rule, {**told, "target": _reached(rule, ends)}, ends[0].unit)


def _facts_of_origin(name: str, cited: Cited) -> Iterator[Fact]:
    """The sentence that something is of, where that stands, and what its author says of it."""
    if cited.quote:
        yield Fact("scoring.quote", {"quote": " ".join(cited.quote.split())})
    if cited.source is not None and cited.article:
        yield Fact("scoring.source_article", {"source": cited.source, "article": cited.article})
    elif cited.source is not None:
        yield Fact("scoring.source", {"source": cited.source})
    elif cited.article:
        yield Fact("scoring.article", {"article": cited.article})
    if cited.description:
        told = {language: " ".join(text.split()) for language, text in cited.description.items()}
        yield Fact("scoring.note", {"note": Named("note", name, told)})


def _of_target(rule: ScoringRule, told: dict[str, Value], unit: str) -> Fact:
    match rule.form:
        case "all-or-nothing":
            return Fact("scoring.all", told)
        case "ratio":
            return Fact(f"scoring.ratio_{rule.reach}", told)
        case "per_point":
            return Fact(f"scoring.per_point_{rule.reach}", {**told, "off": rule.off})
        case "range":
            return Fact("scoring.range", {**told, "zero": _nothing(rule, unit)})
        case "difference" | "scale":  # the latter needs no target
            return Fact("scoring.difference", told)
        case _:
            assert_never(rule.form)


def _reached(rule: ScoringRule, ends: list[ReadValue]) -> Interval:
    """What has full marks."""
    if rule.reach == "at_most":
        return Interval(None, ends[0])
    return Interval(ends[0], ends[1] if rule.reach == "between" else None)


def _nothing(rule: ScoringRule, unit: str) -> tuple[Interval, ...]:
    """What has none: all that lies so far from the target, on one side or on both."""

    def told(zero: Decimal) -> ReadValue:
        return ReadValue(None, zero, unit)

    if rule.reach == "at_most":
        return (Interval(told(rule.zeros[0]), None),)
    below, above = rule.zeros[0], rule.zeros[1:]
    return (Interval(None, told(below)), *(Interval(told(each), None) for each in above))
