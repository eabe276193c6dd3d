"""`Policy.read`: files, rows, dataframes and histories, in whichever form the engine takes."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, Policy, Results, ResultsError, load, loads
from targetrules.engine.choice import ENGINES
from targetrules.wording import Word

REMARK = "Columns that no input is read from: remark."
UNITS = ("East", "West", "North")
PERIODS = ("2024Q1", "2024Q2")


@pytest.fixture
def policy(folder: Path) -> Policy:
    del folder
    return load("schools.toml")


WAYS: dict[str, Any] = {
    "a name": lambda: "schools.csv",
    "a path": lambda: Path("schools.csv"),
    "a stream": lambda: io.BytesIO(Path("schools.csv").read_bytes()),
    "Parquet": lambda: "schools.parquet",
    "mappings": lambda: pl.read_csv("schools.csv").to_dicts(),
    "a dataframe": lambda: pl.read_csv("schools.csv"),
}


@pytest.mark.parametrize("engine", [None, *ENGINES])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_results_are_the_same_however_they_are_given(way: Any, engine: Any, policy: Policy) -> None:
    results = policy.read(way(), engine=engine)
    assert (len(results), results.units, results.periods) == (6, UNITS, PERIODS)
    assert [note.text("en") for note in results.notes] == [REMARK]
    expected = policy.evaluate("schools.csv", notes=lambda _: None)
    for each in ENGINES:
        assert policy.evaluate(results, engine=each, notes=lambda _: None) == expected


def test_results_tell_their_notes_whenever_they_are_judged(policy: Policy) -> None:
    results, told = policy.read("schools.csv"), list[Word]()
    for _ in range(2):
        assert policy.evaluate(results, notes=told.append).notes == results.notes
    assert [note.text("en") for note in told] == [REMARK] * 2


def test_results_are_read_once_and_judged_in_many_ways(policy: Policy, folder: Path) -> None:
    results = policy.read("schools.csv")
    (folder / "schools.csv").unlink()
    assert repr(results) == f"Results(policy='schools', rows=6, file={str(folder / 'schools.csv')!r})"
    assert policy.explain(results, unit="West", period="2024Q2", notes=lambda _: None).unit == "West"
    assert policy.check_claims(results, notes=lambda _: None) == []
    assert len(policy.history(results).rows) == 6


def test_a_step_takes_a_file(policy: Policy, folder: Path) -> None:
    lines = (folder / "schools.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    state = policy.start()
    found = []
    for period in PERIODS:
        file = folder / f"{period}.csv"
        file.write_text("".join([lines[0], *(line for line in lines if period in line)]), encoding="utf-8")
        outcomes, state = policy.step(state, file, notes=lambda _: None)
        found += [(each["unit"], each["grade"]) for each in outcomes]
    assert found == [(each.unit, each.grade) for each in policy.evaluate("schools.csv", notes=lambda _: None)]


def test_whatever_the_command_line_can_say_of_a_file_python_can_say(policy: Policy, folder: Path) -> None:
    policy = loads(
        'format = 1\npolicy = { id = "p", title = "P" }\ninputs.score = { type = "number", min = 0, max = 99 }\n'
        'inputs.other = { type = "number", min = 0, max = 99, optional = true }\n'
    )
    wide = "某县成绩\n单位,2010,2011\n甲,1,2\n乙,3,4\n"
    (folder / "wide.dat").write_bytes(wide.encode("gb18030"))
    results = policy.read("wide.dat", header_row=2, wide="score", encoding="gb18030", input_format="csv")
    assert [(row.unit, row.period, row.values["score"]) for row in results.history.rows] == [
        *(("甲", 2010, 1), ("甲", 2011, 2), ("乙", 2010, 3), ("乙", 2011, 4)),
    ]
    with pytest.raises(ResultsError) as raised:
        policy.read("wide.dat", header_row=2, input_format="csv", sheet="一")
    assert raised.value.text("en").splitlines()[2] == 'wide.dat: there is no sheet "一" [RES09]'


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [("sheet", "x"), ("header_row", 1), ("wide", "score"), ("input_format", "csv"), ("encoding", "x")],
)
def test_what_is_said_of_a_file_is_said_of_nothing_else(name: str, value: Any, policy: Policy) -> None:
    told = f"{name}: only a file is read so, and the rows are none; give its path, or leave this out"
    rows = pl.read_csv("schools.csv")
    for given in (rows, rows.to_dicts(), policy.history(rows)):
        with pytest.raises(ArgumentError) as raised:
            policy.evaluate(given, **{name: value})
        assert str(raised.value) == told
    with pytest.raises(ArgumentError) as raised:
        policy.step(policy.start(), rows, **{name: value})
    assert str(raised.value) == told


def test_results_belong_to_the_policy_that_read_them(policy: Policy, folder: Path) -> None:
    shutil.copy(folder / "schools.toml", folder / "others.toml")
    results = load("others.toml").read("schools.csv")
    assert isinstance(results, Results)
    with pytest.raises(ArgumentError) as raised:
        policy.evaluate(results)
    assert str(raised.value) == "rows: Results is not results that this very policy has read"


def test_results_that_were_read_are_settled(policy: Policy) -> None:
    results = policy.read("schools.csv")
    for how in ({"unit_column": "remark"}, {"sheet": "x"}):
        with pytest.raises(ArgumentError, match="these results were read already; their columns and names are settled"):
            policy.evaluate(results, **how)  # type: ignore[arg-type]


def test_a_problem_in_a_stream_is_told_by_its_line(policy: Policy) -> None:
    with pytest.raises(ResultsError) as raised:
        policy.evaluate(io.BytesIO(b"unit,period,pupils,passed\nA,2024Q1,x,1\n"))
    assert raised.value.text("en").splitlines()[2] == '<stdin>, line 2, column "pupils": "x" is not a number [RES41]'
