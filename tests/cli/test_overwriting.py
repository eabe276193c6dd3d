"""`evaluate` never writes over what it reads, and writes no file that its name makes something else of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.command_line import Ran

SCHOOLS = ("evaluate", "schools.toml", "schools.csv")
REMARK = "note: Columns that no input is read from: remark.\n"
LINKED = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets not everybody make links")


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def same(output: str, read: str) -> str:
    return (
        f"error: {output} is the same file as {read}, which is read, and would be overwritten; "
        "write into another file\n"
    )


def check_refused(call: Call, folder: Path, *arguments: str, says: str) -> None:
    before = contents(folder)
    assert call(*arguments) == Ran(2, b"", says.encode())
    assert contents(folder) == before


# ---- the files that are read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [[], ["--format", "csv"], ["--format", "table"]])
@pytest.mark.parametrize("file", ["schools.toml", "schools.csv"])
def test_no_file_that_is_read_is_written_over(file: str, more: list[str], call: Call, folder: Path) -> None:
    check_refused(call, folder, *SCHOOLS, "--output", file, *more, says=same(file, file))


def test_another_way_to_the_same_file_is_seen(call: Call, folder: Path) -> None:
    for way in (f"./{'schools.csv'}", f"../{folder.name}/schools.csv", str(folder / "schools.csv")):
        check_refused(call, folder, *SCHOOLS, "--output", way, says=same(way, "schools.csv"))


@LINKED
@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("file", ["schools.toml", "schools.csv"])
def test_a_link_to_the_same_file_is_seen(file: str, link: Callable[[str, str], None], call: Call, folder: Path) -> None:
    link(file, "outcomes.csv")
    check_refused(call, folder, *SCHOOLS, "--output", "outcomes.csv", says=same("outcomes.csv", file))
    assert (folder / "outcomes.csv").samefile(folder / file)


def test_other_capitals_are_the_same_file_where_the_system_says_so(call: Call, folder: Path) -> None:
    if not (folder / "SCHOOLS.CSV").exists():
        os.link("schools.csv", "SCHOOLS.CSV")  # what a file system without capitals makes of the two names
    check_refused(call, folder, *SCHOOLS, "--output", "SCHOOLS.CSV", says=same("SCHOOLS.CSV", "schools.csv"))


def test_the_examples_beside_a_policy_are_read_as_well(call: Call, folder: Path) -> None:
    (folder / "schools.examples.toml").write_text("examples = []\n", encoding="utf-8")
    output = ("--output", "schools.examples.toml", "--format", "csv")
    check_refused(call, folder, *SCHOOLS, *output, says=same("schools.examples.toml", "schools.examples.toml"))


def test_an_installed_policy_has_a_file_too(call: Call, folder: Path) -> None:
    from targetrules.installed import installed_policies

    file = next(each.file for each in installed_policies() if each.id == "jincheng-2010")
    (folder / "outcomes.csv").symlink_to(str(file))
    ran = call("evaluate", "jincheng-2010", "counties.csv", "--output", "outcomes.csv")
    assert (ran.status, ran.errors) == (2, same("outcomes.csv", str(file)))
    assert file.read_bytes().startswith(b"#")


def test_it_is_said_before_anything_is_read(call: Call, folder: Path) -> None:
    (folder / "bad.csv").write_bytes(b"\0 no table")
    check_refused(
        call, folder, "evaluate", "schools.toml", "bad.csv", "--output", "bad.csv", says=same("bad.csv", "bad.csv")
    )


def test_a_file_that_is_not_read_is_replaced(call: Call, folder: Path) -> None:
    (folder / "other.csv").write_bytes((folder / "schools.csv").read_bytes())
    assert call(*SCHOOLS, "--output", "other.csv").status == 0
    assert (folder / "other.csv").read_bytes() == call(*SCHOOLS, "--format", "csv").out


# ---- standard streams ------------------------------------------------------------------------------------------------


def run(*arguments: str, stdin: Path | None = None, stdout: Path | None = None) -> tuple[int, str]:
    """The exit status and the errors of a process whose streams are redirected, the output so that it is added."""
    with open(stdin or os.devnull, "rb") as given, open(stdout or os.devnull, "ab") as taken:  # noqa: PTH123
        command = [sys.executable, "-m", "targetrules", *arguments, "--lang", "en"]
        ran = subprocess.run(command, stdin=given, stdout=taken, stderr=subprocess.PIPE, check=False)
    return ran.returncode, ran.stderr.decode()


@pytest.mark.parametrize("results", ["-", "/dev/stdin"])
def test_a_redirected_input_is_not_written_over(results: str, folder: Path) -> None:
    if results != "-" and not Path(results).exists():
        pytest.skip("there is no /dev/stdin here")
    before = contents(folder)
    arguments = ("evaluate", "schools.toml", results, "--input-format", "csv", "--output", "schools.csv")
    named = "the standard input" if results == "-" else results
    assert run(*arguments, stdin=folder / "schools.csv") == (2, same("schools.csv", named))
    assert contents(folder) == before


def test_a_redirected_output_is_none_of_the_inputs(folder: Path) -> None:
    before = contents(folder)
    says = same("the standard output", "schools.csv")
    assert run(*SCHOOLS, "--format", "csv", stdout=folder / "schools.csv") == (2, says)
    assert contents(folder) == before


def test_a_stroke_is_the_standard_output(call: Call, folder: Path) -> None:
    assert call(*SCHOOLS, "--output", "-", "--format", "csv") == call(*SCHOOLS, "--format", "csv")
    assert not (folder / "-").exists()


# ---- what the name says ----------------------------------------------------------------------------------------------

KNOWN = ".csv, .json, .jsonl, .ndjson, .parquet, .txt, .xlsx"


@pytest.mark.parametrize("ending", [".xls", ".docx", ".tsv", ".json.gz", ".XLS", ".csv.Zip", ".ods", ".pdf"])
def test_a_kind_of_file_that_nobody_writes_is_refused(ending: str, call: Call, folder: Path) -> None:
    file, last = f"outcomes{ending}", "." + ending.lower().rpartition(".")[2]
    says = f"error: {file}: outcomes are not written into files that end in {last}; possible: {KNOWN}\n"
    check_refused(call, folder, *SCHOOLS, "--output", file, says=says)


@pytest.mark.parametrize("file", ["outcomes.2024", "outcomes.cvs", "outcomes.csv~"])
def test_an_ending_that_says_nothing_is_asked_about(file: str, call: Call, folder: Path) -> None:
    ending = "." + file.rpartition(".")[2]
    says = (
        f"error: {file}: the ending {ending} does not say what is to be written; "
        f"possible: {KNOWN}, or say it by --format\n"
    )
    check_refused(call, folder, *SCHOOLS, "--output", file, says=says)
    assert call(*SCHOOLS, "--output", file, "--format", "csv").status == 0
    assert (folder / file).read_bytes() == call(*SCHOOLS, "--format", "csv").out


@pytest.mark.parametrize(
    ("file", "format_", "known"),
    [
        ("outcomes.xlsx", "csv", ".csv, .txt"),
        ("outcomes.JSON", "csv", ".csv, .txt"),
        ("outcomes.csv", "table", ".txt"),
        ("outcomes.json.gz", "json", ".json, .txt"),
        ("other.toml", "jsonl", ".jsonl, .ndjson, .txt"),
        ("outcomes.txt", "parquet", ".parquet"),
    ],
)
def test_a_name_may_not_say_another_format(file: str, format_: str, known: str, call: Call, folder: Path) -> None:
    ending = "." + file.lower().rpartition(".")[2]
    says = (
        f"error: {file}: what ends in {ending} is taken for something else than --format {format_}; "
        f"let the name end in {known}\n"
    )
    check_refused(call, folder, *SCHOOLS, "--output", file, "--format", format_, says=says)


@pytest.mark.parametrize(
    ("file", "format_"),
    [("a.txt", "table"), ("A.TXT", "table"), ("outcomes", "table"), ("a.ndjson", "jsonl"), (".csv", "csv")],
)
def test_the_name_alone_says_the_format(file: str, format_: str, call: Call, folder: Path) -> None:
    ran = call(*SCHOOLS, "--output", file)
    assert (ran.status, ran.out, ran.errors) == (0, b"", REMARK)
    assert (folder / file).read_bytes() == call(*SCHOOLS, "--format", format_).out


# ---- whole or not at all ---------------------------------------------------------------------------------------------


def test_a_policy_to_start_from_is_whole_or_not_there(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = contents(folder)
    monkeypatch.setattr(os, "fsync", full)
    ran = call("init", "new.toml")
    assert (ran.status, ran.out, ran.errors) == (2, b"", "error: new.toml: there is no room left\n")
    assert contents(folder) == before
