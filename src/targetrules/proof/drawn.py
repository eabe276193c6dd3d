"""Random results near the edges of a policy, on which a question may be answered before solvers are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from random import Random
from typing import Final

from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.engine.examples import history_of
from targetrules.history import History, Value
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
        above, below = tables(Chance(Random(seed)), rules, extent)  # noqa: S311  nothing rests on chance
        details = {name: _plain(rows) for name, rows in below.items()}
        history = history_of(rules, tree.Example({}, _plain(above), (), details))
        if history.rows:
            yield history


def _plain(history: History) -> tuple[tuple[str, int, Mapping[str, Value]], ...]:
    return tuple((row.unit, row.period, row.values) for row in history.rows)
