"""Workbooks of other kinds: .xls and .ods are read as .xlsx is, cell by cell; what is damaged or locked is refused.

``saved/results.xls`` and ``.ods`` are the workbook that :func:`made` makes, saved by LibreOffice Calc 7.4
(``soffice --headless --convert-to xls results.xlsx``).
"""

# ruff: noqa: E501  whole messages, and XML

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import targetrules
from targetrules import ReadingPlan
from targetrules.extra import MissingExtraError
from targetrules.results import FORMATS, ResultsError, read_table
from targetrules.results.sources.opened_workbook import opened_workbook
from targetrules.results.table import NotADay, NotBoolean

SAVED = Path(__file__).parent / "saved"

POLICY = targetrules.loads("""format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "poor" }]
inputs."类别" = { type = "choice", of = ["山区", "平原"] }
inputs."经济" = { type = "number", min = 0, max = 100, decimals = 1 }
inputs."完成率" = { type = "number", unit = "%", min = 0, max = 200, decimals = 1 }
inputs."否决" = { type = "flag" }
rankings."名次" = { by = "经济", within = "类别" }
grading = { by = "经济", bands = { good = 60, poor = 0 } }
""")

ROWS: Sequence[Sequence[Any]] = (
    ("甲县", 80.5, 0.985, True),
    ("乙县", 0.1 + 0.2, 1.02, False),
    ("丙县", 66, 0.5, "√"),
    ("丁县", 90.25 - 0.25, 0.125, "否"),
)


def made(total: Any = "=SUM(D4:D7)") -> Workbook:
    """The workbook of which the files were saved; openpyxl calculates no total."""
    book = Workbook()
    del book["Sheet"]
    for year in (2023, 2024):
        sheet = book.create_sheet(f"{year}年")
        sheet.append(["考核得分表"])
        sheet.merge_cells("A1:F1")
        sheet.append(["序号", "单位", "类别", "得分", None, "否决", "备注"])
        sheet.append([None, None, None, "经济", "完成率", None, None])
        for merged in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3"):
            sheet.merge_cells(merged)
        for at, (unit, score, rate, veto) in enumerate(ROWS):
            kind = "山区" if at == 0 else "平原" if at == 2 else None
            sheet.append([at + 1, unit, kind, score, rate, veto, "  两\n行 " if at == 1 else None])
        sheet.merge_cells("C4:C5")
        sheet.merge_cells("C6:C7")
        sheet.append([None, "合计", None, total, None, None, None])
        sheet.append(["注：本表由办公室填报。"])
        for row in range(4, 8):
            sheet.cell(row, 5).number_format = "0.0%"
        sheet.row_dimensions[6].hidden = True
        sheet.column_dimensions["F"].hidden = True
    cells = book.create_sheet("各种")
    for at, (value, style) in enumerate(CELLS):
        cells.cell(1, at + 1, value).number_format = style
    book["各种"].sheet_state = "hidden"
    book.create_sheet("空")
    return book


CELLS: Sequence[tuple[Any, str]] = (
    ("优秀", "General"),
    (12345678.125, "0"),
    (0.8525, "0%"),
    (date(2024, 3, 1), "yyyy-mm-dd"),
    (date(2024, 3, 1), 'yyyy"年"m"月"'),
    (1.5, '0.0"分"'),
    (-3, "General"),
    (True, "General"),
    ("=1/0", "General"),
    ("#N/A", "General"),
    (1234.5, '#,##0.00"元"'),
    ("007", "@"),
)
SHOWN = ["优秀", 12345678.125, "85.25%", date(2024, 3, 1), date(2024, 3, 1), 1.5, -3.0, True]
SHOWN += ["#DIV/0!", "#N/A", 1234.5, "007"]


def data_of(kind: str) -> bytes:
    """The workbook as a file of this kind."""
    if kind != "xlsx":
        return (SAVED / f"results.{kind}").read_bytes()
    found = io.BytesIO()
    made(236.8).save(found)
    return found.getvalue()


def problem(data: bytes, kind: str) -> str:
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(data), format=kind, name="results", sheet="2023年")
    return "\n".join(str(raised.value).splitlines()[2:])


