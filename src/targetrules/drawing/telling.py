"""What is telling about a policy's rules: the numbers at which they change, and the periods that they name.

Results drawn at random seldom stand just at a bound; results drawn from these do.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from targetrules.period import PeriodKind
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import range_of_input
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import decimals_of, plain_digits, scaled, unscaled

__all__ = [
    "FIRST_PERIOD",
    "TEXTS",
    "beside",
    "compared_numbers",
    "parts_of",
    "rounded_down",
    "telling_edges",
    "telling_numbers",
    "telling_periods",
]

FIRST_PERIOD: Final = {
    PeriodKind.YEAR: 2008,
    PeriodKind.SCHOOL_YEAR: 1996,
    PeriodKind.FISCAL_YEAR: 2008,
    PeriodKind.HALF: 2008 * 2,
    PeriodKind.QUARTER: 2009 * 4,
    PeriodKind.MONTH: 2010 * 12 + 5,
    PeriodKind.SEQUENCE: 1,
}
"""Where the periods of a policy that names none begin."""

TEXTS: Final = ("north", "south", "中部")
"""What stands in inputs of type text."""

_WIDTH: Final = 100
"""How far numbers go beyond what is telling where an input declares no bound."""


def parts_of(thing: Any) -> Iterator[Any]:
    """An object of the rules, and all that it is made of."""
    if attrs.has(type(thing)):
        yield thing
        for field in attrs.fields(type(thing)):
            yield from parts_of(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from parts_of(part)
    elif hasattr(thing, "values"):
        yield from parts_of(tuple(thing.values()))


def telling_numbers(compared: frozenset[Decimal], source: tree.Input) -> list[Decimal]:
    """Values of a number input, ascending: its ends, whatever it may be compared with, and one step beside each."""
    low, high = _ends(compared, source)
    steps = {scaled(value, source.decimals) + way for value in _edges(compared, source) for way in (-1, 0, 1)}
    return [value for step in sorted(steps) if low <= (value := unscaled(step, source.decimals)) <= high]


def telling_edges(rules: tree.Rules, name: str) -> list[Decimal]:
    """Values of a number input, the simplest first: its ends, what lies between them, whatever it may be compared with.

    One at least.
    """
    source, compared = rules.inputs[name], rules.once(compared_numbers)
    low, high = _ends(compared, source)
    edges = [value for value in _edges(compared, source) if low <= value <= high]
    return sorted(edges or telling_numbers(compared, source), key=_effort)


def beside(value: Decimal, source: tree.Input) -> Iterator[Decimal]:
    """A number, and the two a step of its last decimal beside it, where an input may have them."""
    for way in (0, -1, 1):
        other = unscaled(scaled(value, source.decimals) + way, source.decimals)
        if (source.low is None or source.low <= other) and (source.high is None or other <= source.high):
            yield other


def _effort(value: Decimal) -> tuple[int, int, Decimal, bool]:
    """How much of a number there is to read: its decimals, its digits but zeros at the end, how large it is."""
    digits = plain_digits(value.copy_abs()).replace(".", "").strip("0")
    return decimals_of(value), len(digits), value.copy_abs(), value < 0


def _ends(compared: frozenset[Decimal], source: tree.Input) -> tuple[Fraction, Fraction]:
    """Between which ends values are drawn: those of the input, or not far from what it may be compared with."""
    possible = range_of_input(source)
    least, most = Fraction(possible.low), Fraction(possible.high)
    bounds = _bounds(compared, source)
    low = max(least, min(bounds, default=Fraction(0)) - _WIDTH) if source.low is None else Fraction(source.low)
    high = min(most, max(bounds, default=Fraction(0)) + _WIDTH) if source.high is None else Fraction(source.high)
    return low, high


def _bounds(compared: frozenset[Decimal], source: tree.Input) -> set[Fraction]:
    possible = range_of_input(source)
    return {Fraction(value) for value in compared if possible.low <= value <= possible.high}


def _edges(compared: frozenset[Decimal], source: tree.Input) -> set[Decimal]:
    low, high = _ends(compared, source)
    return {rounded_down(value, source.decimals) for value in (low, (low + high) / 2, high, *_bounds(compared, source))}


def rounded_down(value: Fraction, decimals: int) -> Decimal:
    """The number with so many decimals, and never minus zero."""
    return rounded(value, decimals, Rounding.DOWN)


def compared_numbers(rules: tree.Rules) -> frozenset[Decimal]:
    """The numbers that anything is compared with."""
    return frozenset(_compared(rules))


def _compared(rules: tree.Rules) -> Iterator[Decimal]:
    for part in parts_of(rules):
        if isinstance(part, tree.Band):
            yield part.at_least
        elif isinstance(part, tree.Compare) and isinstance(part.right, tree.Literal):
            yield part.right.value
        elif isinstance(part, tree.Parameter):
            yield from (value for _, value in part.values if isinstance(value, Decimal))


def telling_periods(rules: tree.Rules) -> list[int]:
    """The periods at which something begins, ends, or begins to count, in ascending order."""
    found: set[int | None] = set()
    for part in parts_of(rules):
        if isinstance(part, tree.PeriodRange):
            found |= {part.start, part.end}
        elif isinstance(part, tree.Temporal):
            found.add(part.since)
        elif isinstance(part, tree.Rules):
            found.add(part.first_period)
        elif isinstance(part, tree.Parameter):
            found |= {start for start, _ in part.values}
    return sorted(period for period in found if period is not None)
