"""The encoding that proofs are about, evaluated on results, says of them what the reference engine says."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import load
from targetrules.drawing.histories import Extent
from targetrules.loading import loads
from targetrules.policy import Policy
from targetrules.proof.drawn import drawn
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from tests.effort import examples
from tests.proof.concrete import disagreements, disagreements_of_cohort

EXTENT = Extent(units=3, periods=8)


@examples(8)
@given(st.integers(0, 10**9), st.integers(0, 1), st.integers(0, 1))
def test_the_encoding_says_of_random_results_what_the_reference_engine_says(
    seed: int, across_units: int, succession: int
) -> None:
    random = Random(seed)  # noqa: S311
    shape = Shape(None, True, bool(across_units), random.randint(2, 7), random.random() < 0.3)  # noqa: FBT003
    policy = loads(policy_text(random, shape), name="random")
    extent = Extent(units=3, periods=8, succession=bool(succession))
    assert list(disagreements(policy.rules, drawn(random, policy.rules, extent))) == []


@pytest.mark.parametrize("seed", range(3))
def test_it_does_with_every_construct(seed: int) -> None:
    rules = load("tests/rules/dependencies/every_construct.toml").rules
    assert list(disagreements(rules, drawn(Random(seed), rules, EXTENT))) == []  # noqa: S311


@pytest.mark.parametrize("policy", ["jincheng-2010", "nc-low-performing", "florida-school-grades", "ziyang-2017"])
def test_it_does_with_policies_that_are_shipped(policy: str) -> None:
    loaded: Policy = load(policy)
    assert list(disagreements(loaded.rules, drawn(Random(7), loaded.rules, EXTENT))) == []  # noqa: S311


@examples(3)
@given(st.integers(0, 10**9))
def test_places_quotas_and_numbers_of_groups_are_counted_as_the_reference_engine_counts_them(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    policy = loads(policy_text(random, Shape(None, largest=random.randint(3, 6))), name="random")
    history = drawn(random, policy.rules, Extent(units=3, periods=4))
    assert not history.rows or list(disagreements_of_cohort(policy.rules, history)) == []


@pytest.mark.parametrize("policy", ["english-league", "essa-identification"])
def test_they_are_in_policies_that_are_shipped(policy: str) -> None:
    rules = load(policy).rules
    assert list(disagreements_of_cohort(rules, drawn(Random(3), rules, Extent(units=4, periods=3)))) == []  # noqa: S311
