"""A column of units, numbered; and whether a unit is written in two ways, or has two results for one period."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.arrow_names import ArrowNames
from targetrules.results.arrow.alike import alike
from targetrules.results.arrow.column import BLOCK
from targetrules.results.naming import Naming
from targetrules.results.reading.backend import Spelling
from targetrules.results.spellings import Spellings

__all__ = ["duplicates", "spellings"]

_Rows = NDArray[np.intp]

_SPREAD: Final = 8


def spellings(numbers: NDArray[np.int32], names: ArrowNames, naming: Naming, known: Container[str]) -> list[Spelling]:
    """Names that look like one that came before, if nobody said that they are two; see :class:`Spellings`.

    ``numbers`` has those of each row, negative where there is none.
    """
    crowds = alike(names.values)
    if not crowds:
        return []
    rows = np.flatnonzero(numbers >= 0)
    codes, first = np.unique(numbers[rows], return_index=True)
    first_row = dict(zip(codes.tolist(), rows[first].tolist(), strict=True))
    in_rows = (
        sorted((first_row[code], names[code]) for code in crowd.tolist() if code in first_row) for crowd in crowds
    )
    return [each for crowd in in_rows for each in _spellings(crowd, naming, known)]


def _spellings(crowd: list[tuple[int, str]], naming: Naming, known: Container[str]) -> Iterator[Spelling]:
    found = Spellings(naming, known)
    for row, name in crowd:
        other = found.other(name, row)
        if other is not None:
            yield Spelling(row, name, other[1], other[0])


def duplicates(units: NDArray[np.int32], periods: NDArray[np.int32], count: int) -> tuple[_Rows, _Rows]:
    """The rows of second and further results of a unit in a period, in their order, each with that of the first.

    ``count`` is that of the units.
    """
    if _is_in_order(units, periods) or _are_unique(units, periods, count):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    least, span = _span(periods)
    keys = units.astype(np.int64) * span + (periods - least)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.append(True, ordered[1:] != ordered[:-1])
    first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    second, first = order[~begins], first[~begins]
    by_row = np.argsort(second)
    return second[by_row], first[by_row]


def _is_in_order(units: NDArray[np.int32], periods: NDArray[np.int32]) -> bool:
    """Whether the rows stand by unit and period, as they mostly do, and so none stands twice."""
    for start in range(0, len(units), BLOCK):
        block = slice(start, start + BLOCK + 1)
        unit, period = units[block], periods[block]
        later = (unit[1:] > unit[:-1]) | ((unit[1:] == unit[:-1]) & (period[1:] > period[:-1]))
        if not later.all():
            return False
    return True


def _span(periods: NDArray[np.int32]) -> tuple[int, int]:
    """The first period, and how many there may be from it to the last."""
    return int(periods.min()), int(periods.max()) - int(periods.min()) + 1


def _are_unique(units: NDArray[np.int32], periods: NDArray[np.int32], count: int) -> bool:
    """Whether no unit has two rows in a period: marked in a field of both where that is not large, else by sorting."""
    least, span = _span(periods)
    if count * span > _SPREAD * len(units):
        ordered = np.sort(units.astype(np.int64) * span + (periods - least))
        return not bool(np.any(ordered[1:] == ordered[:-1]))
    there = np.zeros(count * span, np.bool_)
    for start in range(0, len(units), BLOCK):
        block = slice(start, start + BLOCK)
        there[units[block] * np.int64(span) + (periods[block] - least)] = True
    return int(np.count_nonzero(there)) == len(units)
