"""Proofs attacked, and faults put into the encoding; many more of both in `tests/deep/test_proofs.py`."""

from __future__ import annotations

from random import Random

import pytest

from targetrules import load
from tests.proof.attacks import attacked
from tests.proof.corpus import cases, random_policy
from tests.proof.faults import FAULTS, FAULTS_OF_COHORTS, is_found
from tests.proof.slips import Trial, set_aside, slips


@pytest.mark.parametrize("seed", range(1, 4))
def test_no_random_results_break_what_is_proved_and_nothing_false_is(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    attack = attacked(random_policy(random, across_units=seed % 2 == 0), random, histories=10, timeout=1)
    assert attack.wrong == []
    assert attack.found["false: Open"] == 0


@pytest.mark.parametrize("policy", ["jincheng-2010", "medicare-low-performing"])
def test_of_policies_that_are_shipped_all_claims_are_proved(policy: str) -> None:
    loaded = load(policy)
    attack = attacked(loaded, Random(1), histories=20, timeout=10)  # noqa: S311
    assert attack.wrong == []
    assert attack.found["Proved"] == len(loaded.rules.claims)
    assert attack.found["false: Open"] == 0


@pytest.mark.parametrize(
    "fault", ["a statement of a gap", "bands are strict", "unknown is false", "nothing is replaced"]
)
def test_a_fault_in_the_encoding_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found(FAULTS[fault], monkeypatch, seeds=4, randoms=0)


@pytest.mark.parametrize("fault", ["the worst stands first", "quotas drop nobody"])
def test_a_fault_in_the_encoding_of_cohorts_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found(FAULTS_OF_COHORTS[fault], monkeypatch, seeds=4, randoms=0)


def test_small_policies_have_the_encoding_say_what_the_reference_engine_says() -> None:
    assert [case.name for case in cases(seeds=3, randoms=0) if case.differs()] == []


def test_slips_of_the_encoding_are_many_and_those_that_are_set_aside_are_among_them() -> None:
    names = [slip.name for slip in slips()]
    assert len({*names}) == len(names)
    assert set_aside().keys() < {*names}
    assert all(set_aside().values())


def test_a_slip_is_put_into_the_encoding_and_taken_out_again() -> None:
    past = [case for case in cases(seeds=3, randoms=0) if case.name in ("past", "counts", "calendar")]
    trial = Trial([(case, case.runs()) for case in past])
    for slip in [slip for slip in slips() if slip.function == "Tally._after_result"][2:6]:
        assert trial.finds(slip), slip.name
    assert [case.name for case, _ in trial.cases if case.differs()] == []
