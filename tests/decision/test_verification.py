"""`Policy.verify`: a recorded decision repeated, from Python."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import OutcomesFileError, Policy, load, loads, read_outcomes
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row, Value
from tests.cli.conftest import Call

FORMS = ["csv", "json", "jsonl"]


GROUPS = """
format = 1
policy = { id = "groups", title = "Groups" }
grades = [{ id = "fine" }]
inputs.score = { type = "number", min = 0, max = 100 }
inputs.district = { type = "text", optional = true }
rankings.overall = { by = "score", within = "district" }
grading = { by = "score", bands = { fine = 0 } }
"""
NAMES: dict[str, dict[str, Value]] = {
    unit: {"score": Decimal(50), "district": district}
    for unit, district in {"A1": "North", "Ａ１": "north", "合计": "n/a", "B": "total", "C": None}.items()
}


@pytest.fixture
def policy(folder: Path) -> Policy:
    del folder
    return load("schools.toml")


def recorded(policy: Policy, file: str, **more: Any) -> str:
    policy.evaluate("schools.csv", record=True, notes=lambda _: None, **more).write(file)
    return file


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("engine", [None, *ENGINES])
def test_a_decision_is_repeated(form: str, engine: Any, policy: Policy) -> None:
    found = policy.verify(recorded(policy, f"decided.{form}"), "schools.csv", engine=engine)
    assert found.verified
    assert (found.saved.record.policy, found.differences.count) == ("schools", 6)
    assert (found.saved.signed_by, found.saved.vouched_by) == (None, None)


def test_a_decision_of_rows_is_repeated_of_the_same_rows(policy: Policy) -> None:
    frame = pl.read_csv("schools.csv")
    policy.evaluate(frame, record=True, notes=lambda _: None).of(unit="West").write("decided.json")
    assert policy.verify("decided.json", frame).verified
    assert policy.verify("decided.json", frame.to_dicts()).verified
    assert policy.verify("decided.json", policy.read(frame)).verified
    assert not policy.verify("decided.json", frame.head(5)).verified


@pytest.mark.parametrize("engine", ENGINES)
def test_a_decision_of_a_history_is_repeated_of_its_file(engine: EngineName, folder: Path) -> None:
    """Its names are meant: units that look alike are several, a group may be called as nothing else is."""
    policy, history = loads(GROUPS), History(tuple(Row(unit, 2024, values) for unit, values in NAMES.items()))
    policy.evaluate(history, engine=engine, record=True).write(folder / "decided.csv")
    policy.read(history).write(folder / "kept.csv")
    found = policy.verify(folder / "decided.csv", folder / "kept.csv")
    assert found.verified
    assert found.saved.record.options == {
        "distinct": [["A1", "Ａ１"], ["North", "north"]],
        "genuine": ["合计", "n/a"],
    }


def test_what_is_not_the_same_is_told(policy: Policy, folder: Path) -> None:
    file = folder / recorded(policy, "decided.jsonl")
    file.write_text(file.read_text(encoding="utf-8").replace('"grade": "A"', '"grade": "B"', 1), encoding="utf-8")
    found = policy.verify(file, "schools.csv")
    assert not found.verified
    ((differing,), asked) = found.differences.differing, found.differences.asked
    assert (differing.unit, differing.period, differing.keys) == ("East", "2024Q1", (("grade", "B", "A"),))
    assert asked == ()


def test_what_must_be_recorded_is_asked_for(policy: Policy) -> None:
    found = policy.verify(recorded(policy, "decided.csv"), "schools.csv", asked={"decided-on": "2024-07-31"})
    assert found.differences.asked == (("decided-on", None, "2024-07-31"),)
    assert not found.verified


def test_the_command_line_and_python_verify_alike(policy: Policy, call: Call) -> None:
    assert call("evaluate", "schools.toml", "schools.csv", "--record", "--output", "theirs.csv").status == 0
    assert policy.verify("theirs.csv", "schools.csv").verified
    assert call("verify", recorded(policy, "ours.csv"), "schools.toml", "schools.csv").status == 0


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"",
            "<stdin>: it begins with no record; only what `targetrules evaluate --record` wrote can be verified",
        ),
        (b"\xff", "<stdin>: this is not UTF-8 text, so no file of outcomes"),
    ],
)
def test_what_cannot_be_verified_is_told(data: bytes, told: str) -> None:
    with pytest.raises(OutcomesFileError) as raised:
        read_outcomes(io.BytesIO(data))
    assert str(raised.value) == told


def test_a_file_without_a_record_is_told_by_its_name(policy: Policy) -> None:
    policy.evaluate("schools.csv", notes=lambda _: None).write("plain.json")
    with pytest.raises(OutcomesFileError) as raised:
        policy.verify("plain.json", "schools.csv")
    assert raised.value.text("zh").startswith("plain.json：")
