"""A dataframe judged: the same kind of dataframe out, one row of outcomes for each row of results."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrameT
from numpy.typing import NDArray

from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.engine.choice import column_engine
from targetrules.engine.interface import Watch
from targetrules.frames.kinds import Dataframe, frame_of
from targetrules.frames.reading.encoded import EncodedResults, read_encoded
from targetrules.frames.writing.arrow import decided
from targetrules.results.options import AS_USUAL, Options
from targetrules.rules.tree import Rules

__all__ = ["evaluate_frame", "given_back"]


def evaluate_frame(
    rules: Rules,
    table: IntoFrameT,
    options: Options = AS_USUAL,
    *,
    decided_on: date | None = None,
    watch: Watch | None = None,
) -> IntoFrameT:
    """The outcomes of the rows of ``table``, in their order, as a dataframe of the same kind.

    A row in which nothing stands, or that is left out, is no result, and has nulls for an outcome. ``watch`` is told
    of each period that is done: how many so far, of how many. Raises :class:`~targetrules.results.ResultsError` with
    all problems.
    """
    frame = frame_of(table)
    results = read_encoded(rules, frame.table, options)
    options.tell(results.notes)
    outcomes = column_engine().judge(rules, results.encoded, watch=watch)
    return given_back(rules, frame, results, outcomes, decided_on)


def given_back(
    rules: Rules,
    frame: Dataframe[IntoFrameT],
    results: EncodedResults,
    outcomes: OutcomeColumns,
    decided_on: date | None = None,
) -> IntoFrameT:
    """The outcomes of a frame that was read and judged, as a dataframe of its kind."""
    found = decided(rules, outcomes, results.encoded.periods, decided_on)
    if results.rows is not None:
        found = _among(found, results.rows, len(frame.table))
    return frame.give_back(results.unit_column, found)


def _among(outcomes: pa.Table, rows: NDArray[np.intp], size: int) -> pa.Table:
    """The outcomes in these rows of a table of ``size`` rows, nulls in the others."""
    at = np.full(size, -1)
    at[rows] = np.arange(len(rows))
    return outcomes.take(pa.array(at, mask=at < 0))
