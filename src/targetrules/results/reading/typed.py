"""What a table holds, understood: the unit, the period and the inputs of each row, in the form of a backend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from targetrules.data import frozen
from targetrules.results.reading.backend import N, P, RowNumbers, V
from targetrules.wording import Word

__all__ = ["TypedResults"]


@frozen(slots=True, eq=False)
class TypedResults(Generic[N, P, V]):
    """Results without a fault. Every input of the policy has values, and every reserved column that is there.

    ``rows`` are the positions in the table of the rows that are results (None: all of them); ``unit_column`` is that of
    the column of units. ``ignored_columns`` are the columns that nothing was read from, ``absent_inputs`` the inputs
    without a column; ``notes`` say so, and what else was passed over.
    """

    units: N
    periods: P
    inputs: Mapping[str, V]
    rows: RowNumbers | None
    unit_column: int
    ignored_columns: tuple[str, ...] = ()
    absent_inputs: tuple[str, ...] = ()
    notes: tuple[Word, ...] = ()
