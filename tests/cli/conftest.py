"""A folder with files to work on, and a way to call the program as users do."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from targetrules.cli.program import run

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"


@frozen
class Ran:
    """What a call did: its exit status, what went to the standard output and to the standard error."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def errors(self) -> str:
        return self.err.decode("utf-8")


Call = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of `files/` and the invented counties, in a folder that is the current one."""
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "examples" / "counties.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the program within this process, in an environment that says nothing of language and colour."""
    del folder
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TARGETRULES_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def called(*arguments: str, stdin: bytes = b"") -> Ran:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as streams:
            streams.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            streams.setattr(sys, "stdout", stdout := io.TextIOWrapper(out, encoding="utf-8", newline=""))
            streams.setattr(sys, "stderr", stderr := io.TextIOWrapper(err, encoding="utf-8", newline=""))
            status = run(arguments)
            stdout.flush()
            stderr.flush()
        return Ran(status, out.getvalue(), err.getvalue())

    return called
