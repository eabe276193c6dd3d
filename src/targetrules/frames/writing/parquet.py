"""Outcomes of a table as a Parquet file, its columns those of :mod:`targetrules.frames.writing.arrow`."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.frames.writing.arrow import arrow_of

__all__ = ["parquet_of"]


def parquet_of(outcomes: TableOutcomes, units: pa.ChunkedArray | None = None) -> bytes:
    """The bytes of the file. ``units`` is the column of units as it was given; left out, their names."""
    table = outcomes.table
    if units is None:
        units = pa.chunked_array([pa.array(list(table.names), pa.string()).take(pa.array(table.units))])
    frame = arrow_of(outcomes.rules, outcomes.columns, units, table.periods, outcomes.decided_on)
    stream = pa.BufferOutputStream()
    pq.write_table(frame.take(pa.array(outcomes.order)), stream, compression="zstd", write_page_checksum=True)
    return bytes(stream.getvalue())
