"""Workbooks as offices make them: read right, or refused with a sentence that says what to do; never read wrongly."""
# ruff: noqa: E501  whole messages, as they are told

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import targetrules
from targetrules import ReadingPlan

POLICY = targetrules.loads("""format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good", label = { en = "Good", zh = "良好" } }, { id = "poor", label = { en = "Poor", zh = "较差" } }]
inputs."类别" = { type = "choice", of = ["乡镇", "部门"] }
inputs."经济" = { type = "number", min = 0, max = 100, decimals = 1 }
inputs."民生" = { type = "number", min = 0, max = 100, decimals = 1 }
inputs."否决" = { type = "flag", default = false, column_optional = true }
rankings."名次" = { by = "总分", within = "类别" }
measures."总分" = { formula = "经济 + 民生", decimals = 1 }
grading = { by = "总分", bands = { good = 120, poor = 0 } }
""")

HEAD = ("序号", "单位", "年度", "类别", "经济", "民生", "否决", "备注")
ROWS: Sequence[Sequence[Any]] = (
    (1, "甲镇", 2024, "乡镇", 80.5, 70, "否", None),
    (2, "乙镇", 2024, "乡镇", 60, 50.5, "否", "整改中"),
    (3, "财政局", 2024, "部门", 90, 91, "是", None),
)
PLAIN = [
    ("甲镇", 2024, "乡镇", "80.5", "70", False),
    ("乙镇", 2024, "乡镇", "60", "50.5", False),
    ("财政局", 2024, "部门", "90", "91", True),
]


