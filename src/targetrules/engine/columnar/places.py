"""Places of one ranking: units that share a place are a block, and a unit knows its block."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.vectors import (
    Bits,
    Ints,
    Numbers,
    Quotients,
    Rows,
    constant,
    looked_up,
    rounded,
    selected,
)
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of

__all__ = ["Blocks", "Counts", "Places", "units_in"]

Counts = NDArray[np.int32]


@frozen(slots=True, eq=False)
class Blocks:
    """The blocks of units that share a place, group by group and best first; the last entry stands for no place.

    A block is numbered by the position of its first unit in the order; the entries of the others mean nothing. ``rank``
    is 0 where there is no place, ``tied`` says how many units there are in the block, ``group`` is the number of its
    group, of which ``sizes`` has the sizes. ``inside`` remembers which blocks a statement of place is of.
    """

    rank: Counts
    tied: Counts
    group: Counts
    sizes: Counts
    inside: dict[tree.Place, Bits] = field(factory=dict)

    @cached_property
    def below(self) -> Counts:
        """How many units of the group are below the block, 0 where there is no place."""
        below = looked_up(self.sizes, self.group)
        below -= self.rank
        below -= self.tied - np.int32(1)
        below *= self.rank > 0
        return below


@frozen(slots=True, eq=False)
class Places:
    """The places of one ranking. ``rank`` 0: none; ``known`` false: nobody can say.

    ``group`` numbers the groups from 0, -1 where a unit's group is not known; ``ranked`` says who is in the ranking;
    ``sizes`` counts the ranked units of each group, its last entry, -1, stands for the group that is not known.
    ``block`` is each unit's entry in ``blocks``.
    """

    known: Bits
    ranked: Bits
    rank: Counts
    block: Counts
    group: NDArray[Any]
    sizes: NDArray[np.int32]
    blocks: Blocks

    @property
    def tied(self) -> Counts:
        """How many units share each unit's place, 0 where it has none."""
        return looked_up(self.blocks.tied, self.block)

    @property
    def below(self) -> Counts:
        """How many units of its group are below each unit, 0 where it has no place."""
        return looked_up(self.blocks.below, self.block)

    @property
    def ranks(self) -> Numbers:
        """The ranks as numbers, missing where there is none."""
        return Numbers(self.rank, self.rank > 0, 0)

    @property
    def size(self) -> Numbers:
        """How many units are ranked in each unit's group."""
        return Numbers(looked_up(self.sizes, self.group), self.group >= 0, 0)

    def at(self, rows: Rows) -> Places:
        """The same of some units."""
        arrays = (self.known, self.ranked, self.rank, self.block, self.group)
        known, ranked, rank, block, group = (selected(array, rows) for array in arrays)
        return Places(known, ranked, rank, block, group, self.sizes, self.blocks)

    def inside(self, place: tree.Place, rules: tree.Rules, period: int) -> Bits | None:
        """Who is among the first or last that the statement means; None where its parameter has no value."""
        if place not in self.blocks.inside:
            most = units_in(rules, place.portion, self, period)
            if most is None:
                return None
            self.blocks.inside[place] = self._blocks_inside(place, most)
        return looked_up(self.blocks.inside[place], self.block)

    def _blocks_inside(self, place: tree.Place, most_of_group: Ints) -> Bits:
        blocks = self.blocks
        most = most_of_group[0] if isinstance(place.portion.amount, Decimal) else looked_up(most_of_group, blocks.group)
        ahead = blocks.rank - 1 if place.end == "top" else blocks.below
        inside = ahead < most if place.ties == "in" else ahead + blocks.tied <= most
        return np.asarray(inside & (blocks.rank > 0))


def units_in(rules: tree.Rules, portion: tree.Portion, places: Places, period: int) -> Ints | None:
    """How many units the portion is of each group; None where its parameter has no value."""
    amount: Any = rules.parameters[portion.amount].at(period) if isinstance(portion.amount, str) else portion.amount
    if amount is None:
        return None
    if isinstance(amount, Decimal):
        return np.full(len(places.sizes), int(amount), np.int64)
    hundredths = decimals_of(amount.percent)
    units = places.sizes.astype(np.int64) * int(amount.percent.scaleb(hundredths))
    share = Quotients(units, constant(100 * 10**hundredths, len(units)), units >= 0, 0)
    return rounded(share, 0, portion.round).values
