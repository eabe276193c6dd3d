"""Formulas over a cohort, exactly: each number of the tree as one column."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
from attrs import define

from targetrules.engine.columnar.cohort import Cohort
from targetrules.engine.columnar.past import Memory
from targetrules.engine.columnar.vectors import Bits, Ints, Numbers, Quotients, rounded
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of

__all__ = ["Formulas"]


@define(slots=True, eq=False)
class Formulas:
    """Formulas over one cohort. ``zero`` marks the rows in which a division by zero happened."""

    now: Cohort
    memory: Memory
    zero: Bits

    def number(self, number: tree.Number) -> Numbers:
        """A number that needs no rounding."""
        found = self.exact(number)
        if isinstance(found, Quotients):
            raise TypeError(number)
        return found

    def exact(self, number: tree.Number) -> Numbers | Quotients:  # noqa: C901, PLR0911  one case a kind of number
        """A number that may still have to be rounded."""
        match number:
            case tree.Literal(value):
                decimals = decimals_of(value)
                return self.constant(int(value.scaleb(decimals)), decimals)
            case tree.NumberOf(name):
                return self.now.number(name)
            case tree.RankOf(ranking):
                return self.now.places[ranking].ranks
            case tree.SizeOf(ranking):
                return self.now.places[ranking].size
            case tree.Negative(of):
                part = self.exact(of)
                if isinstance(part, Quotients):
                    return Quotients(-part.above, part.below, part.known, part.decimals)
                return Numbers(-part.values, part.known, part.decimals)
            case tree.Absolute(of):
                part = self.number(of)
                return Numbers(np.abs(part.values), part.known, part.decimals)
            case tree.Rounded(of, decimals, rounding):
                return rounded(self.exact(of), decimals, rounding)
            case tree.IfMissing():
                return self.instead(number)
            case tree.Arithmetic():
                return self.arithmetic(number)
            case tree.Fold(how, of, strict):
                return _folded(how, [self.number(part) for part in of], strict=strict)
            case tree.Previous():
                return self.previous(number)
            case tree.Last():
                return self.last(number)
            case tree.Group():
                return self.group(number)
            case tree.Weighted():
                return self.weighted(number)

    def constant(self, value: int, decimals: int) -> Numbers:
        size = self.now.size
        return Numbers(np.full(size, value, np.int64), np.ones(size, np.bool_), decimals)

    def arithmetic(self, number: tree.Arithmetic) -> Numbers | Quotients:
        left, right = self.number(number.left), self.number(number.right)
        known = left.known & right.known
        decimals = max(left.decimals, right.decimals)
        match number.sign:
            case "+":
                return Numbers(left.at(decimals) + right.at(decimals), known, decimals)
            case "-":
                return Numbers(left.at(decimals) - right.at(decimals), known, decimals)
            case "*":
                return Numbers(left.values * right.values, known, left.decimals + right.decimals)
            case _:
                zero = known & (right.values == 0)
                self.zero |= zero
                return Quotients(left.values, right.values, known & ~zero, left.decimals - right.decimals)

    # ---- the past --------------------------------------------------------------------------------------------------

    def previous(self, number: tree.Previous) -> Numbers:
        found, zero = self.memory.rings[number].ago(self.now, number.periods)
        self.zero |= zero
        return found

    def last(self, number: tree.Last) -> Numbers | Quotients:
        present = self.number(number.of)
        parts = [present]
        for periods in range(1, number.periods):
            found, zero = self.memory.rings[number].ago(self.now, periods)
            self.zero |= zero
            parts.append(found)
        return _folded({"mean": "mean", "best": "max", "worst": "min"}[number.how], parts, strict=False)

    def instead(self, number: tree.IfMissing) -> Numbers:
        """What stands instead is asked only where it is needed, and so is told of a division by zero only there."""
        of, before = self.number(number.of), self.zero.copy()
        instead = self.number(number.instead)
        self.zero = before | (self.zero & ~of.known)
        decimals = max(of.decimals, instead.decimals)
        return Numbers(np.where(of.known, of.at(decimals), instead.at(decimals)), of.known | instead.known, decimals)

    # ---- over groups -----------------------------------------------------------------------------------------------

    def group(self, number: tree.Group) -> Numbers | Quotients:
        places = None if number.ranking is None else self.now.places[number.ranking]
        group = np.zeros(self.now.size, np.int64) if places is None else places.group
        ranked = np.ones(self.now.size, np.bool_) if places is None else places.ranked
        groups = int(group.max(initial=0)) + 1
        there = group >= 0
        if number.of is None:
            counts = np.bincount(group[ranked & there], minlength=groups)
            return Numbers(counts[group].astype(np.int64), there, 0)
        part = self.number(number.of)
        among = ranked & part.known & there
        counts = np.bincount(group[among], minlength=groups).astype(np.int64)
        known = there & (counts[group] > 0)
        of = group[among], part.values[among]
        if number.percent is not None:
            values, decimals = _percentiles(*of, counts, number)
            return Numbers(values[group], known, part.decimals + decimals)
        totals = _over_groups(number.how, *of, groups)
        if number.how == "mean":
            return Quotients(totals[group], counts[group], known, part.decimals)
        return Numbers(totals[group], known, part.decimals)

    def weighted(self, number: tree.Weighted) -> Quotients:
        parts = [(self.number(part), weight) for part, weight in number.parts]
        scale = max(decimals_of(weight) for _, weight in parts)
        decimals = max(part.decimals for part, _ in parts)
        above, below = np.zeros(self.now.size, np.int64), np.zeros(self.now.size, np.int64)
        known = np.ones(self.now.size, np.bool_)
        for part, weight in parts:
            scaled = int(weight.scaleb(scale))
            above += np.where(part.known, part.at(decimals) * scaled, 0)
            below += np.where(part.known | (number.missing != "reweight"), scaled, 0)
            if number.missing == "unknown":
                known &= part.known
        return Quotients(above, below, known & (below != 0), decimals)


def _folded(how: str, parts: list[Numbers], *, strict: bool) -> Numbers | Quotients:
    decimals = max(part.decimals for part in parts)
    known = reduce(np.logical_and if strict else np.logical_or, (part.known for part in parts))
    columns = [(part.at(decimals), part.known) for part in parts]
    if how in ("min", "max"):
        worst = np.iinfo(np.int64).max if how == "min" else np.iinfo(np.int64).min
        fold = np.minimum if how == "min" else np.maximum
        return Numbers(reduce(fold, _filled(columns, worst)), known, decimals)
    total = reduce(np.add, _filled(columns, 0))
    if how == "sum":
        return Numbers(total, known, decimals)
    count = reduce(np.add, (part.known.astype(np.int64) for part in parts))
    return Quotients(total, count, known, decimals)


def _filled(columns: Iterable[tuple[Ints, Bits]], value: int) -> Iterable[Ints]:
    return (np.where(known, values, value) for values, known in columns)


def _over_groups(how: str, group: Ints, values: Ints, groups: int) -> Ints:
    """Sums (for means), least or greatest values; integer sums, since bincount would go through floats."""
    if how == "mean":
        totals = np.zeros(groups, np.int64)
        np.add.at(totals, group, values)
        return totals
    fold = np.minimum if how == "min" else np.maximum
    totals = np.full(groups, np.iinfo(np.int64).max if how == "min" else np.iinfo(np.int64).min)
    fold.at(totals, group, values)
    return totals


def _percentiles(group: Ints, values: Ints, counts: Ints, number: tree.Group) -> tuple[Ints, int]:
    """Linear interpolation at (n-1)·q/100, as an integer with the decimals of q and two more."""
    assert number.percent is not None  # noqa: S101  only percentiles come here
    decimals = 2 + decimals_of(number.percent)
    scale, percent = 10**decimals, int(number.percent.scaleb(decimals - 2))
    order = np.lexsort((values, group))
    ordered = values[order]
    starts = np.cumsum(counts) - counts
    most = np.maximum(counts - 1, 0)
    below, part = np.divmod(most * percent, scale)
    if not len(ordered):
        return np.zeros(len(counts), np.int64), decimals
    low = ordered[np.minimum(starts + below, len(ordered) - 1)]
    high = ordered[np.minimum(starts + np.minimum(below + 1, most), len(ordered) - 1)]
    return low * scale + (high - low) * part, decimals
