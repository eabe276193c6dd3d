"""A standard stream that is closed, and links that lead in a circle, are plain messages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Call

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shell that closes streams"),
]

NO_INPUT = "error: the standard input is closed; give the name of a file instead of -\n"
NO_OUTPUT = "error: the standard output is closed, and what was asked for can be written nowhere\n"
OTHER_WAY = "error: the standard input or output is closed, or leads the other way\n"
REMARK = "note: Columns that no input is read from: remark.\n"


def run(arguments: str, streams: str) -> tuple[int, str, str]:
    """The exit status, the output and the errors of a call with its streams redirected by a shell."""
    command = f'"{sys.executable}" -m targetrules {arguments} --lang en {streams}'
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, encoding="utf-8")
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        "check -",
        "evaluate - schools.csv",
        "evaluate schools.toml - --input-format csv",
        "explain schools.toml - --input-format csv --unit A --period 2011Q1",
        "verify - schools.toml schools.csv",
    ],
)
def test_a_closed_input(arguments: str) -> None:
    assert run(arguments, "<&-") == (2, "", NO_INPUT)


@pytest.mark.parametrize(
    "arguments",
    [
        "check schools.toml",
        "evaluate schools.toml schools.csv",
        "evaluate schools.toml schools.csv --output - --format parquet",
        "evaluate schools.toml not-there.csv --format json",
        "list",
        "init new.toml",
        "init -",
        "check --help",
        "--help",
        "--version",
        "",
        "test schools.toml",
        "explain schools.toml schools.csv --unit East --period 2024Q1",
        "verify outcomes.csv schools.toml schools.csv",
        "key new",
    ],
)
def test_a_closed_output(arguments: str, call: Call) -> None:
    assert call("evaluate", "schools.toml", "schools.csv", "--record", "--output", "outcomes.csv").status == 0
    status, output, errors = run(arguments, ">&-")
    assert (status, output, errors.removeprefix(REMARK)) == (2, "", NO_OUTPUT)
    assert not Path("new.toml").exists()
    assert not Path("new").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("arguments", ["--version", "--help", "check schools.toml", "list"])
def test_an_output_without_room(arguments: str) -> None:
    assert run(arguments, ">/dev/full") == (2, "", "error: there is no room left\n")


@pytest.mark.parametrize("streams", ["<&-", ">&-", "<&- >&-", "<&- >&- 2>&-", "2>&-"])
def test_a_file_is_written_without_streams(streams: str, call: Call) -> None:
    remark = "" if "2" in streams else REMARK
    assert run("evaluate schools.toml schools.csv --output outcomes.csv", streams) == (0, "", remark)
    assert Path("outcomes.csv").read_bytes() == call("evaluate", "schools.toml", "schools.csv", "--format", "csv").out


@pytest.mark.parametrize(
    ("arguments", "streams"), [("list", "1</dev/null"), ("check -", "0>new"), ("check schools.toml", "1<schools.csv")]
)
def test_a_stream_that_leads_the_other_way(arguments: str, streams: str) -> None:
    assert run(arguments, streams) == (2, "", OTHER_WAY)


def test_nothing_is_said_where_errors_go_nowhere() -> None:
    assert run("evaluate schools.toml not-there.csv", "2>&-") == (2, "", "")


ADVICE = "check the name and the folder; `targetrules list` shows the policies that are installed"
ADVICE_ZH = "请检查文件名和所在文件夹；`targetrules list` 可列出已安装的政策"
SAID = {
    ("check", "loop.toml", "--format", "concise"): (
        "loop.toml: TR001: the file cannot be read: it is a link that leads back to itself; " + ADVICE,
        "loop.toml: TR001：无法读取文件：这是一个绕回自身的链接；" + ADVICE_ZH,
    ),
    ("check", "loop", "--format", "concise"): (
        "loop: TR001: the file cannot be read: it is a link that leads back to itself; " + ADVICE,
        "loop: TR001：无法读取文件：这是一个绕回自身的链接；" + ADVICE_ZH,
    ),
    ("check", "./loop", "--format", "concise"): (
        "./loop: TR001: the file cannot be read: it is a link that leads back to itself; " + ADVICE,
        "./loop: TR001：无法读取文件：这是一个绕回自身的链接；" + ADVICE_ZH,
    ),
    ("check", "loop/policy", "--format", "concise"): (
        "loop/policy: TR001: the file cannot be read: it is a link that leads back to itself; " + ADVICE,
        "loop/policy: TR001：无法读取文件：这是一个绕回自身的链接；" + ADVICE_ZH,
    ),
    ("check", "./nowhere", "--format", "concise"): (
        "./nowhere: TR001: the file cannot be read: there is no such file; " + ADVICE,
        "./nowhere: TR001：无法读取文件：没有这个文件；" + ADVICE_ZH,
    ),
    ("check", "dangling", "--format", "concise"): (
        "dangling: TR001: the file cannot be read: there is no such file; " + ADVICE,
        "dangling: TR001：无法读取文件：没有这个文件；" + ADVICE_ZH,
    ),
    ("evaluate", "schools.toml", "loop.csv"): (
        "loop.csv: the file cannot be read: it is a link that leads back to itself [RES01]",
        "loop.csv：文件无法读取：这是一个绕回自身的链接 [RES01]",
    ),
    ("verify", "loop.csv", "schools.toml", "schools.csv"): (
        "error: loop.csv: this is a link that leads back to itself",
        "错误：loop.csv：这是一个绕回自身的链接",
    ),
    ("evaluate", "schools.toml", "schools.csv", "--output", "loop.csv"): (
        "error: loop.csv is a link that leads back to itself; write into another file",
        "错误：loop.csv 是一个绕回自身的链接；请写到另一个文件",
    ),
    ("init", "loop.toml"): (
        "error: loop.toml is there already, and is left alone",
        "错误：loop.toml 已经存在，没有改动",
    ),
}


@pytest.mark.parametrize("arguments", SAID, ids=" ".join)
def test_links_in_a_circle(arguments: tuple[str, ...], call: Call) -> None:
    Path("dangling").symlink_to("not-there")
    for name in ("loop.toml", "loop.csv", "loop"):
        Path(name).symlink_to(f"2-{name}")
        Path(f"2-{name}").symlink_to(name)
    for language, message in zip(("en", "zh"), SAID[arguments], strict=True):
        ran = call(*arguments, "--lang", language)
        assert (ran.status, (ran.text + ran.errors).splitlines()[-1]) == (2, message)
