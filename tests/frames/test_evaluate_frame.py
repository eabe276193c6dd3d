"""What a user sees who has a dataframe judged: columns, types, order, rows in which nothing stands, and problems."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from targetrules import ResultsError, loads
from tests.county import county_text
from tests.dataframes import KINDS, arrow_of

POLICY = loads(
    county_text(
        """
[measures.reached]
formula = "score * 100 / plan"
decimals = 2
[rankings.overall]
by = "score"
[conditions.below_plan]
reached = { below = 100 }
[statuses.watched]
enter = { grade = "poor" }
leave = { grade = "good" }
[[consequences]]
id = "warning-talk"
when = { grade = "poor" }
within = "30 days"
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
replaces = "warning-talk"
lasts = "6 months"
""",
        score="decimals = 1, optional = true",
        inputs='plan = { type = "number", min = 0, max = 100, default = 50 }',
    )
)

TABLE = pa.table(
    {
        "unit": ["A", "B", "A", None, "B"],
        "year": pa.array([2010, 2010, 2011, None, 2011], pa.int16()),
        "score": [55.5, 81.0, 59.5, None, None],
        "plan": pa.array([60, 80, 0, None, None], pa.int32()),
    }
)


def no_plan(rows: int) -> dict[str, list[None]]:
    """A column with a blank cell in each row, which the policy's default fills."""
    return {"plan": [None] * rows}


NAMES = [
    "unit",
    "period",
    "grade",
    "measure.reached",
    "place.overall.rank",
    "place.overall.size",
    "condition.below_plan",
    "status.watched",
    "consequence.warning-talk",
    "consequence.reorganisation",
    "replaced.warning-talk",
    "due.warning-talk",
    "until.reorganisation",
    "division-by-zero.reached",
    "undetermined",
]
DUE = date(2012, 2, 14)
UNTIL = date(2012, 7, 14)
ROWS: list[tuple[Any, ...]] = [
    ("A", 2010, "poor", Decimal("92.50"), 2, 2, True, True, True, False, False, DUE, None, False, False),
    ("B", 2010, "good", Decimal("101.25"), 1, 2, False, False, False, False, False, None, None, False, False),
    ("A", 2011, "poor", None, 1, 1, None, True, False, True, True, None, UNTIL, True, False),
    (None,) * 15,
    ("B", 2011, None, None, None, 1, None, False, None, False, False, None, None, False, True),
]


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_stand_in_the_rows_of_the_frame(kind: str) -> None:
    judged = arrow_of(POLICY.evaluate_frame(KINDS[kind](TABLE), decided_on=date(2012, 1, 15)))
    assert judged.column_names == NAMES
    assert [tuple(row.values()) for row in judged.to_pylist()] == ROWS


def test_without_a_date_of_decision_nothing_is_due() -> None:
    assert POLICY.evaluate_frame(TABLE).column_names == [
        name for name in NAMES if not name.startswith(("due.", "until."))
    ]


# ---- kinds -----------------------------------------------------------------------------------------------------------


def test_types_of_arrow() -> None:
    judged = POLICY.evaluate_frame(TABLE, decided_on=date(2012, 1, 15))
    assert list(map(str, judged.schema.types)) == [
        "string",
        "int64",
        "dictionary<values=string, indices=int8, ordered=0>",
        "decimal128(19, 2)",
        "int32",
        "int32",
        *["bool"] * 5,
        *["date32[day]"] * 2,
        *["bool"] * 2,
    ]


def test_types_of_polars() -> None:
    judged = POLICY.evaluate_frame(pl.DataFrame(TABLE), decided_on=date(2012, 1, 15))
    grade, reached = pl.Enum(["good", "poor"]), pl.Decimal(19, 2)
    places, truths = [pl.Int32] * 2, [pl.Boolean] * 5
    assert judged.dtypes == [pl.String, pl.Int64, grade, reached, *places, *truths, *[pl.Date] * 2, *[pl.Boolean] * 2]


def test_types_of_pandas() -> None:
    judged = POLICY.evaluate_frame(TABLE.to_pandas(), decided_on=date(2012, 1, 15))
    assert list(map(str, judged.dtypes))[1:] == [
        "int64[pyarrow]",
        "category",
        "decimal128(19, 2)[pyarrow]",
        "int32[pyarrow]",
        "int32[pyarrow]",
        *["bool[pyarrow]"] * 5,
        *["date32[day][pyarrow]"] * 2,
        *["bool[pyarrow]"] * 2,
    ]
    assert list(judged["grade"].cat.categories) == ["good", "poor"]


def test_types_of_duckdb() -> None:
    judged = POLICY.evaluate_frame(duckdb.from_arrow(TABLE), decided_on=date(2012, 1, 15))
    numbers = ["VARCHAR", "BIGINT", "VARCHAR", "DECIMAL(19,2)", "INTEGER", "INTEGER"]
    assert list(map(str, judged.types)) == [*numbers, *["BOOLEAN"] * 5, *["DATE"] * 2, *["BOOLEAN"] * 2]


