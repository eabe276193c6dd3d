"""What is decided, in columns: one entry for each row that was judged, in the order in which the rows came."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.bits import PackedBits, PackedTruths
from targetrules.columns.vectors import Numbers
from targetrules.data import frozen
from targetrules.outcome import Remark

__all__ = ["OutcomeColumns", "Ranks"]


@frozen(slots=True, eq=False)
class Ranks:
    """Places in one ranking: the rank from 1 (0: none), and how many of the unit's group are ranked (-1: not known)."""

    rank: NDArray[np.int32]
    size: NDArray[np.int32]


@frozen(slots=True, eq=False)
class OutcomeColumns:
    """The outcomes of a table, everything by its name in the policy.

    ``grade`` has positions in the policy's grades, -1 is none. ``consequences`` are true where received, false where
    not (or replaced), and unknown where their condition is. ``undetermined`` marks the rows in which any rule of
    grading, status or consequence could not be determined, ``divided_by_zero`` those in which a measure was so lost.
    ``not_kept`` marks by quota those of the units for whom it is not kept. ``decided`` has for each remark on what was
    decided otherwise the rows that have it; it is empty where the results do not say what was decided.
    ``not_kept`` marks by quota those of the units for whom it is not kept, ``differing`` by cut those of whose group it
    would be another than was published.
    """

    measures: Mapping[str, Numbers]
    places: Mapping[str, Ranks]
    grade: NDArray[np.int8]
    conditions: Mapping[str, PackedTruths]
    statuses: Mapping[str, PackedBits]
    consequences: Mapping[str, PackedTruths]
    replaced: Mapping[str, PackedBits]
    undetermined: PackedBits
    divided_by_zero: Mapping[str, PackedBits] = field(factory=dict)
    not_kept: Mapping[str, PackedBits] = field(factory=dict)
    decided: Mapping[Remark, PackedBits] = field(factory=dict)
    differing: Mapping[str, PackedBits] = field(factory=dict)
