"""Workbooks: what a cell shows is what is read."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from targetrules.results import ResultsError, Table, read_history, read_table
from targetrules.results.sources.number_format import format_of, of_number
from targetrules.results.table import Cell, NotADay
from tests.encoded import encoded_table
from tests.results.example_rules import an_input, rules
from tests.results.table_rows import numbered, rows_of
from tests.results.workbooks import Failed, Formula, Inline, Line, Percent, Styled, packed, workbook

AGAIN = (
    "\n    Open it in a spreadsheet program and save it as .xlsx or .csv; "
    "if it cannot be opened there, take another copy of the file."
)


def read(data: bytes, **options: object) -> Table:
    return read_table(io.BytesIO(data), format="xlsx", name="results.xlsx", **options)  # type: ignore[arg-type]


def problem(data: bytes, **options: object) -> str:
    with pytest.raises(ResultsError) as raised:
        read(data, **options)
    return "\n".join(str(raised.value).splitlines()[2:])


def with_sheet(xml: str, **parts: str) -> bytes:
    """A workbook whose only sheet is this XML; ``parts`` replaces others by the last word of their names."""
    with zipfile.ZipFile(io.BytesIO(workbook({"a": []}))) as package:
        found = {name: package.read(name).decode().partition("\n")[2] for name in package.namelist()}
    found["xl/worksheets/sheet1.xml"] = f"<worksheet><sheetData>{xml}</sheetData></worksheet>"
    return packed({name: parts.get(name.rpartition("/")[2].partition(".")[0], xml) for name, xml in found.items()})


def test_each_kind_of_cell_is_read_as_it_is_shown() -> None:
    shown = [
        ("text", " 优秀 ", " 优秀 "),
        ("text in the cell", Inline("<a&b>"), "<a&b>"),
        ("an escaped character", "a_x000D_b", "a\rb"),
        ("a number", 89.995, 89.995),
        ("noise of binary arithmetic", 0.1 + 0.2, 0.1 + 0.2),
        ("seventeen digits", Decimal("89.995000000000005"), 89.995),
        ("an exponent", Decimal("5.0E-3"), 0.005),
        ("a percentage", Percent("0.85"), "85%"),
        ("a part of a percentage", Percent("0.12340000000000001"), "12.34%"),
        ("more than all", Percent("1.5"), "150%"),
        ("a date", date(2011, 9, 1), date(2011, 9, 1)),
        ("a month", Styled("40787", "month"), date(2011, 9, 1)),
        ("a moment", Styled("40787.5", "date"), datetime(2011, 9, 1, 12)),  # noqa: DTZ001
        ("no day", Styled("-1", "date"), NotADay("-1")),
        ("true", True, True),
        ("an error", Failed("#DIV/0!"), "#DIV/0!"),
        ("a formula", Formula("A1*2", "12"), 12.0),
        ("a formula that was not calculated", Formula('"a"&"b"'), '="a"&"b"'),
        ("nothing", None, None),
    ]
    table = read(workbook({"a": [["what", "cell", "end"], *([name, cell, "x"] for name, cell, _ in shown)]}))
    assert [(name, cell) for name, cell, _ in rows_of(table)] == [(name, expected) for name, _, expected in shown]


def test_days_may_be_counted_from_1904() -> None:
    assert rows_of(read(workbook({"a": [["day"], [Styled("39325", "date")]]}, from_1904=True))) == [(date(2011, 9, 1),)]


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (0.127777777777778, "h:mm", NotADay("3:04")),
        (0.127777777777778, 'h"时"mm"分";@', NotADay("3:04")),
        (1.25, "[h]:mm", NotADay("30:00")),
        (0.5000115741, "h:mm:ss AM/PM", NotADay("12:00:01")),
        (100.5, "[hh]:mm:ss", NotADay("2412:00")),
        (40787.5, "hh:mm", datetime(2011, 9, 1, 12)),  # noqa: DTZ001
        (0.5, "yyyy-mm-dd h:mm", NotADay("0.5")),
        (0.5, "mmm", NotADay("0.5")),
        (-1.0, "[h]:mm", NotADay("-1")),
        (1e300, "[h]:mm", NotADay("1E+300")),
        (1.5, "0.00", 1.5),
    ],
)
def test_a_time_is_shown_as_one(number: float, code: str, shown: Cell) -> None:
    assert of_number(number, format_of("170", code).how) == shown


def test_times_are_known_by_number_and_where_days_are_counted_from_1904() -> None:
    assert [of_number(1.25, format_of(key, None).how) for key in ("20", "46")] == [NotADay("30:00")] * 2
    assert of_number(0.125, format_of("20", None).how, from_1904=True) == NotADay("3:00")


@pytest.mark.parametrize("day", ["2957004", "2958000", "1e300"])
def test_a_day_beyond_the_calendar_that_begins_in_1904_is_no_day(day: str) -> None:
    data = workbook({"a": [["unit"], [Styled(day, "date")]]}, from_1904=True)
    assert rows_of(read(data)) == [(NotADay(day.replace("1e300", "1E+300")),)]
    last = read(workbook({"a": [["unit"], [Styled("2957003", "date")]]}, from_1904=True))
    assert rows_of(last) == [(date(9999, 12, 31),)]


@pytest.mark.parametrize(
    ("number", "from_1904", "found"),
    [
        ("0", False, "0 is a number that the workbook shows as a date or a time"),
        ("0.5", False, "0.5 is a number that the workbook shows as a date or a time"),
        ("60", False, "60 is a number that the workbook shows as a date or a time"),
        ("-1", False, "-1 is a number that the workbook shows as a date or a time"),
        ("61", False, "1900-03-01 is a date"),
        ("0", True, "1904-01-01 is a date"),
        ("0.5", True, "1904-01-01 12:00:00 is a date"),
        ("-1", True, "-1 is a number that the workbook shows as a date or a time"),
        ("2957004", True, "2957004 is a number that the workbook shows as a date or a time"),
    ],
)
@pytest.mark.parametrize("column", ["unit", "score"])
def test_a_number_in_the_format_of_dates_is_no_number(number: str, from_1904: bool, found: str, column: str) -> None:  # noqa: FBT001
    """What a person sees there is 00:00:00, 1900-01-00 or #####."""
    cell = Styled(number, "date")
    row: Line = [cell, 2011, 80] if column == "unit" else ["a", 2011, cell]
    table = read(workbook({"a": [["unit", "period", "score"], row]}, from_1904=from_1904))
    wanted = {
        "unit": "the name or number of a unit, as text",
        "score": "a number with at most 2 decimals, from 0 to 100",
    }
    for read_by in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read_by(rules(), table)
        assert str(raised.value).partition("\n\n")[2] == (
            f'results.xlsx, sheet "a", row 2, column {"A" if column == "unit" else "C"} "{column}": {found} [RES52]\n'
            f"    expected: {wanted[column]}\n"
            "    Format the column as text in the spreadsheet, and write it anew."
        )


