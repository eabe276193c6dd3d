"""The one rule for binary floats, wherever they come from: workbooks, Parquet, dataframes, Python programs.

A float that is whole, and below the power of two up to which every whole number is a float of its width, is exact. Any
other is read at the digits that it carries for certain: 15 of 64 bits, 6 of 32, 3 of 16. What it holds beyond those
(``89.99499999999999``) is noise of binary arithmetic; spreadsheets show it so.
:mod:`targetrules.results.arrow.obvious` has the same rule for whole columns; a law holds the two together.
"""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from typing import ClassVar, Final

from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.source.decimals import decimal_of, decimal_text

__all__ = [
    "Half",
    "Single",
    "Width",
    "carries",
    "float_text",
    "is_too_large",
    "number_of_float",
    "of_width",
    "width_of",
]


@frozen(slots=True)
class Width:
    """A kind of float: ``digits`` are certain, whole numbers below ``whole`` exact, ``shown`` digits tell all apart.

    Of 64 bits, no more are shown than are certain, as in a spreadsheet. ``code`` is that of the module struct.
    """

    bits: int
    digits: int
    whole: int
    shown: int
    code: str


_DOUBLE: Final = Width(64, 15, 2**53, 15, "d")


class Single(float):
    """A float of 32 bits in one of Python's, which have 64."""

    __slots__ = ()
    width: ClassVar = Width(32, 6, 2**24, 9, "f")


class Half(float):
    """A float of 16 bits."""

    __slots__ = ()
    width: ClassVar = Width(16, 3, 2**11, 5, "e")


_OF_TYPE: Final[dict[str, type[float]]] = {"float32": Single, "float": Single, "float16": Half, "halffloat": Half}
"""By the name of a type, in small letters: of NumPy, pandas, polars, and Arrow, whose ``float`` has 32 bits."""


def of_width(type_name: str) -> type[float]:
    """What keeps the width of floats of a type: ``float32``, ``Float32``, ``halffloat``, ``double[pyarrow]``."""
    return _OF_TYPE.get(type_name.lower().removesuffix("[pyarrow]"), float)


def width_of(number: float) -> Width:
    """The width of a float."""
    return number.width if isinstance(number, Single | Half) else _DOUBLE


def number_of_float(number: float) -> Decimal:
    """The decimal that a float counts as; an infinite one, and NaN, as they are."""
    width = width_of(number)
    return Decimal(int(number)) if _is_exact(number, width) else _shortened(number, width.digits)


def is_too_large(number: float) -> bool:
    """Whether other whole numbers are the same float."""
    return number.is_integer() and not _is_exact(number, width_of(number))


def carries(number: float, read: Decimal, decimals: int) -> bool:
    """Whether a finite float, which counts as the decimal ``read``, tells numbers with so many decimals apart.

    It does not where it is too large, and where the digits that are certain end before those decimals and leave
    something out: 123456.7 of 32 bits is 123457 to six digits, which says nothing of a first decimal.
    """
    width = width_of(number)
    if read.adjusted() - width.digits + 1 <= -decimals:
        return True
    return not is_too_large(number) if number.is_integer() else _is_the_same(read, number, width)


def float_text(number: float) -> str:
    """A float as people know it: with the digits that are certain, or as many as tell it from any other."""
    width = width_of(number)
    if not math.isfinite(number):
        return float.__repr__(number)
    if _is_exact(number, width):
        return str(int(number))
    each = (_shortened(number, digits) for digits in range(width.digits, width.shown))
    return decimal_text(
        next((read for read in each if _is_the_same(read, number, width)), _shortened(number, width.shown))
    )


def _is_exact(number: float, width: Width) -> bool:
    return number.is_integer() and abs(number) < width.whole


def _shortened(number: float, digits: int) -> Decimal:
    """The float with fewer digits, rounded from itself: in its shortest text what is below a tie may be one.

    Where that text has no more digits, it is the same (but for the least numbers of all), and sooner made.
    """
    text = float.__repr__(number)
    if len(text) > digits or "e" in text:
        text = f"{float(number):.{digits}g}"
    read = decimal_of(text)
    if read is None:
        raise InternalError(f"a number has no decimal text: {number!r}")
    return read


def _is_the_same(read: Decimal, number: float, width: Width) -> bool:
    """Whether the float nearest to a decimal is this one."""
    try:
        (again,) = struct.unpack(width.code, struct.pack(width.code, float(read)))
    except OverflowError:
        return False
    return bool(again == number)
