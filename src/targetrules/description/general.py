"""The first and the last chapters of a description: what the policy is about, and how an assessment goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import assert_never

from targetrules.description.ballots import counts_told, with_ballots
from targetrules.description.numbers import LONGEST
from targetrules.description.text import Told
from targetrules.description.words import Draft, Words
from targetrules.rules import tree
from targetrules.rules.condition import Consecutive
from targetrules.rules.parts import constructs_in, roots_of
from targetrules.rules.procedure import Step
from targetrules.rules.working_days import WEEKDAYS, WorkingDays

__all__ = ["claims", "course", "general"]


def general(words: Words) -> Iterator[Draft]:
    """What is assessed, the grades, and what becomes of what is not known."""
    rules, names, say = words.rules, words.names, words.say
    sentences = [Told(say(f"assessed-{rules.period.value}"))]
    if rules.first_period is not None:
        sentences.append(Told(say("first-period", first=names.period(rules.first_period))))
    sentences += [Told(say("extends", id=base.id)) for base in rules.bases]
    yield Draft(tuple(sentences))
    if rules.grades:
        yield Draft((words.enumerated("grades", [names.grade(each.id) for each in rules.grades]),))
    alone = [names.role(id_) for id_, role in rules.roles.items() if role.one_person]
    if alone:
        yield Draft((words.enumerated("one-person", alone),))
    told = [Told(say("unknown")), Told(say("not-assessed"))]
    if _asks_for_runs(rules):
        told.append(Told(say("runs", now=names.now())))
    yield Draft(tuple(told))


def _asks_for_runs(rules: tree.Rules) -> bool:
    """Whether a condition asks how it was in several periods running."""
    asked: list[tree.Condition] = []
    for claim in rules.claims:
        match claim.says:
            case tree.Never(condition):
                asked.append(condition)
            case tree.Always(condition, then):
                asked += [condition, then]
            case tree.Monotone():
                pass
            case _:
                assert_never(claim.says)
        asked += [] if claim.assuming is None else [claim.assuming]
    roots = (*asked, *(root for part in (*rules.order, *rules.consequences) for root in roots_of(part)))
    within = (each for root in roots for each in constructs_in(root))
    return any(isinstance(each, tree.Temporal) and isinstance(each.counting, Consecutive) for each in within)


def course(words: Words) -> Iterator[Draft]:
    """The steps of an assessment, what its decisions go through, and which days are worked."""
    rules, say = words.rules, words.say
    if rules.steps:
        bases = map(words.basis_of, words.written.procedure.steps if words.written.procedure else ())
        yield Draft((Told(say("steps"), tuple(_step(words, step) for step in rules.steps)),), tuple(bases))
    cycle, names = rules.cycle, words.names
    sentences = []
    if cycle.approve_by:
        sentences.append(Told(say("approved-by", offices=names.listed(map(names.office, cycle.approve_by), "or"))))
    if cycle.discretion_by:
        sentences.append(Told(say("discretion", offices=names.listed(map(names.office, cycle.discretion_by), "or"))))
    if cycle.objections_within is not None:
        length = names.closed(names.phrases.of_length(cycle.objections_within))
        sentences.append(Told(say("objections", length=length)))
    if cycle.appeals_within is not None:
        length = names.closed(names.phrases.of_length(cycle.appeals_within))
        sentences.append(Told(say("appeals", length=length)))
    if cycle.issue_by is not None:
        month, day = cycle.issue_by
        sentences.append(Told(say("issued-by", day=names.closed(names.phrases.of_deadline(tree.By(month, day))))))
    if sentences:
        yield Draft(tuple(sentences), (words.basis_of(words.written.cycle),))
    if rules.working_days is not None:
        yield Draft(tuple(_calendar(words, rules.working_days)))


def _step(words: Words, step: Step) -> Told:
    names, say = words.names, words.say
    told = [names.label(step.label, step.id)]
    told.append(say("step-each" if step.each_unit else "step-once"))
    if step.by:
        told.append(say("step-by", offices=names.listed(map(names.office, step.by), "or")))
    if step.gives:
        gives = [
            counts_told(words, each)
            if is_ballot
            else names.value(each)
            if each in words.rules.inputs
            else _details(words, each)
            for each, is_ballot in with_ballots(words, step.gives)
        ]
        told.append(say("step-gives", values=names.listed(gives)))
    return words.told_of(told)


def _details(words: Words, name: str) -> str:
    return words.names.term(words.names.label(words.rules.details[name].label, name))


def _calendar(words: Words, days: WorkingDays) -> Iterator[Told]:
    say, names = words.say, words.names
    yield Told(say("calendar", first=_day(words, days.first), last=_day(words, days.last)))
    weekend = [say(WEEKDAYS[day]) for day in sorted(days.weekend)]
    yield Told(say("weekend", days=names.listed(weekend)) if weekend else say("no-weekend"))
    for key, some in (("closed", days.closed), ("open-days", days.open)):
        if some:
            yield words.enumerated(key, list(_stretches(words, sorted(some))))


def _stretches(words: Words, days: list[date]) -> Iterator[str]:
    """Days one after another as one stretch."""
    beginnings = [days[0], *(later for earlier, later in pairwise(days) if (later - earlier).days > 1)]
    ends = [*(earlier for earlier, later in pairwise(days) if (later - earlier).days > 1), days[-1]]
    for first, last in zip(beginnings, ends, strict=True):
        told = _day(words, first)
        yield told if first == last else words.say("stretch", first=told, last=_day(words, last))


def _day(words: Words, day: date) -> str:
    return words.say("day", year=day.year, month=words.say(f"month-{day.month}"), day=day.day)


def claims(words: Words) -> Iterator[Draft]:
    """What the authors hold to be true of their policy."""
    for claim in words.rules.claims:
        yield Draft(tuple(_claim(words, claim)), (words.basis(tree.Origin(description=claim.description)),))


def _always(words: Words, condition: tree.Condition, then: tree.Condition) -> Iterator[Told]:
    """Where a condition holds, another does: in one sentence, unless the first lists something."""
    when, of = words.conditions.clause(condition), words.conditions.part(then)
    text = words.say("always", when=when.text, of=of.text)
    if when.items or len(text) > LONGEST[words.language]:
        yield words.where(condition, "always-if")
        yield Told(words.say("always-then", of=of.text), of.items)
    else:
        yield Told(text, of.items)


def _claim(words: Words, claim: tree.Claim) -> Iterator[Told]:
    match claim.says:
        case tree.Never(condition):
            told = words.conditions.part(condition)
            yield Told(words.say("never", of=told.text), told.items)
        case tree.Always(condition, then):
            yield from _always(words, condition, then)
        case tree.Monotone(of, name, best):
            is_grade = words.rules.inputs[name].kind is tree.InputKind.GRADE
            how = "better" if is_grade else best
            yield Told(words.say(f"monotone-{of}", better=words.say(f"is-{how}", name=words.names.value(name))))
        case _:
            assert_never(claim.says)
    if claim.assuming is not None:
        yield words.where(claim.assuming, "assuming")
