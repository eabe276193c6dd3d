"""Numbers of which there is no doubt, by the type of their column.

Of floats, what they are by the rule of :mod:`targetrules.results.cells.floats` is told for whole columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from targetrules.columns.allocate import allocate
from targetrules.columns.arrow import is_known, nothing, to_numpy, view
from targetrules.columns.encoded import storage_type
from targetrules.columns.vectors import Bits, Numbers, rounded
from targetrules.data import frozen
from targetrules.results.arrow.column import FrameColumn, ObjectColumn, blocks, is_text
from targetrules.results.arrow.distinct import distinct
from targetrules.rules.leaf import Rounding
from targetrules.rules.tree import Input
from targetrules.source.decimals import scaled_ends

__all__ = ["obvious_numbers"]

_LARGEST: Final = 10**15 - 1
"""Two decimals of no more digits are never one float, and all such integers are floats."""

_PLAIN: Final = r"^[+-]?[0-9]{1,9}(\.[0-9]{1,6})?$"
_MOST_SCALE: Final = 18


@frozen(slots=True)
class _Scale:
    """What an input's numbers are counted in, and the least and the most of which there is no doubt."""

    decimals: int
    least: int
    most: int
    rounds: bool
    kind: type[np.int32 | np.int64]

    @staticmethod
    def of(one: Input) -> _Scale:
        low = -_LARGEST if one.low is None else scaled_ends(one.low, one.decimals)[1]
        high = _LARGEST if one.high is None else scaled_ends(one.high, one.decimals)[0]
        return _Scale(one.decimals, max(low, -_LARGEST), min(high, _LARGEST), one.excess == "round", storage_type(one))


_Obvious = tuple[NDArray[Any], Bits, Bits]
"""Values (0 where there is no doubtless one), where they are known, and where something stands that is in doubt."""


def obvious_numbers(one: Input, column: FrameColumn) -> _Obvious:
    """What can be told of the numbers of an input without asking its reader."""
    return _obvious(_Scale.of(one), column)


def _obvious(scale: _Scale, column: FrameColumn) -> _Obvious:
    if isinstance(column, ObjectColumn):
        there = np.array([cell is not None for cell in column], np.bool_)
        return np.zeros(len(column), scale.kind), np.zeros(len(column), np.bool_), there
    if is_text(column.type):
        return _of_texts(scale, column)
    typed = _typed(column.type)
    values = allocate(len(column), scale.kind)
    known, doubtful = allocate(len(column), np.bool_), allocate(len(column), np.bool_)
    for rows, block in blocks(column):
        found, sure, number = typed(scale, block)
        known_here = is_known(block)
        if known_here is not None:
            sure &= known_here
            number = known_here if number is None else number & known_here
        with np.errstate(invalid="ignore"):
            values[rows] = 0
            np.copyto(values[rows], found, casting="unsafe", where=sure)
        known[rows] = sure
        doubtful[rows] = ~sure if number is None else number & ~sure
    return values, known, doubtful


def _of_texts(scale: _Scale, column: pa.ChunkedArray) -> _Obvious:
    """The numbers of texts that are plain digits, no more than a float is sure of; these are read as a float is."""
    found = distinct(column)
    plain = pc.match_substring_regex(found.values, _PLAIN)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    floats = pc.if_else(plain, found.values, nothing(kind)).cast(pa.float64())
    values, known, doubtful = _obvious(scale, pa.chunked_array([floats]))
    doubtful |= to_numpy(pc.is_valid(found.values)) & ~known
    return _or_null(values, found.codes), _or_null(known, found.codes), _or_null(doubtful, found.codes)


def _or_null(of_distinct: NDArray[Any], codes: NDArray[np.int32]) -> NDArray[Any]:
    """The values at these codes; 0 or False where the code is -1."""
    return np.append(of_distinct, of_distinct.dtype.type(0))[codes]


_Typed = Callable[[_Scale, pa.Array], tuple[NDArray[Any], Bits, Bits | None]]
"""The values of an array, where they are right beyond doubt, and where it is a number at all (None: everywhere)."""


def _typed(kind: Any) -> _Typed:
    if pa.types.is_integer(kind):
        return _integers
    if pa.types.is_floating(kind):
        return _floats
    return _decimals if pa.types.is_decimal128(kind) else _nothing


def _nothing(_: _Scale, array: pa.Array) -> tuple[NDArray[Any], Bits, Bits | None]:
    return np.zeros(len(array), np.int64), np.zeros(len(array), np.bool_), None


def _integers(scale: _Scale, array: pa.Array) -> tuple[NDArray[Any], Bits, Bits | None]:
    numbers = view(array, array.type.to_pandas_dtype())
    unit = 10**scale.decimals
    sure = (numbers >= -(-scale.least // unit)) & (numbers <= scale.most // unit)
    return np.asarray(numbers.astype(np.int64) * unit), sure, None


@frozen(slots=True)
class _Certain:
    """What is certain of floats of one width, as :mod:`targetrules.results.cells.floats` has it.

    ``most`` is the largest number of as many digits as are certain; to round to them changes no number by more than a
    ``change``-th part of it. ``whole``: below it whole numbers are exact. ``near``: no farther from a decimal that is
    no longer, as a part of it, a float is certain to be read as that decimal, whatever was lost in multiplying.
    """

    most: int
    change: float
    whole: int
    near: float


_CERTAIN: Final = {
    pa.float64(): _Certain(10**15 - 1, 2.0**-47, 2**53, 1.5 * 2.0**-52),
    pa.float32(): _Certain(10**6 - 1, 2.0**-17, 2**24, 2.0**-22),
}


def _floats(scale: _Scale, array: pa.Array) -> tuple[NDArray[Any], Bits, Bits | None]:
    """A float is the decimal with so many decimals that is near, if it has no more digits than are certain."""
    certain, unit = _CERTAIN[array.type], 10**scale.decimals
    numbers = view(array, array.type.to_pandas_dtype()).astype(np.float64, copy=False)
    with np.errstate(invalid="ignore", over="ignore"):
        exact = numbers * unit
        nearest = np.rint(exact)
        off, size = np.abs(exact - nearest), np.abs(nearest)
        sure = off <= size * certain.near
        if scale.rounds:  # and far enough away from a tie
            sure |= off < 0.5 - np.abs(exact) * certain.change
        sure &= size <= certain.most
        if certain.most < _LARGEST:  # else a larger one is in doubt anyway
            sure |= (numbers == np.rint(numbers)) & (np.abs(numbers) < certain.whole)
        sure &= (nearest >= scale.least) & (nearest <= scale.most)
        return nearest, sure, numbers == numbers  # noqa: PLR0124  only NaN differs from itself


def _decimals(scale: _Scale, array: pa.Array) -> tuple[NDArray[Any], Bits, Bits | None]:
    """The lower half of 128 bits, where the upper one only repeats its sign."""
    lower, upper = view(array, np.int64, 2).reshape(-1, 2).T
    sure = upper == lower >> 63
    more = scale.decimals - array.type.scale
    if abs(more) > _MOST_SCALE:
        return _nothing(scale, array)
    if more >= 0:
        unit = 10**more
        sure &= (lower >= -(-scale.least // unit)) & (lower <= scale.most // unit)
        return np.asarray(lower * unit), sure, None
    values = rounded(Numbers(lower, sure, array.type.scale), scale.decimals, Rounding.HALF_UP).values
    if not scale.rounds:
        sure &= values * 10**-more == lower
    return values, sure & (values >= scale.least) & (values <= scale.most), None
