"""Conditions of rules that nothing can satisfy, told from what numbers can be, and from periods.

Only what holds in no period and for no unit is a fault: of each number its whole range is taken, of several numbers
each by itself. A claim may speak of what cannot be; it says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, Final, assert_never

from attrs import field

from targetrules.data import define
from targetrules.period import ordinals_of, period_text
from targetrules.rules import tree
from targetrules.rules.analysis.asked import values_asked_about
from targetrules.rules.analysis.bounds import MOST_UNITS, Bounds
from targetrules.rules.analysis.implied import ends_within, excludes_itself, holding_before, together
from targetrules.rules.analysis.ranges import Range
from targetrules.rules.analysis.written import cases_of, leaf_text
from targetrules.rules.leaf import Share
from targetrules.rules.recurrence import ALWAYS, Recurrence
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.source.diagnostic import Path
from targetrules.wording import Listing

__all__ = ["check_conditions", "range_excluding"]

_NUMBERS: Final = ("inputs", "parameters", "measures", "cuts", "rankings")
_EQUALS: Final = "equals"


def check_conditions(
    measures: Sequence[tree.Measure],
    consequences: Sequence[tree.Consequence],
    bounds: Bounds,
    inputs: Mapping[str, tree.Input],
    context: ResolutionContext,
) -> None:
    """Note each condition of a rule that can never hold, at the innermost table that shows it; cases never reached."""
    diagnostics = context.diagnostics
    if diagnostics.lost or diagnostics.blind or bounds.too_large or diagnostics.touch(*_NUMBERS):
        return
    checker = _Checker(bounds, {name: one.asked for name, one in inputs.items()}, context)
    for condition, path in sorted(context.conditions, key=lambda each: -len(each[1])):
        checker.check(condition, path)
    for measure in measures:
        for cases, paths in cases_of(measure, context.file):
            checker.check_cases(cases, paths)
    for index, rule in enumerate(consequences):
        if not _is_empty([rule.in_force]):
            spans = [tree.During(rule.in_force), *checker.spans(rule.when)]
            checker.check_dates(spans, ("consequences", index, "when"))


@define
class _Checker:
    """``told``: where a fault is noted; tables around it are not looked at."""

    bounds: Bounds
    asked: Mapping[str, tree.PeriodRange]
    context: ResolutionContext
    told: set[Path] = field(factory=set)

    def check(self, condition: tree.Condition, path: Path) -> None:
        if path in self.told:
            return
        parts = list(together(condition))
        before = len(self.context.diagnostics)
        self.check_numbers([part for part in parts if isinstance(part, tree.Compare)], path)
        for part in parts:
            if isinstance(part, tree.RankCutoff) and self.is_nobody(part.portion):
                self.note("TR086", path, found=str(_amount(part.portion)))
        self.check_dates(self.spans(condition), path)
        if len(self.context.diagnostics) > before:
            self.told.update(path[:end] for end in range(len(path)))

    def note(self, code: str, path: Path, **values: Any) -> None:
        if path not in self.told:
            self.told.add(path)
            self.context.diagnostics.add(code, path, **values)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def check_numbers(self, compares: Sequence[tree.Compare], path: Path) -> None:
        for left in dict.fromkeys(each.left for each in compares):
            of_it = [each for each in compares if each.left == left]
            reach = range_excluding(left, of_it, self.bounds)
            if reach is not None:
                found = Listing(tuple(_shown(each) for each in of_it))
                ends: dict[str, Any] = {"low": f"{reach.low:f}", "high": f"{reach.high:f}", "decimals": reach.decimals}
                self.note("TR085", path, name=leaf_text(left), found=found, **ends)

    # ---- cases -------------------------------------------------------------------------------------------------------

    def check_cases(self, cases: tree.Cases, paths: Sequence[Path]) -> None:
        """Note each case, and an ``otherwise``, that is never come to, since others before it always apply."""
        asked = [[*together(case.when)] for case in cases.of]
        for at, (path, own) in enumerate(zip(paths, [*asked, []], strict=False)):
            before = holding_before(case.when for case in cases.of[:at])
            alone = excludes_itself(own, self.never_compares, self.words_of)
            if not alone and excludes_itself([*own, *before], self.never_compares, self.words_of):
                self.note("TR130", path)

    def never_compares(self, number: tree.LeafNumber, compares: Sequence[tree.Compare]) -> bool:
        """Whether comparisons of a number never hold together."""
        return range_excluding(number, compares, self.bounds) is not None

    def words_of(self, condition: tree.Condition) -> Collection[str]:
        """The words that a choice has, or all grades."""
        return self.context.options(condition.name) if isinstance(condition, tree.ChoiceIs) else self.context.grades

    # ---- places and periods ------------------------------------------------------------------------------------------

    def is_nobody(self, portion: tree.Portion) -> bool:
        """Whether it is no unit in any period, however large the group."""
        amount = portion.amount
        if not isinstance(amount, str):
            return not _size(amount)
        return not any(_size(entry) for entry in self.context.amounts(amount))

    def spans(self, condition: tree.Condition) -> list[tree.During]:
        """In which periods it may hold: those that it asks for, and those in which all inputs are asked for."""
        parts = list(together(condition))
        found = [part for part in parts if isinstance(part, tree.During)]
        names = (name for part in parts for name in values_asked_about(part))
        asked = (self.asked.get(name, tree.PeriodRange()) for name in dict.fromkeys(names))
        return [*found, *(tree.During(each) for each in asked if each != tree.PeriodRange() and not _is_empty([each]))]

    def check_dates(self, spans: Sequence[tree.During], path: Path) -> None:
        """Whether the periods that are asked for never come together."""
        ranges = [span.periods for span in spans]
        if _is_empty(ranges):
            ends = {"first": _latest_start(ranges), "last": _earliest_end(ranges)}
            self.note("TR087", path, **{key: period_text(self.context.period_kind, end) for key, end in ends.items()})
        elif not self.come_together(spans):
            self.note("TR110", path)

    def come_together(self, spans: Sequence[tree.During]) -> bool:
        """Whether a period is in all of the spans, of which the ranges have some in common."""
        in_all = reduce(Recurrence.both, (span.recurrence for span in spans), ALWAYS)
        ranges = [span.periods for span in spans]
        starts = [each.start for each in ranges if each.start is not None]
        ends = [each.end for each in ranges if each.end is not None]
        there = ordinals_of(self.context.period_kind)
        first = in_all.first_from(max([there[0], *starts]))
        return first is not None and first <= min([there[-1], *ends])


def range_excluding(number: tree.LeafNumber, compares: Sequence[tree.Compare], bounds: Bounds) -> Range | None:
    """The range of a number, where comparisons of it never hold together: the least that will do is above the most.

    It is counted in units of the last decimal. None: they may hold, or it is always missing, and nothing is certain.
    """
    reach = _range_of(number, bounds)
    if reach is None:
        return None
    if any(each.left == each.right and each.how in ("above", "below") for each in compares):
        return reach
    others = [(each.how, _range_of(each.right, bounds)) for each in compares]
    ends = [(how, None if other is None else (other.low, other.high)) for how, other in others]
    least, most = ends_within(reach.low, reach.high, reach.decimals, ends)
    return reach if least > most else None


def _range_of(number: tree.LeafNumber, bounds: Bounds) -> Range | None:
    """None: it is always missing, and then nothing is certain."""
    match number:
        case tree.Literal(value):
            return Range(value, value, 0)
        case tree.NumberOf(name):
            return bounds.ranges.get(name)
        case tree.RankOf():
            return Range(Decimal(1), Decimal(MOST_UNITS), 0)
        case tree.SizeOf():
            return Range(Decimal(0), Decimal(MOST_UNITS), 0)
        case _:
            assert_never(number)


def _latest_start(ranges: Sequence[tree.PeriodRange]) -> int:
    return max(each.start for each in ranges if each.start is not None)


def _earliest_end(ranges: Sequence[tree.PeriodRange]) -> int:
    return min(each.end for each in ranges if each.end is not None)


def _is_empty(ranges: Sequence[tree.PeriodRange]) -> bool:
    """Whether no period is in all of them."""
    is_bounded = any(each.start is not None for each in ranges) and any(each.end is not None for each in ranges)
    return is_bounded and _earliest_end(ranges) < _latest_start(ranges)


def _size(amount: Decimal | Share) -> Decimal:
    return amount.percent if isinstance(amount, Share) else amount


def _amount(portion: tree.Portion) -> str:
    amount = portion.amount
    if isinstance(amount, Share):
        return f"{amount.percent:f}%"
    return amount if isinstance(amount, str) else f"{amount:f}"


def _shown(compare: tree.Compare) -> str:
    return f"= {leaf_text(compare.right)}" if compare.how == _EQUALS else f"{compare.how} = {leaf_text(compare.right)}"
