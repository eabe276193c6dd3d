"""Columns of percent in which every number looks like a fraction of one: 0.85 may be meant for 85%.

Rates below one and a half percent look alike, so this is a note and no problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from targetrules.results.cells.percent import FractionsSoFar, in_percent
from targetrules.results.notes import wanted
from targetrules.results.reading.backend import C, N, P, V
from targetrules.results.reading.columns import ReadColumns
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.table_columns import TableColumns
from targetrules.rules.tree import Input
from targetrules.wording import Word

__all__ = ["notes_of_fractions"]

_AT_ONCE: Final = 1000
_WHOLE: Final = 100


def notes_of_fractions(
    given: TableColumns[C, N, P, V], mapping: HeaderMapping, read: ReadColumns[C, N, P, V]
) -> Iterator[Word]:
    """A note for each input in percent of which all numbers look like fractions of one."""
    for name, column in read.inputs.items():
        one = mapping.inputs[name]
        if _reaches_whole(one) and _looks_so(given, column.column):
            yield Word("problems.note_fractions", {"name": wanted(one)})


def _reaches_whole(one: Input) -> bool:
    """Whether an input is in percent, and may be a hundred of them."""
    return in_percent(one) and (one.high is None or one.high >= _WHOLE)


def _looks_so(given: TableColumns[C, N, P, V], column: C) -> bool:
    so_far = FractionsSoFar()
    for start in range(0, len(given), _AT_ONCE):
        rows = range(start, min(start + _AT_ONCE, len(given)))
        if not so_far.goes_on(given.backend.cells(column, rows)):
            return False
    return so_far.fractional > 0
