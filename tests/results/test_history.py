"""From a table to a history: which column holds what, wide tables, and what the reader is told beside it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from targetrules.history import Row
from targetrules.period import PeriodKind
from targetrules.results import ReadHistory, ResultsError, Table, from_rows, history_of, read_history, read_table
from tests.results.example_rules import an_input, rules
from tests.results.workbooks import workbook

SCORE = an_input("score", "number", "score", "总分", optional=True)


def csv(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), format="csv", name="results.csv")


def keys(reading: ReadHistory) -> list[tuple[str, int]]:
    return [(row.unit, row.period) for row in reading.history.rows]


def problem(table: Table, **options: str) -> str:
    with pytest.raises(ResultsError) as raised:
        history_of(rules([SCORE]), table, **options)  # type: ignore[arg-type]
    return "\n".join(str(raised.value).splitlines()[2:])


@pytest.mark.parametrize("unit", ["unit", "Unit", " UNIT ", "单位", "单位名称", "被考核单位", "考核单位", "ｕｎｉｔ"])
def test_the_column_of_the_unit_has_one_of_these_names(unit: str) -> None:
    assert keys(read_history(rules([SCORE]), csv(f"{unit},period\na,2011\n"))) == [("a", 2011)]


@pytest.mark.parametrize(
    ("kind", "name", "written", "ordinal"),
    [
        (PeriodKind.YEAR, "Year", "2011", 2011),
        (PeriodKind.YEAR, "年度", "2011年度", 2011),
        (PeriodKind.YEAR, "年份", "二〇一一年", 2011),
        (PeriodKind.SCHOOL_YEAR, "School Year", "2011-12", 2011),
        (PeriodKind.SCHOOL_YEAR, "学年", "2011—2012学年", 2011),
        (PeriodKind.SCHOOL_YEAR, "year", "2011/12", 2011),
        (PeriodKind.FISCAL_YEAR, "财年", "FY 2011/12", 2011),
        (PeriodKind.HALF, "半年度", "2011年上半年", 4022),
        (PeriodKind.QUARTER, "季度", "2011Q1", 8044),
        (PeriodKind.MONTH, "月份", "2011年1月", 24132),
        (PeriodKind.SEQUENCE, "期次", "第3次", 3),
        (PeriodKind.SEQUENCE, "期间", "3", 3),
        (PeriodKind.QUARTER, "period", "2011Q1", 8044),
    ],
)
def test_the_column_of_the_period_has_a_name_for_its_kind(
    kind: PeriodKind, name: str, written: str, ordinal: int
) -> None:
    assert keys(read_history(rules([SCORE], kind), csv(f"unit,{name}\na,{written}\n"))) == [("a", ordinal)]


ONE_YEAR = "It may begin or end in this year: write both years, such as 2011/12."
TWO_YEARS = (
    'If each period lies in two years, the policy says so: period = "school-year" or "fiscal-year" under [policy].'
)
AS_TEXT = (
    "Spreadsheet programs make a date of 2011-12: format the column as text, and write both years anew, "
    "such as 2011/12."
)
WANTED = {
    PeriodKind.YEAR: "a year: 2011, 2011年, 2011年度",
    PeriodKind.SCHOOL_YEAR: "a school year, with both of its years: 2011/12, 2011-12, 2011-2012, 2011学年",
    PeriodKind.FISCAL_YEAR: "a fiscal year, with both of its years: 2011/12, 2011-12, FY2011/12, 2011-2012财年",
}


@pytest.mark.parametrize(
    ("kind", "written", "shown", "advice"),
    [
        (PeriodKind.SCHOOL_YEAR, "2011", "2011", ONE_YEAR),
        (PeriodKind.SCHOOL_YEAR, 2012, "2012", ONE_YEAR),
        (PeriodKind.SCHOOL_YEAR, "2011年度", "2011年度", ONE_YEAR),
        (PeriodKind.FISCAL_YEAR, "FY2011", "FY2011", ONE_YEAR),
        (PeriodKind.FISCAL_YEAR, "2011财年", "2011财年", ONE_YEAR),
        (PeriodKind.SCHOOL_YEAR, "2011/13", "2011/13", None),
        (PeriodKind.SCHOOL_YEAR, "Dec-11", "Dec-11", None),
        (PeriodKind.SCHOOL_YEAR, date(2011, 12, 1), "2011-12-01", AS_TEXT),
        (PeriodKind.FISCAL_YEAR, date(2011, 12, 1), "2011-12-01", AS_TEXT),
        (PeriodKind.YEAR, "2011/12", "2011/12", TWO_YEARS),
        (PeriodKind.YEAR, "2011学年", "2011学年", TWO_YEARS),
    ],
)
def test_one_year_is_not_taken_for_two_nor_two_for_one(
    kind: PeriodKind, written: object, shown: str, advice: str | None
) -> None:
    with pytest.raises(ResultsError) as raised:
        history_of(rules([SCORE], kind), from_rows([{"unit": "a", "period": written}]))
    said = f'item 1, column "period": "{shown}" is not a period of this policy [RES33]\n    expected: {WANTED[kind]}'
    told = said if advice is None else f"{said}\n    {advice}"
    assert "\n".join(str(raised.value).splitlines()[2:]) == told


def test_the_columns_of_unit_and_period_may_be_named() -> None:
    table = csv("agency_code,unit,spring,year\n1,a,2011,2012\n")
    reading = read_history(rules([SCORE]), table, unit_column="agency_code", period_column="Spring")
    assert (keys(reading), reading.ignored_columns) == ([("1", 2011)], ("unit", "year"))


def test_a_column_with_the_very_name_is_preferred_to_one_that_is_alike() -> None:
    table = csv("unit,UNIT,period,Score,score\na,b,2011,1,2\n")
    (row,) = history_of(rules([SCORE]), table, unit_column="unit").rows
    assert row == Row("a", 2011, {"score": Decimal(2)})


def test_the_same_name_twice_is_a_problem_only_where_it_is_read() -> None:
    assert keys(read_history(rules([SCORE]), csv("unit,period,note,note\na,2011,x,y\n"))) == [("a", 2011)]
    assert problem(csv("unit,period,score,score\na,2011,1,1\n")) == (
        'results.csv: there is more than one column for the input "score": score; score [RES22]'
    )


def test_columns_of_a_workbook_are_told_with_their_letters() -> None:
    data = workbook({"a": [["unit", "period", "score", "总分"], ["a", 2011, 1, 1]]})
    table = read_table(io.BytesIO(data), name="results.xlsx")
    what = 'there is more than one column for the input "score"'
    assert problem(table) == (
        f'results.xlsx, sheet "a": {what}: score (C); 总分 (D) [RES22]\n'
        '    Say which one it is: --input-column "score=C" (in Python: plan=ReadingPlan(input_column=…)).'
    )


def test_the_header_is_looked_for_below_titles() -> None:
    message = "results.csv: the first line that is not blank is no header; line 3 looks like one [RES27]\n"
    advice = "    Say --header-row 3 (in Python: header_row=3)."
    assert problem(csv("2011 results\n,\nno,unit,period\n1,a,2011\n")) == message + advice


def test_a_table_without_any_heading_that_is_known() -> None:
    many = ",".join(f"c{number}" for number in range(20))
    told = problem(csv(f"{many}\n"))
    assert told.splitlines()[0] == (
        "results.csv: there is no column for the unit; the columns are: "
        "c0; c1; c2; c3; c4; c5; c6; c7; c8; c9; c10; c11; c12; c13; c14; … [RES21]"
    )


def test_cells_are_checked_even_where_unit_or_period_is_missing() -> None:
    told = problem(csv("school,score\na,x\nb,y,z\n"))
    assert [line[-7:] for line in told.splitlines() if line.endswith("]")] == [
        "[RES21]",
        "[RES21]",
        "[RES41]",
        "[RES41]",
    ]


def test_columns_without_a_name() -> None:
    table = read_table(io.BytesIO(b'[{"": 1}]'), format="json")
    assert problem(table).splitlines()[0] == "<stdin>: there is no column for the unit; the columns are: (none) [RES21]"


def test_in_a_wide_table_a_blank_cell_is_no_result() -> None:
    table = csv("unit,kind,2010,2011年,2012.0\na,county,1,,3\nb,,0,,\nc,,,,\n")
    kind = an_input("kind", "choice", options=("county",), optional=True)
    required = an_input("score", "number")
    reading = read_history(rules([kind, required]), table, wide="score")
    assert reading.history.rows == (
        Row("a", 2010, {"kind": "county", "score": Decimal(1)}),
        Row("a", 2012, {"kind": "county", "score": Decimal(3)}),
        Row("b", 2010, {"kind": None, "score": Decimal(0)}),
    )
    assert [note.text("en") for note in reading.notes] == ["Units without a result in any period: c."]


def test_the_headings_of_a_wide_table_may_be_dates() -> None:
    data = workbook({"a": [["unit", date(2011, 9, 1), date(2011, 10, 1)], ["a", 1, 2]]})
    reading = read_history(rules([SCORE], PeriodKind.MONTH), read_table(io.BytesIO(data)), wide="score")
    assert keys(reading) == [("a", 2011 * 12 + 8), ("a", 2011 * 12 + 9)]


def test_a_bad_cell_of_a_wide_table_is_told_with_its_own_column() -> None:
    data = workbook({"a": [["unit", 2010, 2011], ["a", 1, 2], ["b", 3, "x"], [None, 1, 2]]})
    assert problem(read_table(io.BytesIO(data), name="r.xlsx"), wide="score") == (
        'r.xlsx, sheet "a", row 3, column C "2011": "x" is not a number [RES41]\n'
        "    expected: a whole number\n"
        'r.xlsx, sheet "a", row 4, column A "unit": the unit is blank '
        "(where cells are merged, write it in every row) [RES31]\n"
        "    expected: the name or number of a unit, as text"
    )


def test_a_wide_table_has_each_unit_once() -> None:
    assert problem(csv("unit,2010,2011\na,1,\nb,1,1\na,,2\na,3,\n"), wide="score") == (
        'results.csv, line 5: "a" has a result for 2010 already, in line 2 [RES34]'
    )


def test_a_moment_is_shown_as_people_write_it() -> None:
    rows = [{"unit": "a", "period": 2011, "score": datetime(2011, 9, 1, 12)}]  # noqa: DTZ001
    assert problem(from_rows(rows)).splitlines()[0] == 'item 1, column "score": 2011-09-01 12:00:00 is a date [RES52]'


def test_what_is_passed_over_is_told() -> None:
    inputs = [SCORE, an_input("open", "flag", default=True), an_input("kind", "text", "kind", "sort", optional=True)]
    names = ",".join(f"c{number}" for number in range(25))
    table = read_table(io.BytesIO(f"单位,period,{names}\na,2011\n".encode("gb18030")), format="csv", name="r.csv")
    listed = "; ".join(f"c{number}" for number in range(20))
    assert [note.text("en") for note in read_history(rules(inputs), table).notes] == [
        "r.csv is not UTF-8; it was read as GB18030.",
        f"Columns that no input is read from: {listed}; ….",
        "Optional inputs without a column, missing everywhere: score (score, 总分); kind (kind, sort).",
        "No column for the input open: it is true everywhere.",
    ]


def test_a_column_without_a_heading_is_told_only_where_something_stands_in_it() -> None:
    table = csv(",unit,,period\n0,a,,2011\n1,b,,2012\n")
    assert read_history(rules([SCORE]), table).ignored_columns == ("A",)
