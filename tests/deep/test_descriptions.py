"""No mutant of a policy reads like the policy, in either language: of the shipped ones, and of random ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from targetrules import Policy, load
from targetrules.testing import policies
from tests.description.test_mutants import alike
from tests.effort import examples
from tests.policies.shipped import FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_whatever_means_something_else_reads_otherwise(file: Path) -> None:
    assert alike(load(file)) == []


@examples(1)
@given(policies())
def test_whatever_means_something_else_than_a_random_policy_reads_otherwise(policy: Policy) -> None:
    assert alike(policy, every=2) == []
