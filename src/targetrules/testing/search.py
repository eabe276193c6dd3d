"""Random results that show something, searched for by Hypothesis, and made as small as they can be."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from targetrules.drawing.reduced import reduced
from targetrules.history import History
from targetrules.policy import Policy
from targetrules.testing.strategies import Tables

__all__ = ["found"]


def found(
    policy: Policy, strategy: st.SearchStrategy[Tables], shows: Callable[[Tables], bool], searched: settings
) -> Tables | None:
    """Results that show it, as small as they can be; None where none of those that were tried does."""
    phases = searched.phases if policy.rules.details else [each for each in searched.phases if each is not Phase.shrink]
    quiet = settings(searched, deadline=None, suppress_health_check=list(HealthCheck), phases=phases)
    try:
        tables = find(strategy, shows, settings=quiet)
    except (NoSuchExample, Unsatisfiable):
        return None

    def still(history: History) -> bool:
        return shows(Tables(history, tables.details))

    if tables.details:  # rows below would lose those above them
        return tables
    return Tables(reduced(policy.rules, tables.history, still), {})
