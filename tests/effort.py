"""How many examples a property test tries: some in ``make test``, many in ``make deep``."""

from __future__ import annotations

import math
from typing import Final

from hypothesis import HealthCheck, settings

FEW: Final = 50
"""How many examples a property is tried on that does not say how many."""
DEEP: Final = 125
factor = 1
"""How many times as many: :data:`DEEP` where pytest is told ``--deep``."""


def count(few: int) -> int:
    """How many examples are tried where a test says so many: half in ``make test``, which is to take ten minutes."""
    return few * factor if factor > 1 else math.ceil(few / 2)


def examples(few: int) -> settings:
    """The settings for so many examples. Policies are large, and how long they take to draw is no fault."""
    return settings(max_examples=count(few), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
