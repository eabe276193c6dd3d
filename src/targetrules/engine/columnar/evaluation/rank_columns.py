"""Places of one ranking: each unit's rank in its group, and who is among the first or the last."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.vectors import (
    Bits,
    Ints,
    Numbers,
    Quotients,
    Rows,
    constant,
    gather,
    rounded,
    selected,
)
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.order import Counts, Cutoff, Order
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of, scaled

__all__ = ["RankColumns", "portion_sizes"]


@frozen(slots=True, eq=False)
class RankColumns:
    """The places of one ranking. ``rank`` 0: none; ``known`` false: nobody can say.

    ``group`` numbers the groups from 0, -1 where a unit's group is not known; ``ranked`` says who is in the ranking;
    ``sizes`` counts the ranked units of each group, its last entry, -1, stands for the group that is not known. They
    were put in an ``order``; or, where they are a part of those who are ranked, each was told how many are ``tied``
    with it. ``cutoffs`` remembers those of the conditions on a place.
    """

    known: Bits
    ranked: Bits
    rank: Counts
    group: NDArray[Any]
    sizes: Counts
    order: Order | Counts
    cutoffs: dict[tree.RankCutoff, Cutoff | None] = field(factory=dict)

    @property
    def tied(self) -> Counts:
        """How many units share each unit's place, 0 where it has none."""
        return self.order.tied(self.rank, self.group) if isinstance(self.order, Order) else self.order

    @property
    def below(self) -> Counts:
        """How many units of its group are below each unit, 0 where it has no place."""
        below = gather(self.sizes, self.group) - self.rank - (self.tied - np.int32(1))
        below *= self.rank > 0
        return below

    @property
    def ranks(self) -> Numbers:
        """The ranks as numbers, missing where there is none."""
        return Numbers(self.rank, self.rank > 0, 0)

    @property
    def size(self) -> Numbers:
        """How many units are ranked in each unit's group."""
        return Numbers(gather(self.sizes, self.group), self.group >= 0, 0)

    def at(self, rows: Rows) -> RankColumns:
        """The same of some units."""
        arrays = (self.known, self.ranked, self.rank, self.group)
        order = self.order if isinstance(self.order, Order) else selected(self.order, rows)
        known, ranked, rank, group = (selected(array, rows) for array in arrays)
        return RankColumns(known, ranked, rank, group, self.sizes, order, self.cutoffs)

    def inside(self, place: tree.RankCutoff, rules: tree.Rules, period: int) -> Bits | None:
        """Who is among the first or last that the statement means; None where its parameter has no value."""
        if isinstance(self.order, Order):
            if place not in self.cutoffs:
                most = portion_sizes(rules, place.portion, self, period)
                self.cutoffs[place] = None if most is None else self.order.first(most, end=place.end, ties=place.ties)
            cutoff = self.cutoffs[place]
            return None if cutoff is None else cutoff.holds(self.rank, self.group) & (self.rank > 0)
        most = portion_sizes(rules, place.portion, self, period)
        if most is None:
            return None
        ahead = self.rank - 1 if place.end == "top" else self.below
        behind = ahead if place.ties == "in" else ahead + self.tied - 1
        return np.asarray((behind < gather(most, self.group)) & (self.rank > 0))


def portion_sizes(rules: tree.Rules, portion: tree.Portion, places: RankColumns, period: int) -> Ints | None:
    """How many units the portion is of each group; None where its parameter has no value."""
    amount: Any = rules.parameters[portion.amount].at(period) if isinstance(portion.amount, str) else portion.amount
    if amount is None:
        return None
    if isinstance(amount, Decimal):
        return np.full(len(places.sizes), int(amount), np.int64)
    hundredths = decimals_of(amount.percent)
    units = places.sizes.astype(np.int64) * scaled(amount.percent, hundredths)
    share = Quotients(units, constant(100 * 10**hundredths, len(units)), units >= 0, 0)
    return rounded(share, 0, portion.round).values
