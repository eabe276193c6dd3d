"""What is made of a file is bounded by its size: packed, repeated and sparse ones are told, not unfolded.

Sizes that were quadratic once are such that a quadratic way would take hours.
"""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import targetrules.source.opposites  # noqa: F401  it has difflib's function before that is replaced here
from targetrules import budget
from targetrules.alike import appearance, look_alike
from targetrules.budget import Account, Budget, OverBudgetError, Sum
from targetrules.period import PeriodKind
from targetrules.results import ResultsError, read_history, read_table
from targetrules.results.cells.names import LONGEST_NAME
from targetrules.results.cells.words import choice_reader
from targetrules.results.naming import AS_WRITTEN
from targetrules.results.near import Headings
from targetrules.results.sources.arrow_cells import ArrowCells
from targetrules.results.sources.from_parquet import from_parquet
from targetrules.results.spellings import Spellings
from tests.encoded import encoded_table
from tests.results.example_rules import an_input, rules
from tests.results.workbooks import Line, packed, workbook

ADVICE = (
    "\n    It is damaged, or made to do harm. If it is neither, save what is needed of it as CSV, and give that file."
)
ROWS: list[Line] = [["unit", "period", "score"], ["甲县", 2020, 1], ["乙县", 2020, 2]]


def problem(data: bytes, format: str = "xlsx") -> str:  # noqa: A002  the word that users know
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(data), format=format, name=f"results.{format}")
    return "\n".join(str(raised.value).splitlines()[2:])


def over(data: bytes, what: str, format: str = "xlsx") -> str:  # noqa: A002
    head = f"results.{format}: the file has {len(data):,} bytes, and {what}, "
    return f"{head}which is more than is made of a file of that size [RES74]{ADVICE}"


