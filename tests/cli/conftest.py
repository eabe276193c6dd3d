"""A folder with files to work on, and a way to call the program as users do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import command_line
from tests.command_line import Ran

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"


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
        return command_line.call(arguments, stdin=stdin)

    return called
