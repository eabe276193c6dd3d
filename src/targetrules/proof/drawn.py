"""Random results near the edges of a policy, on which a question may be answered before solvers are asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from typing import Final

from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.engine.details import with_aggregates
from targetrules.history import History
from targetrules.rules import tree

__all__ = ["drawn_for"]

_EXTENTS: Final = (Extent(units=10, periods=1), Extent(units=4, periods=6))
"""Many units in one period tell of places, some periods of what is looked back at."""


def drawn_for(rules: tree.Rules, most: int) -> Iterator[History]:
    """At most so many histories, always the same ones, with what is made of random details.

    Args:
        rules: The policy.
        most: How many are drawn.
    """
    for seed, extent in islice(enumerate(cycle(_EXTENTS)), most):
        random = Random(seed)  # noqa: S311  nothing rests on chance
        above, below = tables(Chance(random), rules, extent)
        history = with_aggregates(rules, above, below) if rules.details else above
        if history.rows:
            yield history
