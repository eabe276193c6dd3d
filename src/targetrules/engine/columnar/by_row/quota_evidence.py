"""What a quota counted in each group, out of columns: the evidence that the reference engine keeps with its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints
from targetrules.data import frozen
from targetrules.engine.columnar.evaluation.cross_section import CrossSection, GradingSteps
from targetrules.engine.columnar.evaluation.rank_columns import portion_sizes
from targetrules.engine.judged import MOST_NAMED, QuotaEvidence
from targetrules.rules import tree

__all__ = ["filled_by_row"]


def filled_by_row(
    rules: tree.Rules, now: CrossSection, quota: tree.Quota, part: NDArray[np.intp], name_of: Callable[[int], str]
) -> list[QuotaEvidence | None]:
    """What the quota counted in the groups of some units; None for a unit that has no place or no grade there.

    Args:
        rules: The policy.
        now: All units of the period, as they were decided.
        quota: The quota.
        part: The positions of the units that are asked about.
        name_of: The name of the unit at a position.
    """
    places = now.places[quota.ranking]
    step = next((step for step in now.steps if step.rule == quota), None)
    most = portion_sizes(rules, quota.portion, places, now.period)
    if step is None or most is None:
        return [None] * len(part)
    placed = (places.rank > 0) & (step.before >= 0)
    asked = np.zeros(len(places.sizes), np.bool_)
    asked[places.group[part[placed[part]]]] = True
    counted = _Counted.of(now, quota, step, np.flatnonzero(placed & asked[places.group]), rules.down_to(quota))
    by_group = {group: counted.filled(group, int(most[group]), name_of) for group in np.flatnonzero(asked).tolist()}
    there = zip(placed[part].tolist(), places.group[part].tolist(), strict=True)
    return [by_group[group] if is_placed else None for is_placed, group in there]


@frozen(slots=True, eq=False)
class _Counted:
    """The units that fill a quota, group by group in the order in which it counts them.

    ``at`` are their positions, ``rank`` their ranks, ``first`` says which count whatever their places. ``held`` has by
    group how many the quota passed over.
    """

    at: NDArray[np.intp]
    group: NDArray[Any]
    rank: Ints
    first: Bits
    held: Ints

    @staticmethod
    def of(now: CrossSection, quota: tree.Quota, step: GradingSteps, rows: NDArray[np.intp], down_to: int) -> _Counted:
        places = now.places[quota.ranking]
        before, after, group = step.before.take(rows), step.after.take(rows), places.group.take(rows)
        rank = places.rank.take(rows).astype(np.int64)
        held = np.zeros(len(rows), np.bool_) if now.lowest is None else now.lowest.take(rows) < down_to
        held &= before < down_to
        if quota.how == "at_most":
            counts, first, along = after < down_to, held, rank
        else:
            counts, first, along = after >= down_to, before >= down_to, -rank
        order = np.lexsort((along[counts], ~first[counts], group[counts]))
        of_groups = np.bincount(group[held], minlength=len(places.sizes))
        return _Counted(rows[counts][order], group[counts][order], rank[counts][order], first[counts][order], of_groups)

    def filled(self, group: int, most: int, name_of: Callable[[int], str]) -> QuotaEvidence:
        """What was counted in one group."""
        start, end = (int(np.searchsorted(self.group, group, side)) for side in ("left", "right"))
        named = tuple(name_of(int(at)) for at in self.at[start : min(end, start + MOST_NAMED)])
        by_place = start < end and not self.first[end - 1]
        return QuotaEvidence(
            most, int(self.held[group]), end - start, named, int(self.rank[end - 1]) if by_place else None
        )