# ---- as LibreOffice saves them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_workbook_of_any_kind_is_read_as_it_is(kind: str) -> None:
    """Sheets, merged headings and classes, percentages, flags, hidden rows and columns, totals and notes."""
    history = POLICY.history(io.BytesIO(data_of(kind)), plan=ReadingPlan(sheets="period"))
    names = ("类别", "经济", "完成率", "否决")
    assert [(row.unit, row.period, *(str(row.values[name]) for name in names)) for row in history.rows] == [
        (unit, year, *values)
        for year in (2023, 2024)
        for unit, *values in (
            ("甲县", "山区", "80.5", "98.5", "True"),
            ("乙县", "山区", "0.3", "102.0", "False"),
            ("丙县", "平原", "66.0", "50.0", "True"),
            ("丁县", "平原", "90.0", "12.5", "False"),
        )
    ]
    assert [note.text("en") for note in history.notes] == [
        *(
            f'Sheet "{year}年" of <stdin>: headings in rows 2–3; the period is {year}, by the name of the sheet; merged cells that stand for all of their rows: C4:C5, C6:C7; not read, as titles: row 1; left out, as totals or averages of the rows above: row 8; left out, as notes below the table: row 9.'
            for year in (2023, 2024)
        ),
        *(
            text
            for year in (2023, 2024)
            for text in (
                f'Sheet "{year}年": rows that it hides (by hand, by a filter or in a collapsed group) count like all others: 1 (rows 6).',
                f'Sheet "{year}年": columns that it hides were read like all others: 否决 (F).',
            )
        ),
        "Hidden sheets were not read: 各种.",
        "Columns that no input is read from: 序号; 备注.",
    ]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_each_kind_of_cell_is_read_as_it_is_shown(kind: str) -> None:
    with opened_workbook(data_of(kind), "results", kind) as sheets:
        assert sheets.names() == (["2023年", "2024年"], ("各种",))
        assert sheets.mark() is None
        grid = sheets.grid("各种")
    assert list(grid.lines) == [(1, SHOWN)]
    assert grid.hidden.sheet


def test_of_which_kind_a_workbook_is_its_bytes_say(tmp_path: Path) -> None:
    for kind, ending in (("xls", ".xlsx"), ("ods", ".xls"), ("xlsx", ".et"), ("xls", ".ods")):
        path = tmp_path / f"results{ending}"
        path.write_bytes(data_of(kind))
        assert len(read_table(path, sheet="2024年", header_row=3)) == 6
    assert len(read_table(io.BytesIO(data_of("xls")), sheet="2024年", header_row=3)) == 6
    assert {"xlsx", "xls", "ods"} < set(FORMATS)


