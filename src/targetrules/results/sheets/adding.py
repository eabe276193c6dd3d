"""Whether the numbers of a row are made of those of the rows above it: their sums, means, largest or smallest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from targetrules.results.cells.floats import number_of_float
from targetrules.results.sheets.grid import cell_at
from targetrules.results.table import Cell, is_blank
from targetrules.source.decimals import decimal_of
from targetrules.width import narrow

__all__ = ["adds_up"]

_Made = Callable[[Sequence[Fraction]], Fraction]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def _sum(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction())


_WAYS: Final[tuple[_Made, ...]] = (_sum, _mean, max, min)


def adds_up(total: Sequence[Cell], above: Sequence[Sequence[Sequence[Cell]]], positions: Sequence[int]) -> bool:
    """Whether all numbers of a row are made in one way of those in the same columns of rows above.

    Args:
        total: The cells of the row.
        above: The rows of which it may be made; any of them will do: all of them, or those since the last total.
        positions: The columns of numbers.

    Returns:
        False where it has no number in any of these columns, or one that is made otherwise, or something else.
    """
    said = [(at, cell_at(total, at)) for at in positions if not is_blank(cell_at(total, at))]
    return bool(said) and any(_is_made(said, rows, way) for rows in above if rows for way in _WAYS)


def _is_made(said: Sequence[tuple[int, Cell]], rows: Sequence[Sequence[Cell]], way: _Made) -> bool:
    return all(_fits(cell, [cell_at(row, at) for row in rows], way) for at, cell in said)


def _fits(cell: Cell, column: Sequence[Cell], way: _Made) -> bool:
    """Whether a number is made of a column, as it is shown: rounded to as many decimals as it has."""
    wanted = _number(cell)
    numbers = [_number(each) for each in column if not is_blank(each)]
    values = [Fraction(each) for each in numbers if each is not None]
    if wanted is None or not values or len(values) < len(numbers):
        return False
    exponent = wanted.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    step = Fraction(1, 10**decimals)
    return abs(Fraction(wanted) - way(values)) * 2 <= (step if way is _mean else 0)


def _number(cell: Cell) -> Decimal | None:
    """The number that a cell holds, or that stands in it as text; None where it is none."""
    match cell:
        case bool():
            return None
        case int():
            return Decimal(cell)
        case float():
            return number_of_float(cell)
        case Decimal():
            return cell
        case str():
            read = decimal_of(narrow(cell).removesuffix("%"))
            return read if read is not None and read.is_finite() else None
        case _:
            return None
