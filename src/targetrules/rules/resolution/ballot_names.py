"""What a ballot is called in the language: the names of its counts, its score and what else is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.syntax import schema as syntax

__all__ = ["ANSWERS", "SCORE", "VALID", "WEIGHT", "counts_of", "made_of_ballot", "named"]

ANSWERS: Final = "answers"
VALID: Final = "valid"
SCORE: Final = "score"
WEIGHT: Final = "weight"


def named(*parts: str) -> str:
    """The name of a part of a ballot, or of those of one group of voters: ``rating_staff_score``."""
    return "_".join(parts)


def counts_of(name: str, ballot: syntax.Ballot) -> Iterator[str]:
    """The inputs of a ballot: how many gave each answer, of each group of voters."""
    yield from (named(group, answer) for group in _groups(name, ballot) for answer in ballot.answers)


def made_of_ballot(name: str, ballot: syntax.Ballot) -> Iterator[str]:
    """All names that are made of a ballot."""
    yield from counts_of(name, ballot)
    yield from (named(each, part) for each in _groups(name, ballot) for part in (ANSWERS, VALID, SCORE))
    if ballot.missing == "reweight":
        yield named(name, WEIGHT)
    yield named(name, SCORE)


def _groups(name: str, ballot: syntax.Ballot) -> list[str]:
    """What those are called who vote: each group, or all of them together as the ballot."""
    return [named(name, each) for each in ballot.voters or ()] or [name]
