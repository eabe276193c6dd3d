"""How many decimals each number of a formula has: the same in every period, for the values that are kept."""

from __future__ import annotations

from decimal import Decimal

from targetrules.rules import tree
from targetrules.rules.parts import parts_of
from targetrules.source.decimals import decimals_of

__all__ = ["decimals_in", "decimals_of_parameter"]


def decimals_of_parameter(parameter: tree.Parameter) -> int:
    """The most that any of its values has."""
    return max((decimals_of(value) for _, value in parameter.values if isinstance(value, Decimal)), default=0)


def decimals_in(number: tree.Number, rules: tree.Rules) -> int:
    """The decimals of a number that is no quotient."""
    match number:
        case tree.Literal(value):
            return decimals_of(value)
        case tree.NumberOf(name):
            return _named(name, rules)
        case tree.Rounded(_, decimals):
            return decimals
        case tree.Arithmetic("*", left, right):
            return decimals_in(left, rules) + decimals_in(right, rules)
        case tree.Group(_, of, percent) if of is not None and percent is not None:
            return decimals_in(of, rules) + 2 + decimals_of(percent)
        case _:
            return max((decimals_in(part, rules) for part in parts_of(number)), default=0)


def _named(name: str, rules: tree.Rules) -> int:
    if name in rules.inputs:
        return rules.inputs[name].decimals
    if name in rules.measures:
        return rules.measures[name].decimals
    return decimals_of_parameter(rules.parameters[name])
