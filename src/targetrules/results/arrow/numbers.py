"""A column of numbers to scaled integers.

What is obviously a number of the input is taken at once; whatever is in doubt is asked of the reader of the input, each
distinct cell once, so that there is one meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Numbers
from targetrules.errors import InternalError
from targetrules.history import Value
from targetrules.results.arrow.column import FrameColumn, in_order
from targetrules.results.arrow.distinct import distinct
from targetrules.results.arrow.obvious import obvious_numbers
from targetrules.results.cells.fault import Fault
from targetrules.results.table import Cell
from targetrules.rules.tree import Input
from targetrules.source.decimals import scaled

__all__ = ["numbers_of"]

_Read = Callable[[Cell], Value | Fault]


def numbers_of(one: Input, read: _Read, column: FrameColumn) -> tuple[Numbers, NDArray[np.intp]]:
    """The numbers of an input, and the rows in which there is none that can be used."""
    values, known, doubtful = obvious_numbers(one, column)
    missing = None if known.all() else ~(known | doubtful)
    bad = _ask(one, read, column, np.flatnonzero(doubtful), values, known)
    if missing is not None and missing.any():
        default = read(None)
        if isinstance(default, Fault):
            missing[bad] = True
            bad = np.flatnonzero(missing)
        elif default is not None:
            values[missing], known[missing] = _scaled(one, default), True
    return Numbers(values, known, one.decimals), bad


def _ask(
    one: Input, read: _Read, column: FrameColumn, rows: NDArray[np.intp], values: NDArray[Any], known: Bits
) -> NDArray[np.intp]:
    """Fill in what the reader makes of these rows; the rows of which it makes nothing."""
    if not len(rows):
        return rows
    found = distinct(in_order(column, rows))
    results = [*map(read, found.cells())]
    numbers = [None if result is None or isinstance(result, Fault) else _scaled(one, result) for result in results]
    values[rows] = np.array([number or 0 for number in numbers], values.dtype)[found.codes]
    known[rows] = np.array([number is not None for number in numbers], np.bool_)[found.codes]
    bad = np.array([isinstance(result, Fault) for result in results], np.bool_)[found.codes]
    return rows[bad]


def _scaled(one: Input, value: Value) -> int:
    if not isinstance(value, Decimal):
        raise InternalError(f"{one.name} is no number: {value!r}")
    return scaled(value, one.decimals)
