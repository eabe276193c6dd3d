"""Where rounding decided: what a measure or an input was before it was rounded, told where the outcome hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.what_if import sign
from targetrules.explanation.findings import Fact
from targetrules.explanation.reasons.measures import shown
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.rules import tree
from targetrules.rules.analysis.rounding import most_rounded
from targetrules.rules.parts import Construct, Time, constructs_in, own_parts_of
from targetrules.source.decimals import CEILING, around, distance

__all__ = ["is_never_rounded", "rounding_in_band", "rounding_in_comparison", "rounding_in_tie"]

_HOLDS: Final = {"at_least": (0, 1), "above": (1,), "at_most": (-1, 0), "below": (-1,), "equals": (0,)}
"""Which order of the two numbers a comparison asks for."""

_LEVELS: Final = 20
"""How many measures on top of one another are followed down."""


def rounding_in_comparison(compare: tree.Compare, now: Judged, names: SymbolTable, period: int) -> tuple[Fact, ...]:
    """Where the exact numbers would compare otherwise: what they are. ``period`` is the one that is explained."""
    pair = (compare.left, compare.right)
    limit = _limit(pair, now.period, names)
    if limit is not None and not limit:
        return ()
    left, right = now.leaf(compare.left), now.leaf(compare.right)
    if left is None or right is None or (limit is not None and distance(left, right) > limit):
        return ()
    if now.period != period and any(map(_over_units, _formulas(_rounded(pair, now, names), now, names))):
        return ()  # of an earlier period only the unit's own past is at hand
    kept, exact = sign(left, right), sign(*(_exact(number, now, names) for number in pair))
    if exact is None or (kept in _HOLDS[compare.how]) is (exact in _HOLDS[compare.how]):
        return ()
    return tuple(_told("measure.rounded", pair, now, names))


def rounding_in_band(
    by: tree.NumberOf, bands: Sequence[tree.Band], now: Judged, names: SymbolTable
) -> tuple[Fact, ...]:
    """Where the exact number would lie in another of the bands: what it is."""
    kept, edges = now.leaf(by), _edges(by, bands, now.period, names)
    if edges is not None and (kept is None or not any(low <= kept <= high for low, high in edges)):
        return ()
    exact = _exact(by, now, names)
    if exact is None or ReferenceEngine(names.rules).banded(bands, exact) == now.first_grade:
        return ()
    return tuple(_told("measure.rounded", [by], now, names))


def _edges(
    by: tree.NumberOf, bands: Sequence[tree.Band], period: int, names: SymbolTable
) -> Sequence[tuple[Decimal, Decimal]] | None:
    """Between which numbers rounding may have decided in which of the bands one lies; None: wherever it lies."""
    key = by, id(bands), period  # the names keep the bands
    if key not in names.edges:
        limit = _limit((by,), period, names)
        names.edges[key] = None if limit is None else tuple([around(each.at_least, limit) for each in bands])
    return names.edges[key]


def is_never_rounded(compare: tree.Compare, period: int, names: SymbolTable) -> bool:
    """Whether rounding never decides how the numbers of a period compare."""
    return _limit((compare.left, compare.right), period, names) == 0


def _limit(numbers: tuple[tree.LeafNumber, ...], period: int, names: SymbolTable) -> Decimal | None:
    """Farther apart than that, rounding cannot have decided which of the numbers is greater; 0: it never does."""
    key = numbers, period
    try:
        return names.limits[key]
    except KeyError:  # seldom: it is asked for again for each unit
        found = names.limits[key] = _limit_of(names.rules, numbers, period)
        return found


def _limit_of(rules: tree.Rules, numbers: tuple[tree.LeafNumber, ...], period: int) -> Decimal | None:
    limits = [most_rounded(rules, number, period) for number in numbers]
    there = sum((each for each in limits if each is not None), Fraction(0))
    if None in limits:
        return None
    return CEILING.divide(Decimal(there.numerator), Decimal(there.denominator))


def rounding_in_tie(ranking: tree.Ranking, now: Judged, names: SymbolTable) -> tuple[Fact, ...]:
    """Where the unit shares its rank: what it is ranked by, before rounding made it the same as others."""
    place = now.standings[ranking.name].place
    if place is None or place.tied == 1:
        return ()
    return tuple(_told("measure.rounded_tie", ranking.numbers, now, names))


def _told(code: str, numbers: Sequence[tree.LeafNumber], now: Judged, names: SymbolTable) -> Iterator[Fact]:
    """Each measure or input, of these and beneath them, that is another number before it is rounded."""
    for number in _rounded(numbers, now, names):
        exact, kept = _before_rounding(number, now, names), now.leaf(number)
        if exact is not None and kept is not None and exact != kept:
            yield Fact(code, {"measure": names.number(number, now), "exact": shown(exact)})


def _rounded(numbers: Sequence[tree.Number], now: Judged, names: SymbolTable) -> list[tree.NumberOf]:
    """What is rounded among these numbers, and what they are made of in the same period; so many levels deep."""
    found: dict[tree.NumberOf, None] = {}
    level: Sequence[Construct] = numbers
    for _ in range(_LEVELS):
        new = [each for each in level if isinstance(each, tree.NumberOf) and _is_rounded(each, now, names)]
        new = [each for each in dict.fromkeys(new) if each not in found]
        found.update(dict.fromkeys(new))
        level = [part for formula in _formulas(new, now, names) for part in _of_this_period(formula)]
    return list(found)


def _is_rounded(number: tree.NumberOf, now: Judged, names: SymbolTable) -> bool:
    return number.name in names.rules.measures or number.name in now.exact


def _of_this_period(number: Construct) -> Iterator[Construct]:
    """The parts of a formula that are the unit's own in the same period, and in no other."""
    yield number
    for part in own_parts_of(number, Time.PRESENT):
        yield from _of_this_period(part)


