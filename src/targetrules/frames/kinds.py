"""Dataframes of any kind that narwhals knows: their columns, and how outcomes become a dataframe of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Generic

import narwhals as nw
import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrameT

from targetrules.data import frozen
from targetrules.results.arrow.column import ObjectColumn, arrow_column, is_text
from targetrules.results.code import Code
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.sources.arrow_cells import ArrowCells
from targetrules.results.sources.from_rows import SHEET, cell_of, columns_named, is_file, no_rows, sound, sound_column
from targetrules.results.table import Cells, LazyColumns, Table
from targetrules.wording import Word

__all__ = ["Dataframe", "frame_of", "is_frame"]


_WIDEST: Final = 8
"""Bytes of a number that Arrow has; NumPy's long ones are cells, read as those of 64 bits."""


@frozen(slots=True, eq=False)
class Dataframe(Generic[IntoFrameT]):
    """A dataframe as a table; no row of it is left out, for each has an outcome.

    ``give_back`` makes a dataframe of the same kind: of the position of the column of units, and of all other columns
    of the outcomes, one row for each row of the table.
    """

    table: Table
    give_back: Callable[[int, pa.Table], IntoFrameT]


def is_frame(rows: object) -> bool:
    """Whether this is a dataframe of a kind that narwhals knows."""
    return isinstance(nw.from_native(rows, pass_through=True), nw.DataFrame | nw.LazyFrame)


def frame_of(table: IntoFrameT) -> Dataframe[IntoFrameT]:
    """The frame in a dataframe. Raises :class:`~targetrules.results.ResultsError` where it is none."""
    is_a = nw.dependencies
    if isinstance(table, nw.DataFrame | nw.LazyFrame):
        return _again(frame_of(nw.to_native(table)), nw.from_native)
    if isinstance(table, pa.Table):
        return _of_arrow(table)
    if is_a.is_polars_dataframe(table) or is_a.is_polars_lazyframe(table):
        return _of_polars(table)
    if is_a.is_pandas_dataframe(table):
        return _of_pandas(table)
    if is_a.is_duckdb_relation(table):
        return _of_duckdb(table)
    return _of_another(table)


def _of_another(table: Any) -> Dataframe[Any]:
    """The frame of any other kind, by way of narwhals."""
    try:
        known = nw.from_native(table)
    except TypeError:
        if is_file(table):
            raise no_rows(table, "want_frame") from None
        is_rows = isinstance(table, Iterable) and not isinstance(table, Mapping | bytes)
        advice = Word("problems.advise_evaluate") if is_rows else None
        raise _no_frame(table, advice=advice) from None
    kind = known.implementation
    if kind.is_spark_like():
        raise _no_frame(table, advice=Word("problems.advise_spark"))
    if isinstance(known, nw.LazyFrame):
        through: Any = "pandas" if kind.is_dask() else "pyarrow"
        frame = frame_of(known.collect(through).to_native())
        return _again(frame, lambda outcomes: nw.from_native(outcomes).lazy(kind).to_native())
    if kind.is_pandas_like():
        return _again(_of_pandas(known.to_pandas()), nw.get_native_namespace(table).DataFrame)
    return _again(_of_arrow(known.to_arrow()), lambda outcomes: nw.from_arrow(outcomes, backend=kind).to_native())


def _no_frame(table: Any, **details: Any) -> ResultsError:
    return Findings(SHEET).stop(Code.SHAPE, cell=cell_of(table), expected=Word("problems.want_frame"), **details)


def _again(frame: Dataframe[Any], then: Callable[[Any], Any]) -> Dataframe[Any]:
    """The same frame, what is given back being changed further."""
    return Dataframe(frame.table, lambda unit, outcomes: then(frame.give_back(unit, outcomes)))


def _table(names: Sequence[Any], size: int, cells: Callable[[int], Cells]) -> Table:
    """The table of columns that are made when they are asked for."""
    return Table(SHEET, columns_named(names), LazyColumns(len(names), cells), range(1, size + 1))


