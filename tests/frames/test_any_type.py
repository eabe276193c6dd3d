"""Columns of every type that pandas and polars have are read, or refused, as their cells are one by one."""

# ruff: noqa: DTZ001  times without a zone are what dataframes hold

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from targetrules import ResultsError, loads
from targetrules.columns.encoded import EncodedTable, encode
from targetrules.columns.vectors import Codes, Numbers, Truths
from tests.encoded import encoded_frame

POLICY = loads("""
format = 1
[policy]
id = "x"
title = "X"
[[grades]]
id = "a"
label = "甲"
[[grades]]
id = "b"
[inputs]
number = { type = "number", decimals = 2, optional = true }
grade = { type = "grade", optional = true }
flag = { type = "flag", optional = true }
text = { type = "text", optional = true }
choice = { type = "choice", of = ["1", "x y"], default = "1" }
""")
PLACES = ("unit", "period", "number", "grade", "flag", "text", "choice")

PANDAS = {
    "periods": pd.Series(pd.period_range("2011", "2013", freq="Y")),
    "durations": pd.Series(pd.to_timedelta([1, 2, None], unit="s")),
    "intervals": pd.Series(pd.interval_range(0, 3)),
    "complex": pd.Series([1j, 2, 3]),
    "sparse": pd.Series(pd.arrays.SparseArray([1.0, np.nan, 2])),
    "objects: number, text": pd.Series([1, "a", None], dtype=object),
    "objects: truth, numbers": pd.Series([True, 1, 2.5], dtype=object),
    "objects: decimal, NaN, NaT": pd.Series([Decimal("1.5"), np.nan, pd.NaT], dtype=object),
    "objects: NumPy's": pd.Series([np.int64(3), np.float32(0.1), pd.NA], dtype=object),
    "objects: texts": pd.Series(["a", np.nan, "甲 "], dtype=object),
    "objects: half a character": pd.Series(["a\ud800", "b", "x y"], dtype=object),
    "objects: bytes": pd.Series([b"a", b"b", None], dtype=object),
    "objects: lists": pd.Series([[1], [2], None], dtype=object),
    "objects: decimals": pd.Series([Decimal("1.50"), None, Decimal("1E+2")], dtype=object),
    "objects: dates": pd.Series([date(2011, 1, 1), date(2012, 1, 1), None], dtype=object),
    "objects: times": pd.Series([time(1), None, time(2)], dtype=object),
    "objects: long integers": pd.Series([10**30, 1, 2], dtype=object),
    "categories: integers": pd.Series([1, 2, 1], dtype="category"),
    "categories: mixed": pd.Series(pd.Categorical([1, "x", 1])),
    "categories: texts": pd.Series(["a", "b", None], dtype="category"),
    "texts of Python": pd.Series(["a", "甲", None], dtype="string[python]"),
    "texts of Arrow": pd.Series(["a", "甲 ", None], dtype="string[pyarrow]"),
    "Int64": pd.Series([1, 2, None], dtype="Int64"),
    "Float64": pd.Series([1.25, 2, None], dtype="Float64"),
    "boolean": pd.Series([True, False, None], dtype="boolean"),
    "bool": pd.Series([True, False, True]),
    "float16": pd.Series([0.1, 2.25, 1], dtype="float16"),
    "float32": pd.Series([0.1, 2.25, np.nan], dtype="float32"),
    "uint64": pd.Series([2**63, 1, 2], dtype="uint64"),
    "days": pd.Series([pd.Timestamp("2011-01-01"), pd.Timestamp("2012-01-01 12:00"), pd.NaT]),
    "nanoseconds": pd.Series([pd.Timestamp("2011-01-01 00:00:00.000000001"), pd.NaT, pd.NaT]),
    "days of a zone": pd.Series(pd.to_datetime(["2011-01-01", "2012-01-01", None]).tz_localize("Asia/Shanghai")),
    "durations of Arrow": pd.Series([1, 2, None], dtype=pd.ArrowDtype(pa.duration("s"))),
}
POLARS = {
    "times": pl.Series([time(1), None, time(2)]),
    "durations": pl.Series([timedelta(1), None, timedelta(2)]),
    "objects": pl.Series([object(), None, 3], dtype=pl.Object),
    "lists": pl.Series([[1], None, [2]]),
    "structures": pl.Series([{"a": 1}, None, {"a": 2}]),
    "arrays": pl.Series([[1, 2], None, [2, 3]], dtype=pl.Array(pl.Int64, 2)),
    "integers of 128 bits": pl.Series([1, None, 10**20], dtype=pl.Int128),
    "decimals": pl.Series([Decimal("1.50"), None, Decimal("2.25")]),
    "whole decimals": pl.Series([Decimal(15), None, Decimal(2)]),
    "bytes": pl.Series([b"a", None, b"b"]),
    "categories": pl.Series(["a", None, "b"], dtype=pl.Categorical),
    "an enumeration": pl.Series(["a", None, "x y"], dtype=pl.Enum(["a", "x y"])),
    "nulls": pl.Series([None, None, None]),
    "dates": pl.Series([date(2011, 1, 1), None, date(2012, 1, 2)]),
    "microseconds": pl.Series([datetime(2011, 1, 1), None, datetime(2012, 1, 2, 3)]),
    "milliseconds": pl.Series([datetime(2011, 1, 1), None, datetime(2012, 1, 2, 3)], dtype=pl.Datetime("ms")),
    "nanoseconds": pl.Series([datetime(2011, 1, 1), None, datetime(2012, 1, 2, 3)], dtype=pl.Datetime("ns")),
    "float32": pl.Series([0.1, None, 2.25], dtype=pl.Float32),
    "uint64": pl.Series([2**64 - 1, None, 2], dtype=pl.UInt64),
    "NaN": pl.Series([float("nan"), 1.0, 2.25]),
    "truths": pl.Series([True, None, False]),
    "texts": pl.Series([" 1", None, "甲"]),
}


