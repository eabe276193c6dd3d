"""Effective weights: how much of the spread of a total each of its parts really carries.

The effective weight of a part i with the factor w_i in a total T = w_1 x_1 + … + w_n x_n is w_i · cov(x_i, T) / var(T):
its share of the variance of the total, of which all together make 1 (Wang and Stanley 1970; Brennan 2001, chapter 10).
It is computed of the units that have all parts, and exact: the divisor of a covariance cancels out.

The weight as written is the factor, of parts that are out of the same. Scores of indicators and categories have their
weights in themselves, and are added up: of a sum of nothing else each part weighs its factor times the weight declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from targetrules.engine.judged import Judged
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation
from targetrules.rules import tree
from targetrules.rules.analysis.doubtful_weights import factors_of
from targetrules.rules.exact import rounded

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
    values = [each for now in of.judged if (each := _parts(now, factors)) is not None]
    about = {"measure": measure.name, "units": len(values)}
    return ReviewFinding("weight", tuple(_rows(factors, nominal, values)), about)


def _parts(now: Judged, factors: Mapping[str, Fraction]) -> Sequence[Fraction] | None:
    """The parts of the total of a unit, each as it counts; None where one is missing."""
    leaves = [(now.leaf(tree.NumberOf(name)), factor) for name, factor in factors.items()]
    found = [Fraction(value) * factor for value, factor in leaves if value is not None]
    return found if len(found) == len(factors) else None


def _rows(
    factors: Mapping[str, Fraction], nominal: Mapping[str, Fraction], values: Sequence[Sequence[Fraction]]
) -> Iterator[Fields]:
    totals = [sum(each, Fraction(0)) for each in values]
    mean = sum(totals, Fraction(0)) / max(1, len(totals))
    apart = [each - mean for each in totals]
    spread = sum((each * each for each in apart), Fraction(0))
    if not spread:
        return
    whole = sum(nominal.values(), Fraction(0))
    for at, name in enumerate(factors):
        carried = sum((each[at] * far for each, far in zip(values, apart, strict=True)), Fraction(0))
        yield {"part": name, "nominal": _percent(nominal[name] / whole), "effective": _percent(carried / spread)}


def _percent(share: Fraction) -> object:
    from targetrules.rules.leaf import Rounding

    return rounded(100 * share, _DECIMALS, Rounding.HALF_UP)
