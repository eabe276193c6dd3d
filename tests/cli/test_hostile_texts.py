"""Texts that others wrote never act on the reader's terminal: labels, names of units, files, sheets and columns."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from targetrules.cli import list as list_command
from targetrules.cli import terminal
from targetrules.installed import Installed, Survey
from tests.cli.conftest import Call
from tests.command_line import Ran
from tests.results.workbooks import workbook

ACTS = "\x1b[2J\x1b]0;verified\x07\r\x9b1A\u202e\nverified\x7f\u2028"
"""Clears the screen, names the window, rings, goes back, goes up, turns round, and speaks on a line of its own."""

TYPED = json.dumps(ACTS)[1:-1].replace("\x7f", "\\u007f")
"""The same in TOML."""

SEEN = r"\x1b[2J\x1b]0;verified\x07\r\x9b1A\u202e\nverified\x7f\u2028"

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_IN_A_NAME = "\n\u202e"

pytestmark = pytest.mark.usefixtures("coloured")


@pytest.fixture
def coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a terminal: nothing is taken out of what is printed."""
    monkeypatch.setattr(terminal, "colour_setting", lambda _: True)


@pytest.fixture
def hostile(folder: Path) -> tuple[str, str]:
    """A policy whose every label acts on a terminal, and results whose units have names of two lines."""
    policy, results = folder / f"policy{ACTS}.toml", folder / f"results{ACTS}.csv"
    text = (folder / "schools.toml").read_text(encoding="utf-8")
    policy.write_text(re.sub(r'(en|zh) = "([^"]*)"', lambda label: f'{label[0][:-1]}{TYPED}"', text), encoding="utf-8")
    rows = (folder / "schools.csv").read_text(encoding="utf-8")
    for name in ("East", "West", "North"):
        rows = rows.replace(f"{name},", f'"{name}{_IN_A_NAME}verified",')
    results.write_text(rows, encoding="utf-8")
    return policy.name, results.name


def said(ran: Ran) -> str:
    """All that was printed, without our colours: nothing else in it acts."""
    text = _COLOUR.sub("", ran.text + ran.errors)
    acting = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} and each != "\n"}
    assert not acting, text
    assert not [line for line in text.split("\n") if line.startswith("verified")], text
    return text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_and_names_of_units_are_shown_with_what_is_in_them(
    language: str, call: Call, hostile: tuple[str, str]
) -> None:
    unit = f"West{_IN_A_NAME}verified"
    lang = ("--lang", language)
    ran, plain = call("evaluate", *hostile, *lang), call("evaluate", "schools.toml", "schools.csv", *lang)
    assert len(ran.text.splitlines()) == len(plain.text.splitlines())
    table = said(ran)
    assert r"West\n\u202everified" in table
    assert SEEN in table
    explained = said(call("explain", *hostile, "--unit", unit, "--period", "2024Q2", *lang))
    assert r"West\n\u202everified" in explained
    assert SEEN in explained
    for command in ("check", "test"):
        assert SEEN in said(call(command, hostile[0], *lang))


def test_a_table_in_a_file_is_shown_so_too(call: Call, folder: Path, hostile: tuple[str, str]) -> None:
    assert call("evaluate", *hostile, "--output", "table.txt").status == 0
    said(Ran(0, (folder / "table.txt").read_bytes(), b""))


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_data_for_programs_is_what_was_read(form: str, call: Call, hostile: tuple[str, str]) -> None:
    out = call("evaluate", *hostile, "--format", form).text
    assert (f"West{_IN_A_NAME}verified" if form == "csv" else "West\\n\\u202everified") in out
    if form == "json":
        assert f"West{_IN_A_NAME}verified" in {each["unit"] for each in json.loads(out)["outcomes"]}


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "--format", "json", "--record"],
        ["evaluate", "--format", "jsonl", "--record"],
        ["explain", "--format", "json", "--unit", f"West{_IN_A_NAME}verified", "--period", "2024Q2"],
        ["check", "--format", "json"],
    ],
    ids=" ".join,
)
def test_json_writes_out_what_would_act_where_it_is_shown(
    arguments: list[str], call: Call, hostile: tuple[str, str]
) -> None:
    policy, results = hostile
    command, *options = arguments
    if command == "check":
        Path(policy).write_bytes(
            Path(policy).read_bytes().replace(b"format = 1", f'"{TYPED}" = 1\nformat = 1'.encode())
        )
    ran = call(command, policy, *([] if command == "check" else [results]), *options)
    said(Ran(ran.status, ran.out, b""))
    shown = [json.loads(line) for line in ran.text.splitlines()] if "jsonl" in options else json.loads(ran.text)
    assert any(f"{_IN_A_NAME}verified" in text or ACTS in text for text in _texts(shown))


