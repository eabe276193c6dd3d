"""Terminals, pipes and encodings: colour, width, progress, and ends that are quiet. With real processes."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from attrs import frozen

from tests.command_line import Ran, call

PROGRAM = [sys.executable, "-m", "targetrules"]
ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")

pytestmark = pytest.mark.usefixtures("folder")
on_terminals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@frozen
class Shown:
    """What a process sent to a terminal, and its exit status."""

    data: bytes
    status: int

    @property
    def lines(self) -> list[str]:
        """As they are read, without what moves and colours."""
        return ESCAPE.sub(b"", self.data).decode("utf-8").replace("\r", "").splitlines()


def environment(**more: str) -> dict[str, str]:
    left = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "NO_COLOR", "COLUMNS"))
    }
    return {**left, "TERM": "xterm-256color", **more}


def on_terminal(*arguments: str, width: int = 80, error_only: bool = False, **more: str) -> Shown:
    """Run with a terminal of this width as standard error, and as standard output unless ``error_only``."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    out = subprocess.DEVNULL if error_only else theirs
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdout=out, stderr=theirs, stdin=theirs, env=environment(**more)
    ) as process:
        os.close(theirs)
        data = b"".join(chunks(ours))
    os.close(ours)
    return Shown(data, process.returncode)


def chunks(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return
        if not chunk:
            return
        yield chunk


def piped(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *arguments], env=environment(**more), capture_output=True, check=False)


def within(*arguments: str, terminal: bool = False, **more: str) -> Ran:
    """Within this process, which is quicker; errors among the rest where it passes for a terminal of 80 columns."""
    with patch.dict(os.environ, environment(COLUMNS="80", **more), clear=True):
        return call(arguments, together=terminal, terminal=terminal)


# ---- colour ----------------------------------------------------------------------------------------------------------

COLOURED = {
    "check": ["check", "faulty.toml"],
    "evaluate": ["evaluate", "schools.toml", "schools.csv"],
    "test": ["test", "failing.toml"],
    "usage": ["evaluate", "schools.toml"],
    "bad-policy": ["evaluate", "faulty.toml", "schools.csv"],
}


@pytest.mark.parametrize("arguments", COLOURED.values(), ids=COLOURED)
def test_colour_is_for_terminals_and_only_where_it_is_wanted(arguments: list[str]) -> None:
    coloured = within(*arguments, terminal=True).out
    assert b"\x1b[" in coloured
    plain = ESCAPE.sub(b"", coloured)
    assert within(*arguments, terminal=True, NO_COLOR="1").out == plain
    assert within(*arguments, terminal=True, TERM="dumb").out == plain
    assert b"\x1b" not in within(*arguments).out


@on_terminals
def test_a_real_terminal_shows_what_passes_for_one() -> None:
    shown = on_terminal("check", "faulty.toml")
    assert shown.data.replace(b"\r\n", b"\n") == within("check", "faulty.toml", terminal=True).out


# ---- width -----------------------------------------------------------------------------------------------------------


@on_terminals
def test_a_table_fits_a_terminal_of_80_columns() -> None:
    shown = on_terminal("evaluate", "jincheng-2010", "counties.csv", "--unit", "丁县", "--lang", "en", NO_COLOR="1")
    assert shown.lines[1:] == [
        "Annual target-responsibility assessment: rewards and penalties (jincheng-2010)",
        "",
        "unit  year  grade    consequences                                   undetermined",
        "-" * 80,
        "丁县  2009  Average  Written report with time-limited",
        "                     rectification",
        "",
        "丁县  2010  Poor     Warning talk, time-limited rectification;",
        "                     Written report with time-limited",
        "                     rectification",
        "",
        "丁县  2011  Poor     Reorganisation of the leadership;",
        "                     Warning talk, time-limited rectification;",
        "                     Written report with time-limited",
        "                     rectification",
        "",
        "丁县  2012  Average  Written report with time-limited",
        "                     rectification",
    ]


