"""A Parquet file to a table, read by PyArrow (extra ``columnar``). Its rows are items, numbered from 1."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from targetrules.extra import need
from targetrules.results.code import Code
from targetrules.results.from_rows import from_rows
from targetrules.results.problem import Findings
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS, Sheet, Table

__all__ = ["arrow_of_parquet", "from_parquet", "table_of_arrow"]

_MOST_ARROW_CELLS: Final = 10 * MOST_CELLS
"""Columns take a tenth of the room that cells do."""


def from_parquet(data: bytes, file: str) -> Table:
    """The table in a Parquet file, its values as cells."""
    return table_of_arrow(arrow_of_parquet(data, file), file)


def table_of_arrow(arrow: Any, file: str) -> Table:
    """The cells of an Arrow table. Raises :class:`ResultsError` where they are too many."""
    if arrow.num_rows * arrow.num_columns > MOST_CELLS:
        raise Findings(_sheet(file)).stop(Code.TOO_LARGE)
    return evolve(from_rows(arrow), sheet=_sheet(file))


def arrow_of_parquet(data: bytes, file: str) -> Any:
    """The table in a Parquet file as a ``pyarrow.Table``, texts coded.

    Raises :class:`ResultsError`, and :class:`~targetrules.extra.MissingExtra` where PyArrow is not installed.
    """
    need("columnar", "pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    findings = Findings(_sheet(file))
    try:
        opened = pq.ParquetFile(pa.BufferReader(data))
        size = opened.metadata
        if not size.num_columns:
            raise findings.stop(Code.EMPTY)
        if size.num_columns > MOST_COLUMNS or size.num_rows * size.num_columns > _MOST_ARROW_CELLS:
            raise findings.stop(Code.TOO_LARGE)
        texts = [each.name for each in opened.schema_arrow if pa.types.is_string(each.type)]
        table = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts, page_checksum_verification=True).read()
        table.validate(full=True)  # PyArrow takes any bytes for text, and any number for a position
        return table.rename_columns(table.column_names)  # or for a name
    except (pa.ArrowException, OSError, ValueError):
        raise findings.stop(Code.DAMAGED_PARQUET) from None


def _sheet(file: str) -> Sheet:
    return Sheet(file, counted="item", keyed=True)
