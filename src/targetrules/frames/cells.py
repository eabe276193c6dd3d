"""Rows of a frame as a table of cells, for whoever reads row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from targetrules.frames.column import cells_at
from targetrules.frames.kinds import Frame
from targetrules.results.sources.from_rows import SHEET, columns_named
from targetrules.results.table import Table

__all__ = ["table_of"]


def table_of(frame: Frame, rows: NDArray[np.intp]) -> Table:
    """The table in these rows."""
    named = columns_named(frame.names)
    columns = [cells_at(frame.column(at), rows) for at in range(len(named))]
    return Table(SHEET, named, columns, range(1, len(rows) + 1))
