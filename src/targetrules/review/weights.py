"""Effective weights: how much of the spread of a total each of its parts really carries.

The effective weight of a part i with the factor w_i in a total T = w_1 x_1 + … + w_n x_n is w_i · cov(x_i, T) / var(T):
its share of the variance of the total, of which all together make 1 (Wang and Stanley 1970; Brennan 2001, chapter 10).
It is computed of the units that have all parts, and exact: the divisor of a covariance cancels out. All is computed in
whole numbers, units of the last decimal that any part has.

The weight as written is the factor, of parts that are out of the same. Scores of indicators and categories have their
weights in themselves, and are added up: of a sum of nothing else each part weighs its factor times the weight declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import mul

from targetrules.engine.judged import Judged
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation
from targetrules.rules import tree
from targetrules.rules.analysis.doubtful_weights import factors_of
from targetrules.rules.analysis.scale import decimals_of_number
from targetrules.rules.exact import rounded
from targetrules.source.decimals import scaled

__all__ = ["weights"]

_DECIMALS = 1


def weights(of: Situation) -> Iterator[ReviewFinding]:
    """One answer for each total of the period; of a total that is the same for all units, no rows."""
    for measure in of.rules.order:
        if not isinstance(measure, tree.Measure):
            continue
        for version in measure.versions:
            if of.period not in version.in_force:
                continue
            factors = _factors(version.formula)
            if factors:
                yield _answer(of, measure, factors, _nominal(version.formula, factors, of.most))


def _factors(formula: tree.Number) -> Mapping[str, Fraction] | None:
    """How much each part of a total counts, by name; None of what is no total of two parts or more."""
    if isinstance(formula, tree.Weighted):
        whole = sum((Fraction(weight) for _, weight in formula.parts), Fraction(0))
        names = [part.name for part, _ in formula.parts if not part.parameter]
        is_total = whole and len(set(names)) == len(formula.parts)
        factors = {part.name: Fraction(weight) / whole for part, weight in formula.parts} if is_total else None
    else:
        factors = factors_of(formula)
    return factors if factors is not None and len(factors) > 1 else None


def _nominal(
    formula: tree.Number, factors: Mapping[str, Fraction], most: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    """How much each part weighs as written, in proportion; ``most``: what scores are out of."""
    is_of_scores = not isinstance(formula, tree.Weighted) and factors.keys() <= most.keys()
    return {name: abs(each) * (most[name] if is_of_scores else 1) for name, each in factors.items()}


def _answer(
    of: Situation, measure: tree.Measure, factors: Mapping[str, Fraction], nominal: Mapping[str, Fraction]
) -> ReviewFinding:
    decimals = max(decimals_of_number(tree.NumberOf(name), of.rules) for name in factors)
    units = [each for now in of.judged if (each := _parts(now, factors)) is not None]
    values = [[scaled(each, decimals) for each in column] for column in zip(*units, strict=True)]
    rows = tuple(_rows(factors, nominal, values)) if units else ()
    return ReviewFinding("weight", rows, {"measure": measure.name, "units": len(units)})


def _parts(now: Judged, factors: Mapping[str, Fraction]) -> Sequence[Decimal] | None:
    """The parts of the total of a unit; None where one is missing."""
    found = [value for name in factors if (value := now.leaf(tree.NumberOf(name))) is not None]
    return found if len(found) == len(factors) else None


def _rows(
    factors: Mapping[str, Fraction], nominal: Mapping[str, Fraction], values: Sequence[Sequence[int]]
) -> Iterator[Fields]:
    """``values`` has those of each part, of one unit after the other.

    The covariance of the values x of n units with their totals T is n · ∑ xT - ∑ x · ∑ T, divided by n².
    """
    divisor, units = lcm(*(each.denominator for each in factors.values())), len(values[0])
    parts = [
        [int(factor * divisor) * each for each in column]
        for factor, column in zip(factors.values(), values, strict=True)
    ]
    totals = list(map(sum, zip(*parts, strict=True)))
    whole_total = sum(totals)

    def varies_with(part: Sequence[int]) -> int:
        products: int = sum(map(mul, part, totals))
        return units * products - sum(part) * whole_total

    spread, whole = varies_with(totals), sum(nominal.values(), Fraction(0))
    for name, part in zip(factors, parts, strict=True) if spread else ():
        carried = Fraction(varies_with(part), spread)
        yield {"part": name, "nominal": _percent(nominal[name] / whole), "effective": _percent(carried)}


def _percent(share: Fraction) -> object:
    from targetrules.rules.leaf import Rounding

    return rounded(100 * share, _DECIMALS, Rounding.HALF_UP)
