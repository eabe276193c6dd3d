"""``targetrules template``: a workbook to fill in, which is read back without a word."""
# ruff: noqa: E501  whole messages, as they are told

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command_line import call

POLICY = """format = 1
policy = { id = "county", title = { en = "County", zh = "县考核" } }
inputs.class = { type = "choice", of = ["towns", "bureaus"], column = ["class", "类别"] }
inputs.economy = { type = "number", min = 0, max = 100, decimals = 1, column = ["economy", "经济"], unit = "points" }
inputs.veto = { type = "flag", default = false, column = ["veto", "否决"] }
"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.toml").write_text(POLICY, encoding="utf-8")
    Path("units.csv").write_text("unit\nNorth\nSouth\n", encoding="utf-8")


def filled(language: str) -> list[str]:
    """Make a template and fill it in; its headings."""
    how = ["--units", "units.csv", "--period", "2025", "--lang", language]
    assert call(["template", "p.toml", "-o", "t.xlsx", *how]).status == 0
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book[book.sheetnames[0]]
    words = {"en": ("yes", "no"), "zh": ("是", "否")}[language]
    values: dict[str, Any] = {"C4": "towns", "D4": 80.5, "E4": words[1], "C5": "bureaus", "D5": 70, "E5": words[0]}
    for cell, value in values.items():
        sheet[cell] = value
    book.save("t.xlsx")
    return [str(cell.value) for cell in sheet[3]]


@pytest.mark.parametrize(
    ("language", "headings"),
    [("en", ["unit", "period", "class", "economy", "veto"]), ("zh", ["单位", "年度", "类别", "经济", "否决"])],
)
def test_a_template_is_filled_in_and_read_back(language: str, headings: list[str]) -> None:
    assert filled(language) == headings
    done = call(["read", "t.xlsx", "--policy", "p.toml", "--output", "all.csv"])
    assert (done.status, done.errors) == (0, "")
    assert Path("all.csv").read_text(encoding="utf-8").split() == [
        "unit,period,class,economy,veto",
        "North,2025,towns,80.5,false",
        "South,2025,bureaus,70,true",
    ]


def test_cells_take_what_may_stand_in_them_and_headings_stay() -> None:
    filled("en")
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book[book.sheetnames[0]]
    rules = {
        str(each.sqref): (each.type, each.formula1, each.formula2) for each in sheet.data_validations.dataValidation
    }
    assert rules == {
        "C4:C5": ("list", '"towns,bureaus"', None),
        "D4:D5": ("decimal", "0.0", "100.0"),
        "E4:E5": ("list", '"yes,no"', None),
    }
    assert sheet.protection.sheet
    locked = {cell: sheet[cell].protection.locked for cell in ("A4", "B4", "C4", "D3", "D4")}
    assert locked == {"A4": True, "B4": True, "C4": False, "D3": True, "D4": False}
    note = sheet["D3"].comment
    assert note is not None
    assert note.text.split("\n") == [
        "a number with at most 1 decimal, from 0 to 100",
        "In: points",
        "Must be filled in.",
    ]


def test_a_template_of_another_policy_is_told() -> None:
    filled("en")
    Path("p.toml").write_text(POLICY.replace("max = 100", "max = 120"), encoding="utf-8")
    done = call(["evaluate", "p.toml", "t.xlsx", "--format", "csv", "--lang", "en"])
    assert done.status == 0
    assert done.errors == (
        'note: t.xlsx is a template of another policy, or of another version of this one (it was made for "county"):'
        " look whether its columns are still those that are asked for.\n"
    )


def test_a_template_is_a_workbook_and_has_one_table() -> None:
    done = call(["template", "p.toml", "-o", "t.csv", "--lang", "en"])
    assert (done.status, done.errors.partition(":")[0]) == (2, "error")
    done = call(["template", "p.toml", "-o", "made", "--lang", "en"])  # a name without an ending
    assert (done.status, "the ending e " in done.errors) == (2, False)
    Path("p.toml").write_text(
        POLICY
        + '[details.schools]\nitem = "school"\ninputs.low = { type = "flag" }\n[measures.lows]\nformula = "schools.count(low)"\n',
        encoding="utf-8",
    )
    done = call(["template", "p.toml", "-o", "t.xlsx", "--lang", "en"])
    assert done.status == 2
    assert "write their tables by hand" in done.errors
    assert not Path("t.xlsx").exists()
