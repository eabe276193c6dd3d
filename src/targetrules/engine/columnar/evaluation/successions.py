"""Units that go on from the past of another one, period by period."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.successions import continued
from targetrules.data import frozen
from targetrules.engine.columnar.memory.memory import ColumnMemory

__all__ = ["Successions"]


@frozen(slots=True, eq=False)
class Successions:
    """Those of a table: see :func:`~targetrules.columns.successions.continued`."""

    of: NDArray[np.int32] | None

    @staticmethod
    def in_table(table: EncodedTable) -> Successions:
        """Those that the table tells."""
        return Successions(continued(table))

    def take(self, memory: ColumnMemory, units: NDArray[Any], rows: NDArray[np.intp] | slice) -> None:
        """Let the units of the ``rows`` of one period go on from the pasts that they continue, before it is decided."""
        if self.of is None:
            return
        of = self.of[rows]
        there = of >= 0
        if there.any():
            memory.succeed(units[rows][there].astype(np.intp), of[there].astype(np.intp))
