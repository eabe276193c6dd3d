"""85% beside 0.86: numbers with and without a percent sign in one column are a problem, by every route."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any, Final

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import ResultsError, loads
from targetrules.results import Table, from_rows, read_history, read_table
from targetrules.results.cells.percent import sign_of
from targetrules.results.table import Cell
from tests.encoded import encoded_frame, encoded_table
from tests.results.workbooks import Percent, workbook

POLICY: Final = loads("""
format = 1
[policy]
id = "rates"
title = "Rates"
[[grades]]
id = "fine"
[inputs]
rate = { type = "number", unit = "%", min = 0, max = 100, decimals = 2, optional = true }
points = { type = "number", min = 0, max = 100, decimals = 2, optional = true }
[grading]
by = "rate"
bands = { fine = 0 }
""")

Mixed = list[Any]


def said(read: Callable[[], Any]) -> str:
    try:
        read()
    except ResultsError as error:
        return error.text("en").partition("\n\n")[2]
    return "read"


def by_table(table: Callable[[], Table]) -> str:
    """By rows and by columns, which must agree."""
    one = said(lambda: read_history(POLICY.rules, table()))
    assert said(lambda: encoded_table(POLICY.rules, table())) == one
    return one


def by_frame(frame: Any) -> str:
    """The same."""
    one = said(lambda: encoded_frame(POLICY.rules, frame))
    assert (
        isinstance(frame, duckdb.DuckDBPyRelation) or said(lambda: read_history(POLICY.rules, from_rows(frame))) == one
    )
    return one


def lines(rates: Mixed) -> list[list[Any]]:
    return [["unit", "year", "rate"], *([f"u{number}", 2011, rate] for number, rate in enumerate(rates))]


def items(rates: Mixed) -> list[dict[str, Any]]:
    return [dict(zip(("unit", "year", "rate"), line, strict=True)) for line in lines(rates)[1:]]


def texts(rates: Mixed) -> pa.Table:
    return pa.Table.from_pylist(
        [{**item, "rate": None if item["rate"] is None else str(item["rate"])} for item in items(rates)]
    )


def shown(rate: Any) -> Any:
    """A text with a sign as a workbook has it: a number in the format of percentages."""
    is_signed = isinstance(rate, str) and rate.endswith("%")
    return Percent(str(float(rate[:-1]) / 100)) if is_signed else rate


def csv_of(rates: Mixed) -> bytes:
    return "".join(
        ",".join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines(rates)
    ).encode()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def from_file(data: bytes, kind: str) -> str:
    return by_table(lambda: read_table(io.BytesIO(data), format=kind))


ROUTES: Final[dict[str, Callable[[Mixed], str]]] = {
    "CSV": lambda rates: from_file(csv_of(rates), "csv"),
    "JSON": lambda rates: from_file(json.dumps(items(rates)).encode(), "json"),
    "a workbook": lambda rates: from_file(workbook({"a": lines(list(map(shown, rates)))}), "xlsx"),
    "text cells": lambda rates: from_file(workbook({"a": lines(rates)}), "xlsx"),
    "Parquet": lambda rates: from_file(parquet(texts(rates)), "parquet"),
    "mappings": lambda rates: by_table(lambda: from_rows(items(rates))),
    "Arrow": lambda rates: by_frame(texts(rates)),
    "pandas": lambda rates: by_frame(pd.DataFrame(items(rates)).astype({"rate": object})),
    "pandas with categories": lambda rates: by_frame(texts(rates).to_pandas().astype({"rate": "category"})),
    "polars": lambda rates: by_frame(pl.DataFrame(texts(rates))),
    "DuckDB": lambda rates: by_frame(duckdb.from_arrow(texts(rates))),
}
TABLES: Final[dict[str, Callable[[Mixed], Table]]] = {
    "CSV": lambda rates: read_table(io.BytesIO(csv_of(rates)), format="csv"),
    "text cells": lambda rates: read_table(io.BytesIO(workbook({"a": lines(rates)})), format="xlsx"),
    "mappings": lambda rates: from_rows(items(rates)),
    "Arrow": lambda rates: from_rows(texts(rates)),
    "polars": lambda rates: from_rows(pl.DataFrame(texts(rates))),
}
SIGNS_FIRST_EN: Final = (
    "The column has numbers with and without a percent sign: first find out how much each of them is "
    "(0.86, for one: 0.86 or 86?), and write all of them alike."
)
SIGNS_FIRST_ZH: Final = (
    "这一列的数有的带百分号，有的不带：请先查明每个数是多少（例如 0.86，是 0.86 还是 86？），统一写法，再看这一处。"
)
LANGS: Final = ("en", "zh")
each_route = pytest.mark.parametrize("route", ROUTES)
WHERE: Final = {
    "CSV": ("<stdin>, line", 2, 'column "rate"'),
    **dict.fromkeys(("JSON", "Parquet"), ("<stdin>, item", 1, 'column "rate"')),
    **dict.fromkeys(("a workbook", "text cells"), ('<stdin>, sheet "a", row', 2, 'column C "rate"')),
}


@each_route
@pytest.mark.parametrize(
    ("rates", "place", "cell", "how", "other", "at"),
    [
        (["85%", 0.86], 1, "0.86", "without", "85%", 0),
        ([0.86, None, "85%", "12%"], 2, "85%", "with", "0.86", 0),
        ([None, "85.5%", 0, 86], 3, "86", "without", "85.5%", 1),
        (["0%", 0.5], 1, "0.5", "without", "0%", 0),
    ],
    ids=["a fraction", "a percentage last", "a whole number", "no rate at all"],
)
def test_a_number_with_a_sign_beside_one_without_is_a_problem(
    route: str, rates: Mixed, place: int, cell: str, how: str, other: str, at: int
) -> None:
    counted, first, column = WHERE.get(route, ("item", 1, 'column "rate"'))
    opposite = "with" if how == "without" else "without"
    assert ROUTES[route](rates) == (
        f'{counted} {place + first}, {column}: "{cell}" stands {how} a percent sign, '
        f'and "{other}" in {counted.rpartition(" ")[2]} {at + first} {opposite} one: '
        "one of them may be a hundred times too small [RES65]\n"
        "    Write all numbers of the column with a percent sign, or all without (85 for 85%)."
    )


@each_route
@pytest.mark.parametrize(
    "rates",
    [["85%", "0.86%", "0%"], ["85%", None, 0], [85, 0.86, 0], [0, None], ["85%", 0, "12%"]],
    ids=["signs alone", "a bare zero", "no sign", "zeros", "a zero between"],
)
def test_numbers_of_one_sort_are_read(route: str, rates: Mixed) -> None:
    assert ROUTES[route](rates) == "read"


def test_the_problem_is_told_once_a_column_and_beside_others() -> None:
    rows = "unit,year,rate,points\nA,2011,85%,x\nB,2011,0.86,1\nC,2011,860,1\nD,2011,12%,50%\n"
    codes = [line.rpartition("[")[2] for line in from_file(rows.encode(), "csv").splitlines() if line.endswith("]")]
    assert codes == ["RES41]", "RES65]", "RES43]", "RES45]", "RES65]"]


@pytest.mark.parametrize("route", ["CSV", "text cells", "mappings", "Arrow", "polars"])
@pytest.mark.parametrize(
    ("column", "type_", "cells"),
    [
        ("points", "decimals = 1", ["85%", "0.86", "0.9"]),
        ("points", "decimals = 0", ["0.5", "7%", "9%"]),
        ("rate", 'unit = "%", decimals = 1', ["0.86", "85%", "0.855"]),
    ],
)
def test_no_decimals_are_advised_where_it_is_not_known_what_the_numbers_are(
    route: str, column: str, type_: str, cells: Mixed
) -> None:
    """To declare two decimals for 0.86, as it was advised, made 0.86 of what may be 86."""
    text = POLICY.document.text if POLICY.document else ""
    start = text.index(f"{column} = ")
    text = (
        text[:start]
        + f'{column} = {{ type = "number", min = 0, max = 100, {type_} }}'
        + text[text.index("\n", start) :]
    )
    rules = loads(text.replace("rate =", "other =").replace("points =", "rate =") if column == "points" else text).rules
    with pytest.raises(ResultsError) as raised:
        read_history(rules, TABLES[route](cells))
    coded = said(lambda: encoded_table(rules, TABLES[route](cells)))
    assert coded == raised.value.text("en").partition("\n\n")[2]
    advised = {(each.code, each.advice.text(lang)) for each in raised.value.problems if each.advice for lang in LANGS}
    assert {code for code, _ in advised} <= {"RES42", "RES45", "RES65"}
    assert {text for code, text in advised if code != "RES65"} == {SIGNS_FIRST_EN, SIGNS_FIRST_ZH}


def test_of_numbers_of_one_sort_the_decimals_are_advised() -> None:
    assert from_file(b"unit,year,rate,points\nA,2011,85%,0.865\nB,2011,,0.9\n", "csv") == (
        '<stdin>, line 2, column "points": "0.865" has more than 2 decimals [RES42]\n'
        "    expected: a number with at most 2 decimals, from 0 to 100\n"
        "    Declare decimals = 3 for the input in the policy; "
        'or excess = "round", if the regulation rounds it first.'
    )


def test_columns_of_periods_are_one_column() -> None:
    table = read_table(io.BytesIO(b"unit,2010,2011\nA,85%,\nB,90%,0.86\n"), format="csv")
    assert said(lambda: read_history(POLICY.rules, table, wide="rate")) == (
        '<stdin>, line 3, column "2011": "0.86" stands without a percent sign, and "85%" in line 2 with one: '
        "one of them may be a hundred times too small [RES65]\n"
        "    Write all numbers of the column with a percent sign, or all without (85 for 85%)."
    )


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("85%", True),
        ("８５ ％", True),
        ("0%", True),
        ("+.5%", True),
        ("85", False),
        ("０.８６", False),
        (0.86, False),
        (1, False),
        ("0.00", None),
        (-0.0, None),
        (True, None),
        ("", None),
        (None, None),
        ("high%", None),
        ("85%%", None),
        ("1,5%", None),
    ],
    ids=ascii,
)
def test_a_number_has_a_sign_or_none(cell: Cell, sign: bool | None) -> None:  # noqa: FBT001
    assert sign_of(cell) is sign


@given(st.lists(st.sampled_from(["85%", "12.5％", "0%", "0.86", "7", "0", ""]), min_size=1, max_size=8))
def test_a_column_is_read_where_it_is_of_one_sort_and_only_there(rates: list[str]) -> None:
    signs = {sign_of(rate) for rate in rates} - {None}
    for route in ("CSV", "text cells", "Arrow", "polars"):
        assert (ROUTES[route](list(rates)) == "read") is (len(signs) < 2)


@pytest.mark.parametrize(
    ("numbers", "is_noted"),
    [
        (("0.85", "1.02", ""), True),
        (("-0.1", "0", "1.5"), True),
        (("0.85", "1.02", "12"), False),
        (("1", "0", "1"), False),
        (("85%", "0.5%", ""), False),
    ],
)
def test_a_column_of_fractions_alone_is_noted(numbers: tuple[str, ...], is_noted: bool) -> None:  # noqa: FBT001
    rules = FRACTIONS.format(high=200)
    lines = "".join(f"a{row},2024,{number}\n" for row, number in enumerate(numbers))
    data = f"unit,period,rate\n{lines}".encode()
    found = [each.key for each in loads(rules).history(io.BytesIO(data)).notes]
    assert ("problems.note_fractions" in found) is is_noted
    small = loads(FRACTIONS.format(high=90)).history(io.BytesIO(data)).notes
    assert "problems.note_fractions" not in [each.key for each in small]


FRACTIONS: Final = """
format = 1
policy = {{ id = "rates", title = "Rates" }}
inputs.rate = {{ type = "number", unit = "%", min = -5, max = {high}, decimals = 2, optional = true }}
"""
