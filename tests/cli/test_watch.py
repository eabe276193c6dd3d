"""``targetrules watch``: a process that looks at a policy after each save, until it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Final

import pytest

from targetrules import load
from targetrules.watching import Saves
from tests.command_line import call
from tests.recorded import check_recorded

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process is interrupted by a signal here")

POLICY: Final = """\
format = 1
[policy]
id = "county"
title = "County"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[examples]]
name = "one"
history = [{ period = 2020, score = 65 }]
expect = { 2020 = { grade = "good" } }
"""
WAITS: Final = "Waiting for the next save; Ctrl-C ends."
_LONGEST: Final = 60


class Watch:
    """The process, and what it says between two saves."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        program = [sys.executable, "-W", "error", "-u", "-m", "targetrules", "watch", *arguments, "--lang", "en"]
        both: dict[str, int] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(program, cwd=folder, text=True, encoding="utf-8", **both)  # type: ignore[call-overload]
        self.lines: Queue[str] = Queue()
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def said(self) -> list[str]:
        """All lines up to the next wait."""
        found = []
        while (line := self.lines.get(timeout=_LONGEST)) != WAITS:
            found.append(line)
        return [line for line in found if line]

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return int(self.process.wait(_LONGEST))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "county.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "results.csv").write_text("unit,period,score\nA,2023,62\nB,2023,80\n", encoding="utf-8")
    found = Watch("county.toml", "results.csv", folder=tmp_path)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait(_LONGEST)
    found.reader.join(_LONGEST)
    found.process.stdout.close()


def test_each_save_is_looked_at(watch: Watch, tmp_path: Path) -> None:
    policy, results = tmp_path / "county.toml", tmp_path / "results.csv"
    told = ["# as it stands first", *watch.said()]
    policy.write_text(POLICY.replace("good = 60", "good = 70"), encoding="utf-8")
    told += ["", "# good = 70 in place of 60", *watch.said()]
    policy.write_text(POLICY.replace('by = "score"', 'by = "scroe"'), encoding="utf-8")
    told += ["", '# by = "scroe"', *watch.said()]
    policy.write_text(POLICY, encoding="utf-8")
    told += ["", "# as it was first", *watch.said()]
    results.write_text("unit,period,score\nA,2023,42\nB,2023,80\n", encoding="utf-8")
    told += ["", "# results: A has 42 in place of 62", *watch.said()]
    results.write_text("unit,period,score\nA,2023,420\n", encoding="utf-8")
    told += ["", "# results: A has 420", *watch.said()]
    assert watch.interrupt() == 0
    check_recorded(Path(__file__).with_name("watch.txt"), "\n".join(told) + "\n")


def test_a_file_that_is_named_otherwise_is_not_saved_by_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    policy = tmp_path / "county.toml"
    policy.write_text(POLICY, encoding="utf-8")
    pauses = list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            policy.write_text(POLICY + "\n", encoding="utf-8")

    monkeypatch.setattr("targetrules.watching.time.sleep", pause)
    saves = Saves("county.toml")
    saves.begin()
    saves.rests_on = load("county.toml").files
    saves.wait()
    assert len(pauses) == 4  # two in which nothing happened, the save, and one in which the file stayed as it was


def test_the_standard_input_cannot_be_watched() -> None:
    refused = call(("watch", "-", "--lang", "en"))
    assert refused.status == 2
    assert "error: files are watched; the standard input (-) cannot be" in refused.errors
