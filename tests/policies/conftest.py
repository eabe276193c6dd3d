"""Every policy of ``policies/``, loaded once."""

from __future__ import annotations

import pytest

from targetrules import load
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from tests.policies.shipped import FILES, Shipped


@pytest.fixture(scope="session", params=FILES, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest) -> Shipped:
    policy = load(request.param)
    histories = ((example, History(tuple(Row(*row) for row in example.rows))) for example in policy.rules.examples)
    judged = tuple((example, tuple(evaluate(policy.rules, history))) for example, history in histories)
    return Shipped(request.param, policy, judged)
