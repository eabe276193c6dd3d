"""Inputs that are not asked for in every period: whether their column is there, what is missing, what is not read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import Policy, ResultsError, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row
from targetrules.report.results_csv import results_lines

TEXT = """
format = 1
policy = { id = "dated", title = "Dated" }
[inputs]
score = { type = "number", min = 0, max = 100 }
climate = { type = "number", min = 0, max = 100, from = 2028 }
[measures.total]
formula = "score + if_missing(climate, 0)"
"""
DETAILS = """
[details.towns]
item = "town"
inputs.x = { type = "number", min = 0, max = 9, until = 2027 }
[measures.in_towns]
formula = "if_missing(towns.sum(x), 0)"
"""
Rows = list[dict[str, Any]]
BEFORE: Rows = [{"unit": "A", "period": 2026, "score": 50}, {"unit": "A", "period": 2027, "score": 60}]
SINCE: Rows = [{"unit": "A", "period": 2028, "score": 70}, {"unit": "A", "period": 2029, "score": 70}]
NO_COLUMN = (
    'there is no column for the input "climate"; the columns are: unit; period; score [RES21]\n'
    '    expected: "climate"\n'
    '    Add the column or mend its heading; if it has another name, write column = "…" for the input in the policy.'
)

Totals = Callable[[Rows], list[tuple[Any, Any]]]


def by_rows(engine: EngineName) -> Totals:
    def totals(rows: Rows) -> list[tuple[Any, Any]]:
        outcomes = policy().evaluate(rows, engine=engine, notes=lambda _: None)
        return [(each.period, each.measures["total"]) for each in outcomes]

    return totals


def by_frame(rows: Rows) -> list[tuple[Any, Any]]:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    found = policy().evaluate_frame(frame, notes=lambda _: None)
    return [(row["period"], row["measure.total"]) for row in found.to_dicts()]


def by_steps(rows: Rows) -> list[tuple[Any, Any]]:
    found, state = [], policy().start()
    for row in rows:
        stepped, state = policy().step(state, [row], notes=lambda _: None)
        found += [(each["period"], each["measure.total"]) for each in stepped]
    return found


def policy(text: str = TEXT) -> Policy:
    return loads(text)


EVERY_WAY = pytest.mark.parametrize(
    "totals", [*(by_rows(each) for each in ENGINES), by_frame, by_steps], ids=[*ENGINES, "frame", "steps"]
)


@EVERY_WAY
def test_the_column_need_not_be_there_before(totals: Totals) -> None:
    assert totals(BEFORE) == [(2026, 50), (2027, 60)]


@EVERY_WAY
def test_the_column_is_needed_as_soon_as_it_is_asked_for(totals: Totals) -> None:
    with pytest.raises(ResultsError) as caught:
        totals([*BEFORE, *SINCE])
    assert str(caught.value).endswith(NO_COLUMN)


@EVERY_WAY
def test_a_cell_may_be_blank_or_hold_anything_only_where_it_is_not_asked_for(totals: Totals) -> None:
    rows = [{**BEFORE[0], "climate": "soon"}, {**BEFORE[1], "climate": "40"}, {**SINCE[0], "climate": "30"}]
    assert totals(rows) == [(2026, 50), (2027, 60), (2028, 100)]
    for cell, code in (("soon", "RES4"), (None, "RES40")):
        with pytest.raises(ResultsError) as caught:
            totals([*rows, {**SINCE[1], "climate": cell}])
        [problem] = caught.value.problems
        assert (problem.code.startswith(code), problem.column) == (True, "climate")


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_a_program_made_may_hold_anything_where_it_is_not_asked_for(engine: EngineName) -> None:
    rows = [Row("A", period, {"score": Decimal(50), "climate": Decimal(9)}) for period in (2027, 2028)]
    found = policy().evaluate(History((*rows,)), engine=engine)
    assert [each.measures["total"] for each in found] == [50, 59]
    assert [*results_lines(policy().rules, History((*rows,)))][1:] == ["A,2027,50,\n", "A,2028,50,9\n"]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_wide_table_the_columns_of_periods_say_whether_it_is_asked_for(engine: EngineName, tmp_path: Path) -> None:
    def totals(*rows: dict[str, Any], wide: str = "score") -> list[Any]:
        told.clear()
        file = tmp_path / "wide.csv"
        pl.DataFrame(rows).write_csv(file)
        found = policy().evaluate(file, engine=engine, wide=wide, notes=lambda note: told.append(note.text("en")))
        return [each.measures["total"] for each in found]

    told: list[str] = []
    assert totals({"unit": "A", "2026": 50, "2027": 60}, {"unit": "B", "2026": 70, "2027": None}) == [50, 70, 60]
    asked = {"unit": "A", "2027": 60, "2028": 60, "climate": 30}
    assert totals(asked, {"unit": "B", "2027": 70, "2028": None, "climate": None}) == [60, 70, 90]
    assert totals({"unit": "A", "2027": 40, "2028": 50, "score": 1}, wide="climate") == [1, 51]
    assert told == [
        "The input climate is not asked for in all periods; values that stand there all the same, and were not read: 1."
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_details_need_it_where_it_is_asked_for(engine: EngineName) -> None:
    above = [{**row, "climate": 0} for row in SINCE[:1]]
    below = [{"unit": "A", "period": 2028, "town": "t"}]
    found = policy(TEXT + DETAILS).evaluate(above, details={"towns": below}, engine=engine, notes=lambda _: None)
    assert [each.measures["in_towns"] for each in found] == [0]
    with pytest.raises(ResultsError, match='no column for the input "x"'):
        policy(TEXT + DETAILS).evaluate(
            BEFORE[1:], details={"towns": [{**below[0], "period": 2027}]}, engine=engine, notes=lambda _: None
        )


def test_a_period_that_cannot_be_read_asks_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("unit,period,score,climate\nA,2O28,50,\nA,2029,50,\n", encoding="utf-8")
    with pytest.raises(ResultsError) as caught:
        policy().evaluate(file)
    assert [(each.code, each.row) for each in caught.value.problems] == [("RES33", 2), ("RES40", 3)]
