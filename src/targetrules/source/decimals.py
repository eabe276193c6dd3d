"""Decimals, exactly, whatever decimal context the caller works in.

A program may have set ``decimal.getcontext().prec = 6``, another rounding, or traps, and each thread has a context of
its own: ``Decimal.scaleb``, ``abs`` or ``+`` would then give another number, and another grade. So whatever asks a
context stands here, and asks one that says everything itself. Of any other use mypy tells
(``tests/exact_decimals.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import cache, reduce
from typing import Final

from targetrules.errors import InternalError

__all__ = [
    "CEILING",
    "FLOOR",
    "added",
    "around",
    "cutter",
    "decimal_of",
    "decimal_text",
    "decimals_of",
    "distance",
    "plain_digits",
    "quantized",
    "scaled",
    "scaled_ends",
    "shifted",
    "times",
    "unscaled",
]


def _context(digits: int, rounding: str) -> Context:
    """A context that leaves nothing out: what is left out comes of ``DefaultContext``, which anyone may set."""
    traps = [InvalidOperation, DivisionByZero, Overflow]
    return Context(digits, rounding, MIN_EMIN, MAX_EMAX, capitals=1, clamp=0, flags=[], traps=traps)


_EXACT: Final = _context(1000, ROUND_HALF_EVEN)
"""Nothing that a policy may hold, nor a result, has as many digits."""

FLOOR: Final = _context(50, ROUND_FLOOR)
CEILING: Final = _context(50, ROUND_CEILING)
"""With :data:`FLOOR`: for ends of ranges, which are rounded outwards."""


def decimals_of(value: Decimal) -> int:
    """How many decimals a finite number is written with, trailing zeros left out."""
    _, digits, exponent = value.as_tuple()
    if int(exponent) >= 0:
        return 0
    zeros = next((index for index, digit in enumerate(reversed(digits)) if digit), len(digits))
    return max(0, -int(exponent) - zeros) if any(digits) else 0


def decimal_of(text: str) -> Decimal | None:
    """The number that the text says, digit by digit; None where it says none, or one beyond all exponents."""
    try:
        return Decimal(text, _EXACT)
    except InvalidOperation:
        return None


def decimal_text(value: Decimal) -> str:
    """What ``str`` gives, where nobody changed the capitals of the exponent."""
    return _EXACT.to_sci_string(value)


def distance(one: Decimal, other: Decimal) -> Decimal:
    """How far two numbers lie apart."""
    return _EXACT.subtract(one, other).copy_abs()


def around(value: Decimal, limit: Decimal) -> tuple[Decimal, Decimal]:
    """The ends of what lies no farther from a number than a limit."""
    return _EXACT.subtract(value, limit), _EXACT.add(value, limit)


def added(numbers: Iterable[Decimal]) -> Decimal:
    """The sum of numbers; of none 0."""
    return reduce(_EXACT.add, numbers, Decimal(0))


def times(one: Decimal, other: Decimal) -> Decimal:
    """The product of two numbers."""
    return _EXACT.multiply(one, other)


def plain_digits(value: Decimal) -> str:
    """The digits without an exponent, and without zeros behind the last decimal that is none."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def shifted(value: Decimal, places: int) -> Decimal:
    """``value`` times ten to the power of ``places``, with the same digits."""
    return _EXACT.scaleb(value, places)


def scaled(value: Decimal, decimals: int) -> int:
    """A number of at most so many decimals, counted in units of the last; InternalError where it has more."""
    exact = shifted(value, decimals)
    whole = int(exact)
    if whole != exact:
        raise InternalError(f"{value} has more than {decimals} decimals")
    return whole


def scaled_ends(value: Decimal, decimals: int) -> tuple[int, int]:
    """The integers just at or below, and just at or above, ``value`` on the scale of ``decimals``."""
    exact = shifted(value, decimals)
    whole = int(exact)
    return whole - (exact < whole), whole + (exact > whole)


def unscaled(count: int, decimals: int) -> Decimal:
    """So many units of the last of so many decimals, as a number with these decimals."""
    return shifted(Decimal(count), -decimals)


def quantized(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """``value`` rounded to so many decimals, or with zeros to make as many."""
    return value.quantize(_last(decimals), rounding, _EXACT)


@cache
def cutter(decimals: int) -> Callable[[Decimal], Decimal]:
    """What cuts numbers off after so many decimals, or gives them zeros to make as many; of zero it leaves no sign."""
    last, zero = _last(decimals), unscaled(0, decimals)

    def cut(value: Decimal) -> Decimal:
        if not value:
            return zero
        return value if last.same_quantum(value) else value.quantize(last, ROUND_DOWN, _EXACT)

    return cut


@cache
def _last(decimals: int) -> Decimal:
    """A unit of the last of so many decimals."""
    return unscaled(1, decimals)
