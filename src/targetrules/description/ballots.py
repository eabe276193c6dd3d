"""Ballots in a description: one article for all that is made of one, and one line for all its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from targetrules.description.text import Told
from targetrules.description.words import Draft, Words
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.ballot_checks import points_of_answers
from targetrules.rules.resolution.ballot_names import SCORE, counts_of, made_of_ballot, named
from targetrules.syntax import schema as syntax
from targetrules.visible import visible

__all__ = ["ballot_draft", "ballots_by_name", "counts_told", "with_ballots"]


def ballots_by_name(words: Words) -> Mapping[str, str]:
    """Of each name that is made of a ballot, the ballot."""
    ballots = words.written.ballots or {}
    return {each: name for name, ballot in ballots.items() for each in made_of_ballot(name, ballot)}


def with_ballots(words: Words, names: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Names in their order, those that are made of one ballot as the ballot, and whether it is one.

    Where some of its counts are not among them, the others are told one by one.
    """
    there = tuple(names)
    of, told = ballots_by_name(words), set[str]()
    for name in there:
        ballot = of.get(name)
        if ballot is None or (name in words.rules.inputs and not {*_counts(words, ballot)} <= {*there}):
            yield name, False
        elif ballot not in told:
            told.add(ballot)
            yield ballot, True


def counts_told(words: Words, name: str) -> str:
    """What the counts of a ballot are called together."""
    groups = _ballot(words, name).voters
    return words.say("ballot-counts" if groups is None else "ballot-counts-of-groups", name=_called(words, name))


def _counts(words: Words, name: str) -> Iterable[str]:
    return counts_of(name, _ballot(words, name))


def ballot_draft(words: Words, name: str) -> Draft:
    """Who votes, what each answer gives, how many answers are needed, and what the ballot comes to."""
    return Draft(tuple(_sentences(words, name, _ballot(words, name))), (words.basis_of(_ballot(words, name)),))


def _ballot(words: Words, name: str) -> syntax.Ballot:
    return (words.written.ballots or {})[name]


def _called(words: Words, name: str) -> str:
    return words.names.term(_text(words, _ballot(words, name).label, name))


def _text(words: Words, label: syntax.Label | None, id_: str) -> str:
    texts = {"": label} if isinstance(label, str) else label or {}
    return visible(label_text(texts, words.language, id_))


def _answer(words: Words, id_: str, written: object) -> str:
    """What an answer is called: by its own label, else as the grade of its id."""
    label = written.label if isinstance(written, syntax.Answer) else None
    grade = next((each.label for each in words.rules.grades if each.id == id_), {})
    return _text(words, label or dict(grade), id_)


def _sentences(words: Words, name: str, ballot: syntax.Ballot) -> Iterator[Told]:
    say, names = words.say, words.names
    points = points_of_answers(ballot)
    answers = [
        say("ballot-answer", answer=names.term(_answer(words, id_, written)), points=names.number(points[id_]))
        for id_, written in ballot.answers.items()
    ]
    yield words.enumerated("ballot-answers", answers, name=_called(words, name))
    score = names.term(names.of_values[named(name, SCORE)])
    if ballot.voters is None:
        yield Told(say("ballot-valid", count=ballot.at_least or 1))
        yield Told(say("ballot-score", score=score))
    else:
        groups = [
            say(
                "ballot-group",
                group=names.term(_text(words, voters.label, id_)),
                weight=names.number(voters.weight),
                count=voters.at_least or ballot.at_least or 1,
            )
            for id_, voters in ballot.voters.items()
        ]
        yield Told(say("ballot-groups"), tuple(map(Told, groups)))
        yield Told(say("ballot-valid-of-group"))
        yield Told(say("ballot-score-of-group"))
        yield Told(say(f"ballot-mean-{ballot.missing or 'unknown'}", score=score))
    kept = words.rules.measures[named(name, SCORE)]
    rounding = names.rounding(kept.versions[0].rounding)
    key = "ballot-kept" if ballot.voters is None else "ballot-kept-of-groups"
    yield Told(say(key, score=score, digits=names.digits(kept.decimals), rounding=rounding))