def values(table: EncodedTable) -> list[Any]:
    units = [table.names[unit] for unit in table.units.tolist()]
    return [units, table.periods.tolist(), {name: plain(column) for name, column in table.inputs.items()}]


def plain(column: Any) -> Any:
    """A column as a list; codes by their first row, since they may be numbered in any way."""
    match column:
        case Numbers():
            return [value if known else None for value, known in zip(column.values.tolist(), column.known, strict=True)]
        case Truths():
            return list(zip(column.yes.tolist(), column.no.tolist(), strict=True))
        case Codes():
            codes = column.codes.tolist()
            return [None if code < 0 else codes.index(code) for code in codes]


def found(read: Callable[[], EncodedTable]) -> Any:
    try:
        return values(read())
    except ResultsError as error:
        return error.text()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", PANDAS)
def test_a_column_of_pandas_is_its_cells(name: str, place: str) -> None:
    frame = pd.DataFrame({"unit": ["u", "v", "w"], "period": [2010, 2010, 2010]}).assign(**{place: PANDAS[name]})
    by_rows = found(lambda: encode(POLICY.rules, POLICY.history(frame)))
    assert found(lambda: encoded_frame(POLICY.rules, frame).encoded) == by_rows


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", POLARS)
def test_a_column_of_polars_is_its_cells(name: str, place: str) -> None:
    frame = pl.DataFrame({"unit": ["u", "v", "w"], "period": [2010, 2010, 2010]}).with_columns(
        POLARS[name].alias(place)
    )
    by_rows = found(lambda: encode(POLICY.rules, POLICY.history(frame)))
    assert found(lambda: encoded_frame(POLICY.rules, frame).encoded) == by_rows


def test_columns_of_one_name_are_told_apart_by_nobody() -> None:
    frame = pd.DataFrame([["u", 2010, "v"]], columns=["unit", "period", "unit"])
    message = "there is more than one column for the unit: unit; unit [RES22]"
    assert message in found(lambda: encoded_frame(POLICY.rules, frame).encoded)


ARROW = {
    "dates that Python does not have": pa.chunked_array([[12_932_897, 14_975, None]], pa.date32()),
    "times that Python does not have": pa.chunked_array([[2_534_023_008_000_000, 0, None]], pa.timestamp("ms")),
    "nanoseconds": pa.chunked_array([[1_293_840_000_000_000_001, 0, None]], pa.timestamp("ns")),
    "months": pa.chunked_array([[(1, 2, 3), None, (0, 0, 0)]], pa.month_day_nano_interval()),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ARROW)
def test_a_column_of_arrow_is_its_cells(name: str, place: str) -> None:
    columns = {"unit": ["u", "v", "w"], "period": [2010, 2010, 2010], place: ARROW[name]}
    table = pa.table(columns)
    by_rows = found(lambda: encode(POLICY.rules, POLICY.history(table)))
    assert found(lambda: encoded_frame(POLICY.rules, table).encoded) == by_rows


@pytest.mark.parametrize("name", ["\x00", "score\x00", "单位\x00x"])
def test_a_column_of_polars_whose_name_has_a_nul_is_passed_over(name: str) -> None:
    """Polars panics where it is to give such a column to Arrow by its name."""
    frame = pl.DataFrame({"unit": ["u", None], "period": [2010, None], name: [b"x", None]})
    by_rows = found(lambda: encode(POLICY.rules, POLICY.history(frame)))
    assert found(lambda: encoded_frame(POLICY.rules, frame).encoded) == by_rows
