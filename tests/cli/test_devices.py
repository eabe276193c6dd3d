"""A device has no end: it is refused wherever a file is read, and a pipe is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from targetrules import StateError
from targetrules.results import ResultsError, read_table
from tests.cli.conftest import Call

DEVICES = ["/dev/zero", "/dev/urandom", "/dev/full"]


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_holds_no_results(device: str, call: Call, folder: Path) -> None:
    del folder
    ran = call("evaluate", "schools.toml", device)
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.splitlines()[2:] == [f"{device}: the file cannot be read: it is a device [RES01]"]


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_holds_no_outcomes(device: str, call: Call, folder: Path) -> None:
    del folder
    ran = call("verify", device, "schools.toml", "schools.csv")
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors == f"error: {device}: this is a device, which has no end\n"
    ran = call("verify", device, "schools.toml", "schools.csv", "--lang", "zh")
    assert ran.errors == f"错误：{device}：这是一个设备，读不到尽头\n"


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_holds_no_state(device: str) -> None:
    pytest.importorskip("pyarrow", reason="the extra columnar is not installed")
    from targetrules.frames.states.state import State

    with pytest.raises(StateError) as raised:
        State.load(device)
    assert str(raised.value).startswith(f"the state in {device} cannot be read: it is a device\n")


def test_a_pipe_is_read(call: Call) -> None:
    del call
    reading, writing = os.pipe()
    os.write(writing, b"unit,period\na,2020\n")
    os.close(writing)
    try:
        assert len(read_table(f"/dev/fd/{reading}")) == 1
    finally:
        os.close(reading)


def test_outcomes_that_are_too_large_are_not_read(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.cli.verify.LARGEST_FILE", 100)
    (folder / "outcomes.csv").write_bytes(b"#" * 101)
    ran = call("verify", "outcomes.csv", "schools.toml", "schools.csv")
    said = "outcomes.csv has more than 100 bytes, which is more than a file of outcomes that is verified may have"
    assert (ran.status, ran.text, ran.errors) == (2, "", f"error: {said}\n")


def test_a_table_too_large_for_its_size_is_unusable(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from targetrules import budget

    monkeypatch.setattr(budget, "SUMS", {**budget.SUMS, budget.Account.CELLS: budget.Sum(2, 0)})
    (folder / "short.csv").write_text("a,b,c\nx\ny\n", encoding="utf-8")
    assert call("evaluate", "schools.toml", "short.csv").status == 2
    with pytest.raises(ResultsError):
        read_table(folder / "short.csv")
