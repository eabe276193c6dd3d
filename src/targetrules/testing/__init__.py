"""For tests: random policies, and random results for a policy, as Hypothesis strategies (extra ``testing``).

from targetrules import load
from targetrules.testing import assert_claims

POLICY = load("our-county.toml")

def test_our_claims_hold():
    assert_claims(POLICY)
"""

from __future__ import annotations

from typing import Any

from targetrules.extra import need
from targetrules.testing.constructs import constructs_of, every_construct

try:
    from targetrules.testing.assertions import assert_agreement, assert_claims, refuted_claims
    from targetrules.testing.strategies import (
        Cascade,
        Case,
        Tables,
        cascades,
        cases,
        cohorts,
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
    "assert_agreement",
    "assert_claims",
    "cascades",
    "cases",
    "cohorts",
    "constructs_of",
    "every_construct",
    "histories",
    "policies",
    "policy_texts",
    "refuted_claims",
    "tables_of",
]


def __getattr__(name: str) -> Any:
    """Without Hypothesis, the strategies say what installs it, and the rest is there."""
    if name in __all__:
        need("testing", "hypothesis")
    message = f"module 'targetrules.testing' has no attribute {name!r}"
    raise AttributeError(message)
