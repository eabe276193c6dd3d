"""A table of targets beside the results: the same as the results with the targets in them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, Naming, Policy, ResultsError, load, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.register import Register
from targetrules.results.detail_rows import DetailRows
from tests.command_line import call
from tests.county import county_text
from tests.recorded import check_recorded

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

HERE = Path(__file__).parent / "targets"
POLICY = load(HERE / "county.toml")
VALUES = HERE / "values.csv"
TARGETS = HERE / "targets.csv"
ROWS: list[dict[str, Any]] = [
    {"unit": "泽州", "period": 2010, "gdp": 12.5, "revenue": 110},
    {"unit": "沁水", "period": 2010, "gdp": 11.5, "revenue": 90},
]
WIDE = [
    {"unit": "泽州", "period": "2010年", "gdp_target": "12%", "revenue from": 100, "财政收入目标上限": 120},
    {"unit": "阳城", "period": 2010, "revenue from": 100},
    {"unit": "沁水", "period": 2010, "revenue from": 100, "财政收入目标上限": 120},
]
WITH = [
    ROWS[0] | {"gdp_target": "12", "revenue_low": 100, "revenue_high": 120},
    ROWS[1] | {"revenue_low": 100, "revenue_high": 120},
]


def said(policy: Policy, rows: Any, **how: Any) -> list[tuple[str, int, dict[str, Any]]]:
    return [(row.unit, row.period, dict(row.values)) for row in policy.read(rows, **how).history.rows]


# ---- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("targets", [TARGETS, WIDE, pl.DataFrame(WIDE[:1] + WIDE[2:], strict=False)], ids=str)
@pytest.mark.parametrize("rows", [VALUES, ROWS, pl.DataFrame(ROWS)], ids=["lines", "rows", "frame"])
def test_targets_stand_in_the_results_of_their_units_and_periods(rows: Any, targets: Any, engine: EngineName) -> None:
    assert said(POLICY, rows, targets=targets, engine=engine) == said(POLICY, WITH)
    found = POLICY.evaluate(rows, targets=targets, engine=engine)
    assert [each.measures for each in found] == [each.measures for each in POLICY.evaluate(WITH)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_target_may_stand_in_the_results_where_the_table_has_none(engine: EngineName) -> None:
    rows = [ROWS[0], ROWS[1] | {"gdp_target": "11%"}]
    read = said(POLICY, rows, targets=TARGETS, engine=engine)
    assert [str(values["gdp_target"]) for _, _, values in read] == ["12.0", "11.0"]


def test_a_dataframe_has_its_targets_beside_it() -> None:
    frame = POLICY.evaluate_frame(pl.DataFrame(ROWS), targets=TARGETS)
    assert frame.equals(POLICY.evaluate_frame(pl.DataFrame(WITH)))
    _, state = POLICY.step(POLICY.start(), ROWS, targets=TARGETS)
    assert state.units == 2


def test_how_the_targets_are_read_may_be_said() -> None:
    text = "目标\n县,年度,指标,目标值\n泽州,2010,gdp,12\n".encode()
    targets = DetailRows(io.BytesIO(text), header_row=2, unit_column="县", input_format="csv")
    assert str(said(POLICY, ROWS, targets=targets)[0][2]["gdp_target"]) == "12.0"


def test_results_with_targets_are_posted_with_them(tmp_path: Path) -> None:
    with Register.create(tmp_path / "register.db", by="Li Wei", zone="Asia/Shanghai") as register:
        register.adopt(POLICY)
        register.post(VALUES, targets=TARGETS, notes=lambda _: None)
        rows = register.results().history.rows
        assert {row.unit: str(row.values["gdp_target"]) for row in rows} == {"泽州": "12.0", "沁水": "None"}


# ---- what is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_every_problem_of_the_targets_has_its_line(engine: EngineName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    with pytest.raises(ResultsError) as raised:
        POLICY.read("values.csv", targets="bad.csv", engine=engine)
    check_recorded(HERE / "bad.txt", f"{raised.value.text('en')}\n\n{raised.value.text('zh')}\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_problems_of_both_tables_are_told_at_once_and_a_target_in_both_with_both_places(engine: EngineName) -> None:
    rows = [ROWS[0] | {"gdp": "much", "gdp_target": 12}, ROWS[1]]
    targets = [{"unit": "泽州", "period": 2010, "indicator": "gdp", "target": "12"}, {"unit": "泽州", "indicator": "x"}]
    with pytest.raises(ResultsError) as raised:
        POLICY.read(rows, targets=targets, engine=engine)
    assert sorted(each.code for each in raised.value.problems) == ["RES32", "RES41", "RES63", "RES98"]
    (twice,) = (each for each in raised.value.problems if each.code == "RES63")
    assert twice.text("en").splitlines()[0] == (
        'item 1, column "gdp_target": a target stands here ("12"), and in item 1 of the targets as well [RES63]'
    )
    assert twice.text("zh").splitlines()[0] == (
        "第 1 项，“gdp_target”列：这里已有目标值“12”，而目标表第 1 项也有 [RES63]"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_targets_that_are_missing_and_those_without_a_result_are_noted(engine: EngineName) -> None:
    rows = [ROWS[0] | {"accidents_carried": "no", "letters": 1}, ROWS[1]]
    read = POLICY.read(rows, targets=TARGETS, engine=engine)
    told = [note.text("en") for note in read.notes if "arget" in note.key]
    assert told == [
        "Targets of units and periods that have no result, passed over (1): 阳城 2010.",
        'The targets have no "gdp_target" of 1 result that carries the indicator: 沁水 2010.',
        'The targets have no "accidents_target" of 1 result that carries the indicator: 沁水 2010.',
        'The targets have no "letters_target" of 1 result that carries the indicator: 泽州 2010.',
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_unit_of_the_targets_that_looks_like_one_of_the_results_is_noted(engine: EngineName) -> None:
    """A letter that looks like another one is none."""
    rows = [{"unit": "A县", "period": 2010, "gdp": 12, "revenue": 110}]
    targets = [{"unit": "А县", "period": 2010, "indicator": "gdp", "target": 12}]
    (told,) = (note for note in POLICY.read(rows, targets=targets, engine=engine).notes if "alike" in note.key)
    assert told.text("zh") == (
        "目标表的“А县”与成绩表的“A县”看上去一样：是同一个单位的，请统一写法，"
        '或者注明 --same "А县=A县"（Python 中写 Naming(same=…)）。'
    )
    same = POLICY.read(rows, targets=targets, engine=engine, naming=Naming(same={"А县": "A县"}))
    assert [dict(row.values)["gdp_target"] for row in same.history.rows] == [12]


def test_columns_of_the_targets_that_nothing_is_read_from_are_noted() -> None:
    targets = [{"unit": "泽州", "period": 2010, "indicator": "gdp", "target": 12, "remark": "x", "weight": 5}]
    told = [note.text("zh") for note in POLICY.read(ROWS, targets=targets).notes]
    assert "目标表中这些列没有用到：remark。" in told


def test_a_table_of_targets_that_cannot_be_one_is_refused() -> None:
    for targets, code in (([{"unit": "A", "period": 2010, "indicator": "gdp", "value": 1}], "RES21"), ([], "RES03")):
        with pytest.raises(ResultsError) as raised:
            POLICY.read(ROWS, targets=targets)
        assert {each.code for each in raised.value.problems} == {code}
    twice = [WIDE[0], WIDE[0]]
    with pytest.raises(ResultsError) as raised:
        POLICY.read(ROWS, targets=twice)
    assert [each.code for each in raised.value.problems] == ["RES34"]


def test_targets_are_for_results_that_are_read_and_indicators_that_are_there() -> None:
    read = POLICY.read(ROWS)
    for rows in (read, read.history):
        with pytest.raises(ArgumentError) as raised:
            POLICY.evaluate(rows, targets=TARGETS)
        assert raised.value.text("en").startswith("targets: ")
    with pytest.raises(ArgumentError) as raised:
        POLICY.read(str(VALUES), targets=TARGETS, wide="gdp")
    assert raised.value.text("zh") == "targets：每期各占一列的表格（wide=）不能另附目标表：请整理成每个单位每期一行"
    with pytest.raises(ArgumentError) as raised:
        loads(county_text()).read([{"unit": "A", "period": 2010, "score": 5}], targets=TARGETS)
    assert raised.value.text("en") == "targets: the policy has no indicators, so that there are no targets"


# ---- records ---------------------------------------------------------------------------------------------------------


def test_a_record_knows_the_targets_and_is_verified_by_them(tmp_path: Path) -> None:
    outcomes, other = tmp_path / "outcomes.json", tmp_path / "other.csv"
    files = [str(HERE / "county.toml"), str(VALUES)]
    ran = call(["evaluate", *files, "--targets", str(TARGETS), "--record", "--output", str(outcomes)])
    assert ran.status == 0, ran.errors
    assert '"targets_sha256": "' in outcomes.read_text(encoding="utf-8")
    ran = call(["verify", str(outcomes), *files, "--targets", str(TARGETS)])
    assert (ran.status, "targets (SHA-256): the same" in ran.text) == (0, True)
    assert POLICY.verify(outcomes, VALUES, targets=TARGETS).verified
    other.write_text(TARGETS.read_text(encoding="utf-8").replace("12%", "13%"), encoding="utf-8")
    assert call(["verify", str(outcomes), *files, "--targets", str(other)]).status == 1
    assert not POLICY.verify(outcomes, VALUES).verified


def test_results_without_a_file_are_known_with_their_targets(tmp_path: Path) -> None:
    outcomes, results = tmp_path / "outcomes.json", tmp_path / "results.csv"
    POLICY.evaluate(ROWS, targets=TARGETS, record=True).write(outcomes)
    assert "targets_sha256" not in outcomes.read_text(encoding="utf-8")
    POLICY.read(ROWS, targets=TARGETS).write(results)
    assert POLICY.verify(outcomes, results).verified


def test_the_command_line_explains_and_reviews_with_targets() -> None:
    files = [str(HERE / "county.toml"), str(VALUES), "--targets", str(TARGETS)]
    assert call(["explain", *files, "--unit", "泽州", "--period", "2010"]).status == 0
    assert call(["review", *files]).status == 0
    assert call(["evaluate", files[0], "-", "--targets", "-"]).status == 2
