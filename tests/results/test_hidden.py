"""What a workbook hides from the eye is judged like all the rest, and a note says what it is."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from targetrules import loads
from targetrules.results import Table, read_history, read_table
from tests.encoded import encoded_table
from tests.results.workbooks import Line, packed, workbook

POLICY = loads("""
format = 1
[policy]
id = "county"
title = "Annual assessment"
[inputs]
score = { type = "number", min = 0, max = 100 }
""")
HEADER: Line = ["unit", "period", "score"]
ROWS: Sequence[Line] = [HEADER, *([f"u{number}", 2011, number] for number in range(2, 13))]
HEIGHT = ' ht="0" customHeight="1"'


def hiding(attributes: dict[int, str], cols: str = "", rows: Sequence[Line] = ROWS) -> bytes:
    """A workbook, its rows with these attributes, and with this XML about its columns."""
    with zipfile.ZipFile(io.BytesIO(workbook({"a": rows}))) as package:
        parts = {name: package.read(name).decode().partition("?>\n")[2] for name in package.namelist()}
    sheet = re.sub(
        r'<row r="(\d+)"', lambda row: row.group() + attributes.get(int(row[1]), ""), parts["xl/worksheets/sheet1.xml"]
    )
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<sheetData>", f"{cols}<sheetData>")
    return packed(parts)


def read(data: bytes, **where: str) -> Table:
    return read_table(io.BytesIO(data), name="results.xlsx", **where)  # type: ignore[arg-type]


def notes(table: Table, language: str = "en", wide: str | None = None) -> list[str]:
    reading = read_history(POLICY.rules, table, wide=wide)
    assert reading.notes == encoded_table(POLICY.rules, table, wide=wide).notes
    return [note.text(language) for note in reading.notes]


HIDDEN = ' hidden="1"'
SAID = "Rows that the sheet hides (by hand, by a filter or in a collapsed group) count like all others: "


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({4: HIDDEN}, "1 (rows 4)."),
        ({4: HIDDEN, 7: HIDDEN, 8: HIDDEN, 9: HIDDEN}, "4 (rows 4; 7–9)."),
        (dict.fromkeys((2, 3), ' hidden="true" outlineLevel="1"'), "2 (rows 2–3)."),
        ({5: HEIGHT, 6: ' ht="0.0"'}, "2 (rows 5–6)."),
        (dict.fromkeys(range(1, 13), HIDDEN), "11 (rows 2–12)."),
    ],
    ids=["by hand", "by a filter", "in a collapsed group", "without height", "all of them"],
)
def test_hidden_rows_are_judged_and_named(attributes: dict[int, str], said: str) -> None:
    table = read(hiding(attributes))
    assert notes(table) == [SAID + said]
    assert len(read_history(POLICY.rules, table).history.rows) == 11


@pytest.mark.parametrize(
    "attributes", [{}, {1: HIDDEN}, {4: ' hidden="0"'}, {4: ' ht="12.75"'}, {4: ' outlineLevel="1"'}]
)
def test_rows_that_are_seen_are_not_told_of(attributes: dict[int, str]) -> None:
    assert notes(read(hiding(attributes))) == []


def test_hidden_rows_in_which_nothing_stands_and_titles_are_not_told_of() -> None:
    rows: list[Line] = [["results"], [], HEADER, ["a", 2011, 1], [None, None, None], ["b", 2011, 2]]
    data = hiding({1: HIDDEN, 2: HIDDEN, 5: HIDDEN}, rows=rows)
    assert notes(read_table(io.BytesIO(data), header_row=3)) == []


def test_many_stretches_are_cut_short() -> None:
    rows: list[Line] = [HEADER, *([f"u{number}", 2011, 1] for number in range(2, 62))]
    listed = "; ".join(str(number) for number in range(2, 42, 2))
    data = hiding(dict.fromkeys(range(2, 62, 2), HIDDEN), rows=rows)
    assert notes(read(data)) == [f"{SAID}30 (rows {listed}; …)."]
    assert notes(read(data), "zh")[0].startswith(
        "表中隐藏的行（手工隐藏、筛选隐藏或分组折叠）与其他行同样计入：30 行（第 2；4；"
    )


@pytest.mark.parametrize(
    "col", ['<col min="3" max="3" hidden="1"/>', '<col min="3" max="3" width="0" customWidth="1"/>']
)
def test_hidden_columns_that_are_read_are_named(col: str) -> None:
    assert notes(read(hiding({}, f"<cols>{col}</cols>"))) == [
        "Columns that the sheet hides were read like all others: score (C)."
    ]


def test_hidden_columns_that_are_not_read_are_no_different_from_others() -> None:
    rows: list[Line] = [[*HEADER, "remark"], ["a", 2011, 1, "x"]]
    data = hiding({}, '<cols><col min="4" max="16384" hidden="1"/></cols>', rows)
    assert notes(read(data)) == ["Columns that no input is read from: remark."]


def test_hidden_periods_of_a_wide_table() -> None:
    rows: list[Line] = [["unit", 2010, 2011], ["a", 1, 2]]
    data = hiding({}, '<cols><col min="2" max="2" hidden="1"/></cols>', rows)
    assert notes(read(data), wide="score") == ["Columns that the sheet hides were read like all others: 2010 (B)."]


def test_a_hidden_sheet_that_is_named_and_one_that_is_not() -> None:
    data = workbook({"seen": ROWS, "old": ROWS, "empty": []}, hidden=["old", "empty"])
    assert notes(read(data)) == ["Hidden sheets were not read: old."]
    assert notes(read(data, sheet="old")) == ['The sheet "old", which was named, is hidden.']
    assert notes(read(data, sheet="seen")) == []


def test_the_command_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(POLICY.to_toml(), encoding="utf-8")
    (tmp_path / "results.xlsx").write_bytes(hiding({4: HIDDEN}))
    command = [sys.executable, "-m", "targetrules", "evaluate", "county.toml", "results.xlsx", "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert " ".join(done.stderr.split()) == f"note: {SAID}1 (rows 4)."
