"""What Hypothesis loads when it is imported, where this package is installed: strategies for types of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from targetrules.policy import Policy

__all__ = ["register"]


def register() -> None:
    """Let ``st.from_type(Policy)`` make up policies; whatever draws them is loaded when that is asked for."""
    from hypothesis import strategies as st

    from targetrules.policy import Policy

    st.register_type_strategy(Policy, _policies)


def _policies(_: Any) -> SearchStrategy[Policy]:
    from targetrules.testing import policies

    return policies()
