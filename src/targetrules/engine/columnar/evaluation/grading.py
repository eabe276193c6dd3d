"""Grades over a cross-section: the source, the steps in their order, the quotas by rank."""

from __future__ import annotations

from typing import Any, Final
from typing import Literal as OneOf

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints, Numbers, blend, gather
from targetrules.data import define, frozen
from targetrules.engine.columnar.evaluation.conditions import Conditions
from targetrules.engine.columnar.evaluation.cross_section import CrossSection, GradingSteps
from targetrules.engine.columnar.evaluation.order import Order
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns, portion_sizes
from targetrules.rules import tree
from targetrules.source.decimals import scaled_ends

__all__ = ["Grades"]

_BEYOND: Final = 2**32
"""Beyond every rank."""

_OTHER: Final[dict[str, OneOf["in", "out"]]] = {"in": "out", "out": "in"}
"""The other way with a tie across the edge."""


@frozen(slots=True, eq=False)
class _Filling:
    """A quota at work: who is ``placed`` and has a grade; whom it may drop (``free``), and who is ``held`` above it."""

    quota: tree.Quota
    placed: Bits
    free: Bits
    held: Bits


@define(slots=True, eq=False)
class Grades:
    """The grading of one cross-section; grades are positions from 0, the best, and -1 is none."""

    rules: tree.Rules
    now: CrossSection
    conditions: Conditions

    def give(self, grading: tree.Grading) -> None:
        now = self.now
        now.source_grade = self.source(grading)
        now.grade = now.source_grade
        forced = np.full(now.size, -1, np.int8)
        if grading.quotas and grading.can_hold:
            self.now.lowest = np.full(now.size, len(self.rules.grades) - 1, np.int8)
        for rule in grading.unit_rules:
            truth = self.conditions.holds(rule.when)
            if isinstance(rule, tree.Forced):
                worst = np.maximum(forced, np.int8(self.position(rule.grade)))
                forced = blend(truth.yes, worst, forced)
            before = now.grade
            now.grade = blend(truth.yes, self.after(rule, before, forced), before)
            if self.now.lowest is not None:
                self.now.lowest = blend(truth.yes, self.after(rule, self.now.lowest, forced), self.now.lowest)
            now.steps.append(GradingSteps(rule, ~truth.no, truth.yes, before, now.grade))
        for quota in grading.quotas:
            if now.period in quota.in_force:
                self.fill(quota)

    def position(self, grade: str) -> int:
        return self.rules.grade_position[grade]

    def source(self, grading: tree.Grading) -> NDArray[np.int8]:
        if grading.by is None:
            return self.now.codes(str(grading.given)).codes.astype(np.int8, copy=False)
        number = self.now.number(grading.by.name)
        found = np.full(self.now.size, -1, np.int8)
        if not grading.conditional_scales:
            found = self.banded(grading.scales[0].in_force(self.now.period), number, found)
        else:
            open_ = ~self.now.never()
            for scale in grading.scales:
                open_, chosen = self.choose(scale, open_)
                graded = self.banded(scale.in_force(self.now.period), number, np.full(self.now.size, -1, np.int8))
                found = blend(chosen, graded, found)
        found |= number.known.view(np.int8) - np.int8(1)  # -1 is all bits
        return found

    def choose(self, scale: tree.Scale, open_: Bits) -> tuple[Bits, Bits]:
        """For whom the next scales are left, where these are left for this one; and for whom this one is."""
        if scale.when is None:
            return self.now.never(), open_
        truth = self.conditions.holds(scale.when)
        unknown, none = open_ & truth.unknown, np.full(self.now.size, -1, np.int8)
        self.now.steps.append(GradingSteps(scale, unknown, self.now.never(), none, none))
        return open_ & truth.no, open_ & truth.yes

    def banded(self, bands: tuple[tree.Band, ...], number: Numbers, found: NDArray[np.int8]) -> NDArray[np.int8]:
        """The best grade of which each number reaches the band, where any is reached."""
        for band in sorted(bands, key=lambda band: -self.position(band.grade)):
            floor, ceiling = scaled_ends(band.at_least, number.decimals)
            reached = number.values > floor if band.strict else number.values >= ceiling
            found = blend(reached, np.int8(self.position(band.grade)), found)
        return found

    def after(self, rule: tree.UnitRule, grade: NDArray[np.int8], forced: NDArray[np.int8]) -> Any:
        """What the rule makes of grades where it holds; a forced grade is final."""
        match rule:
            case tree.Unrated():
                return np.int8(-1)
            case tree.Forced():
                return forced
            case tree.Floor():
                moved = np.minimum(grade, np.int8(self.position(rule.at_least)))
            case tree.Limit():
                moved = self.limited(rule, grade)
            case tree.Cap():
                moved = blend(grade < 0, grade, np.maximum(grade, np.int8(self.position(rule.at_most))))
        return blend(forced < 0, moved, forced)

    def limited(self, limit: tree.Limit, grade: NDArray[np.int8]) -> NDArray[np.int8]:
        most = len(self.rules.grades)
        latest = gather(self.conditions.past.last_grade, self.now.units)
        moved = grade
        if limit.most_down is not None:
            moved = np.minimum(moved, latest + np.int8(min(limit.most_down, most)))
        if limit.most_up is not None:
            moved = np.maximum(moved, latest - np.int8(min(limit.most_up, most)))
        return blend((grade < 0) | (latest < 0) | (self.now.since_last != 1), grade, moved)

    # ---- quotas ----------------------------------------------------------------------------------------------------

    def fill(self, quota: tree.Quota) -> None:
        now, places = self.now, self.now.places[quota.ranking]
        most = portion_sizes(self.rules, quota.portion, places, now.period)
        if most is None:
            return
        down_to = self.rules.down_to(quota)
        placed = (places.rank > 0) & (now.grade >= 0)
        better = placed & (now.grade < down_to)
        held = now.never() if self.now.lowest is None else better & (self.now.lowest < down_to)
        filling = _Filling(quota, placed, better & ~held, held)
        if now.external.concerns(quota):
            dropped = self.fill_externally(filling, gather(most, places.group))
        elif isinstance(places.order, Order):
            dropped = self.fill_groups(filling, places, places.order, most)
        else:  # asked of a part of the units, to whom nobody said it yet
            return
        if dropped is not None:
            self.drop(quota, dropped, down_to)

    def fill_groups(self, filling: _Filling, places: RankColumns, order: Order, most: Ints) -> Bits:
        """Who is dropped, where all units of each group are there."""
        quota, free, held = filling.quota, filling.free, filling.held
        end: OneOf["top", "bottom"] = "top" if quota.how == "at_most" else "bottom"
        counted_first = held if quota.how == "at_most" else filling.placed & ~free & ~held
        wanted = most - self.count(counted_first, places, len(most))
        within = order.first(wanted, end=end, ties=quota.ties, counted=free).holds(places.rank, places.group)
        dropped = free & (within if end == "bottom" else ~within)
        told = self.now.never()
        if quota.a_tie_breaks_it:
            other = order.first(wanted, end=end, ties=_OTHER[quota.ties], counted=free)
            told |= free & (within ^ other.holds(places.rank, places.group))
        if held.any():
            not_kept = wanted < 0 if end == "top" else wanted > self.count(free, places, len(most))
            told |= held & gather(not_kept, places.group)
        if quota.how == "at_least":
            told |= filling.placed & gather(self.count(filling.placed, places, len(most)) < most, places.group)
        self.now.not_kept[quota.id] = told
        return dropped

    def count(self, which: Bits, places: RankColumns, groups: int) -> Ints:
        """How many of the units there are in each group."""
        found = np.bincount(places.group.take(np.flatnonzero(which)), minlength=groups)
        return found.astype(np.int64, copy=False)

    def fill_externally(self, filling: _Filling, most: Ints) -> Bits | None:
        """Who is dropped, where these are a part of the units, and how many come before each was found elsewhere.

        For ``at_most`` those who are held come first, and then the others from the best on; for ``at_least`` those at
        this grade or worse, then the others from the last on, and those who are held when nobody else is left.
        """
        now, quota, free, held = self.now, filling.quota, filling.free, filling.held
        rank = now.places[quota.ranking].rank.astype(np.int64)
        if quota.how == "at_most":
            now.record_keys(quota, free | held, lambda: [rank * free - _BEYOND * held])
        else:
            now.record_keys(quota, filling.placed, lambda: [_BEYOND * held - rank * free - _BEYOND * ~(free | held)])
        found = now.external.of_places(quota)
        if found is None:
            return None
        ahead, tied = found.ahead, found.tied
        told = held & (tied > most if quota.how == "at_most" else ahead < most)
        if quota.a_tie_breaks_it:
            told |= free & (ahead < most) & (ahead + tied > most)
        if quota.how == "at_least":
            told |= filling.placed & (found.total < most)
        now.not_kept[quota.id] = told
        first = ahead < most if quota.ties == "in" else ahead + tied <= most
        return free & ~first if quota.how == "at_most" else free & first

    def drop(self, quota: tree.Quota, which: Bits, position: int) -> None:
        before = self.now.grade
        self.now.grade = blend(which, np.int8(position), before)
        self.now.steps.append(GradingSteps(quota, which, which, before, self.now.grade))
