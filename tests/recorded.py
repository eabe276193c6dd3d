"""Whole outputs held against a file: what is printed today must be what was read and approved once.

Set UPDATE_RECORDED=1 to write the files anew, then read the difference in git before it is committed.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

__all__ = ["check_recorded"]


def check_recorded(path: Path, text: str) -> None:
    """Fail, with a unified diff, unless the file holds exactly this text (UTF-8, line endings included)."""
    __tracebackhide__ = True
    if os.environ.get("UPDATE_RECORDED") == "1":
        _record(path, text)
        return
    if not path.exists():
        pytest.fail(
            f"{path}: nothing is recorded yet; run with UPDATE_RECORDED=1 and read what it writes", pytrace=False
        )
    recorded = path.read_bytes().decode("utf-8")
    if recorded != text:
        pytest.fail(_difference(path, recorded, text), pytrace=False)


def _record(path: Path, text: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{path}: UPDATE_RECORDED=1 is for people; CI compares and never records", pytrace=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _difference(path: Path, recorded: str, text: str) -> str:
    lines = difflib.unified_diff(_shown(recorded), _shown(text), f"{path} (recorded)", "now", lineterm="")
    return "\n".join(("not what is recorded (UPDATE_RECORDED=1 records it anew):", *lines))


def _shown(text: str) -> list[str]:
    """The lines; one that does not end in a plain newline is shown as Python writes it, ending included."""
    lines = text.splitlines(keepends=True)
    return [line[:-1] if line.endswith("\n") and not line.endswith("\r\n") else repr(line) for line in lines]
