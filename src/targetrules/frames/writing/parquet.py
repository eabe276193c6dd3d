"""A table of outcomes as a Parquet file."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from targetrules.columns.arrow import from_numpy
from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.frames.writing.arrow import arrow_of, remark_name
from targetrules.frames.writing.pieces import texts_of

__all__ = ["arrow_of_table", "parquet_of"]


def parquet_of(outcomes: pa.Table) -> bytes:
    """The bytes of the file."""
    stream = pa.BufferOutputStream()
    pq.write_table(outcomes, stream, compression="zstd", write_page_checksum=True)
    return bytes(stream.getvalue())


def arrow_of_table(outcomes: TableOutcomes, units: pa.ChunkedArray | None = None) -> pa.Table:
    """Outcomes in columns as an Arrow table; ``units`` is their column as it was given (left out: their names)."""
    table = outcomes.table
    if units is None:
        units = pa.chunked_array([texts_of(table.names).take(from_numpy(table.units))])
    else:
        units = units.take(from_numpy(outcomes.judged.rows_given()))
    frame = arrow_of(outcomes.rules, outcomes.columns, units, table.periods, outcomes.decided_on)
    rows = outcomes.rows
    found = frame.slice(rows.start, len(outcomes)) if isinstance(rows, slice) else frame.take(from_numpy(rows))
    return found.drop_columns([name for name in map(remark_name, outcomes.columns.decided) if _has_none(found, name)])


def _has_none(found: pa.Table, name: str) -> bool:
    """Whether there is a column of remarks in which no row has one."""
    return name in found.column_names and not pc.any(found.column(name)).as_py()
