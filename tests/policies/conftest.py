"""Every policy of ``policies/``, loaded once."""

from __future__ import annotations

import pytest

from targetrules import load
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from tests.policies.shipped import FILES, Shipped


@pytest.fixture(scope="session", params=FILES, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest) -> Shipped:
    policy = load(request.param)
    rules = policy.rules
    judged = tuple((example, tuple(evaluate(rules, history_of(rules, example)))) for example in rules.examples)
    return Shipped(request.param, policy, judged)
