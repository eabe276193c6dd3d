"""A device has no end: it is refused wherever a file is read, and a pipe is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

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


# ---- the standard input ----------------------------------------------------------------------------------------------

CALLS = {
    "policy": (["test", "-"], "error: <stdin>: this is a device, which has no end"),
    "results": (["evaluate", "schools.toml", "-"], "<stdin>: the file cannot be read: it is a device [RES01]"),
    "explained": (
        ["explain", "schools.toml", "-", "--unit", "a", "--period", "2020"],
        "<stdin>: the file cannot be read: it is a device [RES01]",
    ),
    "verified": (["verify", "-", "schools.toml", "schools.csv"], "error: <stdin>: this is a device, which has no end"),
    "results of a record": (
        ["verify", "good.csv", "schools.toml", "-"],
        "<stdin>: the file cannot be read: it is a device [RES01]",
    ),
}


def run(arguments: list[str], folder: Path, stdin: IO[bytes]) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "targetrules", *arguments, "--lang", "en"]
    return subprocess.run(argv, cwd=folder, stdin=stdin, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("what", CALLS)
def test_a_device_on_the_standard_input_is_no_file(what: str, call: Call, folder: Path) -> None:
    assert call("evaluate", "schools.toml", "schools.csv", "--record", "--output", "good.csv").status == 0
    arguments, says = CALLS[what]
    with open("/dev/zero", "rb") as device:  # noqa: PTH123
        ran = run(arguments, folder, device)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr.splitlines()


@pytest.mark.parametrize("what", ["results", "verified"])
def test_a_device_behind_a_pipe_is_not_read_to_the_limit(what: str, call: Call, folder: Path) -> None:
    """It is told what came as soon as it came."""
    del call
    arguments, _ = CALLS[what]
    endless = subprocess.Popen(["/bin/cat", "/dev/zero"], stdout=subprocess.PIPE)
    assert endless.stdout is not None
    with endless, endless.stdout:
        ran = run(arguments, folder, endless.stdout)
        endless.kill()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert (
        ran.stderr
        == {
            "results": "One problem in the results; nothing was decided.\n\n<stdin>: nothing stands in it [RES03]\n"
            "    It begins with zero bytes alone, as a damaged disk or a device behind a pipe gives them: take another"
            " copy of the file.\n",
            "verified": "error: -: this is no file of outcomes\n",
        }[what]
    )


def test_nothing_on_the_standard_input_is_an_empty_file(call: Call, folder: Path) -> None:
    del call
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        ran = run(["evaluate", "schools.toml", "-"], folder, nothing)
    assert ran.stderr == "One problem in the results; nothing was decided.\n\n<stdin>: nothing stands in it [RES03]\n"


# ---- holes, pipes and limits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hole.csv", "hole.xlsx", "hole.parquet", "hole.jsonl"])
def test_a_file_that_is_a_hole_is_not_read_whole(name: str, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ResultsError) as raised:
        read_table(tmp_path / name)
    assert [each.code for each in raised.value.problems] == ["RES03"]
    assert raised.value.text("zh").splitlines()[2:] == [
        f"{tmp_path / name}：里面没有内容 [RES03]",
        "    开头全是零字节，磁盘损坏或管道另一端是设备时就会这样：请改用该文件的另一份副本。",
    ]


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
    monkeypatch.setattr("targetrules.decision.verification.LARGEST_FILE", 100)
    (folder / "outcomes.csv").write_bytes(b"#" * 101)
    ran = call("verify", "outcomes.csv", "schools.toml", "schools.csv")
    said = "outcomes.csv has more than 100 bytes, which is more than a file of outcomes that is verified may have"
    assert (ran.status, ran.text, ran.errors) == (2, "", f"error: {said}\n")


def test_a_table_too_large_for_its_size_is_unusable(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from targetrules import budget

    monkeypatch.setattr(budget, "SUMS", {**budget.SUMS, budget.Account.FILLED: budget.Sum(2, 0)})
    (folder / "short.csv").write_text("a,b,c\nx\ny\n", encoding="utf-8")
    assert call("evaluate", "schools.toml", "short.csv").status == 2
    with pytest.raises(ResultsError):
        read_table(folder / "short.csv")