def parts_of(data: bytes, **others: str) -> dict[str, str]:
    """The parts of a workbook, some of them replaced: ``sheet1`` by these rows."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode().partition("\n")[2] for name in package.namelist()}
    return {name: others.get(name.rpartition("/")[2].partition(".")[0], xml) for name, xml in parts.items()}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[Account, int], None]:
    """Let one account have no more than a fixed amount."""

    def limited(account: Account, most: int) -> None:
        monkeypatch.setattr(budget, "SUMS", {**budget.SUMS, account: Sum(most, 0)})

    return limited


# ---- the budget ------------------------------------------------------------------------------------------------------


def test_what_was_drawn_is_counted_together(small: Callable[[Account, int], None]) -> None:
    small(Account.CELLS, 10)
    one = Budget(3)
    one.draw(Account.CELLS, 6)
    one.draw(Account.CELLS, 4)
    one.draw(Account.BYTES, 1000)
    with pytest.raises(OverBudgetError) as raised:
        one.draw(Account.CELLS)
    assert (raised.value.account, raised.value.most, raised.value.size) == (Account.CELLS, 10, 3)


def test_a_larger_file_has_more() -> None:
    fixed, rate = budget.SUMS[Account.CELLS].fixed, budget.SUMS[Account.CELLS].for_each_byte
    Budget(1000).draw(Account.CELLS, fixed + 1000 * rate)
    with pytest.raises(OverBudgetError):
        Budget(999).draw(Account.CELLS, fixed + 1000 * rate)


# ---- workbooks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "most", "what"),
    [
        (Account.BYTES, 1500, "unpacks to more than 1,500"),
        (Account.TAGS, 30, "unpacks to more than 30 XML tags"),
        (Account.CELLS, 7, "makes a table of more than 7 cells, those that are blank among them"),
    ],
)
def test_a_workbook_that_unfolds_to_too_much_is_told(
    account: Account, most: int, what: str, small: Callable[[Account, int], None]
) -> None:
    data = workbook({"a": ROWS})
    read_table(io.BytesIO(data), format="xlsx")
    small(account, most)
    assert problem(data) == over(data, what)


def test_in_chinese(small: Callable[[Account, int], None]) -> None:
    small(Account.TAGS, 30)
    data = workbook({"a": ROWS})
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(data), format="xlsx", name="成绩.xlsx")
    what = "解压后的 XML 标签却超过 30 个"
    assert raised.value.text("zh").splitlines()[2:] == [
        f"成绩.xlsx：文件只有 {len(data):,} 字节，{what}，超出了这样大小的文件所允许的限额 [RES74]",
        "    文件可能已损坏，或者是有意做成这样的。若非如此，请把需要的部分另存为 CSV，改用那个文件。",
    ]


def _declared(xml: str) -> bytes:
    """A workbook of which a sheet declares something before its rows."""
    parts = parts_of(workbook({"a": ROWS}))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("<sheetData>", f"{xml}<sheetData>")
    return packed(parts)


@pytest.mark.parametrize(
    "data",
    [
        _declared("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 7 + "</cols>"),
        _declared("<mergeCells>" + '<mergeCell ref="A2:XFD1048576"/>' * 20_000 + "</mergeCells>"),
        workbook({"a": ROWS}, tables={"a": ['<table ref="A1:C9999" totalsRowCount="999"/>'] * 101}),
    ],
    ids=["hidden columns", "merged cells", "rows of totals"],
)
def test_areas_that_a_sheet_declares_are_cells(data: bytes, small: Callable[[Account, int], None]) -> None:
    small(Account.CELLS, 100_000)
    assert problem(data) == over(data, "makes a table of more than 100,000 cells, those that are blank among them")


def test_lines_that_are_filled_up_draw_on_an_account_of_their_own(small: Callable[[Account, int], None]) -> None:
    short = ",".join(f"c{at}" for at in range(1000)) + "\n" + "a\n" * 20
    small(Account.FILLED, 19_980)
    assert len(read_table(io.BytesIO(short.encode()), format="csv")) == 20
    small(Account.FILLED, 19_979)
    what = "has lines or objects so short that more than 19,979 blank cells fill them up"
    assert problem(short.encode(), "csv") == over(short.encode(), what, "csv")
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(short.encode()), format="csv")
    assert "，各行或各对象缺得太多，要补齐的空格却超过 19,979 格，" in raised.value.text("zh")


def test_several_sheets_that_name_one_part_read_it_once(small: Callable[[Account, int], None]) -> None:
    data = workbook({f"s{at}": [[None]] * 100 for at in range(40)})
    parts = parts_of(data)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('r:id="rId', 'r:id="rId1" x="')
    small(Account.TAGS, 700)
    assert problem(packed(parts)) == "results.xlsx: nothing stands in it [RES03]"


@pytest.mark.parametrize("code", ["[" * 900_000, "[h" * 450_000, "[$-" * 300_000 + "]"], ids=["[", "[h", "[$-"])
def test_a_format_code_is_read_in_one_go(code: str) -> None:
    styles = f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    parts = parts_of(workbook({"a": ROWS}), styles=styles + '<cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>')
    assert len(read_table(io.BytesIO(packed(parts)), format="xlsx")) == 2


def test_a_style_is_understood_once() -> None:
    code = '<numFmts><numFmt numFmtId="164" formatCode="' + "[x]0" * 20_000 + '"/></numFmts>'
    styles = f"<styleSheet>{code}<cellXfs>" + '<xf numFmtId="164"/>' * 50_000 + "</cellXfs></styleSheet>"
    parts = parts_of(workbook({"a": ROWS}), styles=styles)
    assert len(read_table(io.BytesIO(packed(parts)), format="xlsx")) == 2


def test_a_long_text_that_many_cells_share_is_kept_once() -> None:
    long = "长" * 400_000
    data = workbook({"a": [[*ROWS[0], "remark"], *([f"u{at}", 2020, 1, long] for at in range(8000))]})
    coded = encoded_table(rules(), read_table(io.BytesIO(data), format="xlsx")).encoded  # 10 GB, written out
    assert len(coded.units) == 8000
    history = read_history(rules(), read_table(io.BytesIO(data), format="xlsx")).history
    assert {row.values["remark"] for row in history.rows} == {long}


# ---- Parquet ---------------------------------------------------------------------------------------------------------


def parquet(columns: Mapping[str, Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd", **options)
    return stream.getvalue()


def keys(size: int) -> dict[str, Any]:
    return {"unit": [f"u{at}" for at in range(size)], "period": [2020] * size, "score": [1.0] * size}


def test_columns_that_nothing_is_read_from_are_not_read(small: Callable[[Account, int], None]) -> None:
    data = parquet({**keys(3000), "junk": ["a b" * 1000] * 3000}, use_dictionary=False)
    small(Account.BYTES, 1_000_000)
    table = encoded_table(rules(), from_parquet(data, "a.parquet"))
    assert next(note.text("en") for note in table.notes) == "Columns that no input is read from: junk."
    assert len(table.encoded.units) == 3000
    with pytest.raises(ResultsError) as raised:
        encoded_table(rules([an_input("junk", "text")]), from_parquet(data, "results.parquet"))
    assert str(raised.value).split("\n\n")[1] == over(data, "unpacks to more than 1,000,000", "parquet")


@pytest.mark.parametrize(
    ("unit", "period"), [([None, "a"], [None, 1]), (["a", " "], [1, 2]), (["a", "b"], [1, None])], ids=str
)
def test_where_a_row_may_be_blank_all_columns_say_whether_it_is(unit: list[Any], period: list[Any]) -> None:
    data = parquet({"unit": unit, "period": pa.array(period), "score": [1.0, 2.0], "junk": ["x", "y"]})
    some = rules([an_input("score", "number", optional=True)], PeriodKind.SEQUENCE)
    with pytest.raises(ResultsError) as raised:
        encoded_table(some, from_parquet(data, "a.parquet"))
    with pytest.raises(ResultsError) as by_rows:
        read_history(some, from_parquet(data, "a.parquet"))
    assert str(raised.value) == str(by_rows.value)
    assert "item 1, column" in str(raised.value) or "item 2, column" in str(raised.value)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_long_text_in_a_column_that_is_read_is_kept_once(kind: pa.DataType) -> None:
    long = "a b" * 30_000
    data = parquet({**keys(300), "remark": pa.array([long] * 300, kind)})  # 27 MB, written out
    remarks = from_parquet(data, "a.parquet").cells[3]
    assert isinstance(remarks, ArrowCells)
    assert remarks.values.nbytes < 1_000_000
    assert len(remarks) == 300
    assert len({id(each) for each in remarks}) == 1
    assert len(encoded_table(rules(), from_parquet(data, "a.parquet")).encoded.units) == 300


def test_rows_beyond_measure_are_cells() -> None:
    nothing = pa.DictionaryArray.from_arrays(pa.array(bytes(9_000_000), pa.int8()), pa.array(["u"]))
    data = parquet({"unit": nothing})
    most = budget.SUMS[Account.CELLS].fixed + len(data) * budget.SUMS[Account.CELLS].for_each_byte
    what = f"makes a table of more than {most:,} cells, those that are blank among them"
    for read in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read(rules(), from_parquet(data, "results.parquet"))
        assert str(raised.value).split("\n\n")[1] == over(data, what, "parquet")


# ---- JSON and CSV ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 149_999])
def test_one_key_of_very_many_that_stands_twice_is_found_in_one_go(at: int) -> None:
    pairs = ",".join(f'"k{number}":1' for number in range(300_000))
    text = f'{{{pairs},"k{at}":2}}'
    assert problem(text.encode(), "jsonl").startswith(f'results.jsonl, line 1: the key "k{at}" stands twice')


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_sparse_objects_are_filled_up(format: str, small: Callable[[Account, int], None]) -> None:  # noqa: A002
    lines = [json.dumps({f"k{at}": 1}) for at in range(200)]
    data = ("[" + ",".join(lines) + "]" if format == "json" else "\n".join(lines)).encode()
    small(Account.FILLED, 39_799)
    what = "has lines or objects so short that more than 39,799 blank cells fill them up"
    assert problem(data, format) == over(data, what, format)
    small(Account.FILLED, 39_800)
    assert len(read_table(io.BytesIO(data), format=format)) == 200


def test_of_very_many_faults_no_more_are_made_than_are_kept() -> None:
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(b"[" + b"1," * 149_999 + b'{"a":1,"a":2}]'), format="json")
    assert [each.row for each in raised.value.problems] == [*range(1, 10_001), 150_000]
    assert raised.value.counts == {"RES11": 149_999, "RES37": 1}
    assert raised.value.further == {"RES11": 139_999}


@pytest.mark.parametrize(
    ("text", "line"),
    [("," * 40_000, 1), ("unit,period\n" + "," * 40_000, 2), ('"unit",period\n"a,b"' + "," * 40_000 + '"c"', 2)],
    ids=["first", "second", "quoted"],
)
def test_a_line_with_more_cells_than_a_sheet_has_columns_is_not_read(text: str, line: int) -> None:
    said = "this is more than is read at once: a file of 1 GiB, 16,384 columns, 50 million cells [RES02]"
    assert problem(text.encode(), "csv") == f"results.csv, line {line}: {said}"


@pytest.mark.parametrize("cell", ["x" * 131_073, '"' + "x," * 70_000 + '"', '"' + 'x""\n' * 70_000 + '"'])
@pytest.mark.parametrize("before", ["", "a,b,", '"a,""b",'], ids=["alone", "behind", "behind quoted"])
def test_a_cell_that_is_too_long_is_no_quotation_mark(cell: str, before: str) -> None:
    text = f"unit,period\n{before}{cell},c\n"
    said = "a cell in this line has more than 131,072 characters [RES75]"
    advice = "\n    Shorten it, or leave its column out where nothing is read from it."
    assert problem(text.encode(), "csv") == f"results.csv, line 2: {said}{advice}"


@pytest.mark.parametrize("rest", ["b,c\n" * 50_000, 'b,"c"\n' * 50_000, "\n" * 140_000])
def test_a_quotation_mark_that_is_never_closed_is_none_of_a_long_cell(rest: str) -> None:
    assert "[RES12]" in problem(f'unit,period\n"a,1\n{rest}'.encode(), "csv")


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "long", ["县" * 301, "a" + "\u0301\u0323" * 80_000, "合计：" * 50_000 + "x", "0" * 200_000 + "a1"]
)
def test_a_name_that_is_too_long_is_told_by_rows_and_by_columns(long: str) -> None:
    table = read_table(io.BytesIO(json.dumps([{"unit": long, "period": 2020, "score": 1}]).encode()), format="json")
    advice = "\n    Give the unit or the group a shorter name, the same in every row."
    said = f"the name has {len(long):,} characters; that of a unit or a group has 300 at most [RES76]"
    for read in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read(rules(), table)
        assert f": {said}" in str(raised.value)
        assert str(raised.value).endswith(advice)


def test_the_longest_name_is_read() -> None:
    name = "县" * LONGEST_NAME
    table = read_table(io.BytesIO(f"unit,period,score\n{name},2020,1\n".encode()), format="csv")
    assert [row.unit for row in read_history(rules(), table).history.rows] == [name]
    assert list(encoded_table(rules(), table).encoded.names) == [name]


@pytest.mark.parametrize(
    "name", ["a" + "\u0301\u0323" * 100_000, "\u0323\u0301" * 100_000, "0" * 400_000 + "a1"], ids=["a", "marks", "0"]
)
def test_how_a_name_looks_is_told_in_one_go(name: str) -> None:
    assert look_alike([name, name + "x"]) == []


@pytest.mark.parametrize("name", ["a" + "\u0301" * 30, "ẹ\u0301", "e\u0301\u0323", "각", "甲\ufe00县"])
def test_names_with_few_marks_look_as_they_did(name: str) -> None:
    import unicodedata

    assert appearance(name) == appearance(unicodedata.normalize("NFC", name))
    assert appearance(name) == appearance(unicodedata.normalize("NFD", name))


def test_of_names_that_look_alike_the_first_is_named_without_a_look_at_the_others() -> None:
    asked: list[str] = []

    class Asking(Spellings):
        def _are_two(self, name: str, other: str) -> bool:
            asked.append(other)
            return super()._are_two(name, other)

    found = Asking(AS_WRITTEN)
    names = [f"{'a' * at}{'A' * (40 - at)}" for at in range(40)]
    assert [found.other(name, row) for row, name in enumerate(names)][1:] == [(names[0], 0)] * 39
    assert len(asked) == 39


# ---- suggestions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many names were compared each time that the nearest was looked for."""
    found: list[int] = []
    before = difflib.get_close_matches

    def counted(name: str, others: Collection[str], n: int, cutoff: float) -> list[str]:
        found.append(len(others))
        return before(name, others, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    return found


LONG = [f"{'abcdefghij' * 5}{at:05}" for at in range(2000)]


def test_bad_words_are_compared_only_so_long(looked: list[int]) -> None:
    read = choice_reader(LONG[:300], {})
    assert len({type(read(f"{name}x")) for name in LONG}) == 1
    assert 0 < sum(looked) <= 2_000_000 // 55**2


def test_headings_are_compared_only_so_long(looked: list[int]) -> None:
    headings = Headings([f"{each}y" for each in LONG[:300]])
    found = [headings.near([f"{name}x"]) for name in LONG]
    assert found[0] == f"{LONG[0]}y"
    assert 0 < sum(looked) <= 2_000_000 // 55**2


def test_a_policy_of_many_inputs_and_a_table_of_other_headings(looked: list[int]) -> None:
    many = rules([an_input(f"{name}x", "number") for name in LONG])
    header = ",".join(["unit", "period", *(f"{name}y" for name in LONG[:300])])
    table = read_table(io.BytesIO(f"{header}\na,2020\n".encode()), format="csv")
    with pytest.raises(ResultsError) as raised:
        read_history(many, table)
    assert raised.value.counts == {"RES21": 2000}
    assert 0 < sum(looked) <= 2_000_000 // 55**2
    optional = rules([an_input(f"{name}x", "number", optional=True, column_optional=True) for name in LONG])
    looked.clear()
    read_history(optional, table)
    assert 0 < sum(looked) <= 2_000_000 // 55**2
