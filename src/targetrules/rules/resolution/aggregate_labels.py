"""What is made of details, in words: labels that explanations and tables of outcomes have in place of the function."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from attrs import evolve

from targetrules.rules import tree
from targetrules.rules.definition import Label, label_text
from targetrules.source.decimals import decimal_text
from targetrules.wording import LANGUAGES, say

__all__ = ["with_labels"]

_MEDIAN: Final = Decimal(50)


def with_labels(aggregates: Mapping[str, tree.Input], details: Mapping[str, tree.Details]) -> dict[str, tree.Input]:
    """The inputs that are made of details, each with a label in every language, of those that the author gave."""
    made = {name: each.aggregation for name, each in aggregates.items()}
    labels = {name: _label(of, details) for name, of in made.items() if of is not None}
    return {name: evolve(each, label=labels.get(name, each.label)) for name, each in aggregates.items()}


def _label(made: tree.Aggregation, details: Mapping[str, tree.Details]) -> Label:
    return {language: _text(made, details[made.details], language) for language in LANGUAGES}


def _text(made: tree.Aggregation, details: tree.Details, language: str) -> str:
    rules = details.rules

    def named(name: str | None) -> str:
        if name is None:
            return ""
        one = rules.conditions.get(name) or rules.inputs.get(name)
        return label_text({} if one is None else one.label, language, name)

    how = made.how if made.of is not None or made.how != "count" else "rows"
    values = {
        "details": label_text(details.label, language, details.name),
        "of": named(made.of),
        "among": named(made.among),
        "percent": "" if made.percent is None else decimal_text(made.percent),
    }
    told = say(f"names.made-{'median' if made.percent == _MEDIAN else how}", language, values)
    return told if made.among is None else say("names.made-among", language, {**values, "made": told})