def _exact(number: tree.Number, now: Judged, names: SymbolTable) -> Fraction | None:
    """A number that is compared, as it would be if nothing of this period were rounded on the way to it."""
    return _Unrounded(names, _LEVELS).number(number, now)


def _before_rounding(number: tree.NumberOf, now: Judged, names: SymbolTable) -> Fraction | None:
    """An input or a measure before it is rounded itself; what that is made of is rounded already."""
    if number.name in now.exact:
        return Fraction(now.exact[number.name])
    formula = next(_formulas([number], now, names), None)
    return None if formula is None else _Unrounded(names, 0).number(formula, now)


class _Unrounded(GroupFormula):
    """Formulas without rounding, so many measures deep; what is of the past or of a group stays what it was."""

    def __init__(self, names: SymbolTable, levels: int, found: dict[str, Fraction | None] | None = None) -> None:
        super().__init__(holds=ReferenceEngine(names.rules).holds)
        self.names = names
        self.levels = levels
        self.found = {} if found is None else found

    def number(self, number: tree.Number, now: Any) -> Fraction | None:
        match number:
            case tree.Rounded():
                return self.number(number.of, now)
            case tree.Cut():
                return _read(number.name, now)
            case tree.Lag() | tree.AtEntry() | tree.RollingAggregate() | tree.Aggregate():
                return GroupFormula(holds=self.holds).number(number, now)
            case tree.NumberOf(name) if self.levels and name in now.exact:
                return Fraction(now.exact[name])
            case tree.NumberOf() if self.levels and (formula := next(_formulas([number], now, self.names), None)):
                if number.name not in self.found:
                    beneath = _Unrounded(self.names, self.levels - 1, self.found)
                    self.found[number.name] = beneath.number(formula, now)
                return self.found[number.name]
        return super().number(number, now)


def _read(name: str, now: Judged) -> Fraction | None:
    """A number as it was kept."""
    value = now.values[name]
    return Fraction(value) if isinstance(value, Decimal) else None


def _formulas(numbers: Sequence[tree.Number], now: Judged, names: SymbolTable) -> Iterator[tree.Number]:
    """The formulas in force of those that are measures."""
    for number in numbers:
        if isinstance(number, tree.NumberOf) and number.name in names.rules.measures:
            versions = names.rules.measures[number.name].versions
            yield from (each.formula for each in versions if now.period in each.in_force)


def _over_units(formula: tree.Number) -> bool:
    return any(isinstance(node, tree.Aggregate) for node in constructs_in(formula))
