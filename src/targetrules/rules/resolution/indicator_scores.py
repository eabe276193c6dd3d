"""How an indicator scores: the formulas, as an author would write them, that each form and each target stand for.

The points lie between 0 and the weight. What is divided by is above zero, which is asked of the bounds that the
indicator declares, and noted where it may not be.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, assert_never

from targetrules.data import frozen
from targetrules.rules.resolution.indicator_names import Names
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import plain_digits, times
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["Ends", "Points", "ends_of_target", "points_of"]

_COORDINATES: Final = 2
_FORMS: Final = ("per_point", "range", "scale")


@frozen(slots=True)
class Ends:
    """Between which numbers something lies, as far as that is declared."""

    low: Decimal | None
    high: Decimal | None


@frozen(slots=True)
class Points:
    """The points of an indicator: cases before all others, then the formula; or a scale.

    ``difference`` is the formula of how far the value is beyond the target, where a scale is of that. ``asks_met``: the
    formula asks whether the target is met.
    """

    formula: str = "0"
    cases: tuple[tuple[dict[str, Any], str], ...] = ()
    scale: syntax.PiecewiseScale | None = None
    difference: str | None = None
    asks_met: bool = False


def ends_of_target(indicator: syntax.Indicator) -> Ends:
    """Between which numbers the target lies: those declared for it, or for the value; of a multiple what follows."""
    if isinstance(indicator.target, syntax.Multiple):
        multiple = Decimal(indicator.target.multiple)
        ends = (None if each is None else times(Decimal(each), multiple) for each in (indicator.min, indicator.max))
        return Ends(*ends)
    low = indicator.min if indicator.target_min is None else indicator.target_min
    high = indicator.max if indicator.target_max is None else indicator.target_max
    return Ends(*(None if each is None else Decimal(each) for each in (low, high)))


def points_of(name: str, indicator: syntax.Indicator, value: str, diagnostics: DiagnosticCollector) -> Points | None:
    """How it scores; None, and a fault noted, where that cannot be. ``value`` is the name of the value that counts."""
    if indicator.weight is None:
        return None
    return _Scores(name, indicator, value, Decimal(indicator.weight), diagnostics).points()


@frozen(slots=True)
class _Scores:
    name: str
    indicator: syntax.Indicator
    value: str
    weight: Decimal
    diagnostics: DiagnosticCollector

    @property
    def path(self) -> Path:
        return ("indicators", self.name, "scoring")

    @property
    def names(self) -> Names:
        return Names(self.name)

    @property
    def full(self) -> str:
        return plain_digits(self.weight)

    def points(self) -> Points | None:
        scoring = self.indicator.scoring or "all-or-nothing"
        if scoring == "all-or-nothing":
            return Points(f"if({self.names['met']}, {self.full}, 0)", asks_met=True)
        if self.indicator.target == "kept":
            self.refused("TR224", form=_key(scoring), target="kept", advice=Word("indicators.said-all"))
            return None
        if isinstance(scoring, str):
            return self.ratio()
        given = [key for key in _FORMS if getattr(scoring, key) is not None]
        if not given:
            self.diagnostics.add("TR018", self.path, found="scoring", keys=_FORMS)
        for other in given[1:]:
            self.diagnostics.add("TR017", (*self.path, other), at="key", keys=(given[0], other))
        if len(given) != 1:
            return None
        if scoring.per_point is not None:
            return self.per_point(Decimal(scoring.per_point))
        if scoring.range is not None:
            return self.range(scoring.range)
        return None if scoring.scale is None else self.scale(scoring.scale)

    def refused(self, code: str, *at: str | int, advice: Word | None = None, **values: Any) -> None:
        self.diagnostics.add(code, (*self.path, *at), advice=advice, name=self.name, **values)

    # ---- ratio -------------------------------------------------------------------------------------------------------

    def ratio(self) -> Points | None:
        """What was reached of the target, capped: value over target, or target over value where it is not to exceed."""
        value, full, target, ends = self.value, self.full, self.names["target"], ends_of_target(self.indicator)
        match self.indicator.target:
            case "at_most":
                if not self.is_positive(self.indicator.min, "said-value", "min"):
                    return None
                return Points(f"{full} * clamp({target}, 0, {value}) / {value}")
            case "between":
                if not self.is_positive(ends.low, "said-target", "target_min"):
                    return None
                low, high = self.names["low"], self.names["high"]
                below = f"{full} * clamp({value}, 0, {low}) / {low}"
                return Points(
                    full,
                    (({value: {"below": low}}, below), ({value: {"above": high}}, f"{full} * {high} / {value}")),
                )
            case "at_least" | syntax.Multiple() | "kept":  # the last has no ratio
                is_multiple = isinstance(self.indicator.target, syntax.Multiple)
                if not self.is_positive(ends.low, "said-target", "min" if is_multiple else "target_min"):
                    return None
                return Points(f"{full} * clamp({value}, 0, {target}) / {target}")
            case _:
                assert_never(self.indicator.target)

    def is_positive(self, least: Decimal | None, what: str, key: str) -> bool:
        """Whether what is divided by is above zero in any case; or a fault is noted."""
        if least is not None and least > 0:
            return True
        told = Word("indicators.none") if least is None else plain_digits(Decimal(least))
        self.refused("TR225", key=key, what=Word(f"indicators.{what}"), least=told)
        return False

    # ---- so much off, a range ----------------------------------------------------------------------------------------

    def short(self) -> str:
        """By how much the value falls short of the target; below zero where it is beyond."""
        match self.indicator.target:
            case "at_least" | syntax.Multiple():
                return f"{self.names['target']} - {self.value}"
            case "at_most":
                return f"{self.value} - {self.names['target']}"
            case "between" | "kept":
                return f"all_max({self.names['low']} - {self.value}, {self.value} - {self.names['high']})"
            case _:
                assert_never(self.indicator.target)

    def per_point(self, off: Decimal) -> Points | None:
        """So much off the weight for each point short of the target, and for parts of a point in proportion."""
        if off <= 0:
            self.refused("TR226", "per_point", found=as_toml(off))
            return None
        return Points(f"clamp({self.full} - {plain_digits(off)} * ({self.short()}), 0, {self.full})")

    def range(self, scoring: syntax.RangeScoring) -> Points | None:
        """In proportion between where there is nothing and the target, where there is all."""
        zeros = scoring.zero_at if isinstance(scoring.zero_at, list) else [scoring.zero_at]
        is_between, at = self.indicator.target == "between", ("range", "zero_at")
        if len(zeros) != (_COORDINATES if is_between else 1):
            advice = Word(f"indicators.said-zeros-{1 + is_between}")
            expected = (Word("kinds.list" if is_between else "kinds.number"),)
            self.refused("TR012", *at, advice=advice, found=as_toml(scoring.zero_at), expected=expected)
            return None
        rises = [self.indicator.target != "at_most", False][: len(zeros)]
        checks = [self.is_beyond(Decimal(zero), *at, is_below=up) for zero, up in zip(zeros, rises, strict=True)]
        if False in checks:
            return None
        if not is_between:
            part = self.part if rises[0] else self.part_down
            return Points(part(self.names["target"], Decimal(zeros[0])))
        below = self.part(self.names["low"], Decimal(zeros[0]))
        above = self.part_down(self.names["high"], Decimal(zeros[1]))
        low, high = ({self.value: {how: self.names[end]}} for how, end in (("below", "low"), ("above", "high")))
        return Points(self.full, ((low, below), (high, above)))

    def is_beyond(self, zero: Decimal, *at: str, is_below: bool) -> bool:
        """Whether nothing is given on that side of all targets, so that there is something between; or it is noted."""
        ends = ends_of_target(self.indicator)
        end, side, key = (ends.low, "below", "target_min") if is_below else (ends.high, "above", "target_max")
        is_fine = end is not None and (zero < end if is_below else zero > end)
        if not is_fine:
            told = Word("indicators.none") if end is None else plain_digits(end)
            self.refused("TR227", *at, found=as_toml(zero), side=Word(f"indicators.{side}"), key=key, end=told)
        return is_fine

    def part(self, target: str, zero: Decimal) -> str:
        """In proportion from below up to the target."""
        value, whole = (f"{each} {_minus(zero)}" for each in (self.value, target))
        return f"{self.full} * clamp({value}, 0, {whole}) / ({whole})"

    def part_down(self, target: str, zero: Decimal) -> str:
        """In proportion from above down to the target."""
        value, whole = (f"{_number(zero)} - {each}" for each in (self.value, target))
        return f"{self.full} * clamp({value}, 0, {whole}) / ({whole})"

    # ---- a scale -----------------------------------------------------------------------------------------------------

    def scale(self, scoring: syntax.ScaleScoring) -> Points | None:
        """Points by a table, of the value or of how far it is beyond the target."""
        points = [point if len(point) == _COORDINATES else [Decimal(0), Decimal(0)] for point in scoring.points]
        beyond = [at for at, (_, given) in enumerate(points) if given < 0 or given > self.weight]
        for at in beyond:
            found = as_toml(scoring.points[at][1])
            self.refused("TR228", "scale", "points", at, found=found, weight=self.full)
        if beyond:
            return None
        difference = None
        if scoring.of == "difference":
            if self.indicator.target == "between":
                advice = Word("indicators.said-value-alone")
                self.refused("TR224", "scale", "of", form="difference", target="between", advice=advice)
                return None
            difference = f"-({self.short()})"
        of = self.value if difference is None else self.names["difference"]
        scale = syntax.PiecewiseScale(of=of, points=scoring.points, between=scoring.between)
        return Points(scale=scale, difference=difference)


def _key(scoring: str | syntax.Scoring) -> str:
    """How a form of scoring is called."""
    if isinstance(scoring, str):
        return scoring
    return next((key for key in _FORMS if getattr(scoring, key) is not None), "scoring")


def _number(value: Decimal) -> str:
    """A number at the beginning of a formula."""
    return plain_digits(value) if value >= 0 else f"-{plain_digits(value.copy_negate())}"


def _minus(value: Decimal) -> str:
    """What is taken off, behind a number."""
    return f"- {plain_digits(value)}" if value >= 0 else f"+ {plain_digits(value.copy_negate())}"
