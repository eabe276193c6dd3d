"""Tables in which each line is one value of one indicator: the same as the table with a column for each."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve

from targetrules import ArgumentError, History, Naming, Policy, ResultsError, load, loads
from targetrules.distributed.column_names import column_names_of
from targetrules.engine.choice import ENGINES
from targetrules.register import Register
from targetrules.results import read_history, read_table
from targetrules.results.long.side_by_side import side_by_side
from targetrules.results.table import Hidden, TotalsRow
from tests.command_line import call
from tests.county import county_text
from tests.recorded import check_recorded

HERE = Path(__file__).parent / "long"
POLICY = load(HERE / "city.toml")
BAD = sorted(each.name for each in HERE.glob("*.csv"))


def told(policy: Policy, file: str, **how: Any) -> str:
    with pytest.raises(ResultsError) as raised:
        policy.read(file, **how)
    return f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n"


# ---- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_problem_has_its_line_and_its_column(name: str, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    check_recorded(HERE / f"{name}.txt", told(POLICY, name, engine=engine))


def test_there_are_ten_bad_files_and_more() -> None:
    assert len(BAD) >= 10


# ---- what is read ----------------------------------------------------------------------------------------------------

LINES: list[dict[str, Any]] = [
    {"unit": "Zezhou", "period": 2010, "indicator": "gdp", "value": "12.5", "target": "12", "quality": "audited"},
    {"unit": "Zezhou", "period": 2010, "indicator": "Revenue", "value": "110", "low": "100", "high": "120"},
    {"unit": "Zezhou", "period": 2010, "indicator": "安全事故", "carried": "no"},
    {"unit": "Zezhou", "period": 2010, "indicator": "energy", "value": "是"},
    {"unit": "Zezhou", "period": 2010, "indicator": "类别", "value": "county"},
    {"unit": "Qinshui", "period": 2010, "indicator": "GDP增速目标值", "value": "11", "kind": "county"},
]
WIDE = [
    {
        "unit": "Zezhou",
        "period": 2010,
        "kind": "county",
        "gdp": "12.5",
        "gdp_target": "12",
        "energy": True,
        "gdp_quality": "audited",
        "revenue": 110,
        "revenue_low": 100,
        "revenue_high": 120,
        "accidents_carried": "no",
    }
]


def values(history: History) -> list[tuple[str, int, dict[str, Any]]]:
    return [(row.unit, row.period, dict(row.values)) for row in history.rows]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")
def test_lines_are_read_as_the_columns_that_they_name(engine: Any) -> None:
    read = POLICY.read(LINES[:5], engine=engine)
    assert values(read.history) == values(POLICY.history(WIDE))
    assert len(read) == 1
    assert POLICY.evaluate(LINES[:5], engine=engine)[0].measures == POLICY.evaluate(WIDE)[0].measures


@pytest.mark.parametrize("many", [False, True])
def test_the_table_that_is_made_has_a_column_for_each_name_in_the_order_of_the_policy(*, many: bool) -> None:
    made = side_by_side(POLICY.rules, read_table(HERE / "cells.csv"), many=many)
    assert [each.name for each in made.columns] == [
        *("单位", "年度", "gdp", "gdp_target", "gdp_quality", "revenue", "revenue_low", "revenue_high"),
        *("income", "accidents", "accidents_target", "accidents_carried", "energy", "类别"),
    ]
    assert list(made.numbers) == [2, 6]
    assert [list(each) for each in made.cells][2] == ["12.55", "140"]


@pytest.mark.parametrize("kind", ["texts", "numbers", "mixed"])
def test_lines_of_every_kind_of_column_are_the_same_by_arrays(kind: str) -> None:
    given = [1.5, 2, None] if kind == "numbers" else ["1.5", None, ""] if kind == "texts" else ["1.5", 2, None]
    rows = [
        {"unit": unit, "period": 2010, "kind": "county", "indicator": "gdp", "value": value}
        for unit, value in zip(("A", "B", "C"), given, strict=True)
    ]
    found, by_arrays = (POLICY.read(rows, engine=engine, layout="long").history for engine in ENGINES)
    assert values(by_arrays) == values(found)
    if kind != "mixed":
        table = pa.Table.from_pylist(rows)
        assert values(POLICY.read(table, engine=ENGINES[-1]).history) == values(found)


def test_many_different_values_and_many_lines_are_the_same_by_arrays() -> None:
    random, names = Random(14), [f"{at} County" for at in range(1, 700)]  # noqa: S311
    lines = [
        {"unit": unit, "period": period, "kind": "county", "indicator": name, "value": f"{random.randint(0, 999) / 10}"}
        for unit in names
        for period in (2010, 2011)
        for name in ("gdp", "gdp_target", "accidents_target")
        if random.random() < 0.9
    ]
    random.shuffle(lines)
    for each in lines:
        each["value"] = each["value"] if each["indicator"] != "accidents_target" else f"{random.randint(0, 10**5)}"
    read = [POLICY.read(lines, engine=engine) for engine in ENGINES]
    assert values(read[0].history) == values(read[1].history)


@pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")
def test_a_table_is_long_or_wide_as_somebody_says_where_its_columns_fit_both() -> None:
    row = {"unit": "A", "period": 2010, "kind": "county", "indicator": "gdp", "value": 9, "gdp": 7}
    with pytest.raises(ResultsError) as raised:
        POLICY.history([row])
    assert [each.code for each in raised.value.problems] == ["RES28"]
    assert POLICY.history([row], layout="wide").rows[0].values["gdp"] == 7
    notes: list[str] = []
    read = POLICY.read([row], layout="long")
    assert read.history.rows[0].values["gdp"] == 9
    notes += [note.text("en") for note in read.notes]
    assert notes[0] == "Columns that no input is read from: gdp."


def test_lines_of_a_policy_without_indicators_are_read_where_somebody_says_so() -> None:
    rows = [{"unit": "A", "period": 2010, "indicator": "score", "value": 50, "veto": False}]
    county = loads(county_text(score="optional = true"))
    assert county.history(rows, layout="long").rows[0].values["score"] == 50


def test_what_holds_beside_the_values_may_stand_in_a_line_without_an_indicator() -> None:
    rows = [
        {"unit": "A", "period": 2010, "kind": "county"},
        {"unit": "A", "period": 2010, "indicator": "gdp", "value": 1},
    ]
    (read,) = POLICY.history(rows).rows
    assert (read.values["kind"], str(read.values["gdp"])) == ("county", "1.0")


def test_rows_that_are_left_out_and_names_that_stand_for_others_are_as_elsewhere() -> None:
    rows = [
        {"unit": unit, "period": 2010, "kind": "county", "indicator": name, "value": 1}
        for unit, name in [("合计", "nothing"), ("A", "gdp"), ("a", "revenue")]
    ]
    naming = Naming(leave_out=["合计"], same={"a": "A"})
    for engine in ENGINES:
        read = POLICY.read(rows, naming=naming, engine=engine)
        assert [(row.unit, row.values["revenue"]) for row in read.history.rows] == [("A", 1)]
        told = [note.text("en") for note in read.notes]
        assert told[-2:] == [
            'Names read as others, as you said: "a" as "A" (1).',
            'Rows left out, as you said: "合计" (1).',
        ]


def test_a_note_says_of_which_indicators_the_policy_takes_no_quality() -> None:
    rows = [{"unit": "A", "period": 2010, "kind": "county", "indicator": "revenue", "value": 1, "quality": "tampered"}]
    read = POLICY.read(rows)
    assert read.notes[0].text("en") == (
        'What stands in the column "quality" was not read of "revenue" (1 line), '
        "as the policy has nothing of that kind for it."
    )


def test_what_a_workbook_hides_or_declares_as_totals_is_said_of_the_lines() -> None:
    table = read_table(HERE / "kind-in-lines.csv")
    rows = evolve(
        table,
        cells=[["A", "A", "Total"], ["2010"] * 3, ["gdp", "kind", "gdp"], ["1", "county", "2"]],
        hidden=Hidden(frozenset({3}), frozenset({3})),
        totals=(TotalsRow(4, 0, 3),),
    )
    for many in (False, True):
        read = read_history(POLICY.rules, side_by_side(POLICY.rules, rows, many=many))
        assert [row.unit for row in read.history.rows] == ["A"]
        told = [note.text("en") for note in read.notes]
        assert told[:2] == [
            (
                "Rows that the sheet hides (by hand, by a filter or in a collapsed group) count like all others: "
                "1 (rows 3)."
            ),
            "Columns that the sheet hides were read like all others: 数值.",
        ]
        assert told[-1] == "Rows of totals, as the workbook declares them, left out: 4."


# ---- doors -----------------------------------------------------------------------------------------------------------


def test_a_table_with_one_column_a_period_has_no_line_for_each_indicator() -> None:
    with pytest.raises(ArgumentError) as raised:
        POLICY.read(str(HERE / "cells.csv"), layout="long", wide="gdp")
    assert raised.value.text("zh") == "layout：每期各占一列的表格（wide=）不是一行一项指标：layout= 和 wide= 请只写一个"
    with pytest.raises(ArgumentError):
        POLICY.read(LINES, layout="tall")  # type: ignore[arg-type]


def test_a_dataframe_each_row_of_which_is_to_have_an_outcome_is_refused() -> None:
    frame = pa.Table.from_pylist(LINES[:1])
    for door in (POLICY.evaluate_frame, lambda rows: POLICY.step(POLICY.start(), rows)):
        with pytest.raises(ResultsError) as raised:
            door(frame)
        assert [each.code for each in raised.value.problems] == ["RES29"]
        assert raised.value.text("en").splitlines()[-1] == (
            "    Judge it by Policy.evaluate, which gives an outcome for each unit and period."
        )
    with pytest.raises(ResultsError):
        column_names_of(POLICY.rules, frame.column_names)


def test_a_record_keeps_the_layout_and_is_verified_by_it(tmp_path: Path) -> None:
    results, outcomes = tmp_path / "lines.csv", tmp_path / "outcomes.json"
    results.write_text("unit,period,kind,indicator,value,gdp\nA,2010,county,energy,yes,1\n", encoding="utf-8")
    policy = str(HERE / "city.toml")
    ran = call(["evaluate", policy, str(results), "--layout", "long", "--record", "--output", str(outcomes)])
    assert ran.status == 0, ran.errors
    assert '"layout": "long"' in outcomes.read_text(encoding="utf-8")
    ran = call(["verify", str(outcomes), policy, str(results)])
    assert ran.status == 0, ran.errors
    text = outcomes.read_text(encoding="utf-8").replace('"layout": "long"', '"layout": "tall"')
    outcomes.write_text(text, encoding="utf-8")
    assert call(["verify", str(outcomes), policy, str(results)]).status == 2


def test_results_in_lines_are_posted_as_any_others(tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    text = "unit,period,kind,indicator,value\nA,2010,county,energy,yes\nA,2010,county,gdp,12\n"
    lines.write_text(text, encoding="utf-8")
    with Register.create(tmp_path / "register.db", by="Li Wei", zone="Asia/Shanghai") as opened:
        opened.adopt(POLICY)
        event = opened.post(lines, notes=lambda _: None)
        assert [row[:2] for row in event.values["rows"]] == [["A", "2010"]]
        assert str(opened.results().history.rows[0].values["gdp"]) == "12.0"
