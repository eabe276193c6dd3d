"""Rows that a Python program has: mappings, or a dataframe of pandas, polars or PyArrow. None of them is imported.

A float counts as the shortest decimal that is the same float; NaN, NaT and NA are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from targetrules.results.code import Code
from targetrules.results.problem import Findings
from targetrules.results.table import Cell, Column, Line, Sheet, Table, Unreadable, is_blank, name_of, shown
from targetrules.wording import Word

__all__ = ["from_rows"]

_SHEET: Final = Sheet(counted="item")
_MISSING: Final = frozenset({"NAType", "NaTType"})


def from_rows(rows: Any) -> Table:
    """The table in ``rows``: an iterable of mappings from a column's name to its value, or a dataframe.

    Items are numbered from 1. Raises :class:`ResultsError` where an item is no mapping.
    """
    names, lines = _of_dataframe(rows) or _of_mappings(rows)
    columns = tuple(Column(name_of(name), heading=name) for name in map(_cell, names))
    if not columns:
        raise Findings(_SHEET).stop(Code.EMPTY)
    cells = ((number, tuple(map(_cell, line))) for number, line in enumerate(lines, 1))
    return Table(_SHEET, columns, tuple(Line(number, line) for number, line in cells if not all(map(is_blank, line))))


def _of_dataframe(rows: Any) -> tuple[Sequence[Any], Iterable[Sequence[Any]]] | None:
    """Names and lines of a dataframe, recognised by what it can do."""
    if hasattr(rows, "itertuples"):  # pandas
        return list(rows.columns), rows.itertuples(index=False, name=None)
    if hasattr(rows, "iter_rows") and hasattr(rows, "columns"):  # polars
        return list(rows.columns), rows.iter_rows()
    if hasattr(rows, "to_pylist") and hasattr(rows, "column_names"):  # PyArrow
        return list(rows.column_names), zip(*(column.to_pylist() for column in rows.columns), strict=True)
    return None


def _of_mappings(rows: Any) -> tuple[Sequence[Any], Iterator[Sequence[Any]]]:
    findings = Findings(_SHEET)
    if not isinstance(rows, Iterable) or isinstance(rows, Mapping | str | bytes):
        raise findings.stop(Code.SHAPE, cell=_cell(rows), expected=Word("problems.want_rows"))
    items = list(rows)
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            findings.add(Code.SHAPE, row=number, cell=_cell(item), expected=Word("problems.want_mapping"))
    findings.stop_if_any()
    names = list(dict.fromkeys(name for item in items for name in item))
    return names, ([item.get(name) for name in names] for item in items)


def _cell(value: Any) -> Cell:
    """A value as a cell; NumPy's numbers become Python's."""
    if value is None or type(value).__name__ in _MISSING:
        return None
    if isinstance(value, float):
        return None if value != value else value  # noqa: PLR0124  only NaN differs from itself
    if isinstance(value, Decimal):
        return _of_decimal(value)
    if isinstance(value, str | int | date):
        return value
    item = getattr(value, "item", None)
    if type(value).__module__ == "numpy" and item is not None and not getattr(value, "shape", ()):
        return _cell(item() if "float" not in type(value).__name__ else float(str(value)))
    return Unreadable(shown(str(type(value).__name__)))


def _of_decimal(value: Decimal) -> Cell:
    """A whole decimal is an integer, whose digits are all meant: databases give long identifiers so."""
    if value.is_nan():
        return None
    whole = value.is_finite() and value.as_tuple().exponent == 0
    return int(value) if whole and value.adjusted() < 100 else value  # noqa: PLR2004
