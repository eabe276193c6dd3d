"""Which kind of file it is, and text files: encodings, separators, the numbers of lines."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from targetrules.results import ResultsError, Table, read_table
from targetrules.results.table import Unreadable
from tests.results.table_rows import numbered, rows_of
from tests.results.workbooks import workbook


def problem(path: Path | io.BytesIO | str, **options: object) -> str:
    with pytest.raises(ResultsError) as raised:
        read_table(path, **options)  # type: ignore[arg-type]
    return "\n".join(str(raised.value).splitlines()[2:])


def csv(text: str, encoding: str = "utf-8", **options: object) -> Table:
    return read_table(io.BytesIO(text.encode(encoding)), format="csv", **options)  # type: ignore[arg-type]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.csv").mkdir()
    assert problem("none.csv") == "none.csv: the file cannot be read: there is no such file [RES01]"
    assert problem("folder.csv") == "folder.csv: the file cannot be read: it is a folder [RES01]"
    name = "a" * 300
    long = "its name is longer than a file's can be"
    assert problem(f"{name}.csv") == f"{name}.csv: the file cannot be read: {long} [RES01]"
    assert problem("a\0.csv") == "a\\x00.csv: the file cannot be read: embedded null byte [RES01]"


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    assert problem("a.csv") == "a.csv: the file cannot be read: you may not read it [RES01]"


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.results.sources.read.LARGEST_FILE", 10)
    too_large = "<stdin>: this is more than is read at once: a file of 1 GiB, 16,384 columns, 50 million cells [RES02]"
    assert problem(io.BytesIO(b"unit,period")) == too_large


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "xlsx"])
def test_a_table_that_is_too_large(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("header", "from_json", "xlsx.sheet"):
        monkeypatch.setattr(f"targetrules.results.sources.{module}.MOST_CELLS", 3)
    data = {
        "csv": b"unit,period\na,1\nb,2\n",
        "json": b'[{"unit": 1, "period": 2}, {"unit": 2, "period": 3}]',
        "jsonl": b'{"unit": 1, "period": 2}\n{"unit": 2, "period": 3}',
        "xlsx": workbook({"a": [["unit", "period"], ["a", 1], ["b", 2]]}),
    }[kind]
    too_large = "this is more than is read at once: a file of 1 GiB, 16,384 columns, 50 million cells [RES02]"
    assert problem(io.BytesIO(data), format=kind) == f"<stdin>: {too_large}"


@pytest.mark.parametrize("row", [2, 10**9, 10**30])
def test_a_row_of_headings_far_below_the_table_is_not_there(row: int) -> None:
    data = io.BytesIO(b"unit,period")
    assert problem(data, format="csv", header_row=row) == f"<stdin>, line {row}: there is no header here [RES20]"


@pytest.mark.parametrize(("name", "shown"), [("utf\0-8", "utf\\x00-8"), ("\ud800", "\\ud800"), ("hex", "hex")])
def test_a_name_that_no_encoding_can_have(name: str, shown: str) -> None:
    said = f'<stdin>: there is no encoding "{shown}" [RES14]'
    assert problem(io.BytesIO(b"unit,period\na,1"), format="csv", encoding=name) == said


def test_a_header_has_no_more_columns_than_a_spreadsheet() -> None:
    assert len(csv("," * 16_383 + "x\n1").columns) == 16_384
    assert "[RES02]" in problem(io.BytesIO(b"," * 16_384 + b"x\n1"), format="csv")


def test_the_name_of_the_file_says_what_it_is(tmp_path: Path) -> None:
    files = {
        "a.CSV": b"unit\nx\n",
        "a.txt": b"unit\nx\n",
        "a.tsv": b"unit\ty,z\nx\n",
        "a.xlsx": workbook({"a": [["unit"], ["x"]]}),
        "a.xlsm": workbook({"a": [["unit"], ["x"]]}),
        "a.json": b'[{"unit": "x"}]',
        "a.jsonl": b'{"unit": "x"}',
        "a.ndjson": b'{"unit": "x"}',
        "a": b"unit\nx\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert {name: rows_of(read_table(tmp_path / name))[0][0] for name in files} == dict.fromkeys(files, "x")


@pytest.mark.parametrize(
    "data",
    [b"unit\nx\n", workbook({"a": [["unit"], ["x"]]}), b' [{"unit": "x"}]', b'\xef\xbb\xbf{"unit": "x"}'],
    ids=["csv", "xlsx", "json", "jsonl"],
)
def test_a_stream_says_itself_what_it_is(data: bytes) -> None:
    assert rows_of(read_table(io.BytesIO(data))) == [("x",)]


def test_what_is_not_known_is_a_problem() -> None:
    known = "\n    expected: csv, tsv, xlsx, xls, ods, json, jsonl, parquet"
    assert (
        problem(io.BytesIO(b""), format="pdf") == f'<stdin>: "pdf" is no kind of file that holds results [RES04]{known}'
    )


def test_only_workbooks_have_sheets_and_json_has_no_header() -> None:
    assert problem(io.BytesIO(b"unit\nx\n"), format="csv", sheet="a") == (
        '<stdin>: there is no sheet "a" [RES09]\n'
        "    Only workbooks have sheets, and this file is none: leave out --sheet (in Python: sheet=)."
    )
    assert (
        problem(io.BytesIO(b"[{}]"), format="json", header_row=2) == "<stdin>, row 2: there is no header here [RES20]"
    )


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    table = csv('unit,note\r\n\r\na,"one\r\ntwo"\r\n,\r\nb,\r\n')
    assert numbered(table) == [(3, ("a", "one\r\ntwo")), (6, ("b", ""))]


def test_the_header_may_be_said_to_stand_further_down() -> None:
    text = '"title\nin two lines"\n\nunit;score\na;5\n'
    assert list(csv(text, header_row=4).numbers) == [5]
    for wrong in (2, 3, 9):
        told = f"<stdin>, line {wrong}: there is no header here [RES20]"
        assert problem(io.BytesIO(text.encode()), format="csv", header_row=wrong) == told


def test_the_separator_is_the_one_that_the_header_has_most_of() -> None:
    assert [column.name for column in csv('unit;"a,b,c";d\n1;2;3').columns] == ["unit", "a,b,c", "d"]
    assert [column.name for column in csv("unit\ta, b\tc\n").columns] == ["unit", "a, b", "c"]
    assert [column.name for column in csv("unit\n1\n").columns] == ["unit"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_the_encoding_is_recognised(encoding: str) -> None:
    assert rows_of(csv("单位,备注\n甲县,𠮷\n", encoding)) == [("甲县", "𠮷")]


def test_an_encoding_that_is_named_is_taken() -> None:
    assert rows_of(read_table(io.BytesIO("unit\nMüller\n".encode("cp1252")), format="csv", encoding="cp1252")) == [
        ("Müller",)
    ]
    assert problem(io.BytesIO(b"unit\n\xff\n"), format="csv", encoding="ascii").startswith(
        "<stdin>, line 2: the text cannot be read as ASCII (at the bytes FF 0A) [RES05]"
    )
    assert problem(io.BytesIO(b"unit\n\xff\n"), format="csv", encoding="undefined").startswith(
        "<stdin>, line 1: the text cannot be read as UNDEFINED (at the bytes 75 6E 69 74) [RES05]"
    )


def test_numbers_in_json_are_exact() -> None:
    text = '[{"a": 89.995, "b": 0.1000000000000000055511151231257827, "c": 12345678901234567890, "d": 1e2}]'
    number = Decimal("0.1000000000000000055511151231257827")
    assert rows_of(read_table(io.BytesIO(text.encode()), format="json")) == [
        (Decimal("89.995"), number, 12345678901234567890, Decimal("1E+2"))
    ]


def test_keys_of_json_are_columns_and_what_a_row_lacks_is_missing() -> None:
    items = [{"unit": "a"}, {}, {"score": 5, "list": [1], "object": {}}]
    table = read_table(io.BytesIO(json.dumps(items).encode()), format="json")
    assert [column.name for column in table.columns] == ["unit", "score", "list", "object"]
    assert numbered(table) == [
        (1, ("a", None, None, None)),
        (3, (None, 5, Unreadable("[…]"), Unreadable("{…}"))),
    ]


@pytest.mark.parametrize("text", ["[]", "[{}]", " "])
def test_json_without_anything_in_it(text: str) -> None:
    assert problem(io.BytesIO(text.encode()), format="json") == "<stdin>: nothing stands in it [RES03]"
