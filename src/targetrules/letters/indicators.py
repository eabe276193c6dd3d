"""What the number of a grade is made of, as a letter tells it: its parts, and of each indicator one line.

How it came about in full, condition by condition, is for whoever checks it (:func:`derivation_lines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from targetrules.explanation.findings import Fact, Finding
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Interval, Named, ReadValue, Value
from targetrules.history import Value as HistoryValue
from targetrules.report.explanation_lines import Line, of_fact
from targetrules.report.phrases import Phrases
from targetrules.rules.tree import Rules

__all__ = ["derivation_lines", "indicator_lines"]


def indicator_lines(source: Fact, rules: Rules, values: Mapping[str, HistoryValue], phrases: Phrases) -> Iterator[Line]:
    """The parts of the number that a grade comes from, then each indicator: value, target and points.

    Args:
        source: Where the grade came from.
        rules: The policy.
        values: What the results say of the unit, by input.
        phrases: The words.
    """
    scores = {name: fact for fact in _facts(source) if (name := _measure(fact)) in rules.scoring}
    if not scores:
        return
    (number, *_) = source.facts
    parts = number.values.get("parts")
    if isinstance(parts, tuple):
        there = tuple(each for each in parts if isinstance(each, ReadValue) and each.value is not None)
        yield Line(phrases.worded("reasons.measure.computed", {"measure": number.values["measure"], "parts": there}))
    names = SymbolTable.of(rules)
    for id_ in rules.indicators:
        fact = scores.get(f"{id_}_score")
        if fact is not None:
            yield from _of_indicator(fact, [id_, f"{id_}_quality"], names, values, phrases)


def derivation_lines(source: Fact, phrases: Phrases) -> Iterator[Line]:
    """How the number that a grade comes from came about, in full: with the marks of what holds and what does not."""
    for fact in source.facts:
        for line in of_fact(fact, phrases):
            mark = "" if line.mark == "·" else f"{line.mark} "
            yield Line(f"{mark}{line.text}", depth=line.depth)


def _of_indicator(
    fact: Fact, inputs: list[str], names: SymbolTable, values: Mapping[str, HistoryValue], phrases: Phrases
) -> Iterator[Line]:
    """The line of an indicator; none of one that the unit does not carry, which has no points."""
    points = fact.values["measure"]
    if not isinstance(points, ReadValue) or points.value is None:
        return
    there = [each for each in inputs if each in values and not _is_usual(each, names.rules, values)]
    told: dict[str, Value] = {"read": tuple([_read(names.reading(each, values[each]), phrases) for each in there])}
    told["points"] = points.value
    told["full"] = names.rules.scoring[_measure(fact)].full
    target = next((each.values["target"] for each in fact.facts if "target" in each.values), None)
    if isinstance(target, Interval):
        yield Line(phrases.worded("letters.indicator-with-target", {**told, "target": target}))
    else:
        yield Line(phrases.worded("letters.indicator", told))


def _is_usual(name: str, rules: Rules, values: Mapping[str, HistoryValue]) -> bool:
    """Whether nothing is to be told of how good a value is: it is as it is where nobody says anything."""
    return name.endswith("_quality") and values[name] == rules.inputs[name].default


def _read(reading: ReadValue, phrases: Phrases) -> Value:
    """A number with its name; a word, or whether a standard was kept, apart from it."""
    if reading.value is None or isinstance(reading.value, Decimal):
        return reading
    return phrases.worded("letters.known", {"name": reading.name, "value": phrases.of(reading.value)})


def _measure(fact: Fact) -> str:
    """The id of the measure that a fact is about; "" where it is about none."""
    reading = fact.values.get("measure")
    return reading.name.id if isinstance(reading, ReadValue) and isinstance(reading.name, Named) else ""


def _facts(of: Fact | Finding) -> Iterator[Fact]:
    """All facts below one, in conditions too."""
    for fact in of.facts:
        yield fact
        yield from _facts(fact)
    for finding in of.findings if isinstance(of, Fact) else of.children:
        yield from _facts(finding)
