"""Rows of dataframes explained: what is asked for by position, or by unit and period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from targetrules import ArgumentError, ResultsError, loads
from targetrules.outcome import NoSuchResultError, NoSuchRowError
from tests.county import county_text

POLICY = loads(
    county_text(
        """
[rankings.overall]
by = "score"
within = "region"
[[grading.quotas]]
grade = "good"
at_most = "30%"
[[consequences]]
id = "talk"
when = { grade = "poor", consecutive = 2 }
""",
        score="decimals = 1, optional = true",
        inputs='region = { type = "text", column = ["region", "地区"] }',
    )
)
YEARS, UNITS = range(2010, 2015), 2400


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    """Twelve thousand rows, in no order, with a row in which nothing stands."""
    rows: list[dict[str, Any]] = [
        {
            "unit": f"u{unit}",
            "year": year,
            "地区": f"r{unit % 120}",
            "score": None if (unit + year) % 50 == 0 else (unit * 37 + year * 11) % 1000 / 10,
        }
        for unit in range(UNITS)
        for year in YEARS
    ]
    blank = dict.fromkeys(rows[0])
    return pl.DataFrame([*rows[:5000:2], blank, *rows[1:5000:2], *rows[5000:]])


@pytest.mark.parametrize("make", [lambda t: t, pl.DataFrame.lazy, pl.DataFrame.to_arrow, pl.DataFrame.to_pandas])
def test_a_large_dataframe_of_any_kind_is_explained_as_its_rows_are(table: pl.DataFrame, make: Any) -> None:
    mappings = table.to_dicts()
    for unit, year in (("u7", 2014), ("u13", 2012)):
        explained = POLICY.explain(make(table), unit=unit, period=year)
        assert explained == POLICY.explain(mappings, unit=unit, period=year)


def test_rows_are_asked_for_by_their_positions(table: pl.DataFrame) -> None:
    outcomes = POLICY.evaluate_frame(table)
    positions = outcomes.with_row_index().filter(pl.col("consequence.talk"))["index"].to_list()[:3]
    found = list(POLICY.explain_rows(table, positions))
    assert [(each.unit, each.period.ordinal) for each in found] == table[positions].select("unit", "year").rows()
    assert [each.consequences[0].state.value for each in found] == ["fires"] * 3


def test_there_is_no_such_row(table: pl.DataFrame) -> None:
    with pytest.raises(NoSuchRowError):
        POLICY.explain_rows(table, [table.height])


def test_nothing_stands_in_the_row(table: pl.DataFrame) -> None:
    with pytest.raises(NoSuchRowError, match="nothing stands in row 2500"):
        POLICY.explain_rows(table, [2500])


def test_there_is_no_such_unit_or_period(table: pl.DataFrame) -> None:
    with pytest.raises(NoSuchResultError, match="there are no results of a unit “u70000”"):
        POLICY.explain(table, unit="u70000", period=2010)
    with pytest.raises(
        NoSuchResultError, match="unit “u7” has no result in period “2020”; it has results in: 2010, 2011"
    ):
        POLICY.explain(table, unit="u7", period=2020)


def test_a_bad_cell_anywhere_is_told(table: pl.DataFrame) -> None:
    worse = pl.concat([table, table[:1].with_columns(unit=pl.lit("x"), score=pl.lit(101.0))])
    with pytest.raises(ResultsError, match='item 12002, column "score": "101" is above 100'):
        POLICY.explain_rows(worse, [0])


def test_units_that_are_numbers(table: pl.DataFrame) -> None:
    numbers = table.with_columns(pl.col("unit").str.slice(1).cast(pl.Int64))
    found = POLICY.explain(numbers, unit="7", period=2014)
    assert found.unit == "7"
    assert found.consequences == POLICY.explain(table, unit="u7", period=2014).consequences


# ---- which rows are asked for ----------------------------------------------------------------------------------------

SMALL = pd.DataFrame(
    {"unit": ["A", "B", "C", "D"], "year": 2010, "score": [10.0, 70.0, 80.0, 20.0], "region": "r"},
)
SHUFFLED = {
    "filtered": SMALL[SMALL.score != 70],
    "sorted": SMALL.sort_values("score", ascending=False),
    "named": SMALL.set_index(pd.Index(["a", "b", "c", "d"])),
    "counted from one": SMALL.set_index(pd.RangeIndex(1, 5)),
}


@pytest.mark.parametrize("frame", SHUFFLED)
def test_labels_of_an_index_that_are_no_positions_are_refused(frame: str) -> None:
    """They explained another row, without a word."""
    table = SHUFFLED[frame]
    for labels in (table.index[:1], table.index[:1].to_series(), SMALL.score > 50, pd.Series([True] * len(table))):
        with pytest.raises(ArgumentError) as raised:
            POLICY.explain_rows(table, labels)
        assert raised.value.text("en") == (
            "positions: the labels of a pandas index, which is not 0, 1, 2 and so on: labels are no positions. Give "
            "positions, as numpy.flatnonzero(mask) has them, or the mask itself, of the index of the dataframe"
        )
        assert raised.value.text("zh") == (
            "positions：给的是 pandas 的行标签，而行标签不是 0、1、2……：标签不是位置。请给位置，"
            "例如 numpy.flatnonzero(条件)；或者直接给布尔条件，它的行标签要与数据框相同"
        )


@pytest.mark.parametrize("frame", SHUFFLED)
def test_a_mask_and_positions_name_the_rows_of_any_pandas_frame(frame: str) -> None:
    table = SHUFFLED[frame]
    outcomes = POLICY.evaluate_frame(table)
    poor = outcomes["grade"] == "poor"
    expected = sorted(outcomes.unit[poor])
    for rows in (poor, poor.astype("boolean"), poor.to_numpy(), poor.tolist(), np.flatnonzero(poor)):
        assert sorted(each.unit for each in POLICY.explain_rows(table, rows)) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [False, True, True, False],
        (each for each in (False, True, True, False)),
        np.array([False, True, True, False]),
        pl.Series([False, True, True, False]),
        pa.array([False, True, True, False]),
        pa.array([1, 2]),
        pd.Index([1, 2]),
        pd.Series([1, 2]),
    ],
    ids=lambda rows: f"{type(rows).__module__} {type(rows).__name__}",
)
def test_masks_and_positions_of_any_kind_name_rows(rows: Any) -> None:
    assert [each.unit for each in POLICY.explain_rows(SMALL, rows)] == ["B", "C"]


def test_a_mask_says_something_of_every_row_or_is_told() -> None:
    with pytest.raises(ArgumentError) as raised:
        POLICY.explain_rows(SMALL, [True, False])
    assert raised.value.text("en") == "positions: a mask of 2 where there are 4 rows"
    assert raised.value.text("zh") == "positions：布尔条件有 2 个，而共有 4 行"
    with pytest.raises(ArgumentError) as raised:
        POLICY.explain_rows(SMALL, [True, None, False, True])  # type: ignore[list-item]
    assert raised.value.text("zh") == (
        "positions：True (bool) 不是行的位置，即从 0 起的整数，例如 [0, 5]；也不是每行一个 True 或 False 的布尔条件"
    )