def _texts(values: object) -> Iterator[str]:
    match values:
        case str():
            yield values
        case dict():
            yield from (text for pair in values.items() for each in pair for text in _texts(each))
        case list():
            yield from (text for each in values for text in _texts(each))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "schools.toml", f"{ACTS}.csv"],
        ["evaluate", f"{ACTS}.toml", "schools.csv"],
        ["evaluate", ACTS, "schools.csv"],
        ["evaluate", "schools.toml", "schools.csv", "--unit", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--period", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--sheet", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--unit-column", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--encoding", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--format", ACTS],
        ["evaluate", "schools.toml", "schools.csv", "--output", f"{ACTS}.doc"],
        ["evaluate", "schools.toml", "schools.csv", ACTS],
        ["evaluate", "schools.toml", "schools.csv", f"--{ACTS}"],
        ["evaluate", "schools.toml", "schools.csv", "--same", ACTS],
        ["explain", "schools.toml", "schools.csv", "--unit", "West", "--period", "2024Q2", "--consequence", ACTS],
        ["verify", f"{ACTS}.csv", "schools.toml", "schools.csv"],
        ["check", f"{ACTS}.toml"],
        ["init", f"{ACTS}/policy.toml"],
        [ACTS],
    ],
    ids=lambda arguments: " ".join(arguments).replace(ACTS, "ACTS"),
)
def test_a_wrong_call_is_told_with_what_was_typed(arguments: list[str], language: str, call: Call) -> None:
    """Shells put names of files into calls, and files come from others."""
    ran = call(*arguments, "--lang", language)
    assert ran.status in (1, 2)
    said(ran)


@pytest.mark.parametrize("form", ["human", "concise"])
def test_faults_of_a_policy_are_told_so(form: str, call: Call, folder: Path) -> None:
    name = f"faulty{ACTS}.toml"
    text = (folder / "faulty.toml").read_text(encoding="utf-8")
    (folder / name).write_text(f'"{TYPED}" = 1\n{text}', encoding="utf-8")
    told = said(call("check", name, "--format", form))
    assert f"faulty{SEEN}.toml:1:1" in told


def test_problems_of_results_are_told_so(call: Call, folder: Path) -> None:
    rows = [
        ["unit", "period", "score", "pupils", f"passed{_IN_A_NAME}verified"],
        [f"A{_IN_A_NAME}", "2024Q1", "x\n\u202ey"],
    ]
    (folder / f"{ACTS}.xlsx").write_bytes(workbook({f"S{_IN_A_NAME}": rows}))
    told = said(call("evaluate", "schools.toml", f"{ACTS}.xlsx"))
    assert SEEN in told
    assert r"S\n\u202e" in told
    assert r"x\n\u202ey" in told


def test_a_record_that_prints_its_own_verdict_is_told_so(call: Call, folder: Path) -> None:
    """A forged file of outcomes, whose unit clears the screen and says that it was verified."""
    assert call("evaluate", "schools.toml", "schools.csv", "--record", "--output", "o.csv").status == 0
    file = folder / "o.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("\nEast,", f'\n"East{ACTS}",', 1), encoding="utf-8")
    ran = call("verify", "o.csv", "schools.toml", "schools.csv")
    assert ran.status == 1
    assert f"East{SEEN}" in said(ran)


def test_titles_and_names_of_installed_policies_are_listed_so(
    call: Call, folder: Path, hostile: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = [Installed(f"id{ACTS}", f"package{ACTS}", folder / hostile[0], None)]
    monkeypatch.setattr(list_command, "survey", lambda: Survey(tuple(brought), ()))
    listed = said(call("list"))
    assert all(f"{each}{SEEN}" in listed for each in ("id", "package", "Schools (invented)"))
