"""The chapters of a description on grading, on conditions and statuses by name, and on what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from targetrules.description.ballots import ballots_by_name
from targetrules.description.text import Basis, Told
from targetrules.description.words import Draft, Words
from targetrules.rules import tree
from targetrules.rules.grading import UnitRule

__all__ = [
    "basis_of_condition",
    "consequence_told",
    "consequences",
    "definitions",
    "grading",
    "status_told",
]


# ---- grading ---------------------------------------------------------------------------------------------------------


def grading(words: Words) -> Iterator[Draft]:
    """How a unit comes by its grade."""
    found = words.rules.grading
    if found is None:
        return
    names, say = words.names, words.say
    if found.given is not None:
        yield Draft((Told(say("grade-given", name=names.named(found.given))),))
    if found.by is not None:
        by = words.numbers.leaf(found.by)
        for scale in found.scales:
            told = tuple(_scale(words, by, scale, one_of=len(found.scales)))
            yield Draft(told, (words.basis(scale.origin),))
    rules = found.unit_rules
    if rules or found.quotas:
        keys = ["order-of-grading"] + ["forced-grades"] * bool(found.forced) + ["held-by-quotas"] * bool(found.quotas)
        yield Draft(tuple(Told(say(key)) for key in keys))
    for rule in rules:
        yield Draft((_rule(words, rule),), (words.basis(rule.origin),))
    for quota in found.quotas:
        yield Draft(tuple(_quota(words, quota)), (words.basis(quota.origin),))


def _scale(words: Words, by: str, scale: tree.Scale, one_of: int) -> Iterator[Told]:
    if scale.when is not None:
        yield words.where(scale.when, "scale-for")
    elif one_of > 1:
        yield Told(words.say("scale-for-others"))
    yield Told(words.say("bands", by=by), tuple(_band(words, band) for band in scale.bands))


def _band(words: Words, band: tree.Band) -> Told:
    names = words.names
    key = "band-above" if band.strict else "band"
    text = words.say(key, bound=names.number(band.at_least), grade=names.grade(band.grade))
    span = names.span(band.in_force)
    return Told(words.say("band-dated", band=text, span=span) if span else text)


def _rule(words: Words, rule: UnitRule) -> Told:
    names = words.names
    match rule:
        case tree.Unrated():
            return words.where(rule.when, "unrated")
        case tree.Forced():
            return words.where(rule.when, "forced", grade=names.grade(rule.grade))
        case tree.Floor():
            return words.where(rule.when, "floor", grade=names.grade(rule.at_least))
        case tree.Cap():
            return words.where(rule.when, "cap", grade=names.grade(rule.at_most))
        case tree.Limit():
            down, up = rule.most_down, rule.most_up
            key = "limit-down" if up is None else "limit-up" if down is None else "limit-both"
            if rule.when == tree.All(()):
                return Told(words.say(f"{key}-always", down=down, up=up))
            return words.where(rule.when, key, down=down, up=up)
        case _:
            assert_never(rule)


def _quota(words: Words, quota: tree.Quota) -> Iterator[Told]:
    names, say = words.names, words.say
    values = {
        "ranking": names.ranking(quota.ranking),
        "grade": names.grade(quota.grade),
        "portion": words.conditions.portion(quota.portion),
    }
    how = "at-most" if quota.how == "at_most" else "at-least"
    ends = {"at_most": words.rules.grades[0].id, "at_least": words.rules.grades[-1].id}
    yield Told(say(f"quota-{how}-end" if quota.grade == ends[quota.how] else f"quota-{how}", **values))
    yield Told(say(f"quota-{how}-ties-{quota.ties}"))
    yield from words.in_force(quota.in_force)


# ---- conditions and statuses -----------------------------------------------------------------------------------------


def definitions(words: Words) -> Iterator[Draft]:
    """What conditions and statuses are."""
    of_ballots = ballots_by_name(words)
    for condition in words.rules.conditions.values():
        if condition.name in of_ballots:
            continue  # told with its ballot
        sentence = words.where(condition.when, "condition-is", name=words.names.named(condition.name))
        yield Draft((sentence,), (basis_of_condition(words, condition.name),))
    for status in words.rules.statuses.values():
        yield Draft(tuple(status_told(words, status)), (words.basis_as_written("statuses", status.name),))


def basis_of_condition(words: Words, name: str) -> Basis:
    """What the author says of a condition, in whose table the entries of the condition stand as well.

    Whether an indicator without points meets its target comes from where the indicator does.
    """
    if name in words.rules.origins:
        return words.basis(words.rules.origins[name])
    table = (words.written.conditions or {}).get(name, {})
    description = None if "description" in words.names.of_values else table.get("description")
    if not isinstance(description, str | dict):
        return Basis()
    return words.basis(tree.Origin(description={"": description} if isinstance(description, str) else description))


def status_told(words: Words, status: tree.Status) -> Iterator[Told]:
    """When a unit enters a status, and leaves it."""
    name = words.names.named(status.name)
    yield words.where(status.enter, "status-enter", name=name)
    if status.leave is None:
        yield Told(words.say("status-kept" if status.lasts_at_most is None else "status-not-left"))
    else:
        yield words.where(status.leave, "status-leave")
    if status.lasts_at_most is not None:
        yield Told(words.say("status-lasts", count=status.lasts_at_most))


# ---- consequences ----------------------------------------------------------------------------------------------------


def consequences(words: Words) -> Iterator[Draft]:
    """What follows."""
    for rule in words.rules.consequences:
        yield Draft(tuple(consequence_told(words, rule)), (words.basis(rule.origin),))


def consequence_told(words: Words, rule: tree.Consequence) -> Iterator[Told]:
    """What follows, when, for whom and until when."""
    names, say = words.names, words.say
    to = say("to", roles=names.listed([names.role(each) for each in rule.to])) if rule.to else ""
    yield words.where(rule.when, "consequence", what=say(rule.force, to=to, consequence=names.consequence(rule.id)))
    if rule.unless is not None:
        yield words.where(rule.unless, "unless")
    actions = [names.action(each) for each in rule.actions]
    if actions == [names.of_consequences[rule.id]]:
        yield Told(say("actions-itself"))
    elif actions:
        yield words.enumerated("actions", actions)
    if rule.deadline is not None:
        yield Told(say("deadline", until=names.closed(names.phrases.of_deadline(rule.deadline, rule.counted_from))))
    if rule.lasts is not None:
        yield Told(say("lasts", span=names.closed(names.phrases.of_lasting(rule.lasts, rule.counted_from))))
    if rule.replaces:
        yield words.enumerated("replaces", [names.consequence(each) for each in rule.replaces])
    if rule.kind is not None:
        key = "is-of-kind" if rule.severity is None else "is-of-kind-and-severity"
        yield Told(say(key, kind=names.phrases.say(rule.kind), severity=rule.severity))
    elif rule.severity is not None:
        yield Told(say("severity", severity=rule.severity))
    yield from words.in_force(rule.in_force)
