"""Outcomes of a dataframe as a dataframe of the same kind."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrameT
from numpy.typing import NDArray

from targetrules.columns.arrow import from_numpy
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.frames.kinds import Dataframe
from targetrules.frames.writing.arrow import decided
from targetrules.results.arrow.encoded import EncodedResults
from targetrules.rules.tree import Rules

__all__ = ["given_back"]


def given_back(
    rules: Rules,
    frame: Dataframe[IntoFrameT],
    results: EncodedResults,
    outcomes: OutcomeColumns,
    decided_on: date | None = None,
) -> IntoFrameT:
    """The outcomes of the rows of a dataframe that was read and judged, in their order.

    A row in which nothing stands, or that is left out, is no result, and has nulls for an outcome.
    """
    found = decided(rules, outcomes, results.encoded.periods, decided_on)
    if results.rows is not None:
        found = _among(found, results.rows, len(frame.table))
    return frame.give_back(results.unit_column, found)


def _among(outcomes: pa.Table, rows: NDArray[np.intp], size: int) -> pa.Table:
    """The outcomes in these rows of a table of ``size`` rows, nulls in the others."""
    at = np.full(size, -1)
    at[rows] = np.arange(len(rows))
    return outcomes.take(from_numpy(at, at >= 0))
