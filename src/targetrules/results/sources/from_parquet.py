"""A Parquet file to a table, read by PyArrow (extra ``columnar``). Its rows are items, numbered from 1."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from attrs import evolve

from targetrules.budget import Account, Budget
from targetrules.extra import need
from targetrules.results.code import Code
from targetrules.results.columns import Columns
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import columns_named, from_rows
from targetrules.results.sources.parquet_footer import chunks_in
from targetrules.results.sources.spending import spending
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS, Sheet, Table, name_of

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


def arrow_of_parquet(data: bytes, file: str, columns_in: Callable[[Table], Columns] | None = None) -> Any:
    """The table in a Parquet file as a ``pyarrow.Table``, texts coded.

    ``columns_in`` finds, in a table without a line, the columns that something is read from; in the others there is
    nothing then. Left out, all are read. Raises :class:`ResultsError`, and
    :class:`~targetrules.extra.MissingExtraError` where PyArrow is not installed.
    """
    need("columnar", "pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    findings = Findings(_sheet(file))
    try:
        opened = pq.ParquetFile(pa.BufferReader(data))
        size, schema = opened.metadata, opened.schema_arrow
        if not size.num_columns:
            raise findings.stop(Code.EMPTY)
        if size.num_columns > MOST_COLUMNS or size.num_rows * size.num_columns > _MOST_ARROW_CELLS:
            raise findings.stop(Code.TOO_LARGE)
        columns = None if columns_in is None else columns_in(Table(_sheet(file), columns_named(schema.names), (), ()))
        names = schema.names if columns is None else _names_read(schema.names, columns)
        with spending(findings, len(data)) as budget:
            _draw(budget, data, names)
        texts = [each.name for each in schema if _is_text(each.type)]
        opened = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts, page_checksum_verification=True)
        read = opened.read(columns=names)
        read.validate(full=True)  # PyArrow takes any bytes for text, and any number for a position
        table = _padded(read, schema.names, size.num_rows)
        if columns is not None and not _have_keys(table, columns):
            return arrow_of_parquet(data, file)
        return table.rename_columns(table.column_names)  # PyArrow takes any bytes for a name, too
    except MemoryError:  # Arrow's own is an ArrowException, too
        raise
    except (pa.ArrowException, OSError, ValueError):
        raise findings.stop(Code.DAMAGED_PARQUET) from None


def _names_read(names: Sequence[str], columns: Columns) -> list[str]:
    """The names of columns that are read, and of those that have none, for it is told what stands in them."""
    places = {columns.unit, columns.period, *columns.inputs.values()}
    return [name for at, name in enumerate(names) if at in places or not name_of(name)]


def _draw(budget: Budget, data: bytes, names: Collection[str]) -> None:
    """What the columns of these names unpack to, and their cells. Those of a list or an object are part of it."""
    wanted = frozenset(name.encode("utf-8", "surrogatepass") for name in names)
    for chunk in chunks_in(data):
        if not chunk.path or chunk.path[0] in wanted:
            budget.draw(Account.BYTES, chunk.size)
            budget.draw(Account.CELLS, chunk.values)


def _padded(read: Any, names: Sequence[str], rows: int) -> Any:
    """What was read, with a column of nothing for each that was not."""
    import pyarrow as pa

    columns = dict(zip(read.column_names, read.columns, strict=True))
    if len(columns) == len(read.column_names) == len(names):
        return read
    return pa.table([columns.get(name, pa.chunked_array([pa.nulls(rows)])) for name in names], names=list(names))


def _have_keys(table: Any, columns: Columns) -> bool:
    """Whether a unit and a period stand in every row.

    Where one does not, it is asked what else stands in the row, in columns that nothing is read from too.
    """
    keys = [columns.unit, columns.period]
    return all(at is not None and _is_filled(table.column(at)) for at in keys)


def _is_filled(column: Any) -> bool:
    """Whether there is surely something in every row: not null, nor a text of blanks and marks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.null_count:
        return False
    if not pa.types.is_dictionary(column.type):
        return not pc.any(pc.is_null(column, nan_is_null=True)).as_py()
    texts = pa.chunked_array([chunk.dictionary for chunk in column.chunks], column.type.value_type)
    return not texts.null_count and pc.all(pc.match_substring_regex(texts, r"[\pL\pN\pP\pS]")).as_py() is not False


def _is_text(kind: Any) -> bool:
    """Whether values of this type may be long."""
    import pyarrow as pa

    types = pa.types
    return any(
        is_of(kind) for is_of in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )


def _sheet(file: str) -> Sheet:
    return Sheet(file, counted="item", keyed=True)
