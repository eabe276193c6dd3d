"""Rows that a Python program has: mappings, or a dataframe of pandas, polars or PyArrow. None of them is imported.

A float keeps its width, by which it is read (:mod:`targetrules.results.cells.floats`); NaN, NaT and NA are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain, repeat
from os import PathLike
from typing import Any, Final, TypeAlias

from targetrules.results.cells.floats import Half, Single, of_width
from targetrules.results.code import Code
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.table import (
    Cell,
    Cells,
    Column,
    LazyColumns,
    Sheet,
    Table,
    Texts,
    Unreadable,
    blank_rows,
    name_of,
    shown,
    without,
)
from targetrules.wording import Word

__all__ = [
    "SHEET",
    "arrow_values",
    "cell_of",
    "columns_named",
    "from_rows",
    "is_file",
    "no_rows",
    "sound",
    "sound_column",
]

SHEET: Final = Sheet(counted="item", keyed=True)
"""Where rows given in Python stand."""

_MISSING: Final = frozenset({"NAType", "NaTType"})
_READY: Final = frozenset({str, int, bool, date, datetime})
"""A value of just this class is a cell as it is; to ask that first makes many cells quick."""


def from_rows(rows: Any) -> Table:
    """The table in rows that a program has.

    Args:
        rows: An iterable of mappings from a column's name to its value, or a dataframe of pandas, polars or PyArrow.

    Returns:
        The table; items are numbered from 1.

    Raises:
        ResultsError: There are no columns, or an item is no mapping.
    """
    names, values = _of_dataframe(rows) or _of_mappings(rows)
    columns = columns_named(names)
    found = [_cells(name, column) for name, column in zip(names, values, strict=True)]
    cells = [each for each in found if not isinstance(each, ResultsError)]
    if len(cells) < len(found):
        return Table(SHEET, columns, _unless_asked(found), range(1, len(cells[0]) + 1 if cells else 1))
    numbers, blank = range(1, len(cells[0]) + 1), frozenset(blank_rows(cells))
    if not blank:
        return Table(SHEET, columns, cells, numbers)
    return Table(SHEET, columns, [without(each, blank) for each in cells], without(numbers, blank))


def _cells(name: Any, values: Callable[[], Iterable[Any]]) -> list[Cell] | ResultsError:
    """The cells of a column, or what is wrong with one that is not sound."""
    try:
        return list(map(cell_of, values()))
    except ResultsError as error:
        return error
    except UnicodeDecodeError as error:  # of a dataframe that gives its cells one by one
        return _damaged(name, str(error))


def _unless_asked(columns: Sequence[list[Cell] | ResultsError]) -> LazyColumns:
    """Columns of which some are not sound, which is told where something is read from them.

    What stands in such a column nobody knows: no row is known to be blank.
    """

    def asked(at: int) -> Cells:
        column = columns[at]
        if isinstance(column, ResultsError):
            raise column
        return column

    return LazyColumns(len(columns), asked)


def columns_named(names: Iterable[Any]) -> tuple[Column, ...]:
    """The columns of these names; a problem where there are none."""
    columns = tuple(Column(name_of(name), heading=name) for name in map(cell_of, names))
    if not columns:
        raise Findings(SHEET).stop(Code.EMPTY)
    return columns


_Columns: TypeAlias = tuple[Sequence[Any], Iterable[Callable[[], Iterable[Any]]]]
"""The names of columns, and what makes the values of each."""


def _of_dataframe(rows: Any) -> _Columns | None:
    """Names and columns of a dataframe, recognised by what it can do."""
    if hasattr(rows, "iloc") and hasattr(rows, "columns"):  # pandas
        each = (rows.iloc[:, at] for at in range(len(rows.columns)))
        return list(rows.columns), (partial(_with_width, column, column.dtype) for column in each)
    if hasattr(rows, "get_columns"):  # polars
        return list(rows.columns), (partial(_of_series, column) for column in rows.get_columns())
    if hasattr(rows, "to_pylist") and hasattr(rows, "column_names"):  # PyArrow
        return list(rows.column_names), map(partial, repeat(_of_arrow), rows.columns, rows.column_names)
    return None


def _of_series(column: Any) -> Iterable[Any]:
    return _with_width(column.to_list(), column.dtype)


def _of_arrow(column: Any, name: Any) -> Iterable[Any]:
    return arrow_values(sound_column(column, name))


def _with_width(values: Iterable[Any], type_: Any) -> Iterable[Any]:
    """The values of a column, floats with their width: dataframes give all as Python's, which have 64 bits."""
    kind = _kind_of_float(type_)
    return values if kind is float else (kind(each) if isinstance(each, float) else each for each in values)


def _kind_of_float(type_: Any) -> type[float]:
    """What keeps the width of floats of a type, be it that of categories, of a dictionary or of what is sparse."""
    inner = (
        getattr(getattr(type_, "categories", None), "dtype", None),
        getattr(type_, "subtype", None),
        getattr(type_, "value_type", None),
    )
    return of_width(str(next((each for each in inner if each is not None), type_)))


def sound(table: Any, at: int) -> Any:
    """The column at a position of an Arrow table; see :func:`sound_column`."""
    return sound_column(table.column(at), table.column_names[at])


