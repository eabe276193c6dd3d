"""A table period by period."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.vectors import Column
from targetrules.engine.columnar.input.period_permutation import PeriodPermutation
from targetrules.engine.columnar.output.buffer_pool import BufferPool

__all__ = ["by_period"]


def by_period(table: EncodedTable) -> Iterator[tuple[int, NDArray[np.intp], dict[str, Column]]]:
    """Each period with the positions of its rows, as they came, and their inputs."""
    pool = BufferPool()
    permutation = PeriodPermutation.of(table.periods, pool)
    (every,) = permutation.apply([np.arange(len(table.periods))], pool)
    for at, period in enumerate(permutation.each):
        rows = every[permutation.rows(at)]
        yield period, rows, {name: column.at(rows) for name, column in table.inputs.items()}
