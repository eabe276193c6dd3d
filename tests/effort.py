"""How many examples a property test tries: few in ``make test``, many in ``make deep``."""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, settings

FEW: Final = 50
"""How many examples a property is tried on that does not say how many."""
DEEP: Final = 125
factor = 1
"""How many times as many: :data:`DEEP` where pytest is told ``--deep``."""


def examples(few: int) -> settings:
    """So many examples, or so many times ``factor``. Policies are large, and how long they take to draw is no fault."""
    return settings(max_examples=few * factor, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
