"""``targetrules read``: what is understood of workbooks is shown before anything is judged."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.command_line import call

POLICY = """format = 1
policy = { id = "county", title = "County" }
inputs.class = { type = "choice", of = ["towns", "bureaus"] }
inputs.economy = { type = "number", min = 0, max = 100, decimals = 1 }
"""


def book(name: str, *rows: list[object], merged: tuple[str, ...] = (), sheet: str = "2024") -> None:
    made = Workbook()
    there = made.active
    assert there is not None
    there.title = sheet
    for row in rows:
        there.append(row)
    for each in merged:
        there.merge_cells(each)
    made.save(name)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.toml").write_text(POLICY, encoding="utf-8")
    book(
        "north.xlsx",
        ["Results of 2024"],
        ["No", "Unit", "Class", "Scores", None, "Remarks"],
        [None, None, None, "economy", "rank", None],
        [1, "North", "towns", 80.5, 2, None],
        [2, "South", None, 90, 1, "new"],
        ["Total", "2 units", None, 170.5, None, None],
        ["Note: as of June"],
        merged=("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "C4:C5"),
    )
    book("east.xlsx", ["unit", "class", "economy"], ["East", "bureaus", 70])
    Path("units.csv").write_text("unit\nNorth\nSouth\nEast\nWest\n", encoding="utf-8")


READ = """\
north.xlsx, sheet "2024"
  row 1, a title, not read: Results of 2024
  headings: rows 2–3
     B  Unit              →  the unit
     C  Class             →  "class"
     D  Scores / economy  →  "economy"
  not read: A No, E Scores / rank, F Remarks
  the period is 2024, by the name of the sheet
  merged cells that stand for all of their rows: C4:C5
  rows of results: 2 (from row 4 to row 5)
  left out: row 6, "Total", whose numbers are made of the rows above it
  left out: row 7, a note below the table: Note: as of June

"""


def test_what_is_understood_is_shown() -> None:
    done = call(["read", "north.xlsx", "--policy", "p.toml", "--sheets", "period", "--lang", "en"])
    assert (done.status, done.out.decode()) == (0, f"{READ}Rows: 2. Units: 2. Periods: 2024.\n")
    assert done.errors == "note: Columns that no input is read from: No; Scores / rank; Remarks.\n"


def test_several_workbooks_are_one_table_and_who_is_missing_is_told() -> None:
    files = ["north.xlsx", "east.xlsx", "--policy", "p.toml", "--sheets", "period", "--units", "units.csv"]
    done = call(["read", *files, "--output", "all.csv", "--lang", "en"])
    assert done.status == 1
    assert done.out.decode().endswith(
        'Rows: 3. Units: 3. Periods: 2024.\nOf 4 units on the list 1 have sent nothing: "West".\n'
    )
    with Path("all.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [
            ["unit", "period", "class", "economy"],
            ["North", "2024", "towns", "80.5"],
            ["South", "2024", "towns", "90"],
            ["East", "2024", "bureaus", "70"],
        ]


def test_a_unit_that_sent_another_year_alone_is_missing_in_this() -> None:
    book("last.xlsx", ["unit", "class", "economy"], ["West", "towns", 70], ["East", "bureaus", 70], sheet="2023")
    files = ["north.xlsx", "east.xlsx", "last.xlsx", "--policy", "p.toml", "--sheets", "period", "--units", "units.csv"]
    done = call(["read", *files, "--lang", "en"])
    assert done.status == 1
    assert done.out.decode().endswith(
        "Rows: 5. Units: 4. Periods: 2023, 2024.\n"
        'Of 4 units on the list 2 have sent nothing of 2023, but of another period: "North", "South".\n'
        'Of 4 units on the list 1 have sent nothing of 2024, but of another period: "West".\n'
    )


def test_a_unit_in_two_workbooks_is_told_with_both_places() -> None:
    book("again.xlsx", ["unit", "class", "economy"], ["South", "towns", 91])
    files = ["north.xlsx", "again.xlsx", "--policy", "p.toml", "--fill", "period=2024"]
    done = call(["read", *files, "--output", "all.csv", "--lang", "en"])
    assert done.status == 1
    assert done.errors.partition("\n\n")[2] == (
        'again.xlsx, sheet "2024", row 2: "South" has a result for 2024 already, in row 5 of the sheet "2024" of'
        " north.xlsx [RES34]\n"
    )
    assert not Path("all.csv").exists()


def test_a_plan_that_was_saved_reads_the_next_year() -> None:
    how = ["--sheets", "period", "--input-column", "economy=D", "--leave-out", "All of them"]
    first = call(["read", "north.xlsx", "--policy", "p.toml", *how, "--save-plan", "plan.toml"])
    assert first.status == 0
    assert Path("plan.toml").read_text(encoding="utf-8") == (
        'format = 1\nleave-out = ["All of them"]\nsheets = ["period"]\n\n[input-column]\n"economy" = "D"\n'
    )
    again = call(["evaluate", "p.toml", "north.xlsx", "--plan", "plan.toml", "--format", "csv", "--lang", "en"])
    assert (again.status, again.out.decode().splitlines()[1].split(",")[:2]) == (0, ["North", "2024"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sheets = 1", "plan.toml: this is no reading plan; one begins with format = 1"),
        (
            "format = 1\nsheet = [",
            "plan.toml: this is no reading plan, since it is no TOML: Invalid value (at end of document)",
        ),
        ("format = 1\nsheetss = []", 'plan.toml: a reading plan says nothing of "sheetss"; did you mean "sheets"?'),
        ("format = 1\nfill = 3", "plan.toml: what is said of plan cannot be meant: {'fill': 3}"),
    ],
)
def test_what_is_no_plan_is_told(text: str, said: str) -> None:
    Path("plan.toml").write_text(text, encoding="utf-8")
    done = call(["evaluate", "p.toml", "north.xlsx", "--plan", "plan.toml", "--lang", "en"])
    assert (done.status, done.errors) == (2, f"error: {said}\n")


def test_what_has_to_be_said_is_asked_and_nothing_is_written() -> None:
    done = call(["read", "north.xlsx", "--policy", "p.toml", "--save-plan", "plan.toml", "--lang", "en"])
    assert done.status == 1
    assert (
        '--sheets period (in Python: plan=ReadingPlan(sheets="period")). Or say it: --fill "period=2024"' in done.errors
    )
    assert not Path("plan.toml").exists()
