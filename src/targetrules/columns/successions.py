"""Which unit each row of a table goes on from the past of, by number; and the rows that are a unit's past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Codes
from targetrules.rules.succession import CONTINUES, past_of

__all__ = ["continued", "past_rows"]


def continued(table: EncodedTable) -> NDArray[np.int32] | None:
    """For each row the number of the unit that it continues; -1: its own past is its past.

    None: no row continues another unit, as nearly always. Where only some rows of a table are judged, for the sake of
    one unit, one that another unit continues may not be among them; then its past is of no account.
    """
    column = table.inputs.get(CONTINUES)
    if not isinstance(column, Codes) or column.words is None or not column.known.any():
        return None
    numbers = np.full(len(column.words) + 1, -1, np.int32)
    for code, number in _numbers(column, column.words, table.names):
        numbers[code] = number
    found: NDArray[np.int32] = numbers[column.codes]
    return found


def past_rows(table: EncodedTable, unit: int, period: int) -> NDArray[np.intp]:
    """The positions of the row of a unit in a period and of all rows that are its past, the earliest first."""
    of = continued(table)
    if of is None:
        own = np.flatnonzero((table.units == unit) & (table.periods <= period))
        return own[np.argsort(table.periods[own], kind="stable")]
    columns: list[list[Any]] = [table.units.tolist(), table.periods.tolist(), of.tolist()]
    continues = [None if each < 0 else each for each in columns[2]]
    return np.array(past_of(columns[0], columns[1], continues, unit, period), np.intp)


def _numbers(column: Codes, words: Sequence[str], names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """For each word that stands in a row the number of the unit that it names, if that is there."""
    wanted = {words[code]: code for code in np.unique(column.codes[column.known]).tolist()}
    yield from ((wanted[name], number) for number, name in enumerate(names) if name in wanted)
