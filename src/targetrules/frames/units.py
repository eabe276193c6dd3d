"""A column of units, numbered; and whether a unit is written in two ways, or has two results for one period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from targetrules.frames.column import BLOCK
from targetrules.frames.names import Names
from targetrules.width import spelling

__all__ = ["Spelling", "duplicates", "spellings"]

_Rows = NDArray[np.intp]

_SPREAD: Final = 8


@frozen(slots=True)
class Spelling:
    """In ``row`` a unit is named ``name`` that was ``first`` named otherwise in ``first_row``. Rows count from 0."""

    row: int
    name: str
    first_row: int
    first: str


def spellings(units: Names) -> list[Spelling]:
    """Names that differ in nothing but width or blanks from one that came before. One of any two such names is odd."""
    alike: dict[str, set[int]] = {}
    for code in units.odd:
        alike.setdefault(spelling(units.names[code]), set()).add(code)
    if not alike:
        return []
    texts = units.names.texts
    others = pc.index_in(pa.array(alike, texts.type), value_set=texts).to_pylist()
    for codes, other in zip(alike.values(), others, strict=True):
        codes.update(() if other is None else (other,))
    doubled = [codes for codes in alike.values() if len(codes) > 1]
    return list(_spellings(units, doubled)) if doubled else []


def _spellings(units: Names, doubled: list[set[int]]) -> Iterator[Spelling]:
    rows = np.flatnonzero(units.codes >= 0)
    codes, first = np.unique(units.codes[rows], return_index=True)
    first_row = dict(zip(codes.tolist(), rows[first].tolist(), strict=True))
    for each in doubled:
        in_order = sorted((first_row[code], code) for code in each if code in first_row)
        for row, code in in_order[1:]:
            yield Spelling(row, units.names[code], in_order[0][0], units.names[in_order[0][1]])


def duplicates(units: NDArray[np.int32], periods: NDArray[np.int32], count: int) -> tuple[_Rows, _Rows]:
    """The rows of second and further results of a unit in a period, and those of the first. ``count``: of units."""
    if _is_in_order(units, periods) or _are_unique(units, periods, count):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    least, span = _span(periods)
    keys = units.astype(np.int64) * span + (periods - least)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.append(True, ordered[1:] != ordered[:-1])
    first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    return order[~begins], first[~begins]


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
    """Marked in a field of all units and periods where that is not large, else by sorting."""
    least, span = _span(periods)
    if count * span > _SPREAD * len(units):
        ordered = np.sort(units.astype(np.int64) * span + (periods - least))
        return not bool(np.any(ordered[1:] == ordered[:-1]))
    there = np.zeros(count * span, np.bool_)
    for start in range(0, len(units), BLOCK):
        block = slice(start, start + BLOCK)
        there[units[block] * np.int64(span) + (periods[block] - least)] = True
    return int(np.count_nonzero(there)) == len(units)
