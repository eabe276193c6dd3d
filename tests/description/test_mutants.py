"""Policies that mean something else read otherwise: those with one place of them changed. All of them in ``deep``."""

from __future__ import annotations

from itertools import islice

import attrs

from targetrules import Policy, load
from targetrules.deadline import Deadline
from targetrules.description.describe import described
from targetrules.mutation.equal import EQUAL, meaning_of
from targetrules.mutation.mutants import Mutant, mutants
from targetrules.wording import LANGUAGES

__all__ = ["alike"]


def alike(policy: Policy, every: int = 1) -> list[str]:
    """The mutants that read like their policy, in one language or the other, and are not proved to mean the same.

    Claims are left out: no mutant changes one, and they may name what a mutant has no more.
    """
    own = attrs.evolve(policy.rules, claims=())
    before = {language: described(own, policy.written, language) for language in LANGUAGES}

    def reads_alike(mutant: Mutant, language: str) -> bool:
        rules = attrs.evolve(mutant.rules, claims=())
        return described(rules, mutant.written, language) == before[language]

    some = islice(mutants(policy), 0, None, every)
    found = [mutant for mutant in some if any(reads_alike(mutant, language) for language in LANGUAGES)]
    return [each.telling() for each in found if meaning_of(policy, each, Deadline.after(60)) != EQUAL]


def test_a_policy_with_one_place_changed_reads_otherwise() -> None:
    assert alike(load("ziyang-2017"), every=3) == []
