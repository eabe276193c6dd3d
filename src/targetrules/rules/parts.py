"""What a number is made of."""

from __future__ import annotations

from targetrules.rules import number as numbers
from targetrules.rules.number import Number

__all__ = ["is_constant", "is_quotient", "parts_of"]


def is_quotient(number: Number) -> bool:
    """Whether a number may have decimals without end, and so must be rounded before it is used again."""
    match number:
        case numbers.Arithmetic():
            return number.sign == "/"
        case numbers.Fold() | numbers.RollingAggregate() | numbers.Aggregate():
            return number.how == "mean"
        case numbers.Negative():
            return is_quotient(number.of)
        case _:
            return False


def is_constant(number: Number) -> bool:
    """Whether a number is stated by the policy alone: literals and parameters, and what is computed of nothing else.

    Such a number is there whether or not a unit has any result, so it says nothing about the unit.
    """
    match number:
        case numbers.Literal():
            return True
        case numbers.NumberOf():
            return number.parameter
        case numbers.RankOf() | numbers.SizeOf() | numbers.Lag() | numbers.RollingAggregate() | numbers.Aggregate():
            return False
        case _:
            return all(map(is_constant, parts_of(number)))


def parts_of(number: Number) -> tuple[Number, ...]:
    """The numbers that a number is computed from directly."""
    match number:
        case numbers.Arithmetic():
            return number.left, number.right
        case numbers.Fold():
            return number.of
        case numbers.Clamp():
            return tuple(part for part in (number.of, number.low, number.high) if part is not None)
        case numbers.IfMissing():
            return number.of, number.instead
        case numbers.Negative() | numbers.Absolute() | numbers.Rounded() | numbers.Lag() | numbers.RollingAggregate():
            return (number.of,)
        case numbers.Aggregate():
            return () if number.of is None else (number.of,)
        case numbers.Weighted():
            return tuple(part for part, _ in number.parts)
        case _:
            return ()
