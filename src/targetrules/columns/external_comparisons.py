"""Comparisons that were made elsewhere, for a table that holds only a part of the units that are compared.

A ranking, a quota or an aggregate that was found among all units is taken as it is, and the other rows of the table are
not looked at. A table may also be asked by what its rows are compared, so that it can be found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints, Rows, selected
from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Comparison, Node, node_of

__all__ = [
    "LOW_BITS",
    "NO_COMPARISONS",
    "AggregateSummary",
    "ExternalComparisons",
    "PlaceCounts",
    "SortKeys",
    "comparison_key",
]

LOW_BITS: Final = 40
"""How many bits of a sum of squares are in its lower part."""

ComparisonKey = Node | tree.Aggregate
"""A comparison: the node of a ranking or a quota; an aggregate, which has no name, as it is."""


def comparison_key(comparison: Comparison) -> ComparisonKey:
    """How a comparison is looked up, the same in every process."""
    return comparison if isinstance(comparison, tree.Aggregate) else node_of(comparison)


@frozen(slots=True, eq=False)
class PlaceCounts:
    """How many units of the group come ``ahead`` of each row's in a ranking or quota, are ``tied`` with it, and in all.

    It is tied with itself. What is not known is 0.
    """

    ahead: Ints
    tied: Ints
    total: Ints


@frozen(slots=True, eq=False)
class AggregateSummary:
    """Of what an aggregate over each row's group is made: how many values there are, their sum, the ends.

    A percentile lies between ``lower`` and ``upper``. The sum of squares is in two parts, of which the lower has
    :data:`LOW_BITS` bits. What is not known is 0.
    """

    total: Ints
    sum: Ints
    least: Ints
    greatest: Ints
    lower: Ints
    upper: Ints
    squares_high: Ints
    squares_low: Ints


@frozen(slots=True, eq=False)
class SortKeys:
    """By what rows are compared: who is counted, and by which keys, of which the lowest is first."""

    counted: Bits
    keys: Sequence[Ints]


@frozen(slots=True, eq=False)
class ExternalComparisons:
    """What is known, for each row of a table, of comparisons among more units, and what is asked of it.

    Attributes:
        places: What was found of rankings and quotas.
        summaries: What was found of aggregates.
        asked: The comparisons whose keys are wanted.
    """

    places: Mapping[Node, PlaceCounts] = field(factory=dict)
    summaries: Mapping[tree.Aggregate, AggregateSummary] = field(factory=dict)
    asked: frozenset[ComparisonKey] = frozenset()

    def concerns(self, comparison: Comparison) -> bool:
        """Whether the comparison was found, or is asked for."""
        key = comparison_key(comparison)
        return key in self.places or key in self.summaries or key in self.asked

    def of_places(self, comparison: tree.Ranking | tree.Quota) -> PlaceCounts | None:
        """What was found of a ranking or quota; None where the table holds all units."""
        return self.places.get(node_of(comparison))

    # ---- some of the rows --------------------------------------------------------------------------------------------

    def at(self, rows: Rows) -> ExternalComparisons:
        """The same of some rows."""
        return self.with_arrays([selected(array, rows) for array in self.arrays])

    @property
    def arrays(self) -> list[NDArray[Any]]:
        """All that has an entry a row, for :meth:`with_arrays`."""
        found: list[PlaceCounts | AggregateSummary] = [*self.places.values(), *self.summaries.values()]
        return [array for each in found for array in _arrays(each)]

    def with_arrays(self, arrays: Sequence[NDArray[Any]]) -> ExternalComparisons:
        """The same with these arrays in place of its own."""
        if not arrays:
            return self
        new = iter(arrays)
        places = {key: PlaceCounts(*(next(new) for _ in _arrays(each))) for key, each in self.places.items()}
        summaries = {key: AggregateSummary(*(next(new) for _ in _arrays(each))) for key, each in self.summaries.items()}
        return ExternalComparisons(places, summaries, self.asked)


def _arrays(found: PlaceCounts | AggregateSummary) -> Iterator[NDArray[Any]]:
    return (getattr(found, each.name) for each in attrs.fields(type(found)))


NO_COMPARISONS: Final = ExternalComparisons()
"""The table holds all units that are compared."""
