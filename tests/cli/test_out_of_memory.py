"""Too little memory is told as what it is, whoever ran out of it: Python, NumPy or Arrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from targetrules import State, load
from targetrules.results import read_table
from tests.cli.conftest import Call


class NumPysError(MemoryError):
    """NumPy's own has no public name."""


ERRORS = {"Python": MemoryError(), "NumPy": NumPysError("Unable to allocate"), "Arrow": pa.ArrowMemoryError("malloc")}
MORE = "nothing was decided. Close other programs, or take a machine with more memory\n"
MORE_ZH = "未作任何评定。请关闭其他程序，或换用内存更大的机器\n"
READING = f"error: schools.csv: the memory does not suffice to read so much; {MORE}"
READING_ZH = f"错误：schools.csv：内存不足，读不下这么多；{MORE_ZH}"
JUDGING = f"error: the memory does not suffice for so much; {MORE}"
JUDGING_ZH = f"错误：内存不足，处理不了这么多；{MORE_ZH}"


def running_out(error: MemoryError) -> Any:
    def run_out(*_: Any, **__: Any) -> None:
        raise error

    return run_out


@pytest.mark.parametrize("of", ERRORS)
@pytest.mark.parametrize("command", [["evaluate"], ["explain", "--unit", "a", "--period", "2020"]], ids=str)
def test_while_results_are_read(
    of: str, command: list[str], call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del folder
    monkeypatch.setattr("targetrules.results.sources.read.table_in", running_out(ERRORS[of]))
    name, *options = command
    ran = call(name, "schools.toml", "schools.csv", *options)
    assert (ran.status, ran.text, ran.errors) == (2, "", READING)
    assert call(name, "schools.toml", "schools.csv", *options, "--lang", "zh").errors == READING_ZH


@pytest.mark.parametrize("of", ERRORS)
def test_while_they_are_judged(of: str, call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del folder
    monkeypatch.setattr("targetrules.engine.by_rows.ByRows.evaluate", running_out(ERRORS[of]))
    ran = call("evaluate", "schools.toml", "schools.csv")
    assert (ran.status, ran.text, ran.errors.splitlines(keepends=True)[-1]) == (2, "", JUDGING)
    ran = call("evaluate", "schools.toml", "schools.csv", "--lang", "zh")
    assert ran.errors.splitlines(keepends=True)[-1] == JUDGING_ZH


def test_while_outcomes_are_verified(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del folder
    assert call("evaluate", "schools.toml", "schools.csv", "--record", "--output", "good.csv").status == 0
    monkeypatch.setattr("targetrules.decision.verification.signed_in", running_out(MemoryError()))
    ran = call("verify", "good.csv", "schools.toml", "schools.csv")
    assert (ran.status, ran.errors) == (2, READING.replace("schools.csv", "good.csv"))


def test_a_parquet_file_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"unit": ["a"]}), tmp_path / "a.parquet")
    monkeypatch.setattr(pq, "ParquetFile", running_out(ERRORS["Arrow"]))
    with pytest.raises(MemoryError):
        read_table(tmp_path / "a.parquet")


def test_a_state_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load("jincheng-2010").start().save(tmp_path / "a.state")
    monkeypatch.setattr("targetrules.frames.states.state_file.stream_of", running_out(ERRORS["Arrow"]))
    with pytest.raises(MemoryError):
        State.load(tmp_path / "a.state")
