"""Formulas over a cross-section, exactly: each number of the tree as one column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial, reduce
from typing import TypeVar, assert_never

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.external_comparisons import LOW_BITS, AggregateSummary
from targetrules.columns.vectors import (
    Bits,
    Ints,
    Numbers,
    Quotients,
    blend,
    constant,
    constant_truth,
    gather,
    rounded,
)
from targetrules.data import define
from targetrules.engine.columnar.evaluation.conditions import Conditions
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.cuts import CutGroups
from targetrules.engine.columnar.evaluation.spread import spreads, squares_of
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.exact import ROOT_DECIMALS
from targetrules.rules.parts import is_constant, parts_of
from targetrules.source.decimals import decimals_of, scaled

__all__ = ["Formulas", "order_statistics"]

_Found = TypeVar("_Found")


@define(slots=True, eq=False)
class Formulas:
    """Formulas over one cross-section, whose ``conditions`` say which case applies.

    ``zero``: where a division by zero lost a value, and nothing stood in for it. ``differs``: where a cut would be
    another than was published.
    """

    conditions: Conditions
    zero: Bits
    differs: Bits

    @staticmethod
    def of(conditions: Conditions) -> Formulas:
        """Formulas over the units that the conditions are asked of, of which none has lost a value yet."""
        return Formulas(conditions, conditions.now.never(), conditions.now.never())

    @property
    def now(self) -> CrossSection:
        """The units, and what is known of them."""
        return self.conditions.now

    def number(self, number: tree.Number) -> Numbers:
        """A number that needs no rounding."""
        found = self.exact(number)
        if isinstance(found, Quotients):
            raise InternalError(f"a quotient was not rounded: {number!r}")
        return found

    def exact(self, number: tree.Number) -> Numbers | Quotients:  # noqa: C901, PLR0911, PLR0912  one case a kind of number
        """A number that may still have to be rounded."""
        match number:
            case tree.Literal(value):
                decimals = decimals_of(value)
                return self.constant(scaled(value, decimals), decimals)
            case tree.NumberOf(name):
                return self.now.number(name).wide()
            case tree.RankOf(ranking):
                return self.now.places[ranking].ranks.wide()
            case tree.SizeOf(ranking):
                return self.now.places[ranking].size.wide()
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
            case tree.Fold():
                return self.fold(number)
            case tree.Clamp():
                return self.clamp(number)
            case tree.Lag():
                return self.previous(number)
            case tree.Cut():
                return self.cut(number)
            case tree.AtEntry():
                return self.at_entry(number)
            case tree.RollingAggregate():
                return self.last(number)
            case tree.Aggregate():
                return self.group(number)
            case tree.Cases():
                return self.cases(number)
            case tree.FlagCount(flags):
                return self.count(flags)
            case tree.Weighted():
                return self.weighted(number)
            case tree.Piecewise():
                return _on_scale(number, self.number(number.of))

    def constant(self, value: int, decimals: int) -> Numbers:
        return Numbers(constant(value, self.now.size), constant_truth(truth=True, size=self.now.size), decimals)

    def arithmetic(self, number: tree.Arithmetic) -> Numbers | Quotients:
        left, right = self.number(number.left), self.number(number.right)
        known = left.known & right.known
        decimals = max(left.decimals, right.decimals)
        match number.sign:
            case "+":
                return Numbers(left.with_decimals(decimals) + right.with_decimals(decimals), known, decimals)
            case "-":
                return Numbers(left.with_decimals(decimals) - right.with_decimals(decimals), known, decimals)
            case "*":
                return Numbers(left.values * right.values, known, left.decimals + right.decimals)
            case _:
                zero = known & (right.values == 0)
                self.zero |= zero
                return Quotients(left.values, right.values, known & ~zero, left.decimals - right.decimals)

    def fold(self, number: tree.Fold) -> Numbers | Quotients:
        parts = [self.number(part) for part in number.of]
        known = (
            reduce(np.logical_and, (part.known for part in parts)) if number.strict else _has_result(number.of, parts)
        )
        return _folded(number.how, parts, known)

    def clamp(self, number: tree.Clamp) -> Numbers:
        parts = [self.number(part) for part in parts_of(number)]
        decimals = max(part.decimals for part in parts)
        known = reduce(np.logical_and, (part.known for part in parts))
        values, *ends = [part.with_decimals(decimals) for part in parts]
        if len(ends) > 1:
            known = known & (ends[0] <= ends[-1])
        if number.low is not None:
            values = np.maximum(values, ends[0])
        if number.high is not None:
            values = np.minimum(values, ends[-1])
        return Numbers(values, known, decimals)

    def apart(self, number: tree.Number) -> tuple[Numbers, Bits]:
        """A number that needs no rounding, and the rows in which a value was lost by a division by zero for it."""
        return self._apart(lambda: self.number(number))

    def _apart(self, find: Callable[[], _Found]) -> tuple[_Found, Bits]:
        external, self.zero = self.zero, self.now.never()
        found = find()
        lost, self.zero = self.zero, external
        return found, lost

    def cases(self, number: tree.Cases) -> Numbers | Quotients:
        """In each row the first case that is not false; a case that does not apply divides nothing."""
        left, found = constant_truth(truth=True, size=self.now.size), list[tuple[Bits, tree.Number]]()
        for case in number.of:
            truths = self.conditions.holds(case.when)
            found.append((left & truths.yes, case.formula))
            left = left & truths.no
        if number.otherwise is not None:
            found.append((left, number.otherwise))
        parts = []
        for where, formula in found:
            part, lost = self._apart(partial(self.exact, formula))
            self.zero |= lost & where
            parts.append((where, part))
        return _by_cases(parts)

    def count(self, flags: Sequence[tree.FlagIs]) -> Numbers:
        """How many of the flags hold, where none of them is unknown."""
        truths = [self.conditions.holds(flag) for flag in flags]
        known = reduce(np.logical_and, (~each.unknown for each in truths))
        return Numbers(reduce(np.add, (each.yes.astype(np.int64) for each in truths)), known, 0)

    # ---- the past --------------------------------------------------------------------------------------------------

    def previous(self, number: tree.Lag) -> Numbers:
        return self.ago(number, number.periods)

    def ago(self, number: tree.Lag | tree.RollingAggregate, periods: int) -> Numbers:
        found, zero = self.conditions.past.rings[number].ago(self.now, periods)
        self.zero |= zero
        return found

    def cut(self, cut: tree.Cut) -> Numbers:
        """As it was published, else as it is computed now or was when it was due."""
        due = cut.due(self.now.period)
        if due is None:
            return Numbers(constant(0, self.now.size), self.now.never(), cut.decimals)
        groups = CutGroups.of(self.conditions.rules, cut, self.now)
        published, is_published = groups.published(due)
        if due < self.now.period:
            values, known = groups.kept(self.conditions.past.cuts[cut.name], due)
        else:
            exact, lost = self._apart(partial(self.exact, cut.of))
            found = rounded(exact, cut.decimals, cut.rounding)
            enough = self._is_large_enough(cut)
            values, known = found.values, found.known & (groups.each >= 0) & enough
            self.zero |= lost & enough & ~is_published
            self.differs |= is_published & known & (values != published)
        return Numbers(blend(is_published, published, values), known | is_published, cut.decimals)

    def _is_large_enough(self, cut: tree.Cut) -> Bits:
        """Where enough units are ranked in the group of a cut."""
        if cut.ranking is None or cut.smallest <= 1:
            return constant_truth(truth=True, size=self.now.size)
        size = self.now.places[cut.ranking].size
        return np.asarray(size.known & (size.values >= cut.smallest))

    def at_entry(self, number: tree.AtEntry) -> Numbers:
        """What was remembered; unless earlier entries are meant alone, what is so now of those who enter now."""
        found, zero = self.conditions.past.entries[number.remembered].read(self.now)
        if not number.before:
            present, lost = self.apart(number.of)
            entered = self.conditions.enters(number.status)
            values = blend(entered, present.with_decimals(found.decimals), found.values)
            found = Numbers(values, np.where(entered, present.known, found.known), found.decimals)
            zero = np.where(entered, lost, zero)
        self.zero |= zero
        return found

    def last(self, number: tree.RollingAggregate) -> Numbers | Quotients:
        present = self.number(number.of)
        parts = [present]
        parts += [self.ago(number, periods) for periods in range(1, number.periods)]
        known = reduce(np.logical_or, (part.known for part in parts))
        return _folded({"mean": "mean", "best": "max", "worst": "min"}[number.how], parts, known)

    def instead(self, number: tree.IfMissing) -> Numbers:
        """A value that was lost by a division by zero is no loss where another stands in for it."""
        of, lost = self.apart(number.of)
        instead, also_lost = self.apart(number.instead)
        self.zero |= (lost & (of.known | ~instead.known)) | (also_lost & ~of.known)
        decimals = max(of.decimals, instead.decimals)
        values = blend(of.known, of.with_decimals(decimals), instead.with_decimals(decimals))
        return Numbers(values, of.known | instead.known, decimals)

    # ---- over groups -----------------------------------------------------------------------------------------------

    def group(self, number: tree.Aggregate) -> Numbers | Quotients:
        size = self.now.size
        places = None if number.ranking is None else self.now.places[number.ranking]
        group = np.zeros(size, np.intp) if places is None else places.group
        there = group >= 0
        counted = there if places is None else there & places.ranked
        part = None
        if number.of is not None:
            part, lost = self.apart(number.of)
            self.zero |= lost & counted
            counted = counted & part.known
        self.now.record_keys(number, counted, lambda: [np.zeros(size, np.int64) if part is None else part.values])
        found = self.now.external.summaries.get(number)
        if found is not None:
            return _found_externally(number, found, there, part)
        rows = np.flatnonzero(counted)
        counts = np.bincount(group.take(rows), minlength=int(group.max(initial=0)) + 1)
        if part is None:
            return Numbers(gather(counts, group), there, 0)
        of = group.take(rows), part.values.take(rows)
        if number.percent is not None:
            values, placed = _percentiles(*of, counts, number)
            known = there & gather(placed, group)
            return Numbers(gather(values, group), known, part.decimals + number.more_decimals)
        if number.is_spread:
            sums = _over_groups("sum", *of, len(counts))
            values, placed = spreads(number, counts, sums, squares_of(*of, len(counts)), part.decimals)
            return Numbers(gather(values, group), there & gather(placed, group), ROOT_DECIMALS)
        greatest = None if number.flag is None else gather(_over_groups("max", *of, len(counts)), group)
        totals = gather(_over_groups(number.how, *of, len(counts)), group)
        return _summarised(number, totals, gather(counts, group), greatest, there, part.decimals)

    def weighted(self, number: tree.Weighted) -> Quotients:
        parts = [(self.number(part), weight) for part, weight in number.parts]
        scale = max(decimals_of(weight) for _, weight in parts)
        decimals = max(part.decimals for part, _ in parts)
        above, below = np.zeros(self.now.size, np.int64), np.zeros(self.now.size, np.int64)
        known = np.ones(self.now.size, np.bool_)
        for part, weight in parts:
            counted = scaled(weight, scale)
            above += part.with_decimals(decimals) * counted * part.known
            below += part.known * counted if number.missing == "reweight" else counted
            if number.missing == "unknown":
                known &= part.known
        if number.missing == "reweight":
            known = _has_result([part for part, _ in number.parts], [part for part, _ in parts])
        return Quotients(above, below, known, decimals)


def _found_externally(
    number: tree.Aggregate, found: AggregateSummary, there: Bits, part: Numbers | None
) -> Numbers | Quotients:
    """An aggregate over a group of which the units here are a part."""
    total = found.total
    if part is None:
        return Numbers(total, there, 0)
    if number.percent is not None:
        _, rest, placed = order_statistics(number, total)
        scale, lower, upper = 10**number.more_decimals, found.lower, found.upper
        return Numbers(lower * scale + (upper - lower) * rest, there & placed, part.decimals + number.more_decimals)
    if number.is_spread:
        squares = [
            (high << LOW_BITS) + low
            for high, low in zip(found.squares_high.tolist(), found.squares_low.tolist(), strict=True)
        ]
        values, placed = spreads(number, total, found.sum, squares, part.decimals)
        return Numbers(values, there & placed, ROOT_DECIMALS)
    ends = {"min": found.least, "max": found.greatest}
    return _summarised(number, ends.get(number.how, found.sum), total, found.greatest, there, part.decimals)


def _summarised(
    number: tree.Aggregate, values: Ints, counts: Ints, greatest: Ints | None, there: Bits, decimals: int
) -> Numbers | Quotients:
    """A function over groups, by its sums or its ends; missing where nothing is there, or a flag is unknown."""
    known = there & (counts > 0)
    if number.flag is not None and greatest is not None:
        settled = greatest != number.UNKNOWN
        known = known & settled if number.how == "share" else there & (settled | (counts == 0))
    if number.how == "mean":
        return Quotients(values, np.maximum(counts, 1), known, decimals)
    if number.how == "share":
        return Quotients(100 * values, np.maximum(counts, 1), known, 0)
    return Numbers(values * (counts > 0) if number.how == "count" else values, known, decimals)


def order_statistics(number: tree.Aggregate, counts: Ints) -> tuple[Ints, Ints, Bits]:
    """After which value, from 0 on, a percentile lies, how far to the next (in steps of its decimals), and if it does.

    As `order_statistic` in the rules has it, for groups of these sizes.
    """
    q = number.percent or Decimal(0)
    percent, whole = scaled(q, decimals_of(q)), 100 * 10 ** decimals_of(q)
    last, there = np.maximum(counts - 1, 0), counts > 0
    match number.method:
        case "inclusive":
            below, rest = np.divmod(last * percent, whole)
        case "exclusive":
            position = (counts + 1) * percent - whole
            there = there & (position >= 0) & (position <= last * whole)
            below, rest = np.divmod(position * there, whole)
        case "nearest":
            below, rest = np.maximum(-(-counts * percent // whole) - 1, 0), np.zeros(len(counts), np.int64)
        case "sas5":
            below, rest = np.divmod(counts * percent, whole)
            between = (rest == 0) & (below > 0) & (below < counts)
            below, rest = np.minimum(below - between, last), between * np.int64(5)
        case _:
            assert_never(number.method)
    return below, rest, there


def _on_scale(number: tree.Piecewise, part: Numbers) -> Numbers | Quotients:
    """What a table of points makes of a number: between two of them a quotient by how far they lie apart."""
    decimals = max(part.decimals, *(decimals_of(at) for at, _ in number.points))
    kept = max(decimals_of(gives) for _, gives in number.points)
    at = np.array([scaled(each, decimals) for each, _ in number.points], np.int64)
    gives = np.array([scaled(each, kept) for _, each in number.points], np.int64)
    values = part.with_decimals(decimals)
    inside = (values >= at[0]) & (values <= at[-1])
    known = part.known if number.outside == "clamp" else part.known & inside
    values = np.clip(values, at[0], at[-1])
    piece = np.searchsorted(at, values, side="right") - 1
    if number.between == "step":
        return Numbers(gives.take(piece), known, kept)
    piece = np.minimum(piece, len(at) - 2)
    width, rise = np.diff(at).take(piece), np.diff(gives).take(piece)
    return Quotients(gives.take(piece) * width + (values - at.take(piece)) * rise, width, known, kept)


def _by_cases(parts: Sequence[tuple[Bits, Numbers | Quotients]]) -> Numbers | Quotients:
    """The parts put together, each where it applies; as quotients, where any of them is one."""
    known = reduce(np.logical_or, (where & part.known for where, part in parts))
    decimals = max(part.decimals for _, part in parts)
    zero, one = constant(0, len(known)), constant(1, len(known))
    numbers = [(where, part.with_decimals(decimals)) for where, part in parts if isinstance(part, Numbers)]
    quotients = [
        (where, part, 10 ** (decimals - part.decimals)) for where, part in parts if isinstance(part, Quotients)
    ]
    above = _blended([*numbers, *((where, part.above * scale) for where, part, scale in quotients)], zero)
    if not quotients:
        return Numbers(above, known, decimals)
    return Quotients(above, _blended([(where, part.below) for where, part, _ in quotients], one), known, decimals)


def _blended(columns: Iterable[tuple[Bits, Ints]], others: Ints) -> Ints:
    for where, values in columns:
        others = blend(where, values, others)
    return others


def _has_result(parts: Sequence[tree.Number], found: Sequence[Numbers]) -> Bits:
    """Where any part is there that the policy does not state itself; any at all, where it states them all."""
    results = [number for part, number in zip(parts, found, strict=True) if not is_constant(part)] or found
    return reduce(np.logical_or, (number.known for number in results))


def _folded(how: str, parts: list[Numbers], known: Bits) -> Numbers | Quotients:
    """Over the parts that are there, where the whole is ``known``."""
    decimals = max(part.decimals for part in parts)
    columns = [(part.with_decimals(decimals), part.known) for part in parts]
    if how in ("min", "max"):
        worst = np.iinfo(np.int64).max if how == "min" else np.iinfo(np.int64).min
        fold = np.minimum if how == "min" else np.maximum
        return Numbers(reduce(fold, _filled(columns, worst)), known, decimals)
    total = reduce(np.add, _filled(columns, 0))
    if how == "sum":
        return Numbers(total, known, decimals)
    count = reduce(np.add, (part.known.astype(np.int64) for part in parts))
    return Quotients(total, count, known, decimals)


def _filled(columns: Sequence[tuple[Ints, Bits]], value: int) -> list[Ints]:
    others = constant(value, len(columns[0][0]))
    return [blend(known, values, others) if value else values * known for values, known in columns]


def _over_groups(how: str, group: NDArray[np.intp], values: Ints, groups: int) -> Ints:
    """Sums, least or greatest values; integer sums, since bincount would go through floats."""
    if how not in ("min", "max"):
        totals = np.zeros(groups, np.int64)
        np.add.at(totals, group, values)
        return totals
    fold = np.minimum if how == "min" else np.maximum
    totals = np.full(groups, np.iinfo(np.int64).max if how == "min" else np.iinfo(np.int64).min)
    fold.at(totals, group, values)
    return totals


def _percentiles(group: NDArray[np.intp], values: Ints, counts: Ints, number: tree.Aggregate) -> tuple[Ints, Bits]:
    """The percentiles of groups, and which have one."""
    order = np.lexsort((values, group))
    ordered = values[order]
    below, rest, there = order_statistics(number, counts)
    if not len(ordered):
        return np.zeros(len(counts), np.int64), np.zeros(len(counts), np.bool_)
    starts, most = np.cumsum(counts) - counts, np.maximum(counts - 1, 0)
    low = ordered[np.minimum(starts + below, len(ordered) - 1)]
    high = ordered[np.minimum(starts + np.minimum(below + 1, most), len(ordered) - 1)]
    return low * 10**number.more_decimals + (high - low) * rest, there
