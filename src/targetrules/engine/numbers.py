"""The reference engine's numbers: the value of a formula for a unit in a period, as an exact fraction.

Part of the definition, as `reference.py` is. Missing is None, and spreads, except where a function says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, assert_never

from attrs import field

from targetrules.data import define
from targetrules.engine.placing import Indexed
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.exact import on_scale, order_statistic, rounded, standard_deviation
from targetrules.rules.parts import is_constant, parts_of

__all__ = ["EvaluationContext", "Formula"]


class EvaluationContext(Protocol):
    """A unit in a period: what a formula is evaluated in."""

    @property
    def unit(self) -> str:
        """The name of the unit."""

    @property
    def period(self) -> int:
        """The ordinal number of the period."""

    def leaf(self, number: tree.NumberOf | tree.RankOf | tree.SizeOf) -> Decimal | None:
        """A number that was given or computed before."""

    def members(self, ranking: str | None) -> Sequence[EvaluationContext] | None:
        """The units ranked in the unit's own group, None where its group is not known; without a ranking, all units."""

    def ago(self, periods: int) -> EvaluationContext | None:
        """The unit that many periods ago; None where it had no result then."""

    def group(self, within: Sequence[str]) -> tuple[str, ...] | None:
        """The words by which the units of the unit's group are alike; None where one of them is missing."""

    def kept_cut(self, cut: str, group: tuple[str, ...], period: int) -> Decimal | None:
        """What was computed as the cut of the group in an earlier period; None where nothing was."""

    def entered(self, status: str, *, before: bool) -> EvaluationContext | None:
        """The unit in the latest period in which it newly entered a status; ``before``: before this period."""


