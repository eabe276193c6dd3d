"""How many decimals each number of a formula has before it is rounded: the same in every period."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from targetrules.rules import number as numbers
from targetrules.rules.definition import Parameter
from targetrules.rules.exact import ROOT_DECIMALS
from targetrules.rules.number import Number
from targetrules.rules.parts import parts_of
from targetrules.rules.tree import Rules
from targetrules.source.decimals import decimals_of

__all__ = ["decimals_in", "decimals_of_number", "decimals_of_parameter"]


def decimals_of_parameter(parameter: Parameter) -> int:
    """The most that any of its values has."""
    return max((decimals_of(value) for _, value in parameter.values if isinstance(value, Decimal)), default=0)


def decimals_of_number(number: Number, rules: Rules) -> int:
    """The decimals of a number of a policy that is no quotient."""

    def of_name(name: str) -> int:
        declared = rules.inputs.get(name) or rules.measures.get(name)
        return decimals_of_parameter(rules.parameters[name]) if declared is None else declared.decimals

    return decimals_in(number, of_name)


def decimals_in(number: Number, decimals_of_name: Callable[[str], int]) -> int:
    """The decimals of a number that is no quotient, whether it is missing or not."""
    match number:
        case numbers.Literal(value):
            return decimals_of(value)
        case numbers.NumberOf(name):
            return decimals_of_name(name)
        case numbers.Rounded(_, decimals) | numbers.Cut(decimals=decimals):
            return decimals
        case numbers.Arithmetic(sign):
            of_parts = [decimals_in(part, decimals_of_name) for part in parts_of(number)]
            return sum(of_parts) if sign == "*" else max(of_parts)
        case numbers.Aggregate(is_spread=True):
            return ROOT_DECIMALS
        case numbers.Aggregate(_, of):
            return number.more_decimals + (0 if of is None else decimals_in(of, decimals_of_name))
        case numbers.RankOf() | numbers.SizeOf() | numbers.FlagCount():
            return 0
        case numbers.Piecewise(of, points, between):
            kept = max(decimals_of(gives) for _, gives in points)
            steps = max(decimals_of(at) for at, _ in points)
            return kept if between == "step" else max(kept, steps, decimals_in(of, decimals_of_name))
        case (
            numbers.Negative()
            | numbers.Fold()
            | numbers.Clamp()
            | numbers.Absolute()
            | numbers.IfMissing()
            | numbers.Lag()
            | numbers.AtEntry()
            | numbers.RollingAggregate()
            | numbers.Cases()
            | numbers.Weighted()
        ):
            return max((decimals_in(part, decimals_of_name) for part in parts_of(number)), default=0)
        case _:
            assert_never(number)