def made(*sheets: tuple[str, Callable[[Worksheet], None]]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    del book["Sheet"]
    for name, fill in sheets:
        fill(book.create_sheet(name))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def sheet(*rows: Sequence[Any], merged: Sequence[str] = (), name: str = "成绩") -> bytes:
    """A workbook with one sheet of these rows."""
    return made((name, filled(*rows, merged=merged)))


def filled(*rows: Sequence[Any], merged: Sequence[str] = ()) -> Callable[[Worksheet], None]:
    """What puts rows into a sheet."""

    def fill(there: Worksheet) -> None:
        for row in rows:
            there.append(list(row))
        for each in merged:
            there.merge_cells(each)

    return fill


def read(data: bytes, **how: Any) -> list[tuple[Any, ...]]:
    """The rows that are understood."""
    history = POLICY.history(io.BytesIO(data), **how)
    names = ("类别", "经济", "民生", "否决")
    return [
        (
            row.unit,
            row.period,
            *(str(each) if not isinstance(each, bool) else each for each in (row.values[name] for name in names)),
        )
        for row in history.rows
    ]


def plain(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The same with numbers as they are printed in full."""
    return [(*row[:3], *(f"{float(each):.1f}" for each in row[3:5]), row[5]) for row in rows]


def problems(data: bytes, language: str = "en", **how: Any) -> list[str]:
    """What is wrong, each problem in a text, without the name of the file."""
    with pytest.raises(targetrules.ResultsError) as raised:
        POLICY.history(io.BytesIO(data), **how)
    return [each.text(language).removeprefix("<stdin>").lstrip(",，:： ") for each in raised.value.problems]


def notes(data: bytes, **how: Any) -> list[str]:
    """What is noted of how it was read."""
    return [each.text("en") for each in POLICY.history(io.BytesIO(data), **how).notes]


# ---- the case of the office ------------------------------------------------------------------------------------------

OFFICE = Path(__file__).parents[2].parent / "shared" / "cases" / "office"


def test_the_workbook_of_an_office_is_judged_without_tidying() -> None:
    import csv

    if not OFFICE.exists():
        pytest.skip("no ../shared/cases/office beside the checkout")
    policy = targetrules.load(OFFICE / "青禾.toml")
    outcomes = policy.evaluate(OFFICE / "综合考核得分.xlsx", plan=ReadingPlan(sheets="period"), notes=lambda _: None)
    with (OFFICE / "expected.csv").open(encoding="utf-8-sig", newline="") as lines:
        expected = [tuple(row.values()) for row in csv.DictReader(lines)]
    values = {
        (row.unit, row.period): row.values
        for row in policy.history(OFFICE / "综合考核得分.xlsx", plan=ReadingPlan(sheets="period")).rows
    }
    found = [
        (
            *(each.unit, str(each.period), values[each.unit, int(each.period)]["类别"], str(each.measures["综合得分"])),
            *(str(each.places["总排名"].rank), each.grade or ""),
        )
        for each in outcomes
    ]
    assert len(expected) == 84
    assert found == expected


# ---- read as they are ------------------------------------------------------------------------------------------------

TITLES = (["某县2024年度考核得分表"], ["填报单位：考核办", None, None, None, None, "2025年1月3日"])


def test_titles_above_the_headings_are_passed_over() -> None:
    data = sheet(*TITLES, HEAD, *ROWS, merged=["A1:H1"])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == 'Sheet "成绩" of <stdin>: headings in row 3; not read, as titles: rows 1–2.'


def test_two_rows_of_headings_are_joined() -> None:
    first = ("序号", "单位", "年度", "类别", "得分", None, "否决", "备注")
    second = (None, None, None, None, "经济", "民生", None, None)
    data = sheet(first, second, *ROWS, merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2", "H1:H2"])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == 'Sheet "成绩" of <stdin>: headings in rows 1–2.'


def test_three_rows_of_headings_are_joined_and_the_unit_may_stand_in_the_last() -> None:
    rows = (
        (None, None, None, None, "年度考核", None, None, None),
        (None, None, None, None, "得分", None, None, None),
        HEAD,
    )
    data = sheet(["得分表"], *rows, *ROWS, merged=["A1:H1", "E2:G2", "E3:F3"])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == 'Sheet "成绩" of <stdin>: headings in rows 2–4; not read, as titles: row 1.'


def test_headings_with_their_weights_are_read() -> None:
    head = ("序号", "单 位", "年度", "类别", "经济\n（60分）", "民生(40%)", "否决", "备注")
    assert plain(read(sheet(head, *ROWS))) == plain(PLAIN)


def test_a_heading_with_other_full_marks_than_the_policy_is_noted() -> None:
    head = ["经济（100分）" if each == "经济" else "民生(满分60分)" if each == "民生" else each for each in HEAD]
    [note] = [each for each in notes(sheet(head, *ROWS)) if "full marks" in each]
    assert note == (
        "The heading 民生(满分60分) says other full marks than the policy, in which “民生” is at most 100: numbers were read as"
        " they stand."
    )


def test_a_class_that_is_merged_down_is_that_of_each_row() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][3] = None
    data = sheet(HEAD, *rows, merged=["D2:D3"])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == (
        'Sheet "成绩" of <stdin>: headings in row 1; merged cells that stand for all of their rows: D2:D3.'
    )


def test_a_unit_that_is_merged_over_its_years_is_that_of_each_row() -> None:
    rows = [
        ("甲镇", 2023, "乡镇", 1, 2),
        (None, 2024, "乡镇", 3, 4),
        ("乙镇", 2023, "乡镇", 5, 6),
        (None, 2024, "乡镇", 7, 8),
    ]
    data = sheet(("单位", "年度", "类别", "经济", "民生"), *rows, merged=["A2:A3", "A4:A5"])
    assert [row[:2] for row in read(data)] == [("甲镇", 2023), ("甲镇", 2024), ("乙镇", 2023), ("乙镇", 2024)]


def test_totals_and_notes_below_are_left_out_and_told() -> None:
    total = ("合计", "3个单位", None, None, 230.5, 211.5, None, None)
    mean = ("平均", None, None, None, 76.8, 70.5, None, None)
    data = sheet(HEAD, *ROWS, total, mean, ["注：否决以文件为准。"], ["审核人：      制表人："])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == (
        'Sheet "成绩" of <stdin>: headings in row 1; left out, as totals or averages of the rows above: rows 5–6;'
        " left out, as notes below the table: rows 7–8."
    )


@pytest.mark.parametrize("at", [0, 1])
def test_a_row_of_signatures_below_is_no_unit(at: int) -> None:
    """Whichever columns they stand in, as long as no number stands beside them."""
    signed = [*[None] * at, "审核人：", "张三", None, "填表人：", "李四"][:5]
    assert plain(read(sheet(HEAD, *ROWS, signed))) == plain(PLAIN)
    assert problems(sheet(HEAD, *ROWS, [*signed, 70]))


@pytest.mark.parametrize(
    "sign",
    [
        "单位（盖章）",
        "填报单位（盖章）：",
        "填报单位(公章):甲县",
        "负责人（签字）：",
        "Unit (seal)",
        "Signature:",
        "Seal of the county: ",
    ],
)
@pytest.mark.parametrize("at", [0, 1])
def test_a_row_to_be_sealed_or_signed_is_no_unit(sign: str, at: int) -> None:
    signed = [*[None] * at, sign, None, None, None, "日期"]
    assert plain(read(sheet(HEAD, *ROWS, signed))) == plain(PLAIN)
    assert notes(sheet(HEAD, *ROWS, signed))[0] == (
        'Sheet "成绩" of <stdin>: headings in row 1; left out, as notes below the table: row 5.'
    )
    assert problems(sheet(HEAD, *ROWS, [*signed, 70]))


@pytest.mark.parametrize("first", ["*3", "注：新增", "审核人：李四", "说明：", "备用（盖章）"])
def test_a_unit_whose_row_begins_as_notes_do_is_no_note(first: str) -> None:
    """Its numbers may be texts, as in workbooks that other programs have written."""
    last = (first, "丁镇", "2024", "乡镇", "70.5", "80", "否", None)
    assert plain(read(sheet(HEAD, *ROWS, last))) == plain([*PLAIN, ("丁镇", 2024, "乡镇", "70.5", "80", False)])


def test_notes_go_on_in_rows_that_hold_one_text_without_a_unit() -> None:
    """In a column that is read, merged or not; a number is a result that lacks its unit."""
    first, day = ["注：经济由统计局提供。"], [*[None] * 5, "2024年12月31日"]
    more = [*[None] * 3, "2. 民生由民政局提供，满分100分。"]
    data = sheet(HEAD, *ROWS, first, more, day, merged=["D6:H6"])
    assert plain(read(data)) == plain(PLAIN)
    assert notes(data)[0] == (
        'Sheet "成绩" of <stdin>: headings in row 1; left out, as notes below the table: rows 5–7.'
    )
    assert problems(sheet(HEAD, *ROWS, more))
    assert problems(sheet(HEAD, *ROWS, first, [*[None] * 4, "70.5"]))
    assert problems(sheet(HEAD, *ROWS, first, [*[None] * 4, 70.5]))


def test_totals_of_parts_of_the_table_are_left_out() -> None:
    parts = (*ROWS[:2], ("小计", None, None, None, 140.5, 120.5), ROWS[2], ("小计", None, None, None, 90, 91))
    data = sheet(HEAD, *parts, ("总计", None, None, None, 230.5, 211.5))
    assert plain(read(data)) == plain(PLAIN)


def test_headings_that_come_again_on_each_page_are_left_out() -> None:
    assert plain(read(sheet(HEAD, *ROWS[:2], HEAD, ROWS[2]))) == plain(PLAIN)


def test_a_sheet_for_each_year_is_read_by_its_name() -> None:
    head = [*HEAD[:2], *HEAD[3:]]
    rows = [[*row[:2], *row[3:]] for row in ROWS]
    data = made(("2023年", filled(head, *rows[:1])), ("2024年度", filled(["2024年度得分表"], head, *rows)))
    assert problems(data) == [
        (
            "several sheets hold something, and none was named [RES08]\n"
            '    expected: "2023年" or "2024年度"\n'
            "    If each holds what its name says, read them all: --sheets period (in Python: plan=ReadingPlan("
            'sheets="period")). Else say which one holds the results: --sheet (sheet=).'
        )
    ]
    found = read(data, plan=ReadingPlan(sheets="period"))
    assert plain(found) == plain([("甲镇", 2023, *PLAIN[0][2:]), *PLAIN])


def test_a_sheet_for_each_class_is_read_by_its_name() -> None:
    head = [*HEAD[:3], *HEAD[4:]]
    rows = [[*row[:3], *row[4:]] for row in ROWS]
    data = made(("乡镇（2个）", filled(head, *rows[:2])), ("县直部门", filled(head, rows[2])), ("说明", filled(["略"])))
    assert problems(data, plan=ReadingPlan(sheets="类别")) == [
        (
            'sheet "说明": no heading of units is in this sheet [RES108]\n'
            '    If it holds no results: --leave-out-sheet "说明" (in Python: plan=ReadingPlan(leave_out_sheet=…)). Else'
            " mend the heading of its units, or say --unit-column (unit_column=)."
        )
    ]
    plan = ReadingPlan(sheets="类别", leave_out_sheet="说明")
    assert plain(read(data, plan=plan)) == plain(PLAIN)


def test_what_stands_in_no_column_is_given() -> None:
    head = [*HEAD[:2], *HEAD[4:]]
    rows = [[*row[:2], *row[4:]] for row in ROWS[:2]]
    data = sheet(["某县2024年度考核得分表"], head, *rows)
    assert problems(data) == [
        (
            'sheet "成绩": there is no column for the period; the columns are: 序号; 单位; 经济; 民生; 否决; 备注 [RES21]\n'
            "    expected: period, year, 年度, 年份, 考核年度, 考核年份, 期间 or 时期\n"
            '    If it is 2024 in all rows, as a title says ("某县2024年度考核得分表"): --fill "period=2024" (in Python:'
            ' plan=ReadingPlan(fill={"period": "2024"})).'
        )
    ]
    plan = ReadingPlan(fill={"period": 2024, "类别": "乡镇"})
    assert plain(read(data, plan=plan)) == plain(PLAIN[:2])


# ---- readings that were possible, and wrong --------------------------------------------------------------------------


def test_a_rank_is_not_taken_for_a_score() -> None:
    first = ("序号", "单位", "年度", "类别", "排名", None, "否决")
    second = (None, None, None, None, "经济", "民生", None)
    ranges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2"]
    said = problems(sheet(first, second, *(row[:7] for row in ROWS), merged=ranges))
    assert said[0] == (
        'sheet "成绩", column E "经济": the heading above the column is "排名", so that it may hold something else than'
        ' "经济" [RES101]\n'
        '    If it holds "经济" nevertheless, say so: --input-column "经济=E" (in Python: plan=ReadingPlan(input_column='
        '{"经济": "E"})). If what stands above says nothing of any column, and the headings are in row 2 alone:'
        " --header-row 2 (header_row=)."
    )


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    "over", ["名次", "上年", "扣分", "基数", "2023年完成情况", "上半年", "县区报送", "Last year", "Δ"]
)
def test_a_group_heading_by_which_columns_may_hold_something_else_is_asked(over: str, merged: bool) -> None:  # noqa: FBT001
    first = (None, None, None, over, None)
    rows = [("甲镇", 2024, "乡镇", 1, 2), ("乙镇", 2024, "乡镇", 2, 1)]
    data = sheet(["得分表"], first, ("单位", "年度", "类别", "经济", "民生"), *rows, merged=["D2:E2"] if merged else ())
    said = [each.partition("\n")[0] for each in problems(data)]
    for letter, name in (("D", "经济"), ("E", "民生")):
        assert (
            f'sheet "成绩", column {letter} "{name}": the heading above the column is "{over}", so that it may hold'
            f' something else than "{name}" [RES101]'
        ) in said
    meant = [("甲镇", 2024, "乡镇", "1", "2", False), ("乙镇", 2024, "乡镇", "2", "1", False)]
    assert plain(read(data, plan=ReadingPlan(input_column={"经济": "D", "民生": "E"}))) == plain(meant)
    assert plain(read(data, header_row=3)) == plain(meant)


def test_this_year_is_read_beside_last_year_and_neither_is_taken_alone() -> None:
    rows = [("甲镇", 2024, "乡镇", 1, 2, 80.5, 70), ("乙镇", 2024, "乡镇", 2, 1, 60, 50.5)]
    groups = (None, None, None, "上年", None, "本年", None)
    head = ("单位", "年度", "类别", "经济", "民生")
    assert plain(read(sheet(groups, (*head, "经济", "民生"), *rows))) == plain(PLAIN[:2])
    said = problems(sheet(groups, (*head, "经济得分", "民生得分"), *rows))
    assert [each.partition("[RES")[2][:3] for each in said] == ["101", "101", "21]", "21]"]


@pytest.mark.parametrize(
    "above",
    [
        (None, None, "2024年度考核成绩表"),
        (None, None, None, None, "单位：分"),
        (None, None, None, None, "2025年1月3日"),
        (None, None, None, "2024年度得分"),
        (None, None, None, "经济建设", "民生建设"),
    ],
)
def test_what_else_stands_above_headings_asks_nothing(above: Sequence[Any]) -> None:
    head = ("单位", "年度", "类别", "经济", "民生")
    assert plain(read(sheet(above, head, *(row[1:6] for row in ROWS[:2])))) == plain(PLAIN[:2])


def test_scores_beside_ranks_are_told_apart() -> None:
    first = ("单位", "年度", "类别", "得分", None, "排名", None)
    second = (None, None, None, "经济", "民生", "经济", "民生")
    rows = [("甲镇", 2024, "乡镇", 80.5, 70, 1, 1), ("乙镇", 2024, "乡镇", 60, 50.5, 2, 2)]
    data = sheet(first, second, *rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"])
    assert plain(read(data)) == plain(PLAIN[:2])
    assert "排名 / 经济; 排名 / 民生" in notes(data)[1]


def test_of_parts_below_the_heading_of_an_input_the_option_is_named() -> None:
    first = ("单位", "年度", "类别", "经济", None, "民生")
    second = (None, None, None, "得分", "名次", None)
    rows = [("甲镇", 2024, "乡镇", 80.5, 1, 70)]
    data = sheet(first, second, *rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"])
    assert problems(data)[0].splitlines()[-1] == (
        '    Say which of these it is: 经济 / 得分 (D); 经济 / 名次 (E): --input-column "经济=D" (in Python: plan='
        'ReadingPlan(input_column={"经济": "D"})).'
    )
    assert plain(read(data, plan=ReadingPlan(input_column={"经济": "D"}))) == plain(PLAIN[:1])


LABELLED = targetrules.loads("""format = 1
policy = { id = "p", title = "P" }
inputs.economy = { type = "number", label = { en = "Economy", zh = "经济" }, optional = true }
inputs.income = { type = "number", label = { en = "Income", zh = "民生" } }
inputs."民生" = { type = "number", label = { zh = "年度" }, optional = true }
inputs.rate = { type = "number", label = "比率", optional = true }
inputs.share = { type = "number", label = "比率", optional = true }
""")


def labelled(head: Sequence[str], *, csv: bool) -> dict[str, str]:
    """What is read of one row of 1, 2, 3 below these headings."""
    row = ["甲", 2024, *range(1, len(head) - 1)]
    data = "\n".join((",".join(head), ",".join(map(str, row)))).encode() if csv else sheet(head, row)
    [found] = LABELLED.history(io.BytesIO(data)).rows
    return {name: str(value) for name, value in found.values.items() if value is not None}


def test_an_input_that_may_be_missing_is_asked_for_where_it_is_the_heading_above() -> None:
    """Units of measurement may stand below headings: nobody is false in a column that says who is true."""
    head = ["单位", "年度", "类别", "经济", "民生", "否决"]
    below = [None, None, None, "（分）", "（分）", "（是/否）"]
    merged = ["A1:A2", "B1:B2", "C1:C2"]
    data = sheet(head, below, *([*row[1:7]] for row in ROWS), merged=merged)
    *_, flag = problems(data)
    assert flag.endswith(
        'Say which of these it is: 否决 / （是/否） (F): --input-column "否决=F" (in Python: plan=ReadingPlan(input_column='
        '{"否决": "F"})). If it is none of them, give the heading above them another name.'
    )
    assert "如果都不是，请给它们上面的表头换一个名称。" in problems(data, "zh")[-1]
    plan = ReadingPlan(input_column={"经济": "D", "民生": "E", "否决": "F"})
    assert plain(read(data, plan=plan)) == plain(PLAIN)
    assert len(problems(data, plan=ReadingPlan(input_column={"经济": "D", "民生": "E"}))) == 1


def test_a_row_of_units_of_measurement_is_no_unit() -> None:
    units = ("计量单位", None, None, None, "分", "分", None, None)
    assert 'what stands here: "计量单位" [RES106]' in problems(sheet(HEAD, units, *ROWS))[0]
    assert plain(read(sheet(HEAD, units, *ROWS), naming=targetrules.Naming(leave_out=["计量单位"]))) == plain(PLAIN)


@pytest.mark.parametrize("csv", [True, False])
def test_a_heading_that_is_the_label_of_one_input_is_its_column(csv: bool) -> None:  # noqa: FBT001
    assert labelled(["单位", "年度", "经济", "Income"], csv=csv) == {"economy": "1", "income": "2"}
    assert labelled(["单位", "年度", "income", "economy", "经济"], csv=csv) == {"income": "1", "economy": "2"}
    assert labelled(["单位", "年度", "income", "民生", "比率"], csv=csv) == {"income": "1", "民生": "2"}


def test_a_label_above_which_a_group_stands_is_found_as_a_name_is() -> None:
    first, second = ("单位", "年度", "得分", None), (None, None, "经济（40分）", "Income")
    data = sheet(first, second, ("甲", 2024, 1, 2), merged=["A1:A2", "B1:B2", "C1:D1"])
    assert [str(row.values["economy"]) for row in LABELLED.history(io.BytesIO(data)).rows] == ["1"]


def test_a_label_that_is_the_name_of_another_input_is_asked_about() -> None:
    with pytest.raises(targetrules.ResultsError) as raised:
        labelled(["单位", "年度", "经济", "民生"], csv=True)
    assert raised.value.problems[0].text("en").splitlines()[-1] == (
        '    "民生" is the label of the input, but something else is called so too, and of these the name counts: give the'
        ' column a heading of its own and write it as the column of the input in the policy (column = "…"); of a'
        ' workbook one may say --input-column "income=民生" too.'
    )
    data = sheet(["单位", "年度", "经济", "民生"], ["甲", 2024, 1, 2])
    [row] = LABELLED.history(io.BytesIO(data), plan=ReadingPlan(input_column={"income": "民生"})).rows
    assert (str(row.values["income"]), row.values["民生"]) == ("2", None)


def test_rows_with_keys_of_their_own_have_one_of_name_and_label() -> None:
    data = '[{"unit": "A", "year": 1, "income": 1, "economy": 1}, {"unit": "B", "year": 1, "income": 2, "经济": 3}]'.encode()
    with pytest.raises(targetrules.ResultsError) as raised:
        LABELLED.history(io.BytesIO(data))
    assert raised.value.problems[0].code.value == "RES22"


def test_of_two_columns_with_one_heading_somebody_says_which() -> None:
    first = ("单位", "年度", "类别", "东部", None, "西部", None)
    second = (None, None, None, "经济", "民生", "经济", "民生")
    rows = [("甲镇", 2024, "乡镇", 1, 2, 80.5, 70)]
    data = sheet(first, second, *rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"])
    assert problems(data)[0] == (
        'sheet "成绩": there is more than one column for the input "经济": 东部/经济 (D); 西部/经济 (F) [RES22]\n'
        '    Say which one it is: --input-column "经济=D" (in Python: plan=ReadingPlan(input_column=…)).'
    )
    plan = ReadingPlan(input_column={"经济": "西部/经济", "民生": "G"})
    assert plain(read(data, plan=plan)) == plain(PLAIN[:1])


def test_a_total_that_does_not_add_up_is_asked_about() -> None:
    data = sheet(HEAD, *ROWS, ("合计", "3个单位", None, None, 230.5, 200, None, None))
    assert problems(data) == [
        (
            'sheet "成绩", row 5, column A "序号": the row is a total or an average of other rows, by what stands here:'
            ' "合计" [RES105]\n'
            '    To leave such rows out: --leave-out "合计" (in Python: Naming(leave_out=…)). If the row is of a unit:'
            ' --genuine "合计" (genuine=…). Its numbers are not made of those above, or it has none: look at its formula.'
        )
    ]
    assert plain(read(data, naming=targetrules.Naming(leave_out=["合计"]))) == plain(PLAIN)


def test_a_row_of_full_marks_is_no_unit() -> None:
    data = sheet(HEAD, (None, "满分", 2024, "乡镇", 100, 100, None, None), *ROWS)
    assert problems(data) == [
        (
            'sheet "成绩", row 2, column B "单位": the row is no result of a unit in its period, by what stands here:'
            ' "满分" [RES106]\n'
            '    To leave the row out: --leave-out "满分" (in Python: Naming(leave_out=…)). If it is a unit:'
            ' --genuine "满分" (genuine=…).'
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "目标值",
        "标准值",
        "上年数",
        "其中：市区",
        "去年甲镇",
        "丁镇（参考）",
        "先进县",
        "Target",
        "Last year",
        "of which: North",
    ],
)
def test_a_row_of_something_else_among_units_is_asked(name: str) -> None:
    data = sheet(HEAD, *ROWS[:2], (3, name, 2024, "乡镇", 50, 50, "否"), ROWS[2])
    [said] = problems(data)
    assert said.startswith(
        f'sheet "成绩", row 4, column B "单位": the row is no result of a unit in its period, by what stands here: "{name}"'
    )
    assert plain(read(data, naming=targetrules.Naming(leave_out=[name]))) == plain(PLAIN)
    assert [row[0] for row in read(data, naming=targetrules.Naming(genuine=[name]))] == ["甲镇", "乙镇", name, "财政局"]


@pytest.mark.parametrize(
    "name", ["计划局", "标准化局", "市场监管局", "任务镇", "上林县", "Target Hill", "Standard School"]
)
def test_a_unit_with_such_a_word_in_its_name_is_a_unit(name: str) -> None:
    data = sheet(HEAD, (1, name, 2024, "乡镇", 50, 50, "否"), *ROWS)
    assert [row[0] for row in read(data)] == [name, "甲镇", "乙镇", "财政局"]


def test_a_heading_of_a_group_of_rows_is_no_unit() -> None:
    data = sheet(
        HEAD, ("一、乡镇", *[None] * 7), *ROWS[:2], ("二、部门", *[None] * 7), ROWS[2], merged=["A2:H2", "A5:H5"]
    )
    assert problems(data) == [
        f'sheet "成绩", row {row}, column A "序号": nothing but "{text}" stands in the row, among the rows of units [RES107]\n'
        "    If it is a heading of the rows below, write what it says into a column of these rows, and leave it out:"
        f' --leave-out "{text}" (in Python: Naming(leave_out=…)); the same if it is a remark.'
        for row, text in ((2, "一、乡镇"), (5, "二、部门"))
    ]


def test_a_score_that_is_merged_over_two_units_is_not_given_to_both() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][4] = None
    [said] = problems(sheet(HEAD, *rows, merged=["E2:E3"]))
    assert said.partition("\n")[0].endswith("[RES72]")


def test_a_title_with_another_year_than_the_sheet_is_told() -> None:
    head = [*HEAD[:2], *HEAD[3:]]
    rows = [[*row[:2], *row[3:]] for row in ROWS]
    data = made(
        ("2023年", filled(["2022年度得分表", None, "2024年1月5日"], head, *rows)), ("2024年", filled(head, *rows))
    )
    assert problems(data, plan=ReadingPlan(sheets="period")) == [
        (
            'sheet "2023年", row 1: the title "2022年度得分表  2024年1月5日" names another year than the sheet, which is read'
            " as 2023 [RES110]\n"
            '    Mend the one that is wrong; or say what holds: --sheet-is "2023年=…" (in Python: plan=ReadingPlan('
            "sheet_is=…))."
        )
    ]
    plan = ReadingPlan(sheets="period", sheet_is={"2023年": "2023"})
    assert {row[1] for row in read(data, plan=plan)} == {2023, 2024}


def test_a_second_table_below_is_not_read_with_the_first() -> None:
    other = ("序号", "单位", "年度", "类别", "民生", "经济", "否决")
    assert problems(sheet(HEAD, *ROWS[:2], [], other, ROWS[2])) == [
        (
            'sheet "成绩", row 5: a second row of headings begins another table below the first [RES104]\n'
            "    Put each table on a sheet of its own, with the year or class as the name of the sheet (--sheets); or put"
            " their rows into one table."
        )
    ]


def test_a_unit_in_two_sheets_is_told_with_both_places() -> None:
    again = (4, "甲镇", *ROWS[0][2:])
    data = made(("东片", filled(HEAD, *ROWS[:2])), ("西片", filled(["西片得分"], HEAD, ROWS[2], again)))
    assert problems(data)[0].endswith(
        "Say which one holds the results: --sheet (in Python: sheet=). If all of them do, and their names say nothing of"
        ' their rows: --sheets all (plan=ReadingPlan(sheets="all")).'
    )
    assert problems(data, plan=ReadingPlan(sheets="all")) == [
        'sheet "西片", row 4: "甲镇" has a result for 2024 already, in row 2 of the sheet "东片" of <stdin> [RES34]'
    ]
    assert problems(data, plan=ReadingPlan(sheets="period"))[0] == (
        'sheet "东片": the name of the sheet does not say the period, or says that it may hold something else than results [RES109]\n'
        '    Say what it is: --sheet-is "东片=…" (in Python: plan=ReadingPlan(sheet_is=…)). If it holds no results:'
        ' --leave-out-sheet "东片" (leave_out_sheet=).'
    )


@pytest.mark.parametrize("name", ["2024年目标", "2024年预测", "2024年上年数", "2024（旧）", "Targets 2024"])
def test_a_sheet_of_something_else_in_a_year_is_asked(name: str) -> None:
    head, rows = [*HEAD[:2], *HEAD[3:]], [[*row[:2], *row[3:]] for row in ROWS]
    data = made(("2023年度考核", filled(head, *rows)), (name, filled(head, *rows)))
    said = problems(data, plan=ReadingPlan(sheets="period"))[0]
    assert said.startswith(f'sheet "{name}": the name of the sheet does not say the period, or says that it may hold')
    plan = ReadingPlan(sheets="period", sheet_is={name: "2024"})
    assert {row[1] for row in read(data, plan=plan)} == {2023, 2024}


@pytest.mark.parametrize(
    ("cell", "style", "code"),
    [
        (0.85, "0%", "RES45"),
        (45000, "yyyy-mm-dd", "RES52"),
        ("=SUM(E5:E9)", "General", "RES51"),
        ("1,234", "General", "RES46"),
        ("缺考", "General", "RES41"),
    ],
)
def test_a_cell_that_is_no_plain_number_is_refused(cell: Any, style: str, code: str) -> None:
    book = Workbook()
    there = book.active
    assert there is not None
    filled(HEAD, *ROWS)(there)
    there["E2"] = cell
    there["E2"].number_format = style
    data = io.BytesIO()
    book.save(data)
    said = problems(data.getvalue())[0]
    assert said.partition("\n")[0].endswith(f"[{code}]")


def test_a_number_that_is_stored_as_text_is_the_number() -> None:
    rows = [list(row) for row in ROWS]
    rows[0][4], rows[1][4] = "80.5", "６０．０"
    assert plain(read(sheet(HEAD, *rows))) == plain(PLAIN)


def test_hidden_rows_and_columns_of_several_sheets_count_and_are_told() -> None:
    def hiding(there: Worksheet) -> None:
        filled([*HEAD[:2], *HEAD[3:]], *([*row[:2], *row[3:]] for row in ROWS))(there)
        there.row_dimensions[3].hidden = True
        there.column_dimensions["E"].hidden = True

    data = made(("2023", hiding), ("2024", hiding))
    assert [each for each in notes(data, plan=ReadingPlan(sheets="period")) if "hides" in each] == [
        text
        for year in (2023, 2024)
        for text in (
            (
                f'Sheet "{year}": rows that it hides (by hand, by a filter or in a collapsed group) count like all others: 1'
                " (rows 3)."
            ),
            f'Sheet "{year}": columns that it hides were read like all others: 民生 (E).',
        )
    ]


def test_a_plan_is_of_workbooks_alone() -> None:
    with pytest.raises(targetrules.ArgumentError, match="only of a workbook"):
        POLICY.history(io.BytesIO("单位,年度\n".encode()), plan=ReadingPlan(sheets="period"))


def test_a_record_says_how_the_sheets_were_read(tmp_path: Path) -> None:
    head = [*HEAD[:2], *HEAD[3:]]
    data = made(("2024", filled(head, *([*row[:2], *row[3:]] for row in ROWS))))
    (tmp_path / "b.xlsx").write_bytes(data)
    plan: Mapping[str, Any] = {"plan": ReadingPlan(sheets="period")}
    outcomes = POLICY.evaluate(tmp_path / "b.xlsx", **plan, record=True, notes=lambda _: None)
    assert outcomes.record is not None
    assert outcomes.record.options["plan"] == {"sheets": ["period"]}