# ---- damaged, locked, something else ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_damaged_workbook_is_a_problem(kind: str) -> None:
    """Wherever it ends too early, or a byte is another one: a problem of results, or it is read."""
    data = data_of(kind)
    for at in range(0, len(data), len(data) // 12):
        changed = bytearray(data)
        changed[at] ^= 0xFF
        for damaged in (data[:at], bytes(changed)):
            try:
                read_table(io.BytesIO(damaged), format=kind, name="results", sheet="2024年", header_row=3)
            except ResultsError as error:
                assert error.problems  # noqa: PT017


def test_what_is_no_old_workbook_is_told() -> None:
    again = "\n    Open it in a spreadsheet program and save it as .xlsx or .csv; if it cannot be opened there, take another copy of the file."
    head = "results: this is no workbook, or a damaged one: "
    assert (
        problem(data_of("xls")[:3000], "xls") == f"{head}it is not as Excel 97 to 2003 or WPS saves one [RES06]{again}"
    )
    assert problem(content("")[:300], "ods") == f"{head}it is no zip file [RES06]{again}"
    assert problem(content("", body="text"), "ods") == f"{head}it is a zip file without a workbook [RES06]{again}"
    assert (
        problem(packed({"content.xml": "<a/>"}), "ods") == f"{head}it is a zip file without a workbook [RES06]{again}"
    )


def test_what_is_locked_or_older_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    save = "\n    Open it in a spreadsheet program, without a password, and save it as .xlsx or .csv."
    head = "results: this is no workbook that is read (.xlsx, .xls, .ods) but "
    data, begins = data_of("xls"), b"\x09\x08\x10\x00\x00\x06\x05\x00"
    second = data.index(begins) + 20
    locked = data[:second] + b"\x2f\x00" + data[second + 2 :]  # the record that says how it is encrypted
    assert problem(locked, "xls") == f"{head}one that is locked with a password [RES07]{save}"
    encrypted = '<m:file-entry xmlns:m="m"><m:encryption-data/></m:file-entry>'
    assert (
        problem(packed({"META-INF/manifest.xml": encrypted}), "ods")
        == f"{head}one that is locked with a password [RES07]{save}"
    )
    monkeypatch.setattr("targetrules.results.sources.from_xls._EXCEL_97", 90)
    assert problem(data_of("xls"), "xls") == f"{head}one of Excel 95 or older [RES07]{save}"


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_sheet_that_is_not_there_is_a_problem(kind: str) -> None:
    with pytest.raises(ResultsError) as raised:
        read_table(io.BytesIO(data_of(kind)), format=kind, name="results", sheet="2032年")
    assert "\n".join(str(raised.value).splitlines()[2:]) == (
        'results: there is no sheet "2032年" [RES09]\n    expected: "2023年", "2024年", "各种" or "空"'
    )


def test_old_workbooks_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targetrules.extra.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="office"):
        read_table(io.BytesIO(data_of("xls")))
    assert len(read_table(io.BytesIO(data_of("ods")), sheet="2024年", header_row=3)) == 6


# ---- what may stand in an OpenDocument file --------------------------------------------------------------------------


def packed(parts: Mapping[str, str]) -> bytes:
    """An OpenDocument file of these parts."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        for name, text in parts.items():
            package.writestr(name, text)
    return found.getvalue()


def content(sheets: str, *, body: str = "spreadsheet", **parts: str) -> bytes:
    """An OpenDocument file with these sheets."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style", "draw", "meta", "calcext")
    )
    xml = f"<office:document-content {spaces}><office:body><office:{body}>{sheets}</office:{body}></office:body></office:document-content>"
    return packed(
        {"content.xml": xml, **{f"{name}.xml": text.replace("SPACES", spaces) for name, text in parts.items()}}
    )


def lines(rows: str) -> list[tuple[int, list[Any]]]:
    with opened_workbook(content(f'<table:table table:name="a">{rows}</table:table>'), "results", "ods") as sheets:
        return [(number, list(cells)) for number, cells in sheets.grid("a").lines]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (
            'office:value-type="string"><text:p>a <text:s text:c="2"/>b<text:tab/>c</text:p><text:p>d<text:line-break/>e',
            "a   b\tc\nd\ne",
        ),
        (
            'office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation><text:p>a<text:span>b</text:span>',
            "ab",
        ),
        ('office:value-type="string"><text:p>a<draw:frame><text:p>no</text:p></draw:frame>b', "ab"),
        ('office:value-type="string"><text:p>a<text:s text:c="x"/><text:s text:c="99999999"/>b', "a  b"),
        ('office:value-type="string" office:string-value="held"><text:p>shown', "held"),
        ('office:value-type="boolean" office:boolean-value="true"><text:p>WAHR', True),
        ('office:value-type="boolean" office:boolean-value="ja"><text:p>ja', NotBoolean("ja")),
        ('office:value-type="float" office:value="1"><text:p>TRUE', True),
        ('office:value-type="float" office:value="2"><text:p>TRUE', 2.0),
        ('office:value-type="currency" office:value="12.5"><text:p>12.50 €', 12.5),
        ('office:value-type="percentage" office:value="0.855"><text:p>86%', "85.5%"),
        ('office:value-type="float" office:value="1e999"><text:p>∞', "1e999"),
        ('office:value-type="float"><text:p>7', "7"),
        ('office:value-type="date" office:date-value="2024-05-01T00:00:00"><text:p>1.5.', date(2024, 5, 1)),
        ('office:value-type="date" office:date-value="soon"><text:p>soon', "soon"),
        ('office:value-type="date"><text:p>5/1', "5/1"),
        ('office:value-type="time" office:time-value="PT12H"><text:p>12:00', NotADay("12:00")),
        ('office:value-type="void"><text:p>x', "x"),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!', "#DIV/0!"),
        ('office:value-type="string" calcext:value-type="error" office:string-value=""><text:p>', "#"),
        ("><text:p>bare", "bare"),
    ],
)
def test_a_cell_holds_what_it_shows(cell: str, read: Any) -> None:
    row = f"<table:table-row><table:table-cell {cell}</text:p></table:table-cell></table:table-row>"
    assert lines(row) == [(1, [read])]