def test_a_number_in_the_format_of_dates_is_told_in_chinese() -> None:
    table = read(workbook({"a": [["unit", "period", "score"], ["a", 2011, Styled("0.5", "date")]]}))
    with pytest.raises(ResultsError) as raised:
        read_history(rules(), table)
    assert raised.value.text("zh").partition("\n\n")[2].splitlines()[0] == (
        "results.xlsx，工作表“a”，第 2 行，C 列“score”：0.5 是数字，而工作簿把它显示为日期或时间 [RES52]"
    )


def test_a_percentage_is_the_number_of_an_input_in_percent() -> None:
    policy = rules([an_input("rate", "number", unit="%", decimals=1)])
    data = workbook({"a": [["unit", "period", "rate"], ["a", 2011, Percent("0.855")], ["a", 2012, "85.5%"]]})
    assert [str(row.values["rate"]) for row in read_history(policy, read(data)).history.rows] == ["85.5", "85.5"]


def test_rows_have_the_numbers_that_the_spreadsheet_shows() -> None:
    table = read(workbook({"a": [[], ["unit"], [], ["x"], ["\u3000"], ["y"]]}))
    assert numbered(table) == [(4, ("x",)), (6, ("y",))]


def test_columns_keep_their_letters_where_the_first_ones_are_empty() -> None:
    table = read(workbook({"a": [[None, "unit", None, "score"], [None, "x", None, 5]]}))
    assert [(column.letter, column.name) for column in table.columns] == [
        ("A", ""),
        ("B", "unit"),
        ("C", ""),
        ("D", "score"),
    ]


def test_cells_without_references_stand_one_behind_the_other() -> None:
    header = "<row><c t='str'><v>a</v></c><c r='C1' t='str'><v>c</v></c><c t='str'><v>d</v></c></row>"
    table = read(with_sheet(header + "<row><c><v>1</v></c></row>"))
    assert ([column.name for column in table.columns], rows_of(table)) == (
        ["a", "", "c", "d"],
        [(Decimal(1), None, None, None)],
    )


