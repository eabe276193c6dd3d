"""Units whose grade or consequence hangs by one unit of the last decimal of an input, or by a rounding."""

from __future__ import annotations

from collections.abc import Container, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from targetrules.engine.judged import Judged
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation, changes_of, consequences_first
from targetrules.rules import tree
from targetrules.source.decimals import decimals_of, quantized, scaled, scaled_ends, unscaled

__all__ = ["cut_off_after", "roundings", "steps"]

_MOST_JUDGED: Final = 3_000_000
"""Where everybody must be judged anew for one unit, so many rows are judged at most."""

_BEYOND: Final = 30
"""So many more decimals than a measure has are kept of what it is before it is rounded: no threshold has as many."""

_SHOWN: Final = 6


def steps(of: Situation) -> Iterator[ReviewFinding]:
    """Each unit with each of its numbers one unit of its last decimal higher, and lower."""
    if not of.numbers or not of.rules.judges(of.period):
        return
    tried = _tried(of, 2 * len(of.numbers))
    if of.trials is None:
        rows = [row for at in range(tried) for name in of.numbers for row in _stepped(of, at, name)]
    else:
        from targetrules.review.in_columns import stepped

        rows = stepped(of, of.trials, tried)
    yield ReviewFinding("step", consequences_first(rows), untried=len(of.judged) - tried)


def _stepped(of: Situation, at: int, name: str) -> Iterator[Fields]:
    now, one = of.judged[at], of.numbers[name]
    value = of.number(now, name)
    if value is None:
        return
    for step in (1, -1):
        other = unscaled(scaled(value, one.decimals) + step, one.decimals)
        if _is_in_range(other, one):
            changed = changes_of(now, of.units.anew(at, {name: other}), of.rules)
            if changed is not None:
                yield {"unit": now.unit, "input": name, "value": value, "other": other, **changed}


def _is_in_range(value: Decimal, one: tree.Input) -> bool:
    at, low, high = scaled(value, one.decimals), one.low, one.high
    above = low is None or at >= scaled_ends(low, one.decimals)[1]
    return above and (high is None or at <= scaled_ends(high, one.decimals)[0])


def roundings(of: Situation) -> Iterator[ReviewFinding]:
    """Each unit with each of its measures as it is before it is rounded."""
    measures = [each for each in of.rules.order if isinstance(each, tree.Measure) and _version(each, of.period)]
    if not measures or not of.rules.judges(of.period):
        return
    tried = _tried(of, len(measures))
    doubtful = [_doubtful(of, each.name, tried) for each in measures]
    rows = [
        row
        for at in range(tried)
        for each, those in zip(measures, doubtful, strict=True)
        if at in those
        for row in _unrounded(of, at, each)
    ]
    yield ReviewFinding("rounding", consequences_first(rows), untried=len(of.judged) - tried)


def _doubtful(of: Situation, measure: str, tried: int) -> Container[int]:
    """The units of whom something else may be decided without the rounding of a measure."""
    found = None if of.trials is None else of.trials.doubtful(measure)
    return range(tried) if found is None else set(found.tolist())


def _version(measure: tree.Measure, period: int) -> tree.Version | None:
    return next((each for each in measure.versions if period in each.in_force), None)


def _unrounded(of: Situation, at: int, measure: tree.Measure) -> Iterator[Fields]:
    now, version = of.judged[at], _version(measure, of.period)
    value = of.number(now, measure.name)
    exact = None if value is None or version is None else of.units.engine.formula().number(version.formula, now)
    if value is None or exact is None or exact == Fraction(value):
        return
    changed = changes_of(now, _with(of, at, measure, exact), of.rules)
    if changed is not None:
        shown = quantized(cut_off_after(exact, measure.decimals + _SHOWN), measure.decimals + _SHOWN, "ROUND_DOWN")
        plain = quantized(shown, max(measure.decimals, decimals_of(shown)))
        found = {"unrounded": plain, "cut_off": Fraction(shown) != exact}
        yield {"unit": now.unit, "measure": measure.name, "value": value, **found, **changed}


def _with(of: Situation, at: int, measure: tree.Measure, exact: Fraction) -> Judged:
    return of.units.anew(at, {}, {measure.name: cut_off_after(exact, measure.decimals + _BEYOND)})


def cut_off_after(exact: Fraction, decimals: int) -> Decimal:
    """The number, cut off after so many decimals; with a 5 behind them where anything was cut off.

    So it compares as the number does with all numbers that have no more decimals than these.
    """
    count, rest = divmod(exact.numerator * 10**decimals, exact.denominator)
    return unscaled(count * 10 + 5, decimals + 1) if rest else unscaled(count, decimals)


def _tried(of: Situation, trials: int) -> int:
    """How many units are tried, with so many trials each."""
    units = len(of.judged)
    return units if of.units.is_alone else min(units, _MOST_JUDGED // max(1, trials * units))