def test_a_formula_that_was_never_calculated_is_told_by_having_no_result() -> None:
    """An empty text as the result is an empty paragraph, which reads as blank."""
    cells = '<table:table-cell table:formula="of:=A1+1"/><table:table-cell table:formula="of:=&quot;&quot;"><text:p/>'
    assert lines(f"<table:table-row>{cells}</table:table-cell></table:table-row>") == [(1, ["=A1+1"])]


def test_rows_and_cells_that_are_repeated_stand_as_often() -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="{}"/>'
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        f'{cell.format(2, 7)}<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1000"/>'
        f"<table:table-row>{cell.format(1, 8)}</table:table-row>"
    )
    assert lines(rows) == [(1, [None, None, 7.0, 7.0]), (2, [None, None, 7.0, 7.0]), (1003, [8.0])]


def test_what_is_hidden_or_covered_is_known() -> None:
    text = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    two = ' table:number-columns-spanned="2" table:number-rows-spanned="2"'
    xml = (
        '<table:table table:name="a"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="filter"/><table:table-header-rows><table:table-row>'
        f"{text.format(two, 'x')}<table:covered-table-cell><text:p>y</text:p></table:covered-table-cell></table:table-row>"
        '</table:table-header-rows><table:table-row table:visibility="filter"><table:covered-table-cell/>'
        f"<table:covered-table-cell/>{text.format('', 'z')}</table:table-row></table:table>"
    )
    mark = "".join(
        f'<meta:user-defined meta:name="targetrules.{name}">{value}</meta:user-defined>'
        for name, value in (("policy", "p"), ("policy.sha256", "d"), ("sheet", "a"))
    )
    data = content(xml, meta=f"<office:document-meta SPACES>{mark}</office:document-meta>")
    with opened_workbook(data, "results", "ods") as sheets:
        grid = sheets.grid("a")
        found = sheets.mark()
    assert list(grid.lines) == [(1, ["x", "y"]), (2, [None, None, "z"])]
    assert [(each.top, each.left, each.bottom, each.right) for each in grid.merged] == [(1, 0, 2, 1)]
    assert (set(grid.hidden.rows), set(grid.hidden.columns)) == ({2}, {2})
    assert found is not None
    assert found.sheet == "a"


@pytest.mark.parametrize(
    "sheets",
    [
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="0"/></table:table>',
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"/><table:table-row/></table:table>',
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="x"/></table:table>',
        '<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-repeated="16384"/><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
        '<table:table table:name="a"/><table:table table:name="A"/>',
    ],
)
def test_what_cannot_be_is_a_damaged_workbook(sheets: str) -> None:
    assert "[RES06]" in problem(content(sheets), "ods")


def test_a_small_file_that_unfolds_to_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    data = content(
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>'
    )
    assert "[RES74]" in problem(data, "ods")
    monkeypatch.setattr("targetrules.results.sources.ods.content.MOST_CELLS", 100)
    assert "[RES02]" in problem(data, "ods")


def test_an_ods_file_that_was_packed_anew_is_known_by_its_parts() -> None:
    """The kind that it names stands compressed in it, or is not the first part."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data_of("ods"))) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as anew,
    ):
        for name in reversed(given.namelist()):
            anew.writestr(name, given.read(name))
    tables = [
        read_table(io.BytesIO(data), format="ods", sheet="2023年") for data in (data_of("ods"), packed.getvalue())
    ]
    assert tables[0].cells == tables[1].cells
