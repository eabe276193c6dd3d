"""What the first pages promise of spreadsheets and of installing, held against the program."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from targetrules import ResultsError, loads
from targetrules.results import read_history, read_table
from tests.docs.blocks import ROOT
from tests.results.workbooks import workbook

READMES = ("README.md", "README.zh.md")
FIRST_SCREEN = 40  # lines
POLICY = """\
format = 1
policy = { id = "schools", title = "Schools" }
inputs.average = { type = "number", min = 0, max = 100, decimals = 2, column = ["Average", "平均分"] }
"""


def judged(file: Path, *, wide: str | None = None, unit: str | None = None, **where: Any) -> list[tuple[str, Any]]:
    """Units and values, as the policy reads them."""
    policy = loads(POLICY)
    reading = read_history(policy.rules, read_table(file, **where), wide=wide, unit_column=unit)
    return [(row.unit, str(row.values["average"])) for row in reading.history.rows]


def book(**sheets: list[list[Any]]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "r.xlsx").write_bytes(workbook(sheets))
        return folder / "r.xlsx"

    return write


def text(content: str, encoding: str = "utf-8", name: str = "r.csv") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode(encoding))
        return folder / name

    return write


READ: dict[str, tuple[Callable[[Path], Path], dict[str, Any]]] = {
    "Chinese headings, other columns": (text("单位,年度,平均分,备注\nA,2023,71.5,x\n"), {}),
    "full-width digits, 2011年": (text("unit,year,Average\nA,２０２３年,７１．５\n"), {}),
    "dates for years": (book(S=[["unit", "year", "Average"], ["A", date(2023, 1, 1), 71.5]]), {}),
    "UTF-16": (text("\ufeffunit,year,Average\nA,2023,71.5\n", "utf-16-le"), {}),
    "GBK": (text("单位,年度,平均分\nA,2023,71.5\n", "gb18030"), {}),
    "a title in CSV": (text("Results,,\nunit,year,Average\nA,2023,71.5\n"), {"header_row": 2}),
    "a title in a workbook": (
        book(S=[["Results", None, None], ["unit", "year", "Average"], ["A", 2023, 71.5]]),
        {"header_row": 2},
    ),
    "a column for each year": (text("unit,2023\nA,71.5\n"), {"wide": "average"}),
    "one of several sheets": (
        book(a=[["unit", "year", "Average"], ["A", 2023, 71.5]], b=[["x"], ["y"]]),
        {"sheet": "a"},
    ),
    "another heading": (text("School,year,Average\nA,2023,71.5\n"), {"unit": "School"}),
}
NOT_READ: dict[str, Callable[[Path], Path]] = {
    "two tables": book(
        S=[["unit", "year", "Average"], ["A", 2023, 71.5], ["unit", "Average", "year"], ["A", 60, 2024]]
    ),
    ".xls": text("\x00", name="r.xls"),
    ".ods": text("\x00", name="r.ods"),
    "merged cells": book(S=[["unit", "year", "Average"], ["A", 2023, 71.5], [None, 2024, 60]]),
}


@pytest.mark.parametrize("case", READ)
@pytest.mark.filterwarnings("ignore::targetrules.results.told.ResultsNote")
def test_what_is_promised_to_be_read_is_read(case: str, tmp_path: Path) -> None:
    write, how = READ[case]
    assert judged(write(tmp_path), **how) == [("A", "71.50")]


@pytest.mark.parametrize("case", NOT_READ)
def test_what_is_said_not_to_be_read_is_refused(case: str, tmp_path: Path) -> None:
    """Where this fails because more is read by now, the pages have become too modest."""
    with pytest.raises(ResultsError):
        judged(NOT_READ[case](tmp_path))


@pytest.mark.parametrize("name", READMES)
def test_the_first_screen_says_how_to_try_and_to_install_without_a_release(name: str) -> None:
    first = "\n".join((ROOT / name).read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN])
    commands = [line.partition("#")[0].strip() for line in first.splitlines()]
    assert [each for each in ("make demo", "make test", "pip install .") if each not in commands] == []
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {"demo", "test"} <= set(targets)


@pytest.mark.parametrize("name", [*READMES, "docs/tutorial.md", "docs/tutorial.zh.md", "docs/how-to/spreadsheet.md"])
def test_nobody_is_told_to_install_what_no_registry_has(name: str) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert [
        line for block in blocks for line in block.splitlines() if re.match(r"pip install [\"']?targetrules", line)
    ] == []
