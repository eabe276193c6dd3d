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
    groups = [named(name, each) for each in ballot.voters or ()] or [name]
    yield from (named(group, answer) for group in groups for answer in ballot.answers)


def made_of_ballot(name: str, ballot: syntax.Ballot) -> Iterator[str]:
    """All names that are made of a ballot."""
    yield from counts_of(name, ballot)
    groups = [named(name, each) for each in ballot.voters or ()]
    yield from (named(each, part) for each in groups or [name] for part in (ANSWERS, VALID, SCORE))
    if ballot.missing == "reweight":
        yield named(name, WEIGHT)
    yield named(name, SCORE)
