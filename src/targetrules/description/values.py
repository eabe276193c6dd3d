"""The chapter of a description on data: what is filled in, rows below a unit, and numbers that the policy states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

from targetrules.description.ballots import ballots_by_name, counts_told, with_ballots
from targetrules.description.names import Names
from targetrules.description.text import Told
from targetrules.description.words import Draft, Words
from targetrules.rules import tree
from targetrules.rules.definition import InputKind
from targetrules.visible import visible

__all__ = ["aggregate_told", "details_told", "input_told", "parameter_told", "values"]

_MEDIAN: Final = Decimal(50)
_Default = Decimal | str | bool


def values(words: Words) -> Iterator[Draft]:
    """What is known of each unit."""
    rules, names, say = words.rules, words.names, words.say
    given = [
        _counts(words, name) if is_ballot else input_told(words, names, rules.read_inputs[name])
        for name, is_ballot in with_ballots(words, rules.read_inputs)
    ]
    if given:
        yield Draft((Told(say("inputs"), tuple(given)),))
    for details in rules.details.values():
        yield Draft(tuple(details_told(words, details)))
    made = [aggregate_told(words, each, how) for each, how in rules.aggregates.values()]
    if made:
        yield Draft((Told(say("aggregates"), tuple(made)),))
    parameters = [parameter_told(words, each) for each in rules.parameters.values()]
    if parameters:
        yield Draft((Told(say("parameters"), tuple(parameters)),))


def _counts(words: Words, ballot: str) -> Told:
    """All columns of a ballot, each of which is a whole number that may be missing."""
    one = next(words.rules.inputs[name] for name, of in ballots_by_name(words).items() if of == ballot)
    return _told(words, words.names, one, counts_told(words, ballot))


def input_told(words: Words, names: Names, given: tree.Input) -> Told:
    """One column of the results."""
    return _told(words, names, given, names.term(names.of_values[given.name]))


def _told(words: Words, names: Names, given: tree.Input, name: str) -> Told:
    say = words.say
    told = [say("input", name=name, kind=_kind(words, names, given))]
    if given.default is not None:
        told.append(say("default", value=_word(words, names, given, given.default)))
    elif given.optional:
        told.append(say("optional"))
    if given.follow_up is not None:
        told.append(say("follow-up", then=names.before(1), consequence=names.consequence(given.follow_up)))
        told += [say(f"follow-up-{which}") for which in ("yes", "no", "open")]
    if given.above is not None:
        of = say(f"above-{given.above.of}", id=visible(given.above.id))
        says = {"policy": visible(given.above.policy), "unit": names.term(names.of_values[given.above.unit]), "of": of}
        told.append(say("above", **says))
    if given.asked != tree.PeriodRange():
        told.append(say("asked", span=names.span(given.asked)))
    return words.told_of(told)


def _kind(words: Words, names: Names, given: tree.Input) -> str:
    say = words.say
    match given.kind:
        case InputKind.NUMBER:
            return _number(words, names, given)
        case InputKind.GRADE:
            return say("kind-grade")
        case InputKind.CHOICE:
            options = names.listed([names.option(given.name, each) for each in given.options], "or")
            return say("kind-ordered" if given.ordered else "kind-choice", options=options)
        case InputKind.FLAG:
            return say("kind-flag")
        case InputKind.TEXT:
            return say("kind-text")
        case _:
            assert_never(given.kind)


def _number(words: Words, names: Names, given: tree.Input) -> str:
    say, unit = words.say, given.unit
    low, high = (None if end is None else names.with_unit(end, unit) for end in (given.low, given.high))
    if low is not None and high is not None:
        ends = say("from-to", low=low, high=high)
    elif low is not None:
        ends = say("from-on", low=low)
    else:
        ends = say("any-number") if high is None else say("up-to", high=high)
    decimals = say("decimals", digits=names.digits(given.decimals)) if given.decimals else say("no-decimals")
    return say("kind-number-rounded" if given.excess == "round" else "kind-number", ends=ends, decimals=decimals)


def _word(words: Words, names: Names, given: tree.Input, value: _Default) -> str:
    match value:
        case bool():
            return words.say("yes" if value else "no")
        case Decimal():
            return names.with_unit(value, given.unit)
        case str() if given.kind is InputKind.GRADE:
            return names.grade(value)
        case str() if given.kind is InputKind.CHOICE:
            return names.option(given.name, value)
        case str():
            return names.term(value)
        case _:
            assert_never(value)


def details_told(words: Words, details: tree.Details) -> Iterator[Told]:
    """Rows below a unit: what each of them has, or by which policy it was decided."""
    names, say = words.names, words.say
    name = names.quoted(names.label(details.label, details.name))
    own = Names(details.rules, words.language)
    if details.policy is None:
        given = [input_told(words, own, each) for key, each in details.rules.inputs.items() if key != details.item]
        yield Told(say("details", name=name, item=names.quoted(details.item)), tuple(given))
    else:
        below = details.policy
        title = names.label(below.rules.title, below.id)
        above = names.label(below.rules.inputs[below.unit_above].label, below.unit_above)
        yield Told(say("details-decided", name=name, policy=title, digest=below.digest[:12], above=names.quoted(above)))
    rows = Words(details.rules, words.written, words.language)
    for each in details.rules.conditions.values():
        yield rows.where(each.when, "row-condition", name=own.named(each.name))


def aggregate_told(words: Words, given: tree.Input, made: tree.Aggregation) -> Told:
    """What is made of the rows of a unit."""
    names, say = words.names, words.say
    below = words.rules.details[made.details]
    of_row, of_policy = (Names(rules, words.language) for rules in (below.rules, below.read))
    rows = names.quoted(names.label(below.label, made.details))

    def named(name: str) -> str:
        found = of_row if name in of_row.of_values else of_policy
        return found.named(name) if name in found.of_values else names.quoted(name)

    among = rows if made.among is None else say("rows-among", rows=rows, among=named(made.among))
    of = "" if made.of is None else named(made.of)
    key = "made-rows" if made.of is None else f"made-{made.how}"
    percent = "" if made.percent is None else names.number(made.percent)
    if made.percent == _MEDIAN:
        key = "made-median"
    text = say(key, rows=among, of=of, percent=percent)
    return Told(say("aggregate", name=names.term(names.of_values[given.name]), made=text))


def parameter_told(words: Words, parameter: tree.Parameter) -> Told:
    """A number that the policy states."""
    names, say = words.names, words.say
    told = []
    for first, value in parameter.values:
        amount = names.amount(value)
        told.append(amount if first is None else say("amount-from", first=names.period(first), amount=amount))
    name = names.term(names.of_values[parameter.name])
    text = say("parameter", name=name, values=say("semicolon").join(told))
    if len(text) <= 3 * 80 // 2:
        return Told(text)
    return Told(say("parameter-listed", name=name), tuple(map(Told, told)))