def sound_column(column: Any, name: Any) -> Any:
    """A column of Arrow's, if it is sound. Raises :class:`ResultsError` where it is not.

    Arrow takes any bytes for text, and any number for a position in a dictionary.
    """
    try:
        column.validate(full=True)
    except ValueError as error:
        raise _damaged(name, str(error)) from None
    return column


def _damaged(name: Any, says: str) -> ResultsError:
    column = Column(name_of(cell_of(name))) if name is not None else None
    advice = Word("problems.advise_damaged_column")
    return Findings(SHEET).stop(Code.DAMAGED_COLUMN, column=column, values={"says": says}, advice=advice)


def arrow_values(column: Any) -> list[Any]:
    """The values of a column of Arrow's; a date that Python does not have (the year 29349) as Arrow writes it."""
    if hasattr(column, "chunks") and hasattr(column.type, "value_type") and hasattr(column.type, "index_type"):
        return [value for chunk in column.chunks for value in _dictionary_values(chunk)]
    kind = _kind_of_float(getattr(column, "type", None))
    try:
        values = list(column.to_pylist())
    except (OverflowError, ValueError):
        values = list(map(_arrow_value, column))
    return values if kind is float else [None if each is None else kind(each) for each in values]


def _dictionary_values(chunk: Any) -> Iterator[Any]:
    """The values of a dictionary-encoded column, each made once for all rows that have it."""
    values = arrow_values(chunk.dictionary)
    return (None if at is None else values[at] for at in chunk.indices.to_pylist())


def _arrow_value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return scalar.cast("string").as_py()


def _of_mappings(rows: Any) -> _Columns:
    """Names and columns of rows that are mappings."""
    if is_file(rows):
        raise no_rows(rows)
    if not isinstance(rows, Iterable) or isinstance(rows, Mapping | bytes):
        cell = "None" if rows is None else cell_of(rows)
        raise Findings(SHEET).stop(Code.SHAPE, cell=cell, expected=Word("problems.want_rows"))
    items = list(rows)
    if not all(isinstance(item, dict | Mapping) for item in items):
        raise _no_mappings(items)
    names = list(dict.fromkeys(chain.from_iterable(items)))
    return names, (partial(_of_key, items, name) for name in names)


def _of_key(items: Sequence[Any], name: Any) -> list[Any]:
    return [item.get(name) for item in items]


def _no_mappings(items: Sequence[Any]) -> ResultsError:
    """The error for rows of which some are no mappings."""
    findings = Findings(SHEET)
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping) and not findings.only_counts(Code.SHAPE):
            findings.add(Code.SHAPE, row=number, cell=cell_of(item), expected=Word("problems.want_mapping"))
    return findings.error()


def is_file(rows: Any) -> bool:
    """Whether this is the name of a file, an open one, or what Python's own reader of CSV gives."""
    return isinstance(rows, str | PathLike) or hasattr(rows, "readable") or type(rows).__module__ == "_csv"


def no_rows(rows: Any, want: str = "want_rows") -> ResultsError:
    """The error for a file where its rows belong, which says how it is read."""
    cell, expected = cell_of(rows), Word(f"problems.{want}")
    return Findings(SHEET).stop(Code.SHAPE, cell=cell, expected=expected, advice=Word("problems.advise_read_table"))


def cell_of(value: Any) -> Cell:
    """A value as a cell; NumPy's numbers become Python's."""
    if value is None or type(value) in _READY:
        cell: Cell = value
        return cell
    if type(value) is float:
        return None if value != value else value  # noqa: PLR0124  only NaN differs from itself
    if type(value).__name__ in _MISSING:
        return None
    if isinstance(value, float):
        kept = value if isinstance(value, Single | Half) else float(value)
        return None if value != value else kept  # noqa: PLR0124  only NaN differs from itself
    if isinstance(value, Decimal):
        return _of_decimal(value)
    if isinstance(value, str | int | date):
        return value
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(each, str) for each in value):
        return Texts(shown(str(type(value).__name__)), tuple(value))
    item = getattr(value, "item", None)
    if type(value).__module__ == "numpy" and item is not None and not getattr(value, "shape", ()):
        return _of_numpy(value)
    return Unreadable(shown(str(type(value).__name__)))


def _of_numpy(scalar: Any) -> Cell:
    """A float keeps its width; a long one is read as one of 64 bits, and ``item`` does nothing for it."""
    name = type(scalar).__name__
    if name.startswith("float") or name == "longdouble":
        return cell_of(of_width(name)(scalar))
    plain = _moment(scalar) if name == "datetime64" else scalar.item()
    if type(plain).__module__ == "numpy" or (name == "timedelta64" and plain is not None):
        return Unreadable(shown(name))
    return cell_of(plain)


def _moment(scalar: Any) -> Any:
    """A moment counted in nanoseconds comes out as their number; as a date and a time it has microseconds."""
    plain = scalar.item()
    return scalar.astype("datetime64[us]").item() if isinstance(plain, int) else plain


def _of_decimal(value: Decimal) -> Cell:
    """A whole decimal is an integer, whose digits are all meant: databases give long identifiers so."""
    if value.is_nan():
        return None
    whole = value.is_finite() and value.as_tuple().exponent == 0
    return int(value) if whole and value.adjusted() < 100 else value  # noqa: PLR2004
