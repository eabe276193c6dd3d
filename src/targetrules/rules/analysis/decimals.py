"""What is asked of measures once the decimals and the ranges of all numbers are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, assert_never

from targetrules.rules import number as numbers
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.scale import decimals_in
from targetrules.rules.analysis.written import formulas_of, leaf_text
from targetrules.rules.definition import Measure, Version
from targetrules.rules.exact import slopes_of
from targetrules.rules.number import Number
from targetrules.rules.parts import numbers_in, parts_of
from targetrules.rules.resolution.context import MOST_DECIMALS, ResolutionContext
from targetrules.source.decimals import decimal_text, decimals_of
from targetrules.source.diagnostic import Path
from targetrules.syntax.shape import as_toml

__all__ = ["check_decimals", "check_ends", "check_published", "exact_decimals"]

_PATIENCE: Final = 4
_USUAL: Final = 2


def check_ends(measures: Iterable[Measure], bounds: Bounds, context: ResolutionContext) -> None:
    """A fault where the low end of a `clamp` is above the high one, or a scale is not for its number, in any case."""
    for measure in measures:
        for written in formulas_of(measure, context.file):
            clamps = [each for each in numbers_in(written.number) if isinstance(each, numbers.Clamp)]
            if any(map(bounds.leaves_nothing, clamps)):
                context.diagnostics.add("TR076", written.path)
            if isinstance(written.number, numbers.Piecewise):
                _check_reach(written.number, written.path, bounds, context)


def _check_reach(scale: numbers.Piecewise, path: Path, bounds: Bounds, context: ResolutionContext) -> None:
    """A fault where all points of a scale lie on one side of whatever its number can be."""
    reach = bounds.of(scale.of)
    first, last = scale.points[0][0], scale.points[-1][0]
    if reach is not None and (reach.high <= first or reach.low >= last):
        name = leaf_text(scale.of)
        low, high = (decimal_text(end) for end in (reach.low, reach.high))
        context.diagnostics.add("TR153", (*path, "points"), name=name, low=low, high=high)


def check_published(measures: Iterable[Measure], bounds: Bounds, context: ResolutionContext) -> None:
    """A fault for each value said to be published that the formula of its cut can never give.

    Where a formula is at fault, it is not known what can be computed, so that nothing is said.
    """
    written, diagnostics = context.file.cuts or {}, context.diagnostics
    is_doubtful = diagnostics.lost or diagnostics.blind or diagnostics.touch("inputs", "measures", "parameters")
    if is_doubtful or any(diagnostics.is_told(("cuts", name, "formula")) for name in written):
        return
    for measure in measures:
        for cut in (each.formula for each in measure.versions if isinstance(each.formula, numbers.Cut)):
            reach, published = bounds.computed(cut), written[measure.name].published or []
            for at, each in enumerate(published):
                if reach is not None and not reach.low <= each.value <= reach.high:
                    low, high = (decimal_text(end) for end in (reach.low, reach.high))
                    path: Path = ("cuts", measure.name, "published", at, "value")
                    diagnostics.add("TR147", path, found=as_toml(each.value), low=low, high=high)


# ---- decimals --------------------------------------------------------------------------------------------------------


def check_decimals(measures: Sequence[Measure], decimals: Mapping[str, int], context: ResolutionContext) -> None:
    """A fault where a measure may have decimals and does not say how many are kept; with a number to start from.

    ``decimals`` has those of all numbers by name, as far as they are declared.
    """
    declared = {name: each.decimals for name, each in (context.file.measures or {}).items()}
    declared |= {name: each.decimals for name, each in (context.file.cuts or {}).items()}
    silent = [measure for measure in measures if declared[measure.name] is None]
    kept = dict(decimals)
    growing = Counter(measure.name for _ in range(_PATIENCE) for measure in silent if _grows(measure, kept))
    for measure in silent:
        wanting = [each for each in formulas_of(measure, context.file) if _exact(each.number, kept) != 0]
        if not wanting:
            continue
        exact = [_exact(each.number, kept) for each in wanting]
        is_exact = growing[measure.name] < _PATIENCE and None not in exact
        most = kept[measure.name] if is_exact else _usual(measure, kept)
        context.diagnostics.add("TR077" if is_exact else "TR078", wanting[0].path, name=measure.name, most=most)


def _grows(measure: Measure, kept: dict[str, int]) -> bool:
    """Let a measure keep as many decimals as it takes; whether these are more than before."""
    found = [exact_decimals(version, kept) for version in measure.versions]
    wanted = max((_usual(measure, kept) if each is None else each for each in found), default=0)
    before, kept[measure.name] = kept[measure.name], wanted
    return wanted > before


def _usual(measure: Measure, kept: Mapping[str, int]) -> int:
    """Decimals for a number that has no last one: two, or as many as the numbers that it is computed from."""
    parts = (part for version in measure.versions for part in numbers_in(version.formula))
    names = {part.name for part in parts if isinstance(part, numbers.NumberOf)} - {measure.name}
    return min(MOST_DECIMALS, max([_USUAL, *(kept.get(name, 0) for name in names)]))


def exact_decimals(version: Version, kept: Mapping[str, int]) -> int | None:
    """With how many decimals the exact value can always be written; None where there is no such number up to six."""
    return _exact(version.formula, kept)


def _exact(number: Number, kept: Mapping[str, int]) -> int | None:
    while isinstance(number, numbers.Negative):
        number = number.of
    if isinstance(number, numbers.Cut):
        computed = _exact(number.of, kept)
        return None if computed is None else max([computed, *(decimals_of(each.value) for each in number.published)])
    if isinstance(number, numbers.Cases):
        found = [_exact(part, kept) for part in parts_of(number)]
        return None if None in found else max(each for each in found if each is not None)
    decimals = decimals_in(number, lambda name: kept.get(name, 0))
    more = [_decimals_of_fraction(factor) for factor in _factors(number)]
    if None in more:
        return None
    most = decimals + max((each for each in more if each is not None), default=0)
    return most if most <= MOST_DECIMALS else None


def _factors(number: Number) -> Iterator[Fraction]:  # noqa: C901  one case a kind of number
    """What a quotient multiplies its parts by; where that is not settled by the policy alone, a third stands for it."""
    third = Fraction(1, 3)
    match number:
        case numbers.Arithmetic(sign, _, right):
            if sign == "/":
                yield 1 / Fraction(right.value) if isinstance(right, numbers.Literal) and right.value else third
        case numbers.Fold(how, of, strict):
            if how == "mean":
                yield from (Fraction(1, count) for count in range(len(of) if strict else 1, len(of) + 1))
        case numbers.RollingAggregate(how, _, periods):
            if how == "mean":
                yield from (Fraction(1, count) for count in range(1, periods + 1))
        case numbers.Weighted(parts, missing):
            total = sum((Fraction(weight) for _, weight in parts), Fraction(0))
            is_settled = missing != "reweight" or len(parts) == 1
            yield from (Fraction(weight) / total for _, weight in parts if total) if is_settled else [third]
        case numbers.Aggregate(how):
            if how in ("mean", "share", "sd", "sd_sample"):
                yield third
        case numbers.Piecewise(_, points, between):
            if between == "linear":
                yield from (abs(slope) for slope in slopes_of(points))
        case (
            numbers.Literal()
            | numbers.NumberOf()
            | numbers.RankOf()
            | numbers.SizeOf()
            | numbers.Negative()
            | numbers.Lag()
            | numbers.AtEntry()
            | numbers.Cut()
            | numbers.Clamp()
            | numbers.Absolute()
            | numbers.Rounded()
            | numbers.IfMissing()
            | numbers.Cases()
            | numbers.FlagCount()
        ):
            return
        case _:
            assert_never(number)


def _decimals_of_fraction(fraction: Fraction) -> int | None:
    """How many decimals a fraction has; None where they have no end."""
    rest, twos, fives = fraction.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