def test_a_frame_of_pandas_keeps_its_index_and_its_column_of_units() -> None:
    frame = TABLE.to_pandas().set_index(pd.Index([30, 10, 10, 0, 20], name="case"))
    frame["unit"] = frame["unit"].astype("category")
    judged = POLICY.evaluate_frame(frame)
    pd.testing.assert_index_equal(judged.index, frame.index)
    pd.testing.assert_series_equal(judged["unit"], frame["unit"])


def test_a_relation_stays_with_its_connection() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE results AS SELECT 'A' AS unit, 2010 AS period, 55.5 AS score, NULL AS plan")
        judged = POLICY.evaluate_frame(connection.table("results")).set_alias("judged")
        joined = judged.join(connection.table("results"), "unit")
        assert joined.project("grade, score").fetchall() == [("poor", Decimal("55.5"))]


def test_what_is_lazy_stays_lazy() -> None:
    assert isinstance(POLICY.evaluate_frame(pl.DataFrame(TABLE).lazy()), pl.LazyFrame)


def test_a_frame_of_narwhals_stays_one() -> None:
    assert isinstance(POLICY.evaluate_frame(nw.from_native(TABLE)), nw.DataFrame)
    lazy: Any = nw.from_native(pl.DataFrame(TABLE).lazy())
    assert isinstance(POLICY.evaluate_frame(lazy), nw.LazyFrame)


def test_periods_that_are_no_numbers_are_texts() -> None:
    policy = loads("format = 1\n[policy]\nid = 'x'\ntitle = 'X'\nperiod = 'quarter'\n")
    judged = policy.evaluate_frame(pa.table({"unit": [7, 7], "quarter": ["2010年第4季度", "2011Q1"]}))
    assert judged.select(["unit", "period"]).to_pylist() == [
        {"unit": 7, "period": "2010Q4"},
        {"unit": 7, "period": "2011Q1"},
    ]
    assert str(judged.schema.field("period").type) == "string"


# ---- what the cells may be -------------------------------------------------------------------------------------------


UNITS = {
    "integers": pa.array([1001, 1002, 1001]),
    "floats": pa.array([1001.0, 1002.0, 1001.0]),
    "integers with one left out": pa.array([1001, 1003, 1001]),
    "integers far apart": pa.array([2**60, 5, 2**60]),
    "decimals": pa.array([Decimal(1001), Decimal(1002), Decimal(1001)], pa.decimal128(30, 0)),
    "texts": pa.array(["甲县", "乙县", "甲县"]),
    "texts with blanks": pa.array([" 甲县", "乙县", "甲县"]),
    "a word twice in a dictionary": pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["A", "B", "A"])),
}


@pytest.mark.parametrize("units", UNITS.values(), ids=UNITS)
def test_units_are_one_by_their_text_and_stay_as_given(units: pa.Array) -> None:
    table = pa.table({"unit": units, "period": [2010, 2010, 2011], "score": ["55.5", " 81", "５９．５"], **no_plan(3)})
    judged = POLICY.evaluate_frame(table)
    assert judged["consequence.reorganisation"].to_pylist() == [False, False, True]
    assert judged["unit"].chunk(0).equals(units)


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_units_from_the_least_to_the_largest_integer_are_apart(kind: str) -> None:
    ends = np.iinfo(kind)
    near = [*range(ends.min, ends.min + 128), *range(ends.max - 127, ends.max + 1)]
    table = pa.table(
        {"unit": pa.array(near, kind), "period": [2010] * 256, "score": [n % 101 for n in range(256)], **no_plan(256)}
    )
    judged = POLICY.evaluate_frame(table).to_pylist()
    rows = POLICY.evaluate(table)
    assert [(str(each["unit"]), each["grade"]) for each in judged] == [(each.unit, each.grade) for each in rows]


@pytest.mark.parametrize("unit", [1e15 - 1, 1 - 1e15, 1.5])
def test_a_float_whose_digits_are_sure_is_a_unit(unit: float) -> None:
    table = pa.table({"unit": [1.0, unit], "period": [2010, 2010], "score": [50, 50], **no_plan(2)})
    assert POLICY.evaluate_frame(table)["unit"].to_pylist() == [1.0, unit]


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        (pa.array([1.0, 1e15]), "1000000000000000"),
        (pa.array([1.0, -1e15]), "-1000000000000000"),
        (pa.array([1.0, 2.0**63]), "9.22337203685478E+18"),
        (pa.array([Decimal(1), Decimal(10**15)], pa.decimal128(38, 2)), "1000000000000000.00"),
    ],
    ids=["float", "negative", "beyond 64 bits", "decimal"],
)
def test_a_number_that_may_have_lost_digits_is_no_unit(units: pa.Array, shown: str) -> None:
    assert (
        problems(pa.table({"unit": units, "period": [2010, 2010], "score": [50, 50], **no_plan(2)}))
        == f"""\
One problem in the results; nothing was decided.

item 2, column "unit": "{shown}" was kept as a number: of its digits only the first 15 are sure [RES36]
    expected: the name or number of a unit, as text
    Format the column as text in the spreadsheet, and write it anew."""
    )


