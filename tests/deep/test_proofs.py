"""Claims of shipped policies and of 500 random ones attacked, and every fault put into the encoding."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from targetrules import load
from targetrules.installed import own_policies
from tests.proof.attacks import attacked
from tests.proof.faults import FAULTS, FAULTS_OF_COHORTS, is_found, random_policy


def test_proofs_of_random_policies_are_attacked() -> None:
    found = Counter[str]()
    for seed in range(500):
        random = Random(seed)  # noqa: S311
        attack = attacked(random_policy(random, across_units=seed % 2 == 0), random, histories=200, timeout=2)
        assert attack.wrong == [], seed
        found += attack.found
    print(dict(found))  # noqa: T201
    assert found["Proved"] > found["Open"]


@pytest.mark.parametrize("policy", [each.id for each in own_policies()])
def test_proofs_of_shipped_policies_are_attacked(policy: str) -> None:
    assert attacked(load(policy), Random(1), histories=10_000, timeout=10).wrong == []  # noqa: S311


@pytest.mark.parametrize("fault", [*FAULTS, *FAULTS_OF_COHORTS])
def test_every_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found({**FAULTS, **FAULTS_OF_COHORTS}[fault], monkeypatch, seed=0, policies=1000)
