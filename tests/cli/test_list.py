"""The policies that are installed. Their table is recorded in `sessions/`; other packages come in `packaging/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from targetrules.cli import list as command
from targetrules.installed import Installed, Survey
from tests.cli.conftest import ROOT, Call


def test_json_has_every_policy_with_its_titles_and_digest(call: Call) -> None:
    found = json.loads(call("list", "--format", "json").text)
    assert (list(found), found["passed_over"]) == (["policies", "passed_over"], [])
    listed = found["policies"]
    there = (each for each in (ROOT / "policies").glob("*.toml") if not each.name.endswith(".examples.toml"))
    files = sorted(there, key=lambda each: each.stem)
    assert [each["id"] for each in listed] == [file.stem for file in files]
    assert [each["sha256"] for each in listed] == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert {tuple(sorted(each["title"])) for each in listed} == {("en", "zh")}
    assert {each["package"] for each in listed} == {"targetrules"}


def test_json_is_the_same_in_every_language(call: Call) -> None:
    assert call("list", "--format", "json", "--lang", "zh").out == call("list", "--format", "json").out


def test_a_policy_that_cannot_be_used_is_listed_as_such(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that brings a faulty policy does not hide the others."""
    brought = [Installed(name, "somebody", folder / f"{name}.toml", None) for name in ("faulty", "schools")]
    monkeypatch.setattr(command, "survey", lambda: Survey(tuple(brought), ()))
    ran = call("list", "--lang", "zh")
    assert ran.text.splitlines() == [
        "政策     名称                       软件包",
        "-" * 44,
        "faulty   （无法使用，有 3 处错误）  somebody",
        "schools  学校（虚构）               somebody",
    ]
    listed = json.loads(call("list", "--format", "json").text)["policies"]
    assert [(each["faults"], each["title"]) for each in listed] == [
        (3, None),
        (0, {"en": "Schools (invented)", "zh": "学校（虚构）"}),
    ]
