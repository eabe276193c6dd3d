"""Formulas as functions of a row: those that look at one unit, and divide by nothing that may be zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub
from typing import Final, TypeAlias, assert_never

from targetrules.engine.judged import Judged
from targetrules.engine.numbers import combined
from targetrules.rules import tree
from targetrules.rules.exact import rounded

__all__ = ["Formula", "prepared"]

Formula: TypeAlias = Callable[[Judged], Fraction | None]
"""The exact value of a number for the unit in the period of a row; None where it is missing."""

_SIGNS: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {"+": add, "-": sub, "*": mul}


def prepared(number: tree.Number) -> Formula | None:  # noqa: C901  one case a kind of number
    """The function of a number; None where the reference engine is to be asked, for all that the number is part of."""
    match number:
        case tree.Literal():
            return lambda _, exact=number.exact: exact  # type: ignore[misc]
        case tree.NumberOf(name):
            return _value(name)
        case tree.RankOf() | tree.SizeOf():
            return _place(number)
        case tree.Arithmetic(sign, left, right) if sign in _SIGNS:
            return _of_two(_SIGNS[sign], prepared(left), prepared(right))
        case tree.Rounded(of, decimals, how):
            return _rounded(prepared(of), decimals, how)
        case tree.Lag(of, periods):
            return _ago(prepared(of), periods)
        case tree.RollingAggregate(how, of, periods):
            return _over_last({"mean": "mean", "best": "max", "worst": "min"}[how], prepared(of), periods)
        case tree.IfMissing(of, instead):
            return _instead(prepared(of), prepared(instead))
        case tree.Arithmetic() | tree.Negative() | tree.Absolute() | tree.Fold() | tree.Clamp() | tree.Weighted():
            return None
        case tree.Piecewise() | tree.Cases() | tree.FlagCount() | tree.AtEntry() | tree.Cut() | tree.Aggregate():
            return None
        case _:
            assert_never(number)


def _value(name: str) -> Formula:
    def formula(now: Judged) -> Fraction | None:
        value = now.values[name]
        return Fraction(value) if isinstance(value, Decimal) else None

    return formula


def _place(number: tree.RankOf | tree.SizeOf) -> Formula:
    def formula(now: Judged) -> Fraction | None:
        leaf = now.leaf(number)
        return None if leaf is None else Fraction(leaf)

    return formula


def _of_two(
    combine: Callable[[Fraction, Fraction], Fraction], left: Formula | None, right: Formula | None
) -> Formula | None:
    if left is None or right is None:
        return None

    def formula(now: Judged) -> Fraction | None:
        one, other = left(now), right(now)
        return None if one is None or other is None else combine(one, other)

    return formula


def _rounded(of: Formula | None, decimals: int, how: tree.Rounding) -> Formula | None:
    if of is None:
        return None

    def formula(now: Judged) -> Fraction | None:
        value = of(now)
        return None if value is None else Fraction(rounded(value, decimals, how))

    return formula


def _ago(of: Formula | None, periods: int) -> Formula | None:
    if of is None:
        return None

    def formula(now: Judged) -> Fraction | None:
        before = now.ago(periods)
        return None if before is None else of(before)

    return formula


def _over_last(how: str, of: Formula | None, periods: int) -> Formula | None:
    if of is None:
        return None

    def formula(now: Judged) -> Fraction | None:
        return combined(how, [of(row) for row in map(now.ago, range(periods)) if row is not None])

    return formula


def _instead(of: Formula | None, instead: Formula | None) -> Formula | None:
    if of is None or instead is None:
        return None

    def formula(now: Judged) -> Fraction | None:
        value = of(now)
        return instead(now) if value is None else value

    return formula
