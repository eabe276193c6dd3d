"""Whatever goes wrong ends as a sentence and an exit status, never as a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules.cli import list as list_command
from targetrules.cli.failure import results_status
from targetrules.results import Code, Problem, ResultsError
from tests.cli.conftest import Call

UNUSABLE = {
    "RES01", "RES02", "RES03", "RES04", "RES05", "RES06", "RES07", "RES08", "RES09", "RES10", "RES11", "RES12",
    "RES13", "RES14", "RES15", "RES16", "RES25", "RES74", "RES75",
}  # fmt: skip
FAULT = "ZeroDivisionError: division by zero (set TARGETRULES_TRACEBACK=1 to see where; please report it)"


def test_a_fault_of_the_program_is_said_to_be_one(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(list_command, "survey", broken)
    ran = call("list")
    assert (ran.status, ran.text, ran.errors) == (
        2,
        "",
        f"error: this is a fault of targetrules, not of your files: {FAULT}\n",
    )
    monkeypatch.setenv("TARGETRULES_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        call("list")


def test_an_interrupt_ends_it_without_a_word(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(list_command, "survey", interrupted)
    ran = call("list")
    assert (ran.status, ran.text, ran.errors.strip()) == (130, "", "")


@pytest.mark.parametrize("code", Code)
def test_a_file_that_is_no_table_is_unusable_and_all_else_a_finding(code: Code) -> None:
    assert results_status(ResultsError([Problem(code)])) == (2 if code in UNUSABLE else 1)


def test_of_several_problems_the_gravest_counts() -> None:
    assert results_status(ResultsError([Problem(Code.MISSING), Problem(Code.UNREADABLE)])) == 2


@pytest.mark.parametrize("command", ["check", "test"])
def test_of_several_policies_the_gravest_counts(command: str, call: Call, folder: Path) -> None:
    del folder
    assert call(command, "schools.toml").status == 0
    assert call(command, "schools.toml", "faulty.toml").status == 1
    assert call(command, "not-there.toml", "faulty.toml", "schools.toml").status == 2


def test_check_reads_the_standard_input(call: Call, folder: Path) -> None:
    ran = call("check", "-", "--format", "concise", stdin=(folder / "not-toml.toml").read_bytes())
    assert ran.status == 1
    assert ran.text.splitlines()[0].startswith("<stdin>:3:4: TR005: ")
