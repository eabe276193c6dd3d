"""How many decimals a number is written with."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["decimals_of"]


def decimals_of(value: Decimal) -> int:
    """How many decimals a finite number is written with, trailing zeros left out."""
    _, digits, exponent = value.as_tuple()
    zeros = next((index for index, digit in enumerate(reversed(digits)) if digit), len(digits))
    return max(0, -int(exponent) - zeros) if any(digits) else 0
