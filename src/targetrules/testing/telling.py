"""What is telling about a policy's rules: the numbers at which they change, and the periods that they name.

Results drawn at random seldom stand just at a bound; results drawn from these do.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from targetrules.rules import tree
from targetrules.rules.analysis.bounds import range_of_input
from targetrules.rules.exact import rounded
from targetrules.rules.leaf import Rounding
from targetrules.source.decimals import scaled, unscaled

__all__ = ["compared_numbers", "parts_of", "telling_numbers", "telling_periods"]

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
    possible = range_of_input(source)
    least, most = Fraction(possible.low), Fraction(possible.high)
    bounds = {Fraction(value) for value in compared if possible.low <= value <= possible.high}
    low = max(least, min(bounds, default=Fraction(0)) - _WIDTH) if source.low is None else Fraction(source.low)
    high = min(most, max(bounds, default=Fraction(0)) + _WIDTH) if source.high is None else Fraction(source.high)
    found = {rounded_down(value, source.decimals) for value in (low, (low + high) / 2, high, *bounds)}
    steps = {scaled(value, source.decimals) + way for value in found for way in (-1, 0, 1)}
    return [value for step in sorted(steps) if low <= (value := unscaled(step, source.decimals)) <= high]


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
