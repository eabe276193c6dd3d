"""`record=True` of dataframes and of steps: what was decided with what, and the same again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from targetrules import Policy, State, StepRecord, load, loads
from targetrules.engine.choice import ENGINES
from tests.cli.conftest import Call
from tests.signing_keys import write_keys

FRAMES: dict[str, Any] = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "Arrow": lambda frame: frame.to_arrow(),
}
each_frame = pytest.mark.parametrize("made", FRAMES.values(), ids=FRAMES)


@pytest.fixture
def policy(folder: Path) -> Policy:
    write_keys(folder)
    return load("schools.toml")


@pytest.fixture
def frame(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "schools.csv")


def ignored(_: object) -> None:
    """Notes are not what is tried here."""


# ---- dataframes ------------------------------------------------------------------------------------------------------


@each_frame
def test_a_dataframe_and_its_outcomes_are_judged_at_once(made: Any, policy: Policy, frame: pl.DataFrame) -> None:
    table = made(frame)
    decided, outcomes = policy.evaluate_frame(table, record=True, notes=ignored)
    assert type(decided) is type(table)
    expected = policy.evaluate_frame(frame.to_arrow(), notes=ignored)
    found = decided.collect() if isinstance(decided, pl.LazyFrame) else decided
    assert pl.DataFrame(found).rows() == pl.DataFrame(expected).rows()
    again = policy.evaluate(frame, record=True, notes=ignored)
    assert outcomes == again
    assert outcomes.record == again.record


def test_the_outcomes_of_a_dataframe_are_signed_and_verified(policy: Policy, frame: pl.DataFrame, call: Call) -> None:
    _, outcomes = policy.evaluate_frame(frame, record=True, notes=ignored)
    outcomes.write("decided.csv", sign="office.key")
    policy.read(frame).write("kept.csv")
    ran = call("verify", "decided.csv", "schools.toml", "kept.csv", "--key", "office.key.pub")
    assert (ran.status, ran.text.splitlines()[-1]) == (0, "verified")


AWKWARD = """
format = 1
[policy]
id = "awkward"
title = "Awkward"
[[grades]]
id = "fine"
[inputs]
score = { type = "number", min = -10, max = 100, decimals = 3, optional = true }
places = { type = "number", min = -1000, max = 1000, column = ["a, b"] }
district = { type = "text", optional = true }
kind = { type = "choice", of = ["one, two", "three"], optional = true }
kept = { type = "flag", optional = true }
[rankings.overall]
by = "places"
within = "district"
[grading]
by = "score"
bands = { fine = -10 }
"""
NAMES = ("unit", "period", "score", "a, b", "district", "kind", "kept")
ROWS = [
    dict(zip(NAMES, row, strict=True))
    for row in (
        ('the "first", of all', 2011, 0.5, -10, "A, B", "one, two", None),
        ("乙", 2011, -0.25, 100, 'the "C" side', "three", True),
        ("3", 2012, 10.0, 0, None, None, False),
    )
]
KEPT = """\
unit,period,score,"a, b",district,kind,kept
"the ""first"", of all",2011,0.5,-10,"A, B","one, two",
乙,2011,-0.25,100,"the ""C"" side",three,true
3,2012,10,0,,,false
"""


@pytest.mark.parametrize("made", [list, pl.DataFrame, pa.Table.from_pylist], ids=["rows", "polars", "Arrow"])
def test_results_are_written_by_columns_as_by_rows(made: Any, folder: Path) -> None:
    policy = loads(AWKWARD)
    for engine in ENGINES:
        policy.read(made(ROWS), engine=engine).write("kept.csv")
        assert (folder / "kept.csv").read_text(encoding="utf-8") == KEPT


def test_rows_that_are_none_are_no_results(policy: Policy, frame: pl.DataFrame) -> None:
    """Of a row in which nothing stands there is an empty row of the dataframe, and no outcome."""
    table = pl.concat([frame[:2], pl.DataFrame({"unit": [None]}), frame[2:]], how="diagonal_relaxed")
    decided, outcomes = policy.evaluate_frame(table, record=True, notes=ignored)
    assert decided["grade"].null_count() == 2
    assert decided["period"].null_count() == 1
    assert len(outcomes) == 6
    assert outcomes.record == policy.evaluate(frame, record=True, notes=ignored).record


# ---- steps -----------------------------------------------------------------------------------------------------------


@each_frame
def test_a_step_of_a_dataframe_has_the_record_of_its_rows(made: Any, policy: Policy, frame: pl.DataFrame) -> None:
    rows = frame.filter(period="2024Q1")
    _, after, outcomes = policy.step(policy.start(), made(rows), record=True, notes=ignored)
    _, again, same = policy.step(policy.start(), rows.to_dicts(), record=True, notes=ignored)
    assert outcomes == same
    assert outcomes.record == same.record
    assert after.sha256 == again.sha256
    assert isinstance(outcomes.record, StepRecord)


def test_a_record_of_a_step_names_the_state_that_it_went_on_from(policy: Policy, frame: pl.DataFrame) -> None:
    first, second = (frame.filter(period=period) for period in ("2024Q1", "2024Q2"))
    _, state, _ = policy.step(policy.start(), first, record=True, notes=ignored)
    other = first.with_columns(pl.lit(1).alias("score"))
    _, another, _ = policy.step(policy.start(), other, record=True, notes=ignored)
    *_, outcomes = policy.step(state, second, record=True, notes=ignored)
    *_, elsewhere = policy.step(another, second, record=True, notes=ignored)
    assert isinstance(outcomes.record, StepRecord)
    assert outcomes.record.state_sha256 == state.sha256 != another.sha256
    assert elsewhere.record == evolve(outcomes.record, state_sha256=another.sha256)


def test_a_state_that_was_saved_is_the_same(policy: Policy, frame: pl.DataFrame, folder: Path) -> None:
    _, state = policy.step(policy.start(), frame.filter(period="2024Q1"), notes=ignored)
    state.save(folder / "signed.state", sign="office.key")
    assert State.load(folder / "signed.state").sha256 == state.sha256
    assert policy.start().sha256 != state.sha256
    assert evolve(state, names=pa.array(["A", "B", "C"], pa.large_string())).sha256 != state.sha256


def test_a_step_of_a_file_is_known_by_the_file(policy: Policy, frame: pl.DataFrame, folder: Path) -> None:
    frame.filter(period="2024Q1").write_csv("first.csv")
    *_, outcomes = policy.step(policy.start(), "first.csv", record=True, notes=ignored)
    record = outcomes.record
    assert record is not None
    assert record.input_sha256 == policy.read("first.csv").digest
    assert record.values()["state_sha256"] == policy.start().sha256
    assert folder.exists()
