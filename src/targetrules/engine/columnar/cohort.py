"""All units of one period, side by side: their values, places and grades, and what follows for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from targetrules.engine.columnar.vectors import Bits, Codes, Ints, Numbers, Truths
from targetrules.rules import tree

__all__ = ["Cohort", "Places", "Stage"]

Counts = NDArray[np.int32]


@frozen(slots=True, eq=False)
class Places:
    """The places of one ranking. ``rank`` 0: none; ``known`` false: nobody can say.

    ``group`` numbers the groups from 0, -1 where a unit's group is not known; ``ranked`` says who is in the ranking;
    ``sizes`` counts the ranked units of each group.
    """

    known: Bits
    rank: Counts
    tied: Counts
    below: Counts
    sizes: Ints
    group: Ints
    ranked: Bits

    @property
    def ranks(self) -> Numbers:
        """The ranks as numbers, missing where there is none."""
        return Numbers(self.rank.astype(np.int64), self.rank > 0, 0)

    @property
    def size(self) -> Numbers:
        """How many units are ranked in each unit's group."""
        return Numbers(self.sizes[self.group], self.group >= 0, 0)


@frozen(slots=True, eq=False)
class Stage:
    """A rule of grading, the units for whom it holds or is unknown, and all grades before and after it."""

    rule: tree.Unrated | tree.Forced | tree.Floor | tree.Cap | tree.Limit | tree.Quota
    concerns: Bits
    holds: Bits
    before: NDArray[np.int8]
    after: NDArray[np.int8]


@define(slots=True, eq=False)
class Cohort:
    """The rows of one period.

    ``units`` are the units' numbers, ``since_last`` how many periods ago each had its latest row (0: never); ``ages``
    says for how many rows each has been in a status, ``unsure`` of whom nobody can say whether it is.
    """

    period: int
    units: NDArray[np.intp]
    since_last: Ints
    values: dict[str, Numbers | Codes | Truths]
    places: dict[str, Places] = field(factory=dict)
    source_grade: Any = None
    grade: Any = None
    steps: list[Stage] = field(factory=list)
    truths: dict[tree.Over, Truths] = field(factory=dict)
    statements: dict[tree.Over, Truths] = field(factory=dict)
    ages: dict[str, NDArray[np.int32]] = field(factory=dict)
    unsure: dict[str, Bits] = field(factory=dict)
    fired: dict[str, Truths] = field(factory=dict)
    received: dict[str, Bits] = field(factory=dict)
    replaced: dict[str, dict[str, Bits]] = field(factory=dict)
    divided_by_zero: dict[str, Bits] = field(factory=dict)

    @property
    def size(self) -> int:
        """How many units there are."""
        return len(self.units)

    def never(self) -> Bits:
        """False for each unit."""
        return np.zeros(len(self.units), np.bool_)

    def number(self, name: str) -> Numbers:
        """The number of this name."""
        value = self.values[name]
        if not isinstance(value, Numbers):
            raise TypeError(name)
        return value

    def codes(self, name: str) -> Codes:
        """The grade, choice or text of this name."""
        value = self.values[name]
        if not isinstance(value, Codes):
            raise TypeError(name)
        return value

    def flags(self, name: str) -> Truths:
        """The flag, condition or status of this name."""
        value = self.values[name]
        if not isinstance(value, Truths):
            raise TypeError(name)
        return value
