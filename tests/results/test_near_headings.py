"""A heading that is nearly the wanted one is named, with what to do; so are remarks below the table."""

from __future__ import annotations

import io
from typing import Any

import pytest

from targetrules import ResultsError, loads
from targetrules.results import Table, read_history, read_table
from targetrules.results.near import Headings
from tests.encoded import encoded_table

POLICY = loads("""
format = 1
[policy]
id = "towns"
title = "乡镇考核"
[[grades]]
id = "合格"
[inputs]
"经济" = { type = "number", min = 0, max = 100 }
"民生" = { type = "number", min = 0, max = 100 }
"加分" = { type = "number", min = 0, max = 10, optional = true }
[grading]
by = "经济"
bands = { "合格" = 0 }
""")


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), format="csv")


def problems(text: str) -> tuple[str, str]:
    """In both languages, by rows and by columns, which must agree."""
    found = []
    for read in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read(POLICY.rules, table(text))
        english, chinese = (raised.value.text(each).partition("\n\n")[2] for each in ("en", "zh"))
        found.append((english, chinese))
    assert found[0] == found[1]
    return found[0]


def notes(text: str) -> list[str]:
    return [note.text("zh") for note in read_history(POLICY.rules, table(text)).notes]


@pytest.mark.parametrize("written", ["加份", "佳分", "加分数"])
def test_a_misspelt_heading_of_an_optional_column_is_named(written: str) -> None:
    assert notes(f"单位,年度,经济,民生,{written}\n甲镇,2022,80,80,5\n")[-1] == (
        f"输入 加分 没有对应的列，而“{written}”列没有用到：是不是就是它？若是，请在政策文件的 column 中写上这个列名，"
        "或者改正表头。这一列不能缺的，请写 column_optional = false，缺了就会报错。"
    )


@pytest.mark.parametrize("written", ["扣分", "减分", "备注", "人口"])
def test_no_heading_is_named_that_says_the_opposite_or_is_not_alike(written: str) -> None:
    assert not any("是不是" in note for note in notes(f"单位,年度,经济,民生,{written}\n甲镇,2022,80,80,5\n"))


@pytest.mark.parametrize("written", ["民主", "民声", "民生分"])
def test_a_misspelt_heading_is_named_with_what_to_do(written: str) -> None:
    english, chinese = problems(f"单位,年度,经济,{written}\n甲镇,2022,80,80\n")
    assert english == (
        f'<stdin>: there is no column for the input "民生"; the columns are: 单位; 年度; 经济; {written} [RES21]\n'
        '    expected: "民生"\n'
        f'    Did you mean "{written}"? Then mend the heading, '
        f'or write column = "{written}" for the input in the policy.'
    )
    assert chinese == (
        f"<stdin>：找不到输入“民生”的列；现有的列：单位；年度；经济；{written} [RES21]\n"
        "    应为：“民生”\n"
        f'    是不是“{written}”？若是，请改正表头，或者在政策文件里给这个输入写上 column = "{written}"。'
    )


def test_where_no_heading_is_near_it_is_said_what_to_do() -> None:
    assert problems("单位,年度,经济,人口\n甲镇,2022,80,80\n")[1] == (
        "<stdin>：找不到输入“民生”的列；现有的列：单位；年度；经济；人口 [RES21]\n"
        "    应为：“民生”\n"
        '    请补上这一列或改正表头；表里用的是别的名称的，请在政策文件里给这个输入写上 column = "…"。'
    )


def test_misspelt_headings_of_unit_and_period_are_named_with_what_to_do() -> None:
    english, chinese = problems("单位名,年渡,经济,民生\n甲镇,2022,80,80\n")
    assert [line for line in chinese.splitlines() if "是不是" in line] == [
        "    是不是“单位名”？若是，请改正表头，或者用 --unit-column 指明（Python 里写 unit_column=）。",
        "    是不是“年渡”？若是，请改正表头，或者用 --period-column 指明（Python 里写 period_column=）。",
    ]
    assert [line for line in english.splitlines() if "Did you mean" in line] == [
        '    Did you mean "单位名"? Then mend the heading, or say --unit-column (in Python: unit_column=).',
        '    Did you mean "年渡"? Then mend the heading, or say --period-column (in Python: period_column=).',
    ]


def test_a_heading_that_something_else_is_read_from_is_not_named() -> None:
    assert "是不是" not in problems("单位,年度,民生\n甲镇,2022,80\n")[1]
    assert Headings(["民主", "民政"]).near(["民生"]) is None
    assert Headings(["人口", "民主"]).near(["x", "民生"]) == "民主"


REMARKS: list[Any] = ["注：本表由考核办提供", "（以上为初步数）", "制表人:王 五"]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_below_the_table_is_told_with_its_cure(remark: str) -> None:
    english, chinese = problems(f"单位,年度,经济,民生\n甲镇,2022,80,80\n{remark},,,\n")
    name = chinese.partition("--leave-out ")[2].partition("（Python")[0]
    assert remark in name
    assert (
        f"    这一行只有这一格有内容。如果它是表下的说明、不是单位，请略去这一行：--leave-out {name}"
        "（Python 中写 Naming(leave_out=…)）。"
    ) in chinese.splitlines()
    assert (
        f"    Nothing else stands in this row. If it is a remark and no unit, leave the row out: --leave-out {name} "
        "(in Python: Naming(leave_out=…))."
    ) in english.splitlines()


def test_of_a_row_in_which_more_stands_nothing_is_said_of_leaving_it_out() -> None:
    assert "--leave-out" not in problems("单位,年度,经济,民生\n甲镇,2022,80,80\n乙镇,,80,\n")[1]