def test_runs_of_a_text_are_joined_without_its_pronunciation() -> None:
    texts = "<sst><si><r><t>单</t></r><r><t>位</t></r><rPh sb='0' eb='1'><t>dān</t></rPh></si></sst>"
    inside = "<is><r><t>甲</t></r><r><t>县</t></r><rPh sb='0' eb='1'><t>jiǎ</t></rPh></is>"
    xml = f"<row><c t='s'><v>0</v></c></row><row><c t='inlineStr'>{inside}</c></row>"
    table = read(with_sheet(xml, sharedStrings=texts))
    assert ([column.name for column in table.columns], rows_of(table)) == (["单位"], [("甲县",)])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", Decimal(40787)),
        ("0.00E+00", Decimal(40787)),
        ('#,##0" days"', Decimal(40787)),
        ("[Red]#,##0;[Blue]-0", Decimal(40787)),
        ("0\\d", Decimal(40787)),
        ("yyyy-mm-dd", date(2011, 9, 1)),
        ("[$-804]e&quot;年&quot;", date(2011, 9, 1)),
        ("[h]:mm", NotADay("978888:00")),
        ("0.0%", "4078700%"),
        ('0"%"', Decimal(40787)),
    ],
)
def test_a_number_format_of_the_authors_own(code: str, expected: Cell) -> None:
    code = code.replace('"', "&quot;")
    formats = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
    styles = f'<styleSheet>{formats}<cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'
    xml = "<row><c t='str'><v>x</v></c></row><row><c s='0'><v>40787</v></c></row>"
    assert rows_of(read(with_sheet(xml, styles=styles))) == [(expected,)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<c t='d'><v>2011-09-01</v></c>", date(2011, 9, 1)),
        ("<c t='d'><v>soon</v></c>", "soon"),
        ("<c><v>NaN</v></c>", "NaN"),
        ("<c><v>1e99999999</v></c>", "1e99999999"),
        ("<c t='s'/><c t='b'/>", None),
    ],
)
def test_what_few_programs_write(written: str, expected: Cell) -> None:
    table = read(with_sheet(f"<row><c t='str'><v>x</v></c></row><row>{written}<c r='C2' t='str'><v>-</v></c></row>"))
    assert rows_of(table) == [(expected,)]


def test_a_cell_far_from_the_others_is_a_problem_and_no_more() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = workbook({"a": [["unit", "period", "score"], ["x", 2011, 60]]}, extra={"a": far})
    with pytest.raises(ResultsError) as raised:
        read_history(rules(), read(data))
    assert str(raised.value).splitlines()[2] == (
        'results.xlsx, sheet "a", row 1048576, column XFD: "1" stands beyond the last heading [RES30]'
    )