@on_terminals
def test_a_table_fits_a_narrow_terminal_in_chinese() -> None:
    shown = on_terminal(
        "evaluate", "jincheng-2010", "counties.csv", "--unit", "丁县", "--period", "2011", width=50, LANG="zh_CN.UTF-8"
    )
    assert shown.lines[1:] == [
        "年度目标责任考核奖惩办法（jincheng-2010）",
        "",
        "单位  年度  等次  处理结果                无法判定",
        "-" * 50,
        "丁县  2011  较差  组织调整；",
        "                  诫勉谈话，限期整改；",
        "                  写出书面报告，分析原",
        "                  因，拿出限期整改意见",
    ]


@on_terminals
def test_the_line_of_a_fault_is_shortened_to_the_terminal() -> None:
    shown = on_terminal("check", "faulty.toml", width=60, LANG="zh_CN.UTF-8", NO_COLOR="1")
    assert shown.lines[-8:-2] == [
        "错误[TR024]：没有“exellent”这个等次",
        "  --> faulty.toml:27:106",
        "   |",
        '27 | ... 90 } }, { grade = "exellent" }, { "总分" = { abo...',
        "   |                       ^^^^^^^^^^",
        "   = 等次由好到差：good、poor",
    ]


# ---- progress --------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(folder: Path) -> str:
    """Results that take a while."""
    rows = (f"unit-{unit},{year},county,{unit % 101},good" for year in (2010, 2011) for unit in range(2500))
    (folder / "many.csv").write_text("unit,period,kind,score,grade\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return "many.csv"


@on_terminals
def test_progress_is_shown_on_a_terminal_and_taken_away(many: str) -> None:
    shown = on_terminal("evaluate", "jincheng-2010", many, "--format", "csv", error_only=True, LANG="zh_CN.UTF-8")
    text = shown.data.decode("utf-8")
    assert shown.status == 0
    assert re.search(r"正在评定.*100%", text)
    assert text.rstrip("\r\n").endswith("\x1b[2K")  # the line is cleared at the end


def test_progress_is_not_shown_elsewhere(many: str) -> None:
    done = piped("evaluate", "jincheng-2010", many, "--format", "csv", "--lang", "zh")
    assert done.returncode == 0
    assert "正在评定" not in done.stderr.decode("utf-8")


@on_terminals
def test_progress_is_not_shown_for_a_few_results() -> None:
    shown = on_terminal("evaluate", "schools.toml", "schools.csv", "--format", "csv", error_only=True, LANG="C")
    assert shown.lines == ["note: Columns that no input is read from: remark."]


# ---- ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells it otherwise")
@pytest.mark.parametrize(
    "arguments",
    [["list"], ["evaluate", "schools.toml", "schools.csv", "--format", "jsonl"], ["--help"], ["check", "faulty.toml"]],
)
def test_a_reader_that_went_away_ends_it_quietly(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PROGRAM, *arguments], stdout=closed, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode not in (0, 2)
    assert done.stderr.decode("utf-8") in ("", "note: Columns that no input is read from: remark.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert (done.returncode, done.stderr.decode("utf-8")) == (2, "error: there is no room left\n")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "没有错误"), ("gbk", "没有错误"), ("cp1252", r"\u6ca1\u6709\u9519\u8bef")],
)
def test_an_encoding_that_lacks_the_characters_is_no_error(encoding: str, shown: str) -> None:
    done = piped("check", "schools.toml", "--lang", "zh", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown in done.stdout.decode(encoding)


def test_data_is_utf8_whatever_the_terminal_has() -> None:
    arguments = ["evaluate", "jincheng-2010", "counties.csv", "--format", "csv"]
    usual = within(*arguments).out
    assert piped(*arguments, PYTHONIOENCODING="cp1252").stdout == usual
    assert "丁县" in usual.decode("utf-8")


# ---- weight ----------------------------------------------------------------------------------------------------------

HEAVY: Mapping[str, list[str]] = {
    "import targetrules": [
        "click",
        "rich",
        "cattrs",
        "toml",
        "tree_sitter",
        "targetrules.policy",
        "targetrules.wording",
    ],
    "from targetrules.cli.program import run; run(['--help'])": [
        "cattrs",
        "toml",
        "tree_sitter",
        "rich.console",
        "rich.progress",
        "targetrules.policy",
        "targetrules.results",
    ],
    "from targetrules.cli.program import run; run(['check', 'schools.toml'])": [
        "cattrs",
        "toml",
        "tree_sitter",
        "rich.console",
        "rich.progress",
        "targetrules.explanation",
    ],
    "from targetrules.cli.program import run; run(['evaluate', 'jincheng-2010', 'counties.csv', '--format', 'json'])": [
        "cattrs",
        "toml",
        "tree_sitter",
        "numpy",
        "pyarrow",
        "hypothesis",
    ],
}


@pytest.mark.parametrize("code", HEAVY)
def test_nothing_is_loaded_that_is_not_needed(code: str) -> None:
    told = f"import sys\n{code}\nprint('loaded:', [name for name in {HEAVY[code]!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, env=environment())
    assert done.stdout.decode().splitlines()[-1] == "loaded: []"


# ---- what is typed ---------------------------------------------------------------------------------------------------

POSIX = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
"""A locale that knows ASCII alone, in which Python is told to keep to it."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX locale")
@pytest.mark.parametrize(
    "options",
    [
        ["--unit", "丁县"],
        ["--period", "2011年"],
        ["--unit-column", "单位"],
        ["--same", "丁县=甲县二"],
        ["--genuine", "甲县", "--leave-out", "乙县"],
    ],
    ids=" ".join,
)
def test_what_is_typed_is_read_as_utf8_where_the_locale_has_but_ascii(options: list[str], folder: Path) -> None:
    rows = (folder / "counties.csv").read_text(encoding="utf-8").replace("unit,", "单位,", 1)
    (folder / "各县.csv").write_text(rows, encoding="utf-8")
    arguments = ["evaluate", "jincheng-2010", "各县.csv", "--format", "csv", "--record", *options]
    usual, posix = within(*arguments), piped(*arguments, **POSIX)
    assert (usual.status, posix.returncode) == (0, 0)
    assert posix.stdout == usual.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX locale")
@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "schools.toml", "无.csv"],
        ["check", "无.toml"],
        ["check", "无"],
        ["check", "无/政策"],
        ["verify", "无.csv", "schools.toml", "schools.csv"],
        ["verify", "outcomes.csv", "schools.toml", "schools.csv", "--key", "无"],
        ["evaluate", "schools.toml", "schools.csv", "--record", "--format", "json", "--sign", "无"],
        ["evaluate", "schools.toml", "schools.csv", "--output", "无/结果.csv"],
        ["evaluate", "schools.toml", "空.csv"],
        ["init", "无/政策.toml"],
        ["key", "无/钥"],
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_read_is_called_as_it_was_typed(arguments: list[str], folder: Path) -> None:
    within("evaluate", "schools.toml", "schools.csv", "--record", "--output", "outcomes.csv")
    (folder / "空.csv").write_bytes(b"")
    usual, posix = within(*arguments, "--lang", "en"), piped(*arguments, "--lang", "en", **POSIX)
    assert (posix.returncode, posix.stdout, posix.stderr) == (usual.status, usual.out, usual.err)
    said = (posix.stdout + posix.stderr).decode("utf-8")
    assert posix.returncode == 2
    assert "无" in said or "空" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX locale")
def test_what_is_typed_and_not_there_is_told_as_it_was_typed() -> None:
    done = piped("evaluate", "schools.toml", "schools.csv", "--unit", "丁县", **POSIX)
    assert done.returncode == 2
    assert "the unit “丁县” has no results" in done.stderr.decode("utf-8")
    unread = subprocess.run(
        [*PROGRAM, "evaluate", "schools.toml", "schools.csv", "--unit", b"\xff\xe4"],
        env=environment(**POSIX),
        capture_output=True,
        check=False,
    )
    assert unread.returncode == 2
    assert rb"\udcff\udce4" in unread.stderr
