"""A cell that shows 60 and holds 59.6 is judged by what it holds, and a note says so."""
# ruff: noqa: E501  whole messages, as they are told

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

import targetrules
from targetrules import Naming
from targetrules.results.sources.number_format import Format, format_of
from targetrules.results.sources.rounded import rounded_by, rounded_in

SAVED = Path(__file__).parent / "saved"

POLICY = targetrules.loads("""format = 1
policy = { id = "county", title = "County" }
inputs."经济" = { type = "number", min = 0, max = 100, decimals = 1 }
inputs."民生" = { type = "number", min = 0, max = 100, decimals = 0, excess = "round" }
inputs."完成率" = { type = "number", unit = "%", min = 0, max = 200, decimals = 2, optional = true }
inputs."否决" = { type = "flag" }
""")


def book(rows: Sequence[Sequence[Any]], formats: str = "0_ ", *, totals: str = "") -> bytes:
    """A workbook whose numbers have a format; of the third column it is that of percentages without decimals."""
    made = Workbook()
    there = made.active
    assert there is not None
    there.title = "成绩"
    there.append(["单位", "年度", "经济", "民生", "完成率", "否决"])
    for row in rows:
        there.append(list(row))
    for cells in there.iter_rows(min_row=2, min_col=3, max_col=6):
        for cell, code in zip(cells, (formats, formats, "0%", formats), strict=True):
            cell.number_format = code
    if totals:
        table = Table(displayName="成绩表", ref=totals, totalsRowCount=1)
        there.add_table(table)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def notes(data: bytes, language: str = "en", **how: Any) -> list[str]:
    return [each.text(language) for each in POLICY.history(io.BytesIO(data), **how).notes]


ROWS = [("甲镇", 2024, 60, 70, 0.85, 0), ("乙镇", 2024, 59.6, 70.2, 0.8537, 0), ("丙镇", 2024, 60.4, 70, 0.5, 0)]


def test_numbers_that_are_shown_rounded_are_told_and_judged_by_what_is_held() -> None:
    """But not those that the policy rounds as they are shown (民生), nor flags, of which none is a number."""
    data = book(ROWS)
    assert [str(row.values["经济"]) for row in POLICY.history(io.BytesIO(data)).rows] == ["60.0", "59.6", "60.4"]
    assert notes(data) == [
        'Sheet "成绩" of <stdin>: numbers are shown with fewer digits than the cells hold (cells: 3; columns: 经济 (C), 完成率 (E)). The first is C3, which shows 60 and holds 59.6. What the cells hold was taken, not what is seen on paper. If what is shown is meant, round in the sheet (=ROUND(…)), or let the policy round (excess = "round" of the input).'
    ]
    assert notes(data, "zh") == [
        '<stdin> 的工作表“成绩”：有 3 个单元格显示的小数位比实际数值少（列：经济 (C)、完成率 (E)）。第一处是 C3，显示为 60，实际为 59.6。判定用的是单元格里的实际数值，不是显示或打印出来的数。如果应以显示的数为准，请在表中用 ROUND 函数取舍，或者由政策取舍（该项输入写 excess = "round"）。'
    ]


def test_of_what_is_left_out_nothing_is_told() -> None:
    rows = [("甲镇", 2024, 60, 70, 0.85, 0), ("乙镇", 2024, 59.6, 70, 0.85, 0)]
    assert notes(book(rows), naming=Naming(leave_out=frozenset({"乙镇"}))) == [
        'Rows left out, as you said: "乙镇" (1).'
    ]
    total = [*rows[:1], ("合计", None, 59.6, 70, None, None)]
    assert [each for each in notes(book(total, totals="A1:F3")) if "fewer digits" in each] == []