# ---- kinds -----------------------------------------------------------------------------------------------------------


def _of_arrow(table: pa.Table) -> Dataframe[Any]:
    def give_back(unit: int, outcomes: pa.Table) -> pa.Table:
        return outcomes.add_column(0, pa.field("unit", table.field(unit).type), table.column(unit))

    cells = _table(table.column_names, table.num_rows, lambda at: ArrowCells(sound(table, at)))
    return Dataframe(cells, give_back)


def _of_duckdb(relation: Any) -> Dataframe[Any]:
    """What is given back belongs to the same connection."""
    frame = _of_arrow(relation.to_arrow_table())

    def give_back(unit: int, outcomes: pa.Table) -> Any:
        outcomes = frame.give_back(unit, outcomes)
        return relation.query("given", "SELECT * FROM outcomes")  # DuckDB finds the variable by its name

    return Dataframe(frame.table, give_back)


def _of_polars(table: Any) -> Dataframe[Any]:
    pl = nw.get_native_namespace(table)
    frame = table.collect() if isinstance(table, pl.LazyFrame) else table

    def cells(at: int) -> Cells:
        series = frame.to_series(at)
        try:
            column = None if series.dtype == pl.Object else arrow_column(_unnamed(series).to_arrow().column(0))
        except pa.ArrowException:  # integers of 128 bits
            column = None
        is_plain = column is not None and not isinstance(column, ObjectColumn)
        return ArrowCells(column) if is_plain else list(map(cell_of, series.to_list()))

    def give_back(unit: int, outcomes: pa.Table) -> Any:
        grade = outcomes.column("grade").combine_chunks()
        codes, grades = pl.from_arrow(grade.indices.view(pa.uint8())), pl.Enum(grade.dictionary.to_pylist())
        given = pl.from_arrow(outcomes.drop_columns(["grade"]))
        # a cast from texts, which every version knows, takes ten times as long
        given.insert_column(1, (codes.cat.to if hasattr(codes.cat, "to") else codes.cast)(grades).alias("grade"))
        given.insert_column(0, frame.to_series(unit).alias("unit"))
        return given.lazy() if isinstance(table, pl.LazyFrame) else given

    return Dataframe(_table(frame.columns, frame.height, cells), give_back)


def _unnamed(series: Any) -> Any:
    """A frame of this column alone; of a name with a NUL in it polars makes no column of Arrow, but panics."""
    return series.alias("").to_frame()


def _of_pandas(table: Any) -> Dataframe[Any]:
    pd = nw.get_native_namespace(table)

    def dtype(kind: pa.DataType) -> Any:
        return None if pa.types.is_dictionary(kind) else pd.ArrowDtype(kind)

    def give_back(unit: int, outcomes: pa.Table) -> Any:
        given = outcomes.to_pandas(types_mapper=dtype)
        given.index = table.index
        given.insert(0, "unit", table.iloc[:, unit])
        return given

    cells = _table(list(table.columns), len(table), lambda at: _cells_of_series(table.iloc[:, at]))
    return Dataframe(cells, give_back)


def _cells_of_series(series: Any) -> Cells:
    """The cells of a series of pandas; NaN stays what it is in a column of floats."""
    kind = series.dtype
    if isinstance(kind, np.dtype) and kind.kind in "iufb" and kind.itemsize <= _WIDEST:
        return ArrowCells(pa.chunked_array([series.to_numpy()]))
    column = _by_arrow(series)
    return list(map(cell_of, series)) if column is None else ArrowCells(column)


def _by_arrow(series: Any) -> pa.ChunkedArray | None:
    """The column as Arrow has it, where its cells come out as they are; objects do only if all of them are texts."""
    try:
        made = pa.array(series, from_pandas=True)
    except (pa.ArrowException, ArithmeticError, TypeError, ValueError):
        return None
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "O" and not is_text(made.type):
        return None
    whole = made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])
    column = arrow_column(sound_column(whole, series.name))
    return None if isinstance(column, ObjectColumn) else column
