"""Grades over a cohort: the source, the steps in their order, the quotas by rank."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import define
from numpy.typing import NDArray

from targetrules.engine.columnar.cohort import Cohort, Counts, Places, Stage
from targetrules.engine.columnar.conditions import Conditions, units_in
from targetrules.engine.columnar.past import Memory
from targetrules.engine.columnar.vectors import Bits, Ints, scaled_ends
from targetrules.rules import tree

__all__ = ["Grades"]

_OneStep = tree.Unrated | tree.Forced | tree.Floor | tree.Cap | tree.Limit


@define(slots=True, eq=False)
class Grades:
    """The grading of one cohort; grades are positions from 0, the best, and -1 is none."""

    rules: tree.Rules
    now: Cohort
    memory: Memory
    conditions: Conditions

    def give(self, grading: tree.Grading) -> None:
        now = self.now
        now.source_grade = self.source(grading)
        now.grade = now.source_grade.copy()
        forced = np.full(now.size, -1, np.int8)
        rules: tuple[_OneStep, ...] = (
            *grading.unrated,
            *grading.forced,
            *grading.floors,
            *grading.caps,
            *grading.limits,
        )
        for rule in rules:
            truth = self.conditions.holds(rule.when)
            before = now.grade
            now.grade = np.where(truth.yes, self.after(rule, truth.yes, forced), before)
            now.steps.append(Stage(rule, ~truth.no, truth.yes, before, now.grade))
        for quota in grading.quotas:
            self.fill(quota)

    def position(self, grade: str) -> int:
        return self.rules.grade_position[grade]

    def source(self, grading: tree.Grading) -> NDArray[np.int8]:
        if grading.by is None:
            return self.now.codes(str(grading.given)).codes.astype(np.int8)
        number = self.now.number(grading.by.name)
        found = np.full(self.now.size, -1, np.int8)
        bands = [band for band in grading.bands if self.now.period in band.span]
        for band in sorted(bands, key=lambda band: -self.position(band.grade)):
            floor, ceiling = scaled_ends(band.at_least, number.decimals)
            reached = number.values > floor if band.strict else number.values >= ceiling
            found[reached] = self.position(band.grade)
        found[~number.known] = -1
        return found

    def after(self, rule: _OneStep, held: Bits, forced: NDArray[np.int8]) -> Any:
        """The grades where the rule holds."""
        grade = self.now.grade
        match rule:
            case tree.Unrated():
                return np.int8(-1)
            case tree.Forced():
                np.copyto(forced, np.maximum(forced, self.position(rule.grade)), where=held)
                return forced
            case tree.Floor():
                return np.where(grade < 0, grade, np.minimum(grade, self.position(rule.at_least)))
            case tree.Cap():
                return np.where(grade < 0, grade, np.maximum(grade, self.position(rule.at_most)))
            case tree.Limit():
                return self.limited(rule)

    def limited(self, limit: tree.Limit) -> NDArray[np.int8]:
        grade = self.now.grade
        before = np.where(self.now.since_last == 1, self.memory.last_grade[self.now.units], -1)
        moved = grade
        if limit.most_down is not None:
            moved = np.minimum(moved, before + limit.most_down)
        if limit.most_up is not None:
            moved = np.maximum(moved, before - limit.most_up)
        return np.asarray(np.where((grade < 0) | (before < 0), grade, moved).astype(np.int8))

    # ---- quotas ----------------------------------------------------------------------------------------------------

    def fill(self, quota: tree.Quota) -> None:
        now, edge = self.now, self.position(quota.grade)
        places = now.places[quota.ranking]
        most = units_in(self.rules, quota.portion, places, now.period)
        if most is None:
            return
        placed = (places.rank > 0) & (now.grade >= 0)
        if quota.how == "at_most":
            counted = placed & (now.grade <= edge)
            self.drop(quota, counted & ~_first(counted, places, places.rank, most, quota.ties), edge + 1)
        else:
            better = placed & (now.grade < edge)
            groups = int(places.group.max(initial=0)) + 1
            enough = np.bincount(places.group[placed & ~better], minlength=groups)[places.group]
            self.drop(quota, _first(better, places, -places.rank, most - enough, quota.ties), edge)

    def drop(self, quota: tree.Quota, which: Bits, position: int) -> None:
        before = self.now.grade
        self.now.grade = np.where(which, np.int8(position), before)
        self.now.steps.append(Stage(quota, which, which, before, self.now.grade))


def _first(counted: Bits, places: Places, key: Counts, most: Ints, ties: str) -> Bits:
    """Which of the counted are the first ``most`` of their group by ``key``, a tie across the edge as a whole."""
    rows = np.flatnonzero(counted)
    kept = np.zeros(len(counted), np.bool_)
    if not len(rows):
        return kept
    order = rows[np.lexsort((key[rows], places.group[rows]))]
    group, keys = places.group[order], key[order]
    position = np.arange(len(order))
    new_group = np.r_[True, group[1:] != group[:-1]]
    new_key = new_group | np.r_[True, keys[1:] != keys[:-1]]
    in_group = position - np.maximum.accumulate(np.where(new_group, position, 0))
    starts = np.flatnonzero(new_key)
    length = np.diff(starts, append=len(order))
    start, size = np.repeat(in_group[starts], length), np.repeat(length, length)
    kept[order] = start < most[order] if ties == "in" else start + size <= most[order]
    return kept
