"""Claims of shipped policies and of 500 random ones attacked, and every fault and slip put into the encoding."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from targetrules import load
from targetrules.installed import own_policies
from tests.proof.attacks import attacked
from tests.proof.corpus import random_policy
from tests.proof.faults import FAULTS, FAULTS_OF_COHORTS, is_found
from tests.proof.slips import Trial, set_aside, slips

HISTORIES = 10_000
"""So many are tried on each claim that is proved."""


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_proofs_of_random_policies_are_attacked(first: int) -> None:
    found = Counter[str]()
    for seed in range(first, first + 50):
        random = Random(seed)  # noqa: S311
        policy = random_policy(random, across_units=seed % 2 == 0)
        attack = attacked(policy, random, histories=HISTORIES, timeout=5)
        assert attack.wrong == [], seed
        found += attack.found
    print(dict(found))  # noqa: T201
    assert found["Proved"] > found["Open"]
    assert found["false: Open"] == 0


@pytest.mark.parametrize("policy", [each.id for each in own_policies()])
def test_proofs_of_shipped_policies_are_attacked(policy: str) -> None:
    assert attacked(load(policy), Random(1), histories=HISTORIES, timeout=10).wrong == []  # noqa: S311


@pytest.mark.parametrize("fault", [*FAULTS, *FAULTS_OF_COHORTS])
def test_every_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found({**FAULTS, **FAULTS_OF_COHORTS}[fault], monkeypatch, seeds=40, randoms=0)


def test_every_slip_is_found_but_those_that_are_set_aside() -> None:
    trial = Trial.of(seeds=40, randoms=4)
    missed = {slip.name for slip in slips() if not trial.finds(slip)}
    assert missed == set_aside().keys()
