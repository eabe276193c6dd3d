"""Outcomes as a workbook: whole workbooks recorded, and what is left out where something is not at hand."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

import targetrules
from targetrules import Outcomes
from targetrules.workbook.sheet import Block, Cell, Sheet
from targetrules.workbook.writing import workbook_bytes
from tests.recorded import check_recorded
from tests.workbook.opened import NAMESPACE, cells_of, sheets_of, text_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEVERAL = """
format = 1
[policy]
id = "several"
title = { en = "Several rankings", zh = "多种排名" }
period = "quarter"
[inputs.merged]
type = "choice"
of = ["yes", "no"]
label = { en = "Merged", zh = "合并" }
[inputs.region]
type = "text"
label = { en = "Region", zh = "片区" }
[inputs.points]
type = "number"
min = 0
max = 1000000000000
decimals = 6
optional = true
label = { en = "Points", zh = "分数" }

[measures]
double = { formula = "points * 2", decimals = 6, label = { en = "Twice", zh = "两倍" } }
[rankings.overall]
by = "points"
label = { en = "All", zh = "全部" }
[rankings.regional]
by = ["double", "points"]
within = ["region", "merged"]
smallest_group = 2
label = { en = "By region", zh = "分片区" }
[[consequences]]
id = "help"
label = { en = "=HELP()", zh = "=帮扶()" }
when = { place = { bottom = 1, ranking = "regional" } }
kind = "support"
to = ["office"]
force = "may"
"""


def workbook(outcomes: Outcomes, language: str = "en") -> bytes:
    file = BytesIO()
    outcomes.write(file, format="xlsx", language=language)
    return file.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_counties_as_an_office_hands_them_on(language: str) -> None:
    policy = targetrules.load("jincheng-2010")
    results = ROOT / "examples" / "counties.csv"
    outcomes = policy.evaluate(results, decided_on=date(2012, 1, 15), record=True, notes=lambda _: None)
    told = text_of(workbook(outcomes.of(period=[2011, 2012]), language))
    record = outcomes.record
    assert record is not None
    for changing in (record.policy_sha256, record.version):
        told = told.replace(changing, "…")
    check_recorded(HERE / "recorded" / f"counties.{language}.txt", told)


def several(rows: list[dict[str, object]]) -> Outcomes:
    return targetrules.loads(SEVERAL).evaluate([{"period": "2020Q1", **each} for each in rows])


ROWS: list[dict[str, object]] = [
    {"unit": "A", "region": "north", "points": "1.50", "merged": "no"},
    {"unit": "B", "region": "north", "points": "2.25", "merged": "no"},
    {"unit": "C", "region": "south/x", "points": None, "merged": "yes"},
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_class_of_each_ranking_has_a_sheet(language: str) -> None:
    check_recorded(HERE / "recorded" / f"several.{language}.txt", text_of(workbook(several(ROWS), language)))


def test_where_there_are_many_classes_they_stand_on_one_sheet() -> None:
    rows: list[dict[str, object]] = [
        {"unit": f"U{number}", "region": f"region {number}", "points": number, "merged": "no"} for number in range(31)
    ]
    sheets = sheets_of(workbook(several(rows)))
    assert list(sheets) == ["Summary", "All", "By region", "Consequences", "Measures"]
    _, heading, first, *_ = cells_of(sheets["By region"])
    assert [text for _, text in heading][:6] == ["place", "units ranked", "unit", "quarter", "Region", "Merged"]
    assert [text for _, text in first][:6] == ["not ranked", "1", "U0", "2020Q1", "region 0", "no"]


def test_without_the_results_what_only_they_have_is_left_out() -> None:
    """Outcomes from another process come without them."""
    import pickle

    again = pickle.loads(pickle.dumps(several(ROWS)))  # noqa: S301  made here
    sheets = sheets_of(workbook(again))
    _, heading, *_ = cells_of(sheets["By region"])
    assert [text for _, text in heading] == [
        *("place", "units ranked", "unit", "quarter", "Twice", "consequences", "undetermined")
    ]


def test_texts_are_texts_and_numbers_are_exact() -> None:
    """Nothing is a formula or a link, and a number that a spreadsheet would change is a text."""
    rows: list[dict[str, object]] = [
        {"unit": "+1", "region": "@x", "points": "88.4", "merged": "no"},
        {"unit": "http://example.org", "region": "@x", "points": "123456789012.345678", "merged": "no"},
        {"unit": "007", "region": "@x", "points": "0.1", "merged": "no"},
    ]
    sheets = sheets_of(workbook(several(rows)))
    shown = [row[2:5:2] for row in cells_of(sheets["All"])][2:]
    assert shown == [
        [("inlineStr", "http://example.org"), ("inlineStr", "123456789012.345678")],
        [("inlineStr", "+1"), ("n", "88.400000")],
        [("inlineStr", "007"), ("n", "0.100000")],
    ]
    for sheet in sheets.values():
        assert sheet.findall(".//{*}f") == []
        assert sheet.findall(".//{*}hyperlink") == []


@pytest.mark.parametrize(
    "text", ["<r><t>x</t></r>", "<r>&", " a ", "_x000A_", "a & b <c>", '"', "]]>", "一\n二", "\ufffe"]
)
def test_a_text_is_read_back_as_it_was_whatever_it_looks_like(text: str) -> None:
    """Also by whoever reads the XML as openpyxl does: no text of others is XML, or the escape of a character."""
    made = workbook_bytes([Sheet(text, text, (Block((text,), [[Cell(text)]]),), (text,))], "t")
    rows = openpyxl.load_workbook(BytesIO(made)).worksheets[0].iter_rows(values_only=True)
    shown = text.replace("\ufffe", "\\ufffe")
    assert [unescape(str(value)) for (value,) in rows] == [shown] * 4


def test_rows_are_as_high_as_the_lines_of_their_texts() -> None:
    """A program that takes the file as laid out, as LibreOffice does, shows one line of a row that says no height."""
    texts = ("a", "一\n二\n三", "x" * 47, "决" * 40, "no\n" * 50)
    rows = [[Cell(text), Cell(1)] for text in texts]
    sheet = sheets_of(workbook_bytes([Sheet("s", "title", (Block(("heading", "n"), rows),))], "t"))["s"]
    heights = [row.get("ht") for row in sheet.findall("m:sheetData/m:row", NAMESPACE)]
    assert heights == [None, None, None, "49.5", None, "33", "408.75"]


def test_whole_numbers_are_shown_without_decimals_and_scores_with_theirs() -> None:
    """A year or a count that is shown as 2011.000000 fits no column."""
    policy = targetrules.load("jincheng-2010")
    outcomes = policy.evaluate(ROOT / "examples" / "counties.csv", notes=lambda _: None)
    with ZipFile(BytesIO(workbook(outcomes))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert set(re.findall(r'formatCode="([^"]*)"', styles)) <= {"0.00", "yyyy-mm-dd"}


def test_what_no_sheet_holds_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcomes = several(ROWS)
    monkeypatch.setattr("targetrules.workbook.writing.MOST_ROWS", 3)
    with pytest.raises(targetrules.ArgumentError) as raised:
        outcomes.write(tmp_path / "decided.xlsx")
    assert str(raised.value) == (
        "to: the sheet “All” would have 3 rows, and there can be 3 at most; "
        "write CSV or Parquet, or one period at a time with --period"
    )
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setattr("targetrules.workbook.writing.LONGEST_TEXT", 58)
    with pytest.raises(targetrules.ArgumentError) as raised:
        outcomes.write(tmp_path / "decided.xlsx")
    assert raised.value.text("zh") == (
        "to：工作表“By region·south-x·yes”第 1 行有一个单元格的文字超过 58 个字符，工作簿放不下；请写成 CSV 或 JSON"
    )
    assert list(tmp_path.iterdir()) == []


ALIKE = """
format = 1
[policy]
id = "alike"
title = "Alike"
period = "year"
[[grades]]
id = "high"
label = "no grade"
[[grades]]
id = "low"
[roles]
a = { label = "Head" }
b = { label = "Head" }
[inputs.region]
type = "text"
optional = true
[inputs.score]
type = "number"
min = 0
max = 100
label = "A"
[measures.twice]
formula = "score * 2"
label = "A"
[grading]
by = "score"
bands = { high = 60, low = 0 }
[rankings.one]
by = "score"
within = ["region"]
label = "Place"
[rankings.other]
by = "twice"
label = "Place"
[[consequences]]
id = "x"
when = { grade = "low" }
label = "Talk"
to = ["a"]
[[consequences]]
id = "y"
when = { grade = "low" }
label = "Talk"
to = ["b"]
"""


def test_what_is_labelled_alike_is_told_apart_and_a_part_is_told_to_be_one() -> None:
    """A class without a word for itself is another than one that has those words."""
    rows = [
        {"unit": "A", "period": 2020, "region": None, "score": 80},
        {"unit": "B", "period": 2020, "region": "no region", "score": 20},
    ]
    outcomes = targetrules.loads(ALIKE).evaluate(rows, notes=lambda _: None)
    check_recorded(HERE / "recorded" / "alike.en.txt", text_of(workbook(outcomes)))
    _, part, *_ = cells_of(sheets_of(workbook(outcomes.of(unit="B")))["Summary"])
    assert part == [("inlineStr", "A part alone: 1 outcome of 2 that were decided together")]
