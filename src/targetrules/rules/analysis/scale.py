"""How many decimals each number of a formula has before it is rounded: the same in every period."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from targetrules.rules import number as numbers
from targetrules.rules.number import Number, Parameter
from targetrules.rules.parts import parts_of
from targetrules.source.decimals import decimals_of

__all__ = ["decimals_in", "decimals_of_parameter"]


def decimals_of_parameter(parameter: Parameter) -> int:
    """The most that any of its values has."""
    return max((decimals_of(value) for _, value in parameter.values if isinstance(value, Decimal)), default=0)


def decimals_in(number: Number, decimals_of_name: Callable[[str], int]) -> int:
    """The decimals of a number that is no quotient, whether it is missing or not."""
    match number:
        case numbers.Literal(value):
            return decimals_of(value)
        case numbers.NumberOf(name):
            return decimals_of_name(name)
        case numbers.Rounded(_, decimals):
            return decimals
        case numbers.Arithmetic("*", left, right):
            return decimals_in(left, decimals_of_name) + decimals_in(right, decimals_of_name)
        case numbers.Aggregate(_, of, percent) if of is not None and percent is not None:
            return decimals_in(of, decimals_of_name) + 2 + decimals_of(percent)
        case _:
            return max((decimals_in(part, decimals_of_name) for part in parts_of(number)), default=0)
