"""What a policy says of one thing by its name: the sentences that its description has of that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from targetrules.description.ballots import ballot_draft, ballots_by_name
from targetrules.description.calculation import measure_draft, ranking_draft
from targetrules.description.rules import basis_of_condition, consequence_told, status_told
from targetrules.description.text import Told
from targetrules.description.values import aggregate_told, details_told, input_told, parameter_told
from targetrules.description.words import Draft, Words

__all__ = ["Thing", "told_of"]

Thing = Literal["value", "consequence"]


def told_of(words: Words, thing: Thing, name: str) -> Draft | None:
    """The sentences about a value, a condition, a status, a ranking or a consequence; None where there is none such."""
    rules = words.rules
    if thing == "consequence":
        rule = next((each for each in rules.consequences if each.id == name), None)
        return None if rule is None else Draft(tuple(consequence_told(words, rule)), (words.basis(rule.origin),))
    ballot = ballots_by_name(words).get(name)
    if ballot is not None:
        return ballot_draft(words, ballot)
    if name in rules.measures:
        return measure_draft(words, rules.measures[name])
    if name in rules.rankings:
        return ranking_draft(words, rules.rankings[name])
    if name in rules.conditions:
        sentence = words.where(rules.conditions[name].when, "condition-is", name=words.names.named(name))
        return Draft((sentence,), (basis_of_condition(words, name),))
    if name in rules.statuses:
        return Draft(tuple(status_told(words, rules.statuses[name])), (words.basis_as_written("statuses", name),))
    found = _of_data(words, name)
    return None if found is None else Draft(tuple(found))


def _of_data(words: Words, name: str) -> Iterable[Told] | None:
    """What is filled in, stands below a unit, or is stated."""
    rules = words.rules
    if name in rules.aggregates:
        return [aggregate_told(words, *rules.aggregates[name])]
    if name in rules.inputs:
        return [input_told(words, words.names, rules.inputs[name])]
    if name in rules.parameters:
        return [parameter_told(words, rules.parameters[name])]
    return details_told(words, rules.details[name]) if name in rules.details else None