def test_numbers_that_are_shown_whole_are_not_told_of() -> None:
    assert notes(book(ROWS[:1])) == []
    assert notes(book([("甲镇", 2024, 59.6, 70, 0.85, 0), ("乙镇", 2024, 0.1 + 0.2, 70, 0.85, 0)], "0.0")) == []
    assert notes(book([("甲镇", 2024, 59.6, 70, 0.85, 0)], "General")) == []


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0", 59.6, "60"),
        ("0", 59.5, "60"),
        ("0", -59.5, "-60"),
        ("0.0_ ", 59.96, "60.0"),
        ("0.00_);[Red](0.00)", 59.996, "60.00"),
        ("#,##0", 1234.5, "1235"),
        ('0"分"', 59.6, "60"),
        ("0.#", 59.96, "60.0"),
        ("¥#,##0.00", 59.996, "60.00"),
        ("0,", 59600.0, "60"),
        ("#,##0.0,,", 59_600_000.0, "59.6"),
        ("0%", 0.596, "60%"),
        ("0.0%", 0.5996, "60.0%"),
        ("0", 60.0, None),
        ("0.0", 59.6, None),
        ("0.0", 59.60000000000001, None),
        ("0%", 0.57, None),
        ("0,", 0.0, None),
        ("General", 59.6, None),
        ("0.00E+00", 59.6543, None),
        ("# ?/?", 59.6, None),
        ("[>=60]0;0.0", 59.6, None),
        ("0;0.0", 59.6, None),
        (";;;", 59.6, None),
        ("yyyy-mm-dd", 40787.5, None),
        ("0", 1e300, None),
        ("0." + "0" * 25, 0.1, None),
    ],
)
def test_what_a_format_shows_of_a_number(code: str, number: float, shown: str | None) -> None:
    assert rounded_by(format_of("170", code), number) == shown


def test_formats_that_every_workbook_knows_show_as_many_decimals_as_they_have() -> None:
    shown = {key: rounded_by(format_of(key, None), 59.996) for key in ("0", "1", "2", "3", "4", "9", "10", "37", "40")}
    assert shown == {
        "0": None,
        "1": "60",
        "2": "60.00",
        "3": "60",
        "4": "60.00",
        "9": "6000%",
        "10": None,
        "37": "60",
        "40": "60.00",
    }


@pytest.mark.parametrize(
    ("text", "number", "how", "shown"),
    [
        ("60", 59.6, Format.NUMBER, "60"),
        ("60 ", 59.6, Format.NUMBER, "60"),
        ("60分", 59.6, Format.NUMBER, "60分"),
        ("60%", 0.596, Format.PERCENT, "60%"),
        ("59,96", 59.9641, Format.NUMBER, "59,96"),
        ("1,235", 1234.5, Format.NUMBER, "1,235"),
        ("59,6", 59.6, Format.NUMBER, None),
        ("1,234.5", 1234.5, Format.NUMBER, None),
        ("1.234,5", 1234.5, Format.NUMBER, None),
        ("1 234,5", 1234.5, Format.NUMBER, None),
        ("59.6666666667", 59.6666666666667, Format.NUMBER, None),
        ("合格", 59.6, Format.NUMBER, None),
        ("1.2.3", 59.6, Format.NUMBER, None),
        ("61", 59.6, Format.NUMBER, None),
        ("0", 1e300, Format.NUMBER, None),
    ],
)
def test_what_stands_beside_a_number_as_shown(text: str, number: float, how: Format, shown: str | None) -> None:
    assert rounded_in(text, number, how) == shown


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_workbooks_of_other_kinds_tell_it_too(kind: str) -> None:
    """``saved/rounded.xls`` and ``.ods`` are the workbook above with a row that stands twice, saved by LibreOffice."""
    told = [each.text("en") for each in POLICY.history(SAVED / f"rounded.{kind}").notes]
    assert [each.partition("cells hold (")[2].partition(" What the")[0] for each in told] == [
        "cells: 4; columns: 经济 (C), 完成率 (E)). The first is C3, which shows 60 and holds 59.6."
    ]