@define(slots=True, eq=False, kw_only=True)
class Formula:
    """Formulas of one measure in one period. ``divided_by_zero``: a value was lost by it, and nothing stood in for it.

    ``differs``: a cut would be another than was published.

    ``holds`` says whether a condition is true of a unit in a period. ``over_groups`` has what was found over groups,
    ``losers`` the units that lost a value for it so, by name and period: a row that is judged again is another than the
    one that its group has. Each group is kept with its value: another one that came to stand where it stood in memory
    would be taken for it.
    """

    holds: Callable[[tree.Condition, Any], Truth]
    divided_by_zero: bool = False
    differs: bool = False
    over_groups: dict[tuple[int, int], tuple[Sequence[EvaluationContext], Fraction | None]] = field(factory=dict)
    losers: set[tuple[int, str, int]] = field(factory=set)

    def number(self, number: tree.Number, now: EvaluationContext) -> Fraction | None:  # noqa: C901, PLR0911, PLR0912
        """The exact value; None where it is missing."""
        match number:
            case tree.Literal():
                return number.exact
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf():
                leaf = now.leaf(number)
                return None if leaf is None else Fraction(leaf)
            case tree.Arithmetic():
                return self.arithmetic(number, now)
            case tree.Fold():
                return self.fold(number, now)
            case tree.Clamp():
                return self.clamp(number, now)
            case tree.Negative():
                value = self.number(number.of, now)
                return None if value is None else -value
            case tree.Absolute():
                value = self.number(number.of, now)
                return None if value is None else abs(value)
            case tree.Rounded():
                value = self.number(number.of, now)
                return None if value is None else Fraction(rounded(value, number.decimals, number.rounding))
            case tree.IfMissing():
                return self.if_missing(number, now)
            case tree.Lag():
                before = now.ago(number.periods)
                return None if before is None else self.number(number.of, before)
            case tree.AtEntry():
                then = now.entered(number.status, before=number.before)
                return None if then is None else self.number(number.of, then)
            case tree.Cut():
                return self.cut(number, now)
            case tree.RollingAggregate():
                return self.last(number, now)
            case tree.Aggregate():
                return self.group(number, now)
            case tree.Cases():
                return self.cases(number, now)
            case tree.FlagCount():
                truths = [self.holds(flag, now) for flag in number.of]
                return None if None in truths else Fraction(truths.count(True))
            case tree.Weighted():
                return self.weighted(number, now)
            case tree.Piecewise():
                value = self.number(number.of, now)
                return None if value is None else on_scale(value, number.points, number.between, number.outside)
            case _:
                assert_never(number)

    def arithmetic(self, number: tree.Arithmetic, now: EvaluationContext) -> Fraction | None:
        left, right = self.number(number.left, now), self.number(number.right, now)
        if left is None or right is None:
            return None
        match number.sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                if right == 0:
                    self.divided_by_zero = True
                    return None
                return left / right
            case _:
                assert_never(number.sign)

    def fold(self, number: tree.Fold, now: EvaluationContext) -> Fraction | None:
        values = [self.number(part, now) for part in number.of]
        if number.strict and None in values:
            return None
        return combined(number.how, values) if has_result(number.of, values) else None

    def clamp(self, number: tree.Clamp, now: EvaluationContext) -> Fraction | None:
        """Missing if any part is, and where the low end is above the high one."""
        there = known(self.number(part, now) for part in parts_of(number))
        if len(there) < len(parts_of(number)):
            return None
        value, *ends = there
        if sorted(ends) != ends:
            return None
        if number.low is not None:
            value = max(value, ends[0])
        if number.high is not None:
            value = min(value, ends[-1])
        return value

    def if_missing(self, number: tree.IfMissing, now: EvaluationContext) -> Fraction | None:
        """A value that was lost by a division by zero is no loss where another stands in for it."""
        external, self.divided_by_zero = self.divided_by_zero, False
        value = self.number(number.of, now)
        if value is None:
            lost, self.divided_by_zero = self.divided_by_zero, False
            value = self.number(number.instead, now)
            self.divided_by_zero |= lost and value is None
        self.divided_by_zero |= external
        return value

    def last(self, number: tree.RollingAggregate, now: EvaluationContext) -> Fraction | None:
        rows = (now.ago(periods) for periods in range(number.periods))
        values = [self.number(number.of, row) for row in rows if row is not None]
        return combined({"mean": "mean", "best": "max", "worst": "min"}[number.how], values)

    def cases(self, number: tree.Cases, now: EvaluationContext) -> Fraction | None:
        """What the case that applies gives; missing where nobody can say which does."""
        formula = self.applying(number, now)
        return None if formula is None else self.number(formula, now)

    def applying(self, number: tree.Cases, now: EvaluationContext) -> tree.Number | None:
        """The formula of the case that applies; None where that is unknown, or where none does."""
        *_, (case, truth) = self.looked_at(number, now)
        return number.otherwise if truth is False else case.formula if truth else None

    def looked_at(self, number: tree.Cases, now: EvaluationContext) -> Iterator[tuple[tree.Case, Truth]]:
        """The cases up to the first that is not false, in their order, and whether each holds."""
        for case in number.of:
            truth = self.holds(case.when, now)
            yield case, truth
            if truth is not False:
                return

    def weighted(self, number: tree.Weighted, now: EvaluationContext) -> Fraction | None:
        values = [(self.number(part, now), Fraction(weight)) for part, weight in number.parts]
        if number.missing == "unknown" and any(value is None for value, _ in values):
            return None
        if number.missing == "reweight":
            if not has_result([part for part, _ in number.parts], [value for value, _ in values]):
                return None
            values = [(value, weight) for value, weight in values if value is not None]
        total = sum(weight for _, weight in values)
        return sum((value or 0) * weight for value, weight in values) / Fraction(total) if total else None

    def cut(self, cut: tree.Cut, now: EvaluationContext) -> Fraction | None:
        """That of the unit's group in the latest period in which it was due: as published, else as computed then.

        Where a value that was lost by a division by zero was published, nothing is lost.
        """
        due, group = cut.due(now.period), now.group(cut.within)
        if due is None or group is None:
            return None
        published = cut.published_for(due, group)
        if due < now.period:
            value = now.kept_cut(cut.name, group, due) if published is None else published
            return None if value is None else Fraction(value)
        computed, lost = self.computed(cut, now), self.divided_by_zero
        if published is None:
            return computed
        self.divided_by_zero &= not lost
        self.differs |= computed not in (None, published)
        return Fraction(published)

    def computed(self, cut: tree.Cut, now: EvaluationContext) -> Fraction | None:
        """What it would be if it were computed in this period, with the decimals that it keeps."""
        units = now.members(cut.ranking)
        if cut.smallest > 1 and (units is None or len(units) < cut.smallest):
            return None
        exact = self.number(cut.of, now)
        return None if exact is None else Fraction(rounded(exact, cut.decimals, cut.rounding))

    # ---- over the units of the period ------------------------------------------------------------------------------

    def group(self, number: tree.Aggregate, now: EvaluationContext) -> Fraction | None:
        """The value over the group. Of its units those that lost a value are told so, and nobody else."""
        units = now.members(number.ranking)
        if units is None:
            return None
        key = (id(number), id(units))
        if key not in self.over_groups:
            self.over_groups[key] = units, self.over(number, units)
        self.divided_by_zero |= (id(number), now.unit, now.period) in self.losers
        return self.over_groups[key][1]

    def over(self, number: tree.Aggregate, units: Sequence[EvaluationContext]) -> Fraction | None:
        if number.of is None:
            return Fraction(len(units))
        values = []
        for unit in units:
            own = Formula(holds=self.holds, over_groups=self.over_groups, losers=self.losers)
            values.append(own.number(number.of, unit))
            if own.divided_by_zero:
                self.losers.add((id(number), unit.unit, unit.period))
        there = sorted(known(values))
        return aggregated(number, there, sum(there, Fraction(0)), sum((each * each for each in there), Fraction(0)))