# ---- problems --------------------------------------------------------------------------------------------------------


def problems(table: Any, language: str = "en") -> str:
    with pytest.raises(ResultsError) as raised:
        POLICY.evaluate_frame(table)
    return raised.value.text(language)


def test_bad_cells_are_told_by_the_number_of_their_row() -> None:
    table = pa.table(
        {
            "unit": ["A", "Ａ", "", "A", "B"],
            "period": ["2010", "2010", "2010", "2010", "last year"],
            "score": [55.5, 101.0, 0.25, 3.0, float("inf")],
            **no_plan(5),
        }
    )
    assert (
        problems(table)
        == """\
7 problems in the results; nothing was decided.

item 2, column "unit": "Ａ" is written "A" in item 1: is that the same unit? [RES35]
    If it is, write it in one way, or say --same "Ａ=A", which keeps the second name (in Python: Naming(same=…)). \
If they are two: --distinct "Ａ,A" (distinct=…).
item 2, column "score": "101" is above 100 [RES43]
    expected: a number with at most 1 decimal, from 0 to 100
item 3, column "unit": the unit is blank (where cells are merged, write it in every row) [RES31]
    expected: the name or number of a unit, as text
item 3, column "score": "0.25" has more than 1 decimal [RES42]
    expected: a number with at most 1 decimal, from 0 to 100
    Declare decimals = 2 for the input in the policy; or excess = "round", if the regulation rounds it first.
item 4: "A" has a result for 2010 already, in item 1 [RES34]
item 5, column "period": "last year" is not a period of this policy [RES33]
    expected: a year: 2011, 2011年, 2011年度
item 5, column "score": "inf" is not a number [RES41]
    expected: a number with at most 1 decimal, from 0 to 100"""
    )


def test_many_bad_cells_are_all_counted_and_the_first_of_each_sort_shown() -> None:
    scores = [101.0, -1.0, 0.25] * 1000
    text = problems(pa.table({"unit": list(range(3000)), "period": [2010] * 3000, "score": scores, **no_plan(3000)}))
    lines = text.splitlines()
    assert lines[0] == "3000 problems in the results; nothing was decided."
    assert [line.partition(",")[0] for line in lines if "RES43" in line][:4] == ["item 1", "item 2", "item 4", "item 5"]
    assert lines[-2:] == ["… and 1980 more of RES43.", "… and 980 more of RES42."]


def test_what_is_no_dataframe_is_refused() -> None:
    assert (
        problems([{"unit": "A"}])
        == """\
One problem in the results; nothing was decided.

the data have another shape: "list" [RES11]
    expected: a dataframe: polars, pandas, PyArrow, a DuckDB relation, or another that narwhals knows
    Rows that are no dataframe are for Policy.evaluate; one of them is explained by Policy.explain."""
    )
    assert (
        problems({"unit": ["A"]}, "zh")
        == """\
成绩表有 1 处问题，未作任何评定。

数据的结构不对：“dict” [RES11]
    应为：数据框：polars、pandas、PyArrow、DuckDB 关系，或者 narwhals 支持的其他类型"""
    )


def test_a_frame_without_columns_or_rows_is_refused() -> None:
    assert problems(pa.table({})) == "One problem in the results; nothing was decided.\n\nnothing stands in it [RES03]"
    assert (
        problems(TABLE.slice(3, 1))
        == problems(TABLE.slice(0, 0))
        == """\
One problem in the results; nothing was decided.

nothing stands below the header [RES23]"""
    )


# ---- a missing library -----------------------------------------------------------------------------------------------

_WITHOUT_ARROW = """
import sys
sys.modules["pyarrow"] = None
import targetrules
policy = targetrules.loads("format = 1\\n[policy]\\nid = 'x'\\ntitle = 'X'\\n")
try:
    policy.evaluate_frame(object())
except ImportError as error:
    print(error)
    print(error.text("zh"))
"""


def test_a_missing_library_is_named_with_what_installs_it() -> None:
    ran = subprocess.run([sys.executable, "-c", _WITHOUT_ARROW], capture_output=True, check=True, encoding="utf-8")
    assert ran.stdout == (
        'This needs pyarrow, which is not installed: pip install "targetrules[columnar]"\n'
        '这项功能需要 pyarrow，而它没有安装，请运行：pip install "targetrules[columnar]"\n'
    )
