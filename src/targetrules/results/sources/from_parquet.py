"""A Parquet file to a table, read by PyArrow (extra ``columnar``). Its rows are items, numbered from 1.

A column is read when it is asked for, so that those that nothing is read from cost nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

from targetrules.budget import Account, Budget
from targetrules.extra import need
from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.sources.from_rows import columns_named
from targetrules.results.sources.parquet_footer import chunks_in
from targetrules.results.sources.spending import over_budget
from targetrules.results.table import MOST_CELLS, MOST_COLUMNS, Cells, LazyColumns, Sheet, Table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["from_parquet"]

_MOST_ARROW_CELLS: Final = 10 * MOST_CELLS
"""Columns take a tenth of the room that cells do."""


def from_parquet(data: bytes, file: str) -> Table:
    """The table in a Parquet file, its columns Arrow's and texts coded.

    Raises :class:`ResultsError` where it is damaged or too large, and where one of its columns is when that is read;
    and :class:`~targetrules.extra.MissingExtraError` where PyArrow is not installed.
    """
    need("columnar", "pyarrow")
    sheet = Sheet(file, counted="item", keyed=True)
    columns = _Columns(data, Findings(sheet))
    names = columns.names
    return Table(sheet, columns_named(names), LazyColumns(len(names), columns.cells), range(1, columns.rows + 1))


class _Columns:
    """The columns of a file, read one by one, or all at once where several have one name."""

    def __init__(self, data: bytes, findings: Findings) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._findings = findings
        self._budget = Budget(len(data))
        self._lock = Lock()
        with self._told():
            opened = pq.ParquetFile(pa.BufferReader(data))
            size, schema = opened.metadata, opened.schema_arrow
            if not size.num_columns:
                raise findings.stop(Code.EMPTY)
            if size.num_columns > MOST_COLUMNS or size.num_rows * size.num_columns > _MOST_ARROW_CELLS:
                raise findings.stop(Code.TOO_LARGE)
            self.names: list[str] = schema.names
            self.rows: int = size.num_rows
            self._bytes, self._cells = _sizes(data)
            texts = [each.name for each in schema if _is_text(each.type)]
            self._file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts, page_checksum_verification=True)
            is_twice = len(set(self.names)) < len(self.names)
            self._all = self._read(self.names, set(self.names)) if is_twice else None

    def cells(self, at: int) -> Cells:
        """The column at a position."""
        from targetrules.results.sources.arrow_cells import ArrowCells

        if self._all is not None:
            return ArrowCells(self._all.column(at))
        name = self.names[at]
        parts = [each for each in self._bytes if each.startswith(f"{name}.")]  # a point leads to a part of a column
        with self._told(), self._lock:
            read = self._read([name], [name, *parts])
            return ArrowCells(read.column(read.column_names.index(name)))

    def _read(self, names: list[str], found: Iterable[str]) -> pa.Table:
        """The columns that are ``found`` by these names.

        PyArrow takes any bytes for text, and for a position, and as many values as stand in the column, whatever the
        footer says.
        """
        for name in found:
            self._budget.draw(Account.BYTES, self._bytes[name])
            self._budget.draw(Account.CELLS, self._cells[name])
        read = self._file.read(columns=names)
        read.validate(full=True)
        if read.num_rows != self.rows:
            raise self._findings.stop(Code.DAMAGED_PARQUET)
        return read

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What PyArrow says of a file that is damaged, as a problem."""
        import pyarrow as pa

        try:
            with over_budget(self._findings):
                yield
        except MemoryError:  # Arrow's own is an ArrowException, too
            raise
        except (pa.ArrowException, OSError, ValueError):
            raise self._findings.stop(Code.DAMAGED_PARQUET) from None


def _sizes(data: bytes) -> tuple[Counter[str], Counter[str]]:
    """What columns unpack to, in bytes, and how many cells they have, by name; of a list or an object all its parts."""
    size, cells = Counter[str](), Counter[str]()
    for chunk in chunks_in(data):
        name = chunk.path[0].decode("utf-8", "surrogatepass") if chunk.path else ""
        size[name] += chunk.size
        cells[name] += chunk.values
    return size, cells


def _is_text(kind: pa.DataType) -> bool:
    """Whether values of this type may be long."""
    import pyarrow as pa

    types = pa.types
    return any(
        is_of(kind) for is_of in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )
