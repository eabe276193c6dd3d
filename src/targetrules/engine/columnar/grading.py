"""Grades over a cohort: the source, the steps in their order, the quotas by rank."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import define
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort, Stage
from targetrules.engine.columnar.conditions import Conditions
from targetrules.engine.columnar.given import ask, concerned, given
from targetrules.engine.columnar.order import Order
from targetrules.engine.columnar.places import units_in
from targetrules.engine.columnar.vectors import Bits, Ints, chosen, looked_up, scaled_ends
from targetrules.rules import tree

__all__ = ["Grades"]


@define(slots=True, eq=False)
class Grades:
    """The grading of one cohort; grades are positions from 0, the best, and -1 is none."""

    rules: tree.Rules
    now: Cohort
    conditions: Conditions

    def give(self, grading: tree.Grading) -> None:
        now = self.now
        now.source_grade = self.source(grading)
        now.grade = now.source_grade
        forced = np.full(now.size, -1, np.int8)
        for rule in grading.unit_rules:
            truth = self.conditions.holds(rule.when)
            if isinstance(rule, tree.Forced):
                worst = np.maximum(forced, np.int8(self.position(rule.grade)))
                forced = chosen(truth.yes, worst, forced)
            before = now.grade
            now.grade = chosen(truth.yes, self.after(rule, before, forced), before)
            now.steps.append(Stage(rule, ~truth.no, truth.yes, before, now.grade))
        for quota in grading.quotas:
            self.fill(quota)

    def position(self, grade: str) -> int:
        return self.rules.grade_position[grade]

    def source(self, grading: tree.Grading) -> NDArray[np.int8]:
        if grading.by is None:
            return self.now.codes(str(grading.given)).codes.astype(np.int8, copy=False)
        number = self.now.number(grading.by.name)
        found = np.full(self.now.size, -1, np.int8)
        bands = [band for band in grading.bands if self.now.period in band.span]
        for band in sorted(bands, key=lambda band: -self.position(band.grade)):
            floor, ceiling = scaled_ends(band.at_least, number.decimals)
            reached = number.values > floor if band.strict else number.values >= ceiling
            found = chosen(reached, np.int8(self.position(band.grade)), found)
        found |= number.known.view(np.int8) - np.int8(1)  # -1 is all bits
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
                moved = chosen(grade < 0, grade, np.maximum(grade, np.int8(self.position(rule.at_most))))
        return chosen(forced < 0, moved, forced)

    def limited(self, limit: tree.Limit, grade: NDArray[np.int8]) -> NDArray[np.int8]:
        most = len(self.rules.grades)
        latest = looked_up(self.conditions.past.last_grade, self.now.units)
        moved = grade
        if limit.most_down is not None:
            moved = np.minimum(moved, latest + np.int8(min(limit.most_down, most)))
        if limit.most_up is not None:
            moved = np.maximum(moved, latest - np.int8(min(limit.most_up, most)))
        return chosen((grade < 0) | (latest < 0) | (self.now.since_last != 1), grade, moved)

    # ---- quotas ----------------------------------------------------------------------------------------------------

    def fill(self, quota: tree.Quota) -> None:
        now, edge = self.now, self.position(quota.grade)
        places = now.places[quota.ranking]
        most = units_in(self.rules, quota.portion, places, now.period)
        if most is None:
            return
        placed = (places.rank > 0) & (now.grade >= 0)
        if concerned(now, quota) and self.fill_given(quota, placed, edge, looked_up(most, places.group)):
            return
        if not isinstance(places.order, Order):  # asked of a part of the units, to whom nobody said it yet
            return
        if quota.how == "at_most":
            counted = placed & (now.grade <= edge)
            reach = places.order.first(most, end="top", ties=quota.ties, counted=counted)
            self.drop(quota, counted & ~reach.holds(places.rank, places.group), edge + 1)
        else:
            better = placed & (now.grade < edge)
            enough = np.bincount(places.group.take(np.flatnonzero(placed & ~better)), minlength=len(most))
            reach = places.order.first(most - enough, end="bottom", ties=quota.ties, counted=better)
            self.drop(quota, better & reach.holds(places.rank, places.group), edge)

    def fill_given(self, quota: tree.Quota, placed: Bits, edge: int, most: Ints) -> bool:
        """Where the cohort is a part of the units, how many come first is given.

        For ``at_least``, those at this grade or worse come first, and then the others from the last on.
        """
        at_most = quota.how == "at_most"
        better = placed & (self.now.grade < edge + at_most)
        rank = self.now.places[quota.ranking].rank.astype(np.int64)
        key = rank if at_most else -rank * better - (2**32) * ~better
        ask(self.now, quota, better if at_most else placed, lambda: [key])
        found = given(self.now, quota)
        if found is None:
            return False
        ahead = found("ahead")
        first = ahead < most if quota.ties == "in" else ahead + found("tied") <= most
        self.drop(quota, better & ~first if at_most else better & first, edge + at_most)
        return True

    def drop(self, quota: tree.Quota, which: Bits, position: int) -> None:
        before = self.now.grade
        self.now.grade = chosen(which, np.int8(position), before)
        self.now.steps.append(Stage(quota, which, which, before, self.now.grade))