def known(values: Iterable[Fraction | None]) -> list[Fraction]:
    """The values that are not missing."""
    return [value for value in values if value is not None]


def has_result(parts: Sequence[tree.Number], values: Sequence[Fraction | None]) -> bool:
    """Whether any part is there that the policy does not state itself; or all are stated by it."""
    results = [value for part, value in zip(parts, values, strict=True) if not is_constant(part)]
    return bool(known(results)) or not results


def combined(how: str, values: Iterable[Fraction | None]) -> Fraction | None:
    """Their min, max, mean or sum, of those that are not missing; missing if all are."""
    there = known(values)
    if not there:
        return None
    match how:
        case "min":
            return min(there)
        case "max":
            return max(there)
        case "sum":
            return sum(there, Fraction(0))
        case _:
            return sum(there, Fraction(0)) / len(there)


def aggregated(
    number: tree.Aggregate, ordered: Indexed[Fraction], total: Fraction, squares: Fraction
) -> Fraction | None:
    """What a function over a group gives, of values, the least first, with their sum and that of their squares."""
    count = len(ordered)
    if number.how == "count" and not count:
        return Fraction(0)
    if not count or (number.flag is not None and ordered[count - 1] == number.UNKNOWN):
        return None
    match number.how:
        case "min":
            return ordered[0]
        case "max":
            return ordered[count - 1]
        case "mean":
            return total / count
        case "sum" | "count":
            return total
        case "share":
            return 100 * total / count
        case "percentile":
            return percentile(number, ordered)
        case "sd" | "sd_sample":
            return standard_deviation(number.how, count, total, squares)
        case _:
            assert_never(number.how)


def percentile(number: tree.Aggregate, ordered: Indexed[Fraction]) -> Fraction | None:
    """Linear interpolation between order statistics, where the method has it; the next one is the last one at most."""
    found = order_statistic(number.percent or Decimal(0), number.method, len(ordered))
    if found is None:
        return None
    below, rest = found
    return ordered[below] + (ordered[min(below + 1, len(ordered) - 1)] - ordered[below]) * rest
