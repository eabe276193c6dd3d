"""Lines of a given width, in both languages, and the tables made of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from targetrules.report.table import table_text
from targetrules.report.wrap import fitted, wrapped

TEXTS = st.text(st.sampled_from("ab Z9-()，。：（）甲乙丙丁 \n"), max_size=80)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("写出书面报告，分析原因", 12, ["写出书面报", "告，分析原因"]),
        ("写出书面报告，分析原因", 14, ["写出书面报告，", "分析原因"]),
        ("（2011 年）第 3 名", 8, ["（2011 ", "年）第 3", "名"]),
        ("averylongword in it", 6, ["averyl", "ongwor", "d in", "it"]),
        ("a\nb", 9, ["a", "b"]),
        ("", 9, [""]),
    ],
)
def test_lines_are_as_read(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == [line.rstrip() for line in lines]


def test_further_lines_are_indented() -> None:
    assert wrapped("one two three four", 12, 4) == ["one two", "    three", "    four"]


def test_the_long_lines_of_an_outline_hang() -> None:
    text = "写出书面报告\n  ✔ 等次为较差，在一般以下（含）\n  · 短"
    assert fitted(text, 20) == "写出书面报告\n  ✔ 等次为较差，在\n    一般以下（含）\n  · 短"


@given(TEXTS, st.integers(6, 40))
def test_no_line_is_too_wide_and_only_blanks_are_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert max(map(cell_len, lines)) <= width
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@given(st.from_regex(r"([甲乙丙丁][，。：）]?){1,40}", fullmatch=True), st.integers(4, 20))
def test_no_line_begins_with_a_stop(text: str, width: int) -> None:
    assert [line for line in wrapped(text, width) if line.startswith(("，", "。", "：", "）"))] == []


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_columns_stand_below_one_another_in_cells() -> None:
    text = table_text(["单位", "grade"], [[["甲县", "优秀"], ["East", "good"]], [["丙", "poor\n一般"]]])
    assert text == ("单位  grade\n-----------\n甲县  优秀\nEast  good\n\n丙    poor\n      一般\n")


def test_the_widest_column_is_wrapped_first() -> None:
    text = table_text(["a", "b"], [[["short", "a text of several words"]]], width=20)
    assert text == "a      b\n--------------------\nshort  a text of\n       several words\n"


def test_where_nothing_fits_no_column_gets_narrower_than_a_few_cells() -> None:
    text = table_text(["column"], [[["0123456789abcdef"]]], width=3)
    assert text == "column\n--------\n01234567\n89abcdef\n"


def test_a_table_without_rows_is_its_headings() -> None:
    assert table_text(["单位", "年度"], []) == "单位  年度\n----------\n"