def test_names_of_parts_may_differ_in_case_and_slashes() -> None:
    old = workbook({"a": [["unit"], ["x"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(old)) as package, zipfile.ZipFile(out, "w") as other:
        for name in package.namelist():
            other.writestr(name.upper().replace("/", "\\"), package.read(name))
    assert rows_of(read(out.getvalue())) == [("x",)]


def test_a_hidden_sheet_is_read_where_it_is_named() -> None:
    data = workbook({"a": [["unit"], ["x"]], "b": [["unit"], ["y"]]}, hidden=["b"])
    assert [rows_of(read(data)), rows_of(read(data, sheet="b"))] == [[("x",)], [("y",)]]


DAMAGE: Mapping[str, tuple[bytes, str]] = {
    "a text that is not there": (
        with_sheet("<row><c t='s'><v>7</v></c></row>"),
        "a part of it (xl/worksheets/sheet1.xml) cannot be read",
    ),
    "a column that is not there": (
        with_sheet("<row><c r='ZZZ1'><v>7</v></c></row>"),
        "a part of it (xl/worksheets/sheet1.xml) cannot be read",
    ),
    "a column in other letters": (
        with_sheet("<row><c r='é1'><v>7</v></c></row>"),
        "a part of it (xl/worksheets/sheet1.xml) cannot be read",
    ),
    "too many cells in a row": (
        with_sheet("<row><c r='XFD1'/><c><v>7</v></c></row>"),
        "a part of it (xl/worksheets/sheet1.xml) cannot be read",
    ),
    "a row that is no number": (
        with_sheet("<row r='x'/>"),
        "a part of it (xl/worksheets/sheet1.xml) cannot be read",
    ),
    "broken XML": (with_sheet("<row>"), "a part of it (xl/worksheets/sheet1.xml) cannot be read"),
    "a document type": (
        packed({"_rels/.rels": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "it holds a document type, which no workbook does",
    ),
    "another kind of package": (
        packed({"_rels/.rels": "<Relationships/>"}),
        "it is a zip file without a workbook",
    ),
    "a zip file of something else": (packed({"readme.txt": ""}), "a part of it (_rels/.rels) cannot be read"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_workbook_is_a_problem(what: str) -> None:
    data, about = DAMAGE[what]
    head = "results.xlsx: this is no workbook, or a damaged one"
    assert problem(data) == f"{head}: {about} [RES06]{AGAIN}"


@pytest.mark.parametrize(
    ("limit", "at"),
    [
        ("package._LONGEST_MARK", 30),
        ("xlsx.sheet.MOST_CELLS", 3),
    ],
)
def test_what_unfolds_to_too_much_is_not_read(limit: str, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"a": [["unit", "period"], ["x", 1]]}, extra={"a": f'<row r="{" " * 100_000}'})
    monkeypatch.setattr(f"targetrules.results.sources.{limit}", at)
    assert problem(data).endswith("a file of 1 GiB, 16,384 columns, 50 million cells [RES02]")


def test_different_numbers_are_remembered_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.results.sources.xlsx.sheet._REMEMBERED", 1)
    assert rows_of(read(workbook({"a": [["x"], [1], [2], [3], [1]]}))) == [(Decimal(n),) for n in (1, 2, 3, 1)]


def test_other_spreadsheets_are_named() -> None:
    page = "\ufeff\n<!DOCTYPE html><table>".encode()
    assert problem(page) == (
        "results.xlsx: this is no workbook that is read (.xlsx, .xls, .ods) but a web page saved under that name"
        " [RES07]\n"
        "    Open it in a spreadsheet program, without a password, and save it as .xlsx or .csv."
    )


def test_nothing_is_a_problem() -> None:
    assert problem(b"") == "results.xlsx: nothing stands in it [RES03]"
    assert problem(workbook({"a": [], "b": [[" "]]})) == 'results.xlsx, sheet "b": nothing stands in it [RES03]'
    assert problem(workbook({"a": []})) == "results.xlsx: nothing stands in it [RES03]"
    assert problem(workbook({"a": [], "b": [["unit"]]}, hidden=["b"])) == (
        "results.xlsx: nothing stands in it [RES03]\n"
        '    Something stands in hidden sheets, which are read only where they are named: "b". Name the one that holds'
        " the results with --sheet (in Python: sheet=), or unhide it in the spreadsheet program."
    )


# ---- merged cells ----------------------------------------------------------------------------------------------------

MERGED = (
    'results.xlsx, sheet "a", {place}: the cells from {cells} are merged, and the value stands in the first of them'
    " alone [RES72]\n"
    "    expected: {expected}\n"
    "    Take the merging back and write the value in every cell."
)
SCORES = [[f"county-{at}", 2011, 80 + at, "county"] for at in range(5)]


@pytest.mark.parametrize(
    ("column", "place", "expected"),
    [
        (0, 'row 3, column A "unit"', "the name or number of a unit, as text"),
        (1, 'row 3, column B "period"', "a year: 2011, 2011年, 2011年度"),
        (2, 'row 3, column C "score"', "a number with at most 2 decimals, from 0 to 100"),
        (3, 'row 3, column D "kind"', '"county" or "department"'),
    ],
)
def test_cells_that_are_merged_over_rows_are_one_problem(column: int, place: str, expected: str) -> None:
    """Also where the input may be missing: what is shown in a merged cell is not missing."""
    rows = [
        [None if at and position == column else cell for position, cell in enumerate(row)]
        for at, row in enumerate(SCORES)
    ]
    letter = "ABCD"[column]
    merged = f'<mergeCells><mergeCell ref="{letter}2:{letter}6"/></mergeCells>'
    data = workbook({"a": [["unit", "period", "score", "kind"], *rows]}, extra={"a": merged})
    for read_by in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read_by(rules(), read(data))
        said = str(raised.value).partition("\n\n")[2]
        assert said == MERGED.format(place=place, cells=f"{letter}2 to {letter}6", expected=expected)


def test_each_merged_range_is_a_problem_of_its_own() -> None:
    rows: list[Line] = [["a", 2011, 80], [None, 2012, None], ["b", 2011, 70], [None, 2012, 71]]
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A2:A3", "A4:A5", "B1:C1", "C2:C3"))
    data = workbook({"a": [["unit", "period", "score"], *rows]}, extra={"a": merged})
    with pytest.raises(ResultsError) as raised:
        read_history(rules(), read(data))
    assert [(each.row, each.column, each.code) for each in raised.value.problems] == [
        (3, "unit", "RES72"),
        (3, "score", "RES72"),
        (5, "unit", "RES72"),
    ]


@pytest.mark.parametrize(
    ("refs", "cell"),
    [
        (("C2:C3", "C3:C4"), "C3"),
        (("C3:C4", "C2:C3"), "C3"),
        (("A2:C2", "C2:C9"), "C2"),
        (("B2:B3", "A3:C3"), "B3"),
        (("A1:D9", "C4:C5"), "C4"),
    ],
)
def test_a_cell_that_is_merged_in_two_ways_makes_a_damaged_workbook(refs: tuple[str, ...], cell: str) -> None:
    """A blank one between two others would be taken for a cell in which nothing stands."""
    rows = [["a", 2011, 80, "county"], ["b", 2011, None, None], ["c", 2011, None, None], ["d", 2011, 1, None]]
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    data = workbook({"a": [["unit", "period", "score", "kind"], *rows]}, extra={"a": merged})
    says = f"cell {cell} is merged with others in two ways"
    assert problem(data) == f"results.xlsx: this is no workbook, or a damaged one: {says} [RES06]{AGAIN}"


def test_a_range_that_is_declared_twice_is_one() -> None:
    rows = [["a", 2011, 80], ["b", 2011, 81]]
    merged = '<mergeCell ref="D2:D3"/>' * 2
    data = workbook({"a": [["unit", "period", "score", "remark"], *rows]}, extra={"a": merged})
    assert len(read_history(rules(), read(data)).history.rows) == 2


@pytest.mark.parametrize("ref", ["A1:C1", "A8:C9", "C2:C3", "E2:E4"], ids=["headings", "below", "blank", "beside"])
def test_merged_cells_that_hide_nothing_are_no_problem(ref: str) -> None:
    header, rows = ["unit", "period", "remark", "score"], [["a", 2011, None, 80], ["b", 2011, None, 81]]
    data = workbook({"a": [header, *rows]}, extra={"a": f'<mergeCell ref="{ref}"/>'})
    assert len(read_history(rules(), read(data)).history.rows) == 2


ONE_FLAG = rules([an_input("falsified", "flag", default=False)])
HIDES = 'and show what stands in the first of them: nobody sees that {cell} holds "{hidden}"'
FROM_ABOVE = "and show what stands in the first of them, above the rows of results"
IN_FIRST = "and the value stands in the first of them alone"
FLAG_HEADER: Line = ["unit", "period", "falsified"]


@pytest.mark.parametrize(
    ("rows", "ref", "place", "why"),
    [
        ([FLAG_HEADER, ["a", 2011, "yes"], ["b", 2011, "no"]], "C2:C3", "row 3", HIDES.format(cell="C3", hidden="no")),
        (
            [FLAG_HEADER, ["a", 2011, "yes"], ["b", 2011], ["c", 2011, "no"]],
            "C2:C4",
            "row 3",
            HIDES.format(cell="C4", hidden="no"),
        ),
        ([FLAG_HEADER, ["a", 2011], ["b", 2011, "yes"]], "C2:C3", "row 3", HIDES.format(cell="C3", hidden="yes")),
        ([FLAG_HEADER, [], ["b", 2011, "yes"]], "C2:C3", "row 3", HIDES.format(cell="C3", hidden="yes")),
        ([FLAG_HEADER, ["a", 2011], ["b", 2011]], "C1:C3", "row 2", FROM_ABOVE),
        ([FLAG_HEADER, ["a", 2011], ["b", 2011, "yes"]], "C1:C3", "row 2", HIDES.format(cell="C3", hidden="yes")),
        ([[None, None, "yes"], FLAG_HEADER, ["a", 2011], ["b", 2011]], "C1:C4", "row 3", FROM_ABOVE),
        ([FLAG_HEADER, ["a", 2011, "yes"], ["b", 2011], ["c", 2011, "yes"]], "C2:C4", "row 3", IN_FIRST),
    ],
    ids=[
        "another value",
        "a blank and another",
        "under a blank cell",
        "under a blank row",
        "from the heading",
        "another under the heading",
        "from a title",
        "a blank between the same",
    ],
)
def test_a_merged_cell_is_never_read_as_what_nobody_sees(rows: Sequence[Line], ref: str, place: str, why: str) -> None:
    """The default of a flag would stand for a cell that shows something, or for one in which something else stands."""
    table = read(
        workbook({"a": rows}, extra={"a": f'<mergeCell ref="{ref}"/>'}), header_row=rows.index(FLAG_HEADER) + 1
    )
    first, last = ref.split(":")
    for read_by in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read_by(ONE_FLAG, table)
        assert str(raised.value).partition("\n\n")[2] == (
            f'results.xlsx, sheet "a", {place}, column C "falsified": '
            f"the cells from {first} to {last} are merged, {why} [RES72]\n"
            "    expected: yes or no (or true/false, Y/N, 是/否, √/×, 1/0)\n"
            "    Take the merging back and write the value in every cell."
        )


def test_merged_cells_that_hold_something_else_than_they_show_are_told_in_chinese() -> None:
    rows: list[Line] = [FLAG_HEADER, ["a", 2011, "yes"], ["b", 2011, "no"]]
    hidden = read(workbook({"a": rows}, extra={"a": '<mergeCell ref="C2:C3"/>'}))
    above = read(workbook({"a": [FLAG_HEADER, ["a", 2011]]}, extra={"a": '<mergeCell ref="C1:C2"/>'}))
    for table, row, why in (
        (hidden, 3, "C2 到 C3 是合并单元格，显示的是第一格的内容，看不出 C3 里存有“no”"),
        (above, 2, "C1 到 C2 是合并单元格，显示的是第一格的内容，而第一格在数据行之上"),
    ):
        with pytest.raises(ResultsError) as raised:
            read_history(ONE_FLAG, table)
        assert raised.value.text("zh").partition("\n\n")[2] == (
            f"results.xlsx，工作表“a”，第 {row} 行，C 列“falsified”：{why} [RES72]\n"
            "    应为：是或否（也可写有/无、√/×、true/false、yes/no、Y/N、1/0）\n"
            "    请取消合并单元格，在每一格都写上值。"
        )


def test_merged_cells_that_all_hold_what_they_show_are_read() -> None:
    """Excel's format painter merges cells of which each keeps its value, so that filters find them."""
    rows: list[Line] = [FLAG_HEADER, ["a", 2011, True], ["a", 2012, True], ["b", 2011, False]]
    merged = '<mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/>'
    history = read_history(ONE_FLAG, read(workbook({"a": rows}, extra={"a": merged}))).history
    assert [(row.unit, row.period, row.values["falsified"]) for row in history.rows] == [
        ("a", 2011, True),
        ("a", 2012, True),
        ("b", 2011, False),
    ]


def test_a_second_row_of_headings_below_merged_ones_is_told_as_that() -> None:
    rows: list[Line] = [["unit", "period", "results"], [None, None, "falsified"], ["a", 2011, True]]
    merged = '<mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/>'
    with pytest.raises(ResultsError) as raised:
        read_history(ONE_FLAG, read(workbook({"a": rows}, extra={"a": merged})))
    assert str(raised.value).partition("\n\n")[2] == (
        'results.xlsx, sheet "a": the headings take two rows: row 2 holds headings too [RES71]\n'
        "    Leave one row of headings: above each column the name by which it is read."
    )


def test_a_unit_that_is_called_like_a_column_is_no_heading() -> None:
    rows = [["PERIOD", 1950, 80], ["score", 1950, 81]]
    assert len(read_history(rules(), read(workbook({"a": [["unit", "period", "score"], *rows]}))).history.rows) == 2


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "A1:",
        "A0:A2",
        "A2:A9999999",
        "A2:A1048577",
        "AAAA1:B2",
        "XFE1:XFE2",
        "$D$2:$D$3",
        "d2:d3",
        "D3:D2",
        "A1:A2:A3",
    ],
)
def test_a_range_that_cannot_be_is_a_damaged_workbook(ref: str) -> None:
    data = workbook({"a": [["unit", "period", "score"]]}, extra={"a": f'<mergeCell ref="{ref}"/>'})
    assert problem(data) == (
        "results.xlsx: this is no workbook, or a damaged one: in xl/worksheets/sheet1.xml, "
        f'"{ref}" is no area of merged cells, which goes from its upper left to its lower right: B2:B41 [RES06]{AGAIN}'
    )
    with pytest.raises(ResultsError) as raised:
        read(data)
    assert raised.value.text("zh").partition("\n\n")[2] == (
        "results.xlsx：这不是工作簿，或者文件已损坏：xl/worksheets/sheet1.xml 中"
        f"合并单元格的范围“{ref}”无法理解，应从左上到右下，如 B2:B41 [RES06]\n"
        "    请用电子表格程序打开，另存为 .xlsx 或 .csv；如果在那里也打不开，请换一份文件。"
    )


# ---- what a sheet must not hold --------------------------------------------------------------------------------------


def _sheet_of(falsified: str, *further: str) -> bytes:
    """One unit with a flag, as the XML has it, and further rows."""
    head = "".join(_text_cell(f"{'ABC'[at]}1", each) for at, each in enumerate(("unit", "period", "falsified")))
    unit = _text_cell("A2", "a") + '<c r="B2"><v>2011</v></c>'
    return with_sheet(f'<row r="1">{head}</row><row r="2">{unit}{falsified}</row>{"".join(further)}')


def _text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(("written", "meant"), [("0", False), ("1", True), (" 1 ", True)], ids=ascii)
def test_a_boolean_cell_holds_one_or_zero(written: str, meant: bool) -> None:  # noqa: FBT001  it is what is compared
    table = read(_sheet_of(f'<c r="C2" t="b"><v>{written}</v></c>'))
    assert [row.values["falsified"] for row in read_history(ONE_FLAG, table).history.rows] == [meant]


@pytest.mark.parametrize("written", ["true", "TRUE", "2", "x", "-1", "false", ""])
def test_a_boolean_cell_that_is_neither_is_a_problem(written: str) -> None:
    table = read(_sheet_of(f'<c r="C2" t="b"><v>{written}</v></c>'))
    for read_by in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read_by(ONE_FLAG, table)
        assert str(raised.value).partition("\n\n")[2] == (
            'results.xlsx, sheet "a", row 2, column C "falsified": the cell is marked as true or false, which a'
            f' workbook writes as 1 or 0, and holds "{written}" [RES73]\n'
            "    expected: 1 or 0\n"
            "    Type the value anew, or open the workbook in a spreadsheet program and save it again."
        )
        assert raised.value.text("zh").partition("\n\n")[2] == (
            f"results.xlsx，工作表“a”，第 2 行，C 列“falsified”：这一格标为逻辑值，"
            f"工作簿里应当写作 1 或 0，里面却是“{written}” [RES73]\n    应为：1 或 0\n"
            "    请重新填写这一格，或者用电子表格软件打开工作簿重新保存。"
        )


@pytest.mark.parametrize(
    ("cells_there", "further", "about"),
    [
        ('<c r="C2" t="b"><v>1</v></c><c r="C2" t="b"><v>0</v></c>', "", "cell C2 stands twice in {part}"),
        ('<c r="C2" t="b"><v>1</v></c><c r="C2"/>', "", "cell C2 stands twice in {part}"),
        ('<c r="C2"/><c r="B2"/>', "", "cell B2 stands twice in {part}"),
        ("", '<row r="2"><c r="C2"><v>1</v></c></row>', "in {part}, row 2 comes after row 2"),
        ('<c r="C3"><v>1</v></c>', "", "in {part}, a cell in row 2 says that it is C3"),
        ('<c r="C02"><v>1</v></c>', "", "in {part}, a cell in row 2 says that it is C02"),
        ('<c r="C"><v>1</v></c>', "", "in {part}, a cell in row 2 says that it is C"),
        ("", '<row><c r="A2"><v>1</v></c></row>', "in {part}, a cell in row 3 says that it is A2"),
        ('<c r="C2" t="b"><v>1</v><v>0</v></c>', "", "cell C2 in {part} has two values"),
        ('<c r="C2"><v>1</v><is><t>0</t></is></c>', "", "cell C2 in {part} has two values"),
        ('<c r="C2" t="inlineStr"><is><t>1</t></is><v>0</v></c>', "", "cell C2 in {part} has two values"),
        ('<c r="C2" t="inlineStr"><is><t>1</t></is><is><t>0</t></is></c>', "", "cell C2 in {part} has two values"),
        ('<c r="C2" s="4"><v>1</v></c>', "", "cell C2 in {part} has the style 4, which there is not"),
        (
            "",
            '</sheetData><mergeCells><mergeCell ref="B3:A2"/></mergeCells><sheetData>',
            'in {part}, "B3:A2" is no area of merged cells, which goes from its upper left to its lower right: B2:B41',
        ),
        (
            "",
            '</sheetData><cols><col min="3" max="2" hidden="1"/></cols><sheetData>',
            "in {part}, the columns 3 to 2 are said to be hidden, which there are not",
        ),
        (
            "",
            '</sheetData><cols><col min="1" max="99999" hidden="1"/></cols><sheetData>',
            "in {part}, the columns 1 to 99999 are said to be hidden, which there are not",
        ),
        ("", '<row r="9"/><row r="4"/>', "in {part}, row 4 comes after row 9"),
    ],
)
def test_what_stands_twice_in_a_sheet_is_a_damaged_workbook(cells_there: str, further: str, about: str) -> None:
    """Programs differ in which of the two they show."""
    says = about.format(part="xl/worksheets/sheet1.xml")
    head = "results.xlsx: this is no workbook, or a damaged one"
    assert problem(_sheet_of(cells_there, further)) == f"{head}: {says} [RES06]{AGAIN}"


RELATIONS = "xl/_rels/workbook.xml.rels"
SHARED = '<Relationship Id="{id}" Type="t/sharedStrings" Target="{part}.xml"/></Relationships>'


@pytest.mark.parametrize(
    ("part", "old", "new", "about"),
    [
        ("xl/workbook.xml", 'name="b"', 'name="A"', 'two sheets are called "A"'),
        (RELATIONS, "</Relationships>", SHARED.format(id="rId1", part="x"), f"in {RELATIONS}, rId1 stands twice"),
        (
            RELATIONS,
            "</Relationships>",
            SHARED.format(id="rId9", part="x"),
            "xl/workbook.xml refers to two parts of the kind sharedStrings",
        ),
        (
            "_rels/.rels",
            "</Relationships>",
            '<Relationship Id="x" Type="t/officeDocument" Target="other.xml"/></Relationships>',
            "_rels/.rels refers to two parts of the kind officeDocument",
        ),
        (
            "xl/styles.xml",
            "</numFmts>",
            '<numFmt numFmtId="164" formatCode="0%"/></numFmts>',
            "in xl/styles.xml, the number format 164 stands twice, and differs",
        ),
        (
            "xl/styles.xml",
            "</styleSheet>",
            "<cellXfs><xf/></cellXfs></styleSheet>",
            "xl/styles.xml has two elements cellXfs",
        ),
        (
            "xl/workbook.xml",
            "<sheets>",
            '<workbookPr date1904="1"/><workbookPr/><sheets>',
            "xl/workbook.xml has two elements workbookPr",
        ),
    ],
    ids=["sheets", "relations", "texts", "workbooks", "formats", "styles", "days"],
)
def test_what_stands_twice_in_a_workbook_makes_it_a_damaged_one(part: str, old: str, new: str, about: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"a": [["unit", "period"], ["u", 2011]], "b": []}))) as whole:
        parts = {name: whole.read(name).decode() for name in whole.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(data, "w") as changed:
        for name, text in parts.items():
            changed.writestr(name, text)
    head = "results.xlsx: this is no workbook, or a damaged one"
    assert problem(data.getvalue()) == f"{head}: {about} [RES06]{AGAIN}"


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"])
def test_a_part_that_stands_twice_in_a_workbook_makes_it_a_damaged_one(name: str) -> None:
    data = io.BytesIO(workbook({"a": [["unit", "period"], ["u", 2011]]}))
    with zipfile.ZipFile(data, "a") as package, warnings.catch_warnings(action="ignore"):
        package.writestr(name, package.read("xl/worksheets/sheet1.xml"))
    head = "results.xlsx: this is no workbook, or a damaged one"
    assert problem(data.getvalue()) == f"{head}: the part {name} stands in it twice [RES06]{AGAIN}"


@pytest.mark.parametrize(
    ("cells_there", "further"),
    [
        ('<c r="C2"><row r="9"/><v>1</v></c>', ""),
        ('<c r="C2"><c r="D2"><v>1</v></c></c>', ""),
        ('<row r="9"><c r="C9"><v>1</v></c></row>', ""),
        ("", '<c r="C3"><v>1</v></c>'),
    ],
    ids=["row in a cell", "cell in a cell", "row in a row", "cell in no row"],
)
def test_a_cell_that_is_in_no_row_of_its_own_is_a_damaged_workbook(cells_there: str, further: str) -> None:
    """Its value was taken for one of another column, or ended in an IndexError."""
    says = "a part of it (xl/worksheets/sheet1.xml) cannot be read"
    head = "results.xlsx: this is no workbook, or a damaged one"
    assert problem(_sheet_of(cells_there, further)) == f"{head}: {says} [RES06]{AGAIN}"
