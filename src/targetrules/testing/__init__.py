"""For tests: random policies, and random results for a policy, as Hypothesis strategies (extra ``testing``).

from hypothesis import given
from targetrules import load
from targetrules.testing import histories

POLICY = load("our-county.toml")

@given(histories(POLICY))
def test_our_claims_hold(history):
    assert not any(check.broken for check in POLICY.check_claims(history))
"""

from __future__ import annotations

from typing import Any

from targetrules.extra import need
from targetrules.testing.constructs import constructs_of, every_construct

try:
    from targetrules.testing.strategies import (
        Cascade,
        Case,
        Tables,
        cascades,
        cases,
        histories,
        policies,
        policy_texts,
        tables_of,
    )
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise

__all__ = [
    "Cascade",
    "Case",
    "Tables",
    "cascades",
    "cases",
    "constructs_of",
    "every_construct",
    "histories",
    "policies",
    "policy_texts",
    "tables_of",
]


def __getattr__(name: str) -> Any:
    """Without Hypothesis, the strategies say what installs it, and the rest is there."""
    if name in __all__:
        need("testing", "hypothesis")
    message = f"module 'targetrules.testing' has no attribute {name!r}"
    raise AttributeError(message)
