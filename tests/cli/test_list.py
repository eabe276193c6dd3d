"""The policies that are installed. Their table is recorded in `sessions/`; other packages come in `packaging/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from targetrules.cli import list as command
from targetrules.installed import Head, Installed, Survey
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


TITLED = """\
format = 1
[policy]
id = "p"
[policy.description]
en = "It has a line with a table."
zh = "有一行是表。"
[policy.title]
en = "P"
zh = "甲"
[inputs.score]
type = "number"
"""


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        (TITLED, True),
        (TITLED.replace("[inputs.score]", "[inputs"), True),  # what follows is not read
        (TITLED.replace('zh = "甲"\n', ""), False),
        (TITLED.replace("[policy.title]\nen", "[[grades]]\nid"), False),
        (TITLED.replace("with a table.", "with").replace('"It', '"""It').replace('with"', 'with\n[table]"""'), False),
        (TITLED.replace("[policy.title]", "[policy"), False),
        (TITLED.replace("[policy]", 'policy = "p"\n[other]'), False),
    ],
)
def test_the_title_is_read_where_it_stands_in_the_head_of_the_file(
    tmp_path: Path,
    text: str,
    is_read: bool,  # noqa: FBT001
) -> None:
    file = tmp_path / "p.toml"
    file.write_text(text, encoding="utf-8")
    head = Installed("p", "targetrules", file, None).head()
    assert head == (Head({"en": "P", "zh": "甲"}, hashlib.sha256(text.encode()).hexdigest()) if is_read else None)
