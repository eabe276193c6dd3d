"""Laws of reading, on random files: any bytes give a history or problems, and what is written is read back."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from targetrules.alike import appearance
from targetrules.history import History, Row, Value
from targetrules.results import FORMATS, ResultsError, Table, from_rows, history_of, read_history, read_table
from targetrules.results.cells.doubts import doubt_of
from targetrules.spreadsheet import passes_for_formula
from tests.effort import examples
from tests.results.example_rules import INPUTS, rules
from tests.results.workbooks import Cell, workbook

NAMES = ("单位", "年度", "总分", "等次", "类别", "弄虚作假", "备注")

# --- any bytes --------------------------------------------------------------------------------------------------------


def check_reading(data: bytes, kind: str | None) -> None:
    """Reading ends in a history or in problems that can be told in both languages, and in nothing else."""
    for wide in (None, "score"):
        try:
            reading = read_history(rules(), read_table(io.BytesIO(data), format=kind), wide=wide)
        except ResultsError as error:
            (error.text("en") + error.text("zh")).encode("utf-8")
        else:
            assert all(set(row.values) == {one.name for one in INPUTS} for row in reading.history.rows)


KINDS = st.sampled_from((None, *FORMATS))
PLAIN = "单位,年度,总分\n甲县,2011,59.5\n乙县,2011,100\n"
SHEET = workbook({"a": [["单位", "年度", "总分"], ["甲县", 2011, 59.5], ["乙县", 2011, 100]]})
ITEMS = [{"unit": "甲县", "period": 2011, "score": 59.5}, {"unit": "乙县", "period": 2012, "score": 1}]
WHOLE_FILES = [PLAIN.encode(), PLAIN.encode("gb18030"), PLAIN.encode("utf-16"), SHEET, json.dumps(ITEMS).encode()]


@given(st.binary(max_size=200), KINDS)
@example(b"\xef\xbb\xbf", "json")
@example(b"[" * 100_000, "json")
@example(b'[{"unit": ' + b"9" * 10_000 + b', "period": 1e99999999999999999999}]', "json")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None)
def test_any_bytes_give_a_history_or_problems(data: bytes, kind: str | None) -> None:
    check_reading(data, kind)


@given(st.sampled_from(WHOLE_FILES), st.data(), KINDS)
def test_any_damage_to_a_file_gives_a_history_or_problems(whole: bytes, data: st.DataObject, kind: str | None) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    check_reading(whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:], kind)


@given(st.data())
def test_any_damage_within_a_workbook_gives_a_history_or_problems(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SHEET)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    xml = parts[name]
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 20)))
    new = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"9", b"<c/>", b'<c t="s"><v>7</v></c>', b'"', b'r="ZZZZ1"'])
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part, content in (parts | {name: xml[:start] + new + xml[end:]}).items():
            package.writestr(part, content)
    check_reading(out.getvalue(), "xlsx")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["unit", "period", "score", "x", "2011"]), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["json", "jsonl"]))
def test_any_json_gives_a_history_or_problems(value: object, kind: str) -> None:
    check_reading(json.dumps(value).encode(), kind)


CELLS = st.text(max_size=6) | st.sampled_from(
    ["2011", "85", "优秀", "county", "1/0", "=A1", "#N/A", "85%", "1,5", '"', ""]
)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_any_cells_give_a_history_or_problems(lines: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([NAMES, *lines])
    check_reading(out.getvalue().encode("utf-8", "replace"), "csv")


@given(st.lists(st.dictionaries(st.sampled_from(["unit", "period", "score", "grade", "falsified"]), JSON)))
def test_any_mappings_give_a_history_or_problems(rows: list[dict[str, object]]) -> None:
    try:
        history = history_of(rules(), from_rows(rows))
    except ResultsError as error:
        (error.text("en") + error.text("zh")).encode("utf-8")
    else:
        assert len(history.rows) == len(rows)


# --- there and back ---------------------------------------------------------------------------------------------------

# What stands in a cell as itself: characters that XML can hold, no blanks at the ends, and no beginning of a formula.
TEXTS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="=#\ufeff"), min_size=1)
    .map(lambda text: unicodedata.normalize("NFKC", text))
    .filter(lambda text: text == text.strip() and text.isprintable() and not text.startswith(("#", "=")))
    .filter(lambda text: not passes_for_formula(text))
)
UNIT_NAMES = TEXTS.filter(lambda text: doubt_of(text) is None)
SCORES = st.decimals(0, 100, places=2).map(abs)
GRADES = st.sampled_from(["excellent", "good", "poor", None])


@st.composite
def histories(draw: st.DrawFn) -> History:
    units = draw(st.lists(UNIT_NAMES, min_size=1, max_size=4, unique_by=appearance))
    keys = draw(
        st.lists(st.tuples(st.sampled_from(units), st.integers(1950, 2100)), min_size=1, max_size=8, unique=True)
    )
    rows = []
    for unit, period in keys:
        values: dict[str, Value] = {
            "score": draw(SCORES),
            "grade": draw(GRADES),
            "kind": draw(st.sampled_from(["county", "department", None])),
            "falsified": draw(st.booleans()),
            "remark": draw(st.none() | TEXTS),
        }
        rows.append(Row(unit, period, values))
    return History(tuple(rows))


def lines_of(history: History) -> list[list[Value | int]]:
    return [[row.unit, row.period, *row.values.values()] for row in history.rows]


def as_csv(history: History, encoding: str = "utf-8", separator: str = ",") -> Table:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(NAMES)
    writer.writerows([["" if cell is None else cell for cell in line] for line in lines_of(history)])
    named = encoding if encoding == "gb18030" else None  # random characters are not plainly Chinese
    return read_table(io.BytesIO(out.getvalue().encode(encoding)), format="csv", encoding=named)


def as_json(history: History) -> Table:
    items = [dict(zip(NAMES, line, strict=True)) for line in lines_of(history)]
    return read_table(io.BytesIO(json.dumps(items, default=str).encode()), format="json")


def as_json_lines(history: History) -> Table:
    items = [dict(zip(NAMES, line, strict=True)) for line in lines_of(history)]
    text = "".join(json.dumps(item, default=float, ensure_ascii=False) + "\n" for item in items)
    return read_table(io.BytesIO(text.encode()), format="jsonl")


def as_workbook(history: History) -> Table:
    lines: list[Sequence[Cell]] = [NAMES, *lines_of(history)]
    return read_table(io.BytesIO(workbook({"结果": lines})), format="xlsx")


def as_floats(history: History) -> Table:
    lines = [[float(cell) if isinstance(cell, Decimal) else cell for cell in line] for line in lines_of(history)]
    return from_rows(dict(zip(NAMES, line, strict=True)) for line in lines)


WAYS: dict[str, Callable[[History], Table]] = {
    "UTF-8": as_csv,
    "UTF-8 with a byte-order mark": lambda history: as_csv(history, "utf-8-sig"),
    "UTF-16": lambda history: as_csv(history, "utf-16"),
    "GB18030": lambda history: as_csv(history, "gb18030"),
    "semicolons": lambda history: as_csv(history, separator=";"),
    "tabs": lambda history: as_csv(history, separator="\t"),
    "JSON": as_json,
    "JSON lines": as_json_lines,
    "a workbook": as_workbook,
    "floats": as_floats,
}


@pytest.mark.parametrize("way", WAYS)
@examples(40)
@given(history=histories())
def test_a_history_that_is_written_is_read_back(way: str, history: History) -> None:
    again = history_of(rules(), WAYS[way](history))
    assert again == history
    assert [str(row.values["score"]) for row in again.rows] == [str(row.values["score"]) for row in history.rows]


@given(histories())
def test_a_wide_table_is_the_same_history(history: History) -> None:
    units = list(dict.fromkeys(row.unit for row in history.rows))
    periods = sorted({row.period for row in history.rows})
    found = {(row.unit, row.period): row.values["score"] for row in history.rows}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["单位", *(f"{period}年" for period in periods)])
    writer.writerows([unit, *(found.get((unit, period), "") for period in periods)] for unit in units)
    table = read_table(io.BytesIO(out.getvalue().encode()), format="csv")
    rows = history_of(rules(), table, wide="score").rows
    assert {(row.unit, row.period): row.values["score"] for row in rows} == found
    assert len(rows) == len(found)


@given(histories(), st.data())
def test_a_row_that_stands_twice_is_always_found(history: History, data: st.DataObject) -> None:
    lines = lines_of(history)
    first = data.draw(st.integers(0, len(lines) - 1))
    second = data.draw(st.integers(first + 1, len(lines)))
    lines.insert(second, lines[first])
    with pytest.raises(ResultsError) as raised:
        history_of(rules(), from_rows(dict(zip(NAMES, line, strict=True)) for line in lines))
    row = history.rows[first]
    assert str(raised.value).splitlines()[2:] == [
        f'item {second + 1}: "{row.unit}" has a result for {row.period} already, in item {first + 1} [RES34]'
    ]


@given(histories(), st.data())
def test_with_one_bad_cell_there_is_one_problem_and_it_names_the_place(history: History, data: st.DataObject) -> None:
    lines = lines_of(history)
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number][2] = "8O"
    with pytest.raises(ResultsError) as raised:
        history_of(rules(), from_rows(dict(zip(NAMES, line, strict=True)) for line in lines))
    (problem,) = raised.value.problems
    assert (problem.code, problem.row, problem.column, problem.found) == ("RES41", number + 1, "总分", "8O")
