"""Policies that mean something else read otherwise: those with one place of them changed. All of them in ``deep``."""

from __future__ import annotations

from itertools import islice

import attrs

from targetrules import Policy, load
from targetrules.description.describe import described
from targetrules.mutation.mutants import mutants
from targetrules.wording import LANGUAGES

__all__ = ["alike"]


def alike(policy: Policy, every: int = 1, first: int = 0) -> list[str]:
    """The mutants that read like their policy, in one language or the other; claims apart, which none changes."""
    own = attrs.evolve(policy.rules, claims=())
    before = {language: described(own, policy.written, language) for language in LANGUAGES}
    return [
        f"{language}: {mutant.telling()}"
        for mutant in islice(mutants(policy), first, None, every)
        for language in LANGUAGES
        if described(attrs.evolve(mutant.rules, claims=()), mutant.written, language) == before[language]
    ]


def test_a_policy_with_one_place_changed_reads_otherwise() -> None:
    assert alike(load("ziyang-2017"), every=3) == []
