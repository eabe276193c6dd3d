"""Text that is not UTF-8: Chinese is read, and whatever may be something else is asked about, never misread."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import ResultsError
from targetrules.results import Table, read_table
from tests.effort import examples
from tests.results.table_rows import rows_of
from tests.results.tables_of_offices import CHINESE, OTHERS

ASKED = [(encoding, table) for encoding, tables in OTHERS.items() for table in tables]


def read(data: bytes, **where: Any) -> Table:
    return read_table(io.BytesIO(data), format="csv", name="r.csv", **where)


def cells(table: Table) -> list[list[Any]]:
    return [[column.name for column in table.columns], *map(list, rows_of(table))]


def test_the_corpus_is_as_large_as_it_is_meant_to_be() -> None:
    assert len(CHINESE) >= 20
    assert all(len(OTHERS[encoding]) >= 10 for encoding in ("cp1252", "big5", "shift_jis", "cp1251"))


@pytest.mark.parametrize("table", CHINESE)
@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
def test_chinese_of_offices_is_read_without_asking(table: str, encoding: str) -> None:
    text = table.replace("|", "\r\n")
    found = read(text.encode(encoding))
    assert cells(found) == cells(read(text.encode()))
    assert found.sheet.encoding == "gb18030"


@pytest.mark.parametrize(("encoding", "table"), ASKED)
def test_other_encodings_are_asked_about_and_read_where_they_are_named(encoding: str, table: str) -> None:
    data = table.replace("|", "\n").encode(encoding)
    with pytest.raises(ResultsError) as raised:
        read(data)
    (problem,) = raised.value.problems
    assert problem.code == "RES16"
    text = problem.message.text("en")
    assert any(f'"{cell.strip()}" in {encoding}' in text for cell in re.split("[,|]", table) if not cell.isascii())
    assert cells(read(data, encoding=encoding)) == cells(read(table.replace("|", "\n").encode()))


def test_the_whole_message() -> None:
    with pytest.raises(ResultsError) as raised:
        read("unit,year,score\nBonn,2011,70\nMünchen,2011,80\n".encode("cp1252"))
    assert raised.value.text("en").splitlines()[2:] == [
        (
            'r.csv, line 3: this is not UTF-8, and it is uncertain what it is; it reads "M黱chen" in gb18030, '
            '"München" in cp1252, "München" in cp1250, "Mьnchen" in cp1251 [RES16]'
        ),
        (
            "    Say in which encoding it reads as it should: --encoding (in Python: encoding=); "
            "or save the file as UTF-8."
        ),
    ]
    assert raised.value.text("zh").splitlines()[2:] == [
        (
            "r.csv，第 3 行：这不是 UTF-8，也不能断定是哪种编码；这里按 gb18030 读作“M黱chen”、"
            "按 cp1252 读作“München”、按 cp1250 读作“München”、按 cp1251 读作“Mьnchen” [RES16]"
        ),
        "    看按哪种编码读才对，用 --encoding 指明（Python 里写 encoding=）；或者把文件另存为 UTF-8。",
    ]


@pytest.mark.parametrize("unit", ["aÖÄ", "ÖÄb", "McÄÖ"])
def test_accents_within_a_word_are_no_chinese(unit: str) -> None:
    with pytest.raises(ResultsError) as raised:
        read(f"unit,year,score\n{unit},2011,1\n".encode("cp1252"))
    assert [problem.code for problem in raised.value.problems] == ["RES16"]


def test_one_foreign_cell_in_a_chinese_table_changes_nothing() -> None:
    text = "单位,年度,得分\n甲镇,2011,80\n朱镕基小学,2011,60\n" + "镕城区,2011,70\n" * 200
    assert read(text.encode("gb18030")).cells[0][1] == "朱镕基小学"


def test_chinese_with_a_broken_character_is_told_of_as_such() -> None:
    data = "单位,年度,得分\n甲镇,2011,80\n".encode("gb18030").replace("镇".encode("gb18030"), b"\xd5")
    with pytest.raises(ResultsError) as raised:
        read(data)
    assert [problem.code for problem in raised.value.problems] == ["RES05"]


def test_json_is_asked_about_too() -> None:
    data = '[{"unit": "Düsseldorf", "year": 2011, "score": 80}]'.encode("cp1252")
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(data), format="json", name="r.json")
    assert [problem.code for problem in raised.value.problems] == ["RES16"]


GERMAN = st.text(st.sampled_from("aeinrstABÄÖÜäöüß -"), min_size=1, max_size=9)
RUSSIAN = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя"), min_size=1, max_size=9)
JAPANESE = st.text(st.sampled_from("あいうえおかきくけこアイウエオ学校県市町村東西南北一二三"), min_size=1, max_size=9)
TRADITIONAL = st.text(st.sampled_from("縣市鄉鎮區國學東門臺灣會計處總務與為於來說這個"), min_size=2, max_size=9)


@examples(300)
@given(
    st.one_of(
        st.tuples(
            st.just("cp1252"),
            st.lists(GERMAN.map(str.title) | GERMAN.map(str.lower) | GERMAN.map(str.upper), min_size=1),
        ),
        st.tuples(st.just("cp1251"), st.lists(RUSSIAN.map(str.title) | RUSSIAN | RUSSIAN.map(str.upper), min_size=1)),
        st.tuples(st.just("shift_jis"), st.lists(JAPANESE, min_size=1, max_size=6)),
        st.tuples(st.just("big5"), st.lists(TRADITIONAL, min_size=1, max_size=6)),
    )
)
def test_words_of_other_encodings_are_never_read_as_chinese(case: tuple[str, list[str]]) -> None:
    encoding, units = case
    data = "".join(["unit,year,score\n", *(f"{unit},2011,1\n" for unit in units)]).encode(encoding)
    if data.isascii():
        return
    try:
        found = read(data)
    except ResultsError:
        return
    assert found.sheet.encoding != "gb18030"


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
@pytest.mark.parametrize(
    ("name", "shown"), [("x\0", r"x\x00"), ("\0", r"\x00"), ("utf-8\0", r"utf-8\x00"), ("utf-8\udc80", r"utf-8\udc80")]
)
def test_a_name_that_can_be_no_encodings_is_told_as_one_that_is_unknown(name: str, shown: str, form: str) -> None:
    """Python looks none of these up; a NUL ended in a ValueError."""
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(b"[]"), format=form, encoding=name)
    assert [(str(each.code), each.found) for each in raised.value.problems] == [("RES14", shown)]
