"""Two columns that may be that of the unit, or of the period: a problem by every route, and an option resolves it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from targetrules import Policy, ResultsError, loads
from targetrules.distributed.column_names import column_names_of
from targetrules.history import History
from targetrules.results import read_history, read_table
from targetrules.results.options import Options
from tests.dataframes import KINDS
from tests.encoded import encoded_table
from tests.results.workbooks import workbook

POLICY = """
format = 1
[policy]
id = "county"
title = "Annual assessment"
period = "KIND"
[inputs]
score = { type = "number", min = 0, max = 100 }
MORE
[conditions.low]
score = { below = 60 }
"""
Row = dict[str, Any]


def policy(more: str = "", kind: str = "year") -> Policy:
    return loads(POLICY.replace("KIND", kind).replace("MORE", more))


def as_csv(judge: Policy, rows: list[Row], **how: Any) -> History:
    text = io.StringIO()
    csv.writer(text).writerows([list(rows[0]), *([*row.values()] for row in rows)])
    return read_history(judge.rules, read_table(io.BytesIO(text.getvalue().encode()), format="csv"), **how).history


def as_workbook(judge: Policy, rows: list[Row], **how: Any) -> History:
    data = workbook({"a": [list(rows[0]), *([*row.values()] for row in rows)]})
    return read_history(judge.rules, read_table(io.BytesIO(data)), **how).history


def as_json(judge: Policy, rows: list[Row], **how: Any) -> History:
    table = read_table(io.BytesIO(json.dumps(rows).encode()), format="json")
    return read_history(judge.rules, table, **how).history


def as_parquet(judge: Policy, rows: list[Row], **how: Any) -> History:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    sink.seek(0)
    return read_history(judge.rules, read_table(sink, format="parquet"), **how).history


def as_mappings(judge: Policy, rows: list[Row], **how: Any) -> History:
    return judge.history(rows, **how)


def as_columns(judge: Policy, rows: list[Row], **how: Any) -> Any:
    table = read_table(io.BytesIO(json.dumps(rows).encode()), format="json")
    return encoded_table(judge.rules, table, **how)


def as_frame(kind: str) -> Callable[..., Any]:
    def judge(judge: Policy, rows: list[Row], **how: Any) -> Any:
        return judge.evaluate_frame(KINDS[kind](pa.Table.from_pylist(rows)), notes=lambda _: None, **how)

    return judge


def as_step(judge: Policy, rows: list[Row], **how: Any) -> Any:
    return judge.step(judge.start(), rows, notes=lambda _: None, **how)


def as_spark(judge: Policy, rows: list[Row], **how: Any) -> Any:
    return column_names_of(judge.rules, list(rows[0]), Options(**how))


ROUTES: dict[str, Callable[..., Any]] = {
    "CSV": as_csv,
    "workbook": as_workbook,
    "JSON": as_json,
    "Parquet": as_parquet,
    "mappings": as_mappings,
    "a file in columns": as_columns,
    "step": as_step,
    "Spark": as_spark,
    **{kind: as_frame(kind) for kind in KINDS},
}

TWO_UNITS = [
    {"单位名称": "甲县", "unit": "分", "year": 2011, "score": 50},
    {"unit": "分", "被考核单位": "甲县", "year": 2011, "score": 50},
    {"单位": "万元", "考核单位": "甲县", "year": 2011, "score": 50},
    {"考核单位": "甲县", "unit": "", "year": 2011, "score": 50},
    {"UNIT": "甲县", "unit": "分", "year": 2011, "score": 50},
]
TWO_PERIODS = [
    {"unit": "甲县", "period": 2011, "year": 1998, "score": 50},
    {"unit": "甲县", "年度": 2011, "period": 3, "score": 50},
    {"unit": "甲县", "考核年度": 2011, "年份": 1998, "score": 50},
    {"unit": "甲县", "Period": 2011, "period": 2012, "score": 50},
]


def problem(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(ResultsError) as raised:
        act()
    lines = [line.strip() for line in str(raised.value).splitlines()[2:]]
    return [line.partition("there is")[1] + line.partition("there is")[2] or line for line in lines]


def name_of(route: str, rows: list[Row], *positions: int) -> str:
    letter = "ABCD" if route == "workbook" else None
    names = list(rows[0])
    return "; ".join(names[at] + (f" ({letter[at]})" if letter else "") for at in positions)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("row", TWO_UNITS, ids=lambda row: "+".join(list(row)[:2]))
def test_two_that_may_be_the_unit_are_a_problem(route: str, row: Row) -> None:
    judge = policy()
    if route == "duckdb" and "UNIT" in row:
        return  # it tells no capitals apart, and has no such tables
    assert problem(lambda: ROUTES[route](judge, [row])) == [
        f"there is more than one column for the unit: {name_of(route, [row], 0, 1)} [RES22]",
        "Say which column it is: --unit-column (in Python: unit_column=).",
    ]
    named = next(name for name, cell in row.items() if cell == "甲县")
    ROUTES[route](judge, [row], unit_column=named)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("row", TWO_PERIODS, ids=lambda row: "+".join(list(row)[1:3]))
def test_two_that_may_be_the_period_are_a_problem(route: str, row: Row) -> None:
    judge = policy()
    if route == "duckdb" and "Period" in row:
        return  # as above
    assert problem(lambda: ROUTES[route](judge, [row])) == [
        f"there is more than one column for the period: {name_of(route, [row], 1, 2)} [RES22]",
        "Say which column it is: --period-column (in Python: period_column=).",
    ]
    named = next(name for name, cell in row.items() if cell == 2011)
    ROUTES[route](judge, [row], period_column=named)


def test_which_of_them_is_taken() -> None:
    rows = [{"单位名称": "甲县", "unit": "分", "period": 3, "year": 2011, "score": 50}]
    (row,) = policy().history(rows, unit_column="单位名称", period_column="year").rows
    assert (row.unit, row.period) == ("甲县", 2011)


# ---- columns that the policy reads an input from ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "row"),
    [
        (
            'measured = { type = "text", column = "unit" }',
            {"单位名称": "甲县", "unit": "分", "year": 2011, "score": 50},
        ),
        (
            'measured = { type = "text", column = ["单位", "计量"] }',
            {"unit": "甲县", "单位": "分", "year": 2011, "score": 50},
        ),
        (
            'year = { type = "number", min = 0, max = 3000 }',
            {"unit": "甲县", "year": 1998, "period": 2011, "score": 50},
        ),
        ('founded = { type = "text", column = "年份" }', {"unit": "甲县", "年份": 1998, "年度": 2011, "score": 50}),
    ],
)
def test_a_column_of_an_input_stands_back_where_there_is_another(more: str, row: Row) -> None:
    (found,) = policy(more).history([row]).rows
    assert (found.unit, found.period) == ("甲县", 2011)


def test_two_columns_of_inputs_are_a_problem_still() -> None:
    more = 'measured = { type = "text", column = "unit" }\nname = { type = "text", column = "单位" }'
    rows = [{"单位": "甲县", "unit": "分", "year": 2011, "score": 50}]
    assert problem(lambda: policy(more).history(rows))[0] == (
        "there is more than one column for the unit: 单位; unit [RES22]"
    )


def test_the_only_column_is_read_twice_and_a_note_says_so() -> None:
    told: list[Any] = []
    judge = policy('founded = { type = "number", min = 0, max = 3000, column = "year" }')
    judge.evaluate([{"unit": "甲县", "year": 2011, "score": 50}], notes=told.append)
    assert [note.text("en") for note in told] == [
        'The column "year" is read twice: as the period, and as the input founded.'
    ]
    assert [note.text("zh") for note in told] == ["“year”列用了两次：既是期间，又是输入 founded。"]


def test_what_is_named_as_the_unit_is_no_period() -> None:
    rows = [{"year": "甲县", "period": 2011, "score": 50}]
    (found,) = policy().history(rows, unit_column="year").rows
    assert (found.unit, found.period) == ("甲县", 2011)
    alone = [{"year": "2011", "score": 50}]
    assert problem(lambda: policy().history(alone, unit_column="year"))[0] == (
        "there is no column for the period; the columns are: year; score [RES21]"
    )
