"""Pipes: who reads one waits for whoever writes into it, but not for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from targetrules import ResultsError, StateError, load
from targetrules.results import read_table
from targetrules.source import given
from tests.cli.conftest import Call
from tests.signing_keys import write_keys

NOBODY = "it is a pipe into which nobody writes"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "_PATIENCE", 0.05)


@pytest.fixture
def pipe(folder: Path) -> str:
    """A pipe that stands in the folder, and into which nobody writes."""
    os.mkfifo(folder / "pipe")
    return "pipe"


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (
            ["evaluate", "schools.toml", "pipe"],
            f"One problem in the results; nothing was decided.\n\npipe: the file cannot be read: {NOBODY} [RES01]\n",
            "成绩表有 1 处问题，未作任何评定。\n\npipe：文件无法读取：这是一个管道，没有程序往里面写 [RES01]\n",
        ),
        (
            ["verify", "pipe", "schools.toml", "schools.csv"],
            "error: pipe: this is a pipe into which nobody writes\n",
            "错误：pipe：这是一个管道，没有程序往里面写\n",
        ),
        (
            ["check", "./pipe"],
            "error[TR001]: the file cannot be read: it is a pipe into which nobody writes\n --> ./pipe\n",
            "错误[TR001]：无法读取文件：这是一个管道，没有程序往里面写\n --> ./pipe\n",
        ),
        (
            ["verify", "signed.csv", "schools.toml", "schools.csv", "--key", "pipe"],
            "error: the key in pipe cannot be read: it is a pipe into which nobody writes\n",
            "错误：pipe 中的密钥无法读取：这是一个管道，没有程序往里面写\n",
        ),
    ],
    ids=["results", "outcomes", "policy", "key"],
)
def test_a_pipe_into_which_nobody_writes_is_told(
    arguments: list[str], en: str, zh: str, call: Call, folder: Path, pipe: str
) -> None:
    del pipe
    write_keys(folder)
    options = ["--record", "--sign", "office.key", "--output", "signed.csv"]
    assert call("evaluate", "schools.toml", "schools.csv", *options).status == 0
    for language, said in (("en", en), ("zh", zh)):
        ran = call(*arguments, "--lang", language)
        assert (ran.status, (ran.text + ran.errors)[: len(said)]) == (2, said)


def test_a_state_is_not_waited_for_either(pipe: str) -> None:
    pytest.importorskip("pyarrow", reason="the extra columnar is not installed")
    from targetrules.frames.states.state import State

    with pytest.raises(StateError) as raised:
        State.load(pipe)
    assert str(raised.value).startswith("the state in pipe cannot be read: it is a pipe into which nobody writes\n")
    assert raised.value.text("zh").startswith("pipe 中的状态无法读取：这是一个管道，没有程序往里面写\n")


def test_whoever_opens_a_pipe_late_and_writes_slowly_is_waited_for(
    folder: Path, pipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given, "_PATIENCE", 60)
    data = (folder / "schools.csv").read_bytes()

    def write() -> None:
        time.sleep(0.1)
        with Path(pipe).open("wb", buffering=0) as file:
            for part in (data[:1], data[1:50], data[50:]):
                time.sleep(0.05)
                file.write(part)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert len(read_table(pipe)) == len(read_table("schools.csv"))
    finally:
        writer.join()


@pytest.mark.parametrize("written", [b"", b"unit,period\na,2020\n"], ids=["nothing", "rows"])
def test_a_pipe_of_a_shell_is_read_to_its_end(written: bytes) -> None:
    """Where the writer has gone already nobody can come: what was not written is not waited for."""
    reading, writing = os.pipe()
    os.write(writing, written)
    os.close(writing)
    try:
        if written:
            assert len(read_table(f"/dev/fd/{reading}", format="csv")) == 1
        else:
            with pytest.raises(ResultsError, match="nothing stands in it"):
                read_table(f"/dev/fd/{reading}", format="csv")
    finally:
        os.close(reading)


def test_a_policy_may_come_from_a_pipe(folder: Path) -> None:
    reading, writing = os.pipe()
    threading.Thread(target=_fill, args=(writing, (folder / "schools.toml").read_bytes())).start()
    try:
        assert load(Path(f"/dev/fd/{reading}")).id == "schools"
    finally:
        os.close(reading)


def _fill(writing: int, data: bytes) -> None:
    with os.fdopen(writing, "wb") as file:
        time.sleep(0.1)
        file.write(data)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_standard_input_that_does_not_wait_is_not_taken_for_one_that_ends(language: str, folder: Path) -> None:
    """Of half the rows a decision would be made."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.write(writing, b"unit,period,score\n")
    argv = [sys.executable, "-m", "targetrules", "evaluate", "schools.toml", "-", "--lang", language]
    try:
        ran = subprocess.run(argv, cwd=folder, stdin=reading, capture_output=True, encoding="utf-8", check=False)
    finally:
        os.close(reading)
        os.close(writing)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[2:] == [
        {
            "en": "<stdin>: the file cannot be read: there is nothing to read in it yet [RES01]",
            "zh": "<stdin>：文件无法读取：里面还没有内容可读 [RES01]",
        }[language]
    ]


def test_what_cannot_be_read_is_named(call: Call, folder: Path) -> None:
    del folder
    ran = call("verify", "/proc/self/mem", "schools.toml", "schools.csv")
    assert (ran.status, ran.text, ran.errors) == (2, "", "error: /proc/self/mem: Input/output error\n")


def test_a_standard_input_that_can_only_be_written_is_told(folder: Path) -> None:
    argv = [sys.executable, "-m", "targetrules", "evaluate", "schools.toml", "-", "--lang", "en"]
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        ran = subprocess.run(argv, cwd=folder, stdin=nowhere, capture_output=True, encoding="utf-8", check=False)
    assert ran.stderr.splitlines()[2:] == [
        "<stdin>: the file cannot be read: it is closed, or open for writing alone [RES01]"
    ]
