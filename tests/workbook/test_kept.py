"""Columns of the results that pass through to a workbook: which, of which rows, and what is told of one that is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

import targetrules
from targetrules import ArgumentError, Naming, Outcomes, Policy, ReadingPlan
from tests.workbook.opened import cells_of, sheets_of, text_of

POLICY: Policy = targetrules.loads("""
format = 1
policy = { id = "p", title = { en = "P", zh = "考核" } }
inputs.score = { type = "number", min = 0, max = 100, decimals = 1 }
inputs.class = { type = "choice", of = ["town", "office"], default = "town", column_optional = true }
rankings.best = { by = "score", within = "class" }
""")


def kept(outcomes: Outcomes, *keep: str, language: str = "en") -> Mapping[str, list[list[str]]]:
    """Of each sheet of decisions the units with what was kept, and the headings of that."""
    file = BytesIO()
    outcomes.write(file, format="xlsx", keep=keep, language=language)
    return {
        name: [[row[2][1], *(text for _, text in row[-len(keep) :])] for row in [*cells_of(sheet)][1:]]
        for name, sheet in sheets_of(file.getvalue()).items()
        if name in ("town", "office", "best")
    }


def refused(outcomes: Outcomes, *keep: str, **how: Any) -> str:
    with pytest.raises(ArgumentError) as raised:
        outcomes.write(BytesIO(), keep=keep, **{"format": "xlsx", **how})
    return raised.value.text("en")


def test_columns_of_a_workbook_pass_through_row_by_row() -> None:
    """In whatever order units are ranked, and whatever was left out; merged cells show what stands in the first."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["title"],
        ["No.", "unit", "year", "score", "class", "remarks", "since", "remarks"],
        [1, "A", 2024, 60, "town", "=x", datetime(2024, 5, 1), True],  # noqa: DTZ001
        [2, "B", 2024, 80, "town", None, None, 1.5],
        [3, "Total", None, 140, None, "no", None, None],
        [4, "C", 2024, 70, "office", None, datetime(2024, 5, 1, 12), "b"],  # noqa: DTZ001
        [5, "D", 2024, 75, "office", "d", None, None],
    ):
        sheet.append(row)
    sheet["F3"].data_type = "s"
    sheet.merge_cells("F3:F4")
    sheet.merge_cells("H6:H7")
    sheet["G3"].number_format = sheet["G6"].number_format = "yyyy-mm-dd"
    file = BytesIO()
    book.save(file)
    outcomes = POLICY.evaluate(BytesIO(file.getvalue()), naming=Naming(leave_out=["Total"]), notes=lambda _: None)
    headings = ["unit", "remarks (results, column F)", "since", "remarks (results, column H)"]
    assert kept(outcomes, "F", " SINCE ", "h") == {
        "town": [headings, ["B", "=x", "", "1.5"], ["A", "=x", "45413", "yes"]],
        "office": [headings, ["D", "d", "", "b"], ["C", "", "2024-05-01 12:00:00", "b"]],
    }
    assert refused(outcomes, "remarks") == (
        "keep: several columns of the results are headed “remarks”: say which by its letter (F, H)"
    )
    assert refused(outcomes, "remark", "comment") == (
        "keep: the results have no column “remark” (did you mean “remarks”?), “comment”; they have: No., unit, year,"
        " score, class, remarks, since, remarks"
    )


def test_a_heading_that_is_also_a_letter_or_a_heading_of_the_sheet_is_told_apart() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["unit", "year", "score", "C", "名次", "memo"], ["A", 2024, 60, "x", "a\tb", None]):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    outcomes = POLICY.evaluate(BytesIO(file.getvalue()), notes=lambda _: None, record=True)
    assert refused(outcomes, "c", "memo") == (
        "keep: “c” is the heading of column D and also the letter of another column (“score”): say D for the first, the"
        " heading for the second, or give the columns other headings"
    )
    assert kept(outcomes, "D", "e", language="zh")["town"] == [["单位", "C", "名次（成绩表 E 列）"], ["A", "x", "a b"]]
    for keep, told in (((), "C; 名次; memo"), (("D", "memo"), "名次"), (("D", "名次", "F"), None)):
        out = BytesIO()
        outcomes.write(out, format="xlsx", keep=keep)
        notes = [line for line in text_of(out.getvalue()).splitlines() if line.startswith("Columns that no")]
        assert notes == ([] if told is None else [f"Columns that no input is read from: {told}."])
    assert outcomes.results is not None
    assert [each.text("en") for each in outcomes.results.notes_beside(["D", "名次"])][:1] == [
        "Columns that no input is read from: memo."
    ]


def test_columns_of_several_sheets_and_of_rows_pass_through() -> None:
    book = Workbook()
    del book["Sheet"]
    for year, rows in ((2023, [("A", 1, "x")]), (2024, [("A", 2, "y"), ("B", 3, None)])):
        sheet = book.create_sheet(str(year))
        for row in [("unit", "score", "remarks"), *rows]:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    outcomes = POLICY.evaluate(BytesIO(file.getvalue()), plan=ReadingPlan(sheets="period"), notes=lambda _: None)
    assert kept(outcomes, "remarks")["town"] == [["unit", "remarks"], ["A", "x"], ["B", ""], ["A", "y"]]
    assert "they have: unit, score, remarks" in refused(outcomes, "period")
    given = POLICY.evaluate(BytesIO(b"unit,period,score,remarks,n\nA,2024,1,x,07\n"), notes=lambda _: None)
    assert kept(given.of(unit="A"), "n", "remarks")["town"] == [["unit", "n", "remarks"], ["A", "07", "x"]]


def test_columns_of_a_dataframe_pass_through() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"unit": ["A"], "period": [2024], "score": [1], "n": [7], "day": [date(2024, 5, 1)]})
    outcomes = POLICY.evaluate(frame, notes=lambda _: None)
    assert kept(outcomes, "n", "day")["town"] == [["unit", "n", "day"], ["A", "7", "45413"]]


def test_what_cannot_pass_through_is_told() -> None:
    rows = [{"unit": "A", "period": 2024, "score": 1}]
    outcomes = POLICY.evaluate(rows, notes=lambda _: None)
    assert (
        refused(outcomes, "score", format="csv")
        == "keep: columns of the results pass through to workbooks alone (.xlsx)"
    )
    typed = POLICY.evaluate(POLICY.history(rows), notes=lambda _: None)
    assert refused(typed, "score") == (
        "keep: the results that were judged are no table at hand: columns pass through from a file or a dataframe"
    )
    wide = POLICY.evaluate(BytesIO(b"unit,2023,2024,class\nA,1,2,town\n"), wide="score", notes=lambda _: None)
    assert refused(wide, "class") == (
        "keep: of a table that has a column for each period, no row is one result: columns cannot pass through"
    )
    twice = POLICY.evaluate(
        BytesIO(b'[{"unit": "A", "period": 2024, "score": 1, "a": 1, "A ": 2}]'), notes=lambda _: None
    )
    assert refused(twice, "a") == ("keep: several columns of the results are headed “a”: give them different headings")
    with pytest.raises(ArgumentError, match="the heading of a column, or a list of some"):
        outcomes.write(BytesIO(), format="xlsx", keep=3)  # type: ignore[arg-type]
