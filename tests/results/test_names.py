"""Names of units and groups: two are never taken for one, nor one for two, without a word, whichever way they come."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Signature, signature
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import ArgumentError, Naming, PolicyError, ResultsError, loads
from targetrules.alike import seen
from targetrules.results import Code, Table, from_rows, read_history, read_table
from targetrules.results.arrow.names import names_of
from targetrules.results.cells.doubts import PATTERNS, doubt_of
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import unit_reader
from targetrules.results.cells.nothing import AROUND
from targetrules.results.table import Cell
from targetrules.width import as_read, narrow, plain_blanks
from targetrules.wording import Word
from tests.effort import examples
from tests.encoded import encoded_table
from tests.results.workbooks import workbook
from tests.routes import ROUTES, STEPS, Rows, told

POLICY = loads("""
format = 1
[policy]
id = "county"
title = "County"
[inputs]
group = { type = "text", optional = true }
score = { type = "number", min = 0, max = 100 }
note = { type = "text", optional = true }
[rankings.order]
by = "score"
within = "group"
[[consequences]]
id = "talk"
when = { score = { below = 60 } }
""")


def by(routes: Iterable[str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test that holds by each of these routes; one test for all of them, since they are many for each name."""

    def held_by_each(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def by_each(**given: Any) -> None:
            for route in routes:
                try:
                    test(route=route, **given)
                except BaseException as error:
                    error.add_note(f"by the route {route}")
                    raise

        parameters = [each for each in signature(test).parameters.values() if each.name != "route"]
        by_each.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        return by_each

    return held_by_each


each_route = by([*ROUTES, *STEPS])
each_table = by(ROUTES)


def rows(*units: str | None, groups: tuple[str | None, ...] = (), note: str = "x") -> Rows:
    """Units of one year, or where one comes again, of the next; a score stands in each row."""
    return [
        {
            "unit": unit,
            "period": str(2011 + units[:at].count(unit)),
            "group": groups[at] if groups else "north",
            "score": "55",
            "note": note,
        }
        for at, unit in enumerate(units)
    ]


def check_refused(route: str, code: str, names: list[str]) -> None:
    """All are told, each in its row."""
    assert told(route, POLICY, rows("A", *names)) == [f"{code} {row}: {name}" for row, name in enumerate(names, 2)]


def check_taken(route: str, names: list[str]) -> None:
    """Each is a unit, among others that it does not look like."""
    assert told(route, POLICY, rows("A", *names)) == [f"{name} 2011" for name in ("A", *names)]


def sentence(table: Rows, language: str = "en", **said: Any) -> str:
    with pytest.raises(ResultsError) as raised:
        POLICY.history(table, naming=Naming(**said))
    return "\n".join(raised.value.text(language).splitlines()[2:])


# ---- what a spreadsheet made of a name -------------------------------------------------------------------------------

NUMBERS = ["1.10101E+17", "1,10E+17", "1E5", "1.0E+05", "-1.2e-07", "１.１E+17", "4.40106197801011E+17", "1E+05"]
DATES = ["4-Mar", "Mar-04", "04-Mar-12", "4 March 2012", "March 4, 2012", "3月4日", "2012年3月4日", "2012/3/4"]
MORE_DATES = [
    "2012-03-04 00:00:00",
    "2012-03-04T00:00:00",
    "4/3/2012",
    "4.3.2012",
    "3:04",
    "4. Mrz",
    "12:30:00 PM",
    "2012年3月4日 12:00",
    "2012 年 3 月 4 日 8:05",
]


@each_route
def test_a_number_as_a_spreadsheet_writes_it_is_no_name(route: str) -> None:
    check_refused(route, "RES56", NUMBERS)


@each_route
def test_a_date_as_a_spreadsheet_writes_it_is_no_name(route: str) -> None:
    check_refused(route, "RES57", DATES + MORE_DATES)


@each_table
def test_a_name_that_no_spreadsheet_makes_is_one(route: str) -> None:
    check_taken(
        route,
        [
            "43894",
            "3-4",
            "3/4",
            "2012-03",
            "12E",
            "E5",
            "1E5B",
            "12345678e9",
            "Mar",
            "May Li",
            "3月",
            "1101-01-01",
            "4.3",
            "25:00x",
        ],
    )


@each_route
def test_an_error_that_a_spreadsheet_shows_is_no_name(route: str) -> None:
    assert told(route, POLICY, rows("A", "#####", "#N/A")) == ["RES50 2: #####", "RES50 3: #N/A"]


PIECES = (
    "1|12|2012|0|E|e+|E-|.|-|/|年|月|日|:| |Mar|may|4|合|计|合计|平均|分|total|Total|sum|Grand|average"
    "|n/a|nan|None|无|A|县|(|)|_|'|+|&|,|;|数|总|均|体|页计|Mean|Max|n=|Count|gesamt|summe|3"
)
SIGNS = "_-./' ,;()&+*?~"


@given(st.lists(st.sampled_from(PIECES.split("|")), min_size=1, max_size=6).map("".join))
def test_a_name_is_doubted_in_columns_as_it_is_in_rows(name: str) -> None:
    table = rows("B", name)
    assert told("CSV in columns", POLICY, table) == told("CSV", POLICY, table)


@st.composite
def doubtful(draw: st.DrawFn) -> str:
    """What a rule of doubts matches, in small letters and in others, with signs around it, or nearly that."""
    name = draw(st.from_regex(draw(st.sampled_from(PATTERNS)), fullmatch=True))
    name = draw(st.sampled_from([name, name.upper(), name.title()]))
    return name + draw(st.sampled_from(["", "", ".", " .", ")", "x", " x", "1"]))


@examples(200)
@given(doubtful())
def test_law_no_doubtful_name_escapes_what_columns_look_for_first(name: str) -> None:
    """Columns read a name only where a coarser pattern has it; rows read all of them."""
    read = unit_reader()
    in_columns = names_of(read, pa.chunked_array([pa.array(["B", name])])).bad
    assert list(in_columns) == [1] * isinstance(read(name), Fault)


@examples(200)
@given(st.sampled_from(PATTERNS), st.data())
def test_law_a_hint_is_in_every_total(pattern: str, data: st.DataObject) -> None:
    name = data.draw(st.from_regex(pattern, fullmatch=True))
    found = plain_blanks(narrow(seen(name))).casefold().strip(AROUND)
    assume(re.fullmatch(pattern, found))
    assert doubt_of(found) is not None


@pytest.mark.parametrize(
    "name",
    ["County 1", "Countess School", "Summerville", "Summit", "Maxwell", "Max Planck", "Minster", "Standard Road"],
)
def test_a_name_without_doubt_is_not_looked_at_in_columns(name: str) -> None:
    def read(cell: Cell) -> str | Fault:
        assert cell is None, cell
        return Fault(Code.BLANK_UNIT)

    found = names_of(read, pa.chunked_array([pa.array([name])]))
    assert list(found.names) == [name]


@given(st.text(SIGNS, max_size=4).map("_".__add__), st.sampled_from(["unit", "group"]))
def test_signs_alone_are_doubted_in_columns_as_they_are_in_rows(name: str, column: str) -> None:
    table = rows("B", name) if column == "unit" else rows("B", "C", groups=("north", name))
    assert told("CSV in columns", POLICY, table) == told("CSV", POLICY, table)


@each_route
def test_signs_alone_are_no_name(route: str) -> None:
    check_refused(route, "RES58", ["_ _", "_'", "_-'", "_/'", "__ '"])


@each_route
@pytest.mark.parametrize("name", ["1.10101E+17", "4-Mar", "nan", "合计"])
def test_a_name_is_meant_where_that_is_said(route: str, name: str) -> None:
    found = told(route, POLICY, rows("A", name), Naming(genuine=[name]))
    assert found == (sorted(["A", name]) if route in STEPS else ["A 2011", f"{name} 2011"])


def test_what_a_ruined_name_says_of_itself() -> None:
    assert sentence(rows("1.1E+17", "4-Mar")) == (
        'item 1, column "unit": "1.1E+17" is a number as a spreadsheet writes a long one, no name: '
        "whatever differed in its digits is one now [RES56]\n"
        "    expected: the name or number of a unit, as text\n"
        "    Format the column as text in the spreadsheet, and write it anew. "
        'If it is meant as it stands: --genuine "1.1E+17" (in Python: Naming(genuine=…)).\n'
        'item 2, column "unit": "4-Mar" is a date or a time, which spreadsheets make of names such as 3-4 [RES57]\n'
        "    expected: the name or number of a unit, as text\n"
        "    Format the column as text in the spreadsheet, and write it anew. "
        'If it is meant as it stands: --genuine "4-Mar" (in Python: Naming(genuine=…)).'
    )


# ---- words for nothing -----------------------------------------------------------------------------------------------

NOTHING = ["nan", "None", "NULL", "-", "—", "N/A", "NaT", "<NA>", "——", "...", "?", "缺", "空 白", "无", "/", "n.a."]
MORE_NOTHING = [
    "n/a.",
    "N/A.",
    "(none)",
    "NULL:",
    "【无】",
    "（）",
    "Unknown",
    "N / A",
    "'nan'",
    "“无”",
    "Not available",
    "不适用",
    "暂无数据",
    "?。",
    "未知",
    "不详",
    "[Blank]",
    "nan)",
    "无。",
    "「空」",
    "—无—",
]


@each_route
def test_a_word_for_nothing_is_no_name(route: str) -> None:
    check_refused(route, "RES58", NOTHING + MORE_NOTHING)


@each_table
def test_a_name_that_has_a_word_for_nothing_in_it_is_one(route: str) -> None:
    check_taken(
        route,
        [
            "Nan Li",
            "Nonesuch",
            "A-",
            "无锡",
            "缺口镇",
            "Null Island",
            "1/2",
            "未知县",
            "Unknown Soldier School",
            "不明山村",
        ],
    )


# ---- totals ----------------------------------------------------------------------------------------------------------

TOTALS = ["合计", "总计", "小计", "平均", "合 计", "全县合计", "平均分", "均值", "合计：", "甲组 汇总", "合计（10个）"]
MORE_TOTALS = [
    "Total",
    "Sum",
    "Average",
    "Mean",
    "Grand total",
    "TOTAL:",
    "Subtotal",
    "Lake County Total",
    "Average score",
]
CHINESE_TOTALS = [
    *("合计3个单位", "合计12", "合计得分", "平均成绩", "全县平均水平", "平均得分率", "均分"),
    *(
        "总均分",
        "县级均分",
        "全县总体",
        "总数",
        "全县总分",
        "页计",
        "本页计",
        "平均年龄",
        "全县",
        "全市：",
        "All",
        "ALL SCHOOLS",
        "全年级",
        "全县平均年龄",
        "合计数",
        "合计金额",
        "「合计」",
        "—合计—",
        "合计。",
        "平均到课率",
        "累计天数",
    ),
]
TOTALS_ABROAD = [
    *("Gesamtergebnis", "Total general", "Total général", "Totale complessivo"),
    *("Gesamt", "GESAMT:", "Eindtotaal", "Общий итог", "Zwischensumme", "Mittelwert"),
]
TOTALS_OF = [
    *("Total North", "Total schools", "TOTAL 12", "Total, all", "[Total]", "<Total>", "Subtotal North"),
    *("Σ", "Max", "Min", "Means", "Count", "n=12", "County mean"),
]


@each_route
def test_a_total_is_no_unit(route: str) -> None:
    check_refused(route, "RES59", TOTALS + MORE_TOTALS + CHINESE_TOTALS + TOTALS_ABROAD + TOTALS_OF)


@each_table
def test_a_name_that_has_a_total_in_it_is_one(route: str) -> None:
    names = """会计局|统计局|审计处|总计划处|和平镇|均安镇|Totalis|Meanwood|Summer|平均乡小学|总工会|总医院|总校|计划局
总分校|总体规划处|平均县|全州县|全椒县|全市镇|全福小学|All Saints School|Allen|平均村|会计|Somme|Media
Countess School|Summit|Mean Street School|Max Planck School|Count Basie School|Totalförsvaret
Golden Mean|La Mean|Saint-Mean|Non-total|Min Li"""
    check_taken(route, names.replace("\n", "|").split("|"))


@each_route
def test_rows_of_a_total_are_left_out_where_that_is_said(route: str) -> None:
    table = rows("A", "合计", "B", "Total")
    table[1]["score"] = "110"  # type: ignore[index]
    found = told(route, POLICY, table, Naming(leave_out=["合计", "Total"]))
    assert found == (["A", "B"] if route in STEPS else ["A 2011", "B 2011"])


@each_route
def test_a_row_is_left_out_whatever_its_name_looks_like(route: str) -> None:
    found = told(route, POLICY, rows("A", "#N/A", "=B"), Naming(leave_out=["#N/A", "=B"]))
    assert found == (["A"] if route in STEPS else ["A 2011"])


def test_what_was_left_out_is_told() -> None:
    naming = Naming(leave_out=["合计", "平均"], same={"甲 县": "甲县"})
    reading = read_history(POLICY.rules, from_rows(rows("甲 县", "合计", "合计")), naming=naming)
    assert [note.text("en") for note in reading.notes] == [
        'Names read as others, as you said: "甲 县" as "甲县" (1).',
        'Rows left out, as you said: "合计" (2), "平均" (0).',
    ]


SAID_NOTES = {
    "rows": lambda table, naming: read_history(POLICY.rules, table, naming=naming).notes,
    "columns": lambda table, naming: encoded_table(POLICY.rules, table, naming=naming).notes,
}
each_way = pytest.mark.parametrize("noted", SAID_NOTES.values(), ids=SAID_NOTES)


@each_way
def test_what_was_said_of_names_that_nothing_has_is_told(noted: Callable[[Table, Naming], tuple[Word, ...]]) -> None:
    table = from_rows(rows("A", "a", "4-Mar", "无", "x", groups=("第1组", "第１组", "north", "—", "B")))
    said = Naming(
        distinct=[["A", "a"], ["第1组", "第１组"], ["B", "b"], ["c", "C"]],
        genuine=["4-Mar", "无", "—", "5-Mar", "None"],
        leave_out=["x"],
    )
    notes = noted(table, said)
    assert [note.text("en") for note in notes] == [
        'Rows left out, as you said: "x" (1).',
        'Names that are distinct, as you said, but that no unit and no group has: "B", "C", "b", "c".',
        'Names that are genuine, as you said, but that no unit and no group has: "5-Mar", "None".',
    ]
    assert [note.text("zh") for note in notes[1:]] == [
        "您说明各不相同、但没有任何单位或组使用的名称：“B”、“C”、“b”、“c”。",
        "您说明本来如此、但没有任何单位或组使用的名称：“5-Mar”、“None”。",
    ]


@each_way
@pytest.mark.parametrize("name", ["5-Mar", "合 计", "nan"])
def test_a_name_that_is_meant_is_told_only_where_nothing_has_it(
    name: str, noted: Callable[[Table, Naming], tuple[Word, ...]]
) -> None:
    naming = Naming(genuine=[name])
    told_of = f'Names that are genuine, as you said, but that no unit and no group has: "{name}".'
    assert noted(from_rows(rows("A", name)), naming) == ()
    assert noted(from_rows(rows("A", f" {name}　")), naming) == ()
    assert [note.text("en") for note in noted(from_rows(rows("A", groups=("north",))), naming)] == [told_of]


@pytest.mark.parametrize("made", [list, lambda each: pa.Table.from_pylist(list(each))], ids=["mappings", "dataframe"])
def test_a_name_that_a_state_knows_is_there(made: Callable[[Rows], Any]) -> None:
    notes: list[Word] = []
    naming = Naming(distinct=[["A", "a"], ["B", "b"]], genuine=["nan"])
    _, state = POLICY.step(POLICY.start(), made(rows("A", "nan")), naming=Naming(genuine=["nan"]))
    later = [{**row, "period": "2012"} for row in rows("A", "nan", "a")]
    POLICY.step(state, made(later), naming=naming, notes=notes.append)
    assert [note.text("en") for note in notes if "distinct" in note.text("en")] == [
        'Names that are distinct, as you said, but that no unit and no group has: "B", "b".'
    ]
    notes.clear()
    without = [{**row, "period": "2012"} for row in rows("B", "b", "a")]
    POLICY.step(state, made(without), naming=naming, notes=notes.append)
    assert [note.text("en") for note in notes if "as you said" in note.text("en")] == []


def test_where_all_rows_are_left_out_that_is_a_problem() -> None:
    assert sentence(rows("合计", "合计"), leave_out=["合计"]) == (
        "nothing stands below the header [RES23]\n    All rows are left out, as you said."
    )


# ---- one name in several spellings -----------------------------------------------------------------------------------

ALIKE = [
    ("甲县", "甲 县"),
    ("财政局", "财 政 局"),
    ("12", "0012"),
    ("甲县", "甲\u200b县"),
    ("第1组", "第 01 组"),
    ("A1", "Ａ１"),
    ("Hill School", "HILL  SCHOOL"),
    ("甲（东）", "甲(东)"),
    ("A–1", "A-1"),
    ("St. Mary's", "St Mary’s".replace("St ", "St. ")),
    ("A1", "\u0410" + "1"),
    ("1001", "1001.0"),
    ("B1", "\u0392" + "1"),
    ("H1", "\u04ba" + "1"),
    ("A1", "\u13aa" + "1"),
    ("C1", "\u03f9" + "1"),
    ("1001", "1,001.0"),
    ("1001", "1'001"),
    ("艾·力", "艾.力"),
    ("民县", "\u2ea0县"),
    ("二〇一医院", "二○一医院"),
    ("户县", "\u2f3e县"),
]
NOTES = [("甲县", "甲县*"), ("甲县", "甲县！"), ("甲县", "甲县¹"), ("A", "A*"), ("第1组", "第1组*"), ("x", "x_")]


@each_table
@pytest.mark.parametrize(("first", "second"), ALIKE + NOTES)
def test_two_names_that_look_alike_are_a_problem(route: str, first: str, second: str) -> None:
    shown = second.replace("\u200b", "\\u200b")
    assert told(route, POLICY, rows("B", first, "C", second)) == [f"RES35 4: {shown}"]


MARKS = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u200e", "\u00ad"]
each_mark = pytest.mark.parametrize("mark", MARKS, ids=ascii)


@each_table
@each_mark
def test_a_mark_that_takes_no_room_at_an_end_is_told_as_one_inside(route: str, mark: str) -> None:
    name, shown = "甲县" + mark, f"甲县\\{ascii(mark)[2:-1]}"
    assert told(route, POLICY, rows("B", "甲县", name)) == [f"RES35 3: {shown}"]
    assert told(route, POLICY, rows("甲县", name), Naming(distinct=[["甲县", name]])) == ["甲县 2011", f"{name} 2011"]
    assert told(route, POLICY, rows("B", mark + "甲县", "甲县")) == ["RES35 3: 甲县"]


@pytest.mark.parametrize("route", STEPS)
@each_mark
def test_a_mark_at_an_end_is_told_of_a_state_against_a_table(route: str, mark: str) -> None:
    name, shown = "甲县" + mark, f"甲县\\{ascii(mark)[2:-1]}"
    table = [*rows("甲县"), rows(name, name)[1]]
    assert told(route, POLICY, table) == [f"RES35 0: {shown}"]
    assert told(route, POLICY, table, Naming(same={name: "甲县"})) == ["甲县"]


@each_table
@each_mark
def test_a_mark_at_an_end_of_a_group_is_told(route: str, mark: str) -> None:
    table = rows("A", "B", groups=("第1组", "第1组" + mark))
    assert told(route, POLICY, table) == [f"RES60 2: 第1组\\{ascii(mark)[2:-1]}"]


@each_route
@pytest.mark.parametrize("name", ["合\u200b计", "合计\u200e", "\u2060总 计", "To\u00adtal"], ids=ascii)
def test_a_mark_that_takes_no_room_hides_no_total(route: str, name: str) -> None:
    assert [each[:7] for each in told(route, POLICY, rows("A", name))] == ["RES59 2"]


@each_route
@pytest.mark.parametrize("name", ["\u200e", "\u00ad\u00ad", "\u3164", "n\u200ban"], ids=ascii)
def test_marks_that_take_no_room_alone_are_no_name(route: str, name: str) -> None:
    assert [each[:7] for each in told(route, POLICY, rows("A", name))] == ["RES58 2"]


@pytest.mark.parametrize("route", [each for each in ROUTES if not each.startswith("xlsx")])  # XML cannot hold them
@pytest.mark.parametrize("mark", ["\x1c", "\x1d", "\x1e", "\x1f"], ids=ascii)
def test_a_separator_of_records_at_an_end_is_told_as_one_inside(route: str, mark: str) -> None:
    found = [told(route, POLICY, rows("甲县", name)) for name in ("甲县" + mark, mark + "甲县", f"甲{mark}县")]
    assert [[each[:7] for each in one] for one in found] == [["RES54 2"]] * 3


@each_mark
def test_a_unit_with_a_mark_at_an_end_is_asked_for_by_its_own_name(mark: str) -> None:
    one, other = "甲县", "甲县" + mark
    table, naming = rows(one, other), Naming(distinct=[[one, other]])
    assert [each.unit for each in POLICY.evaluate(table, naming=naming, notes=print).of(unit=other)] == [other]
    assert POLICY.explain(table, unit=other, period=2011, naming=naming, notes=print).unit == other


@each_table
@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0"])
def test_blanks_around_a_name_only_fill_the_cell(route: str, blank: str) -> None:
    assert told(route, POLICY, rows("B", f"{blank}甲县{blank}")) == ["B 2011", "甲县 2011"]


@each_table
def test_names_are_the_same_or_distinct_where_that_is_said(route: str) -> None:
    table = rows("甲县", "甲 县", "12", "0012")
    naming = Naming(same={"甲 县": "乙县"}, distinct=[["12", "0012"]])
    assert told(route, POLICY, table, naming) == ["甲县 2011", "乙县 2011", "12 2011", "0012 2011"]


@each_table
def test_names_that_are_said_to_be_one_have_one_history(route: str) -> None:
    table = [*rows("甲县"), rows("甲 县", "甲 县")[1]]
    assert told(route, POLICY, table, Naming(same={"甲 县": "甲县"})) == ["甲县 2011", "甲县 2012"]
    again = told(route, POLICY, [*table, rows("甲县")[0]], Naming(same={"甲 县": "甲县"}))
    assert [each[:7] for each in again] == ["RES34 3"]


def test_what_two_names_that_look_alike_say_of_themselves() -> None:
    assert sentence(rows("甲县", "甲\u200b县")) == (
        'item 2, column "unit": "甲\\u200b县" is written "甲县" in item 1: is that the same unit? [RES35]\n'
        '    If it is, write it in one way, or say --same "甲\\u200b县=甲县", which keeps the second name '
        "(in Python: Naming(same=…)). "
        'If they are two: --distinct "甲\\u200b县,甲县" (distinct=…).'
    )
    assert sentence(rows("a,b", "A,B"), language="zh").splitlines()[1] == (
        '    如果是同一个，请统一写法，或者注明 --same \'"A,B"="a,b"\'，以等号后的名称为准'
        "（Python 中写 Naming(same=…)）；"
        '如果是两个：--distinct \'"A,B","a,b"\'（distinct=…）。'
    )


def test_of_three_names_that_look_alike_each_pair_is_asked_for() -> None:
    table = rows("A", "a", "Ａ")
    assert told("mappings", POLICY, table) == ["RES35 2: a", "RES35 3: Ａ"]
    assert told("mappings", POLICY, table, Naming(distinct=[["A", "a"], ["A", "Ａ"]])) == ["RES35 3: Ａ"]
    assert told("mappings", POLICY, table, Naming(distinct=[["A", "a", "Ａ"]])) == ["A 2011", "a 2011", "Ａ 2011"]


@pytest.mark.parametrize("made", [list, lambda each: pa.Table.from_pylist(list(each))], ids=["mappings", "dataframe"])
@pytest.mark.parametrize("name", ["甲 县", "甲　县", "A1"])
def test_a_unit_is_explained_by_the_name_that_stands_for_it(made: Callable[[Rows], Any], name: str) -> None:
    naming, table = Naming(same={name: "甲县"}), made(rows("B", name))
    explained = POLICY.explain(table, unit=name, period=2011, naming=naming, notes=lambda _: None)
    assert explained == POLICY.explain(table, unit="甲县", period=2011, naming=naming, notes=lambda _: None)
    assert explained.unit == "甲县"


# ---- a state and a new table -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", STEPS)
@pytest.mark.parametrize(("first", "second"), ALIKE + NOTES)
def test_a_new_name_that_looks_like_one_of_an_earlier_period_is_a_problem(route: str, first: str, second: str) -> None:
    table = [*rows(first), rows(second, second)[1]]
    assert told(route, POLICY, table) == [f"RES35 0: {second}".replace("\u200b", "\\u200b")]
    assert told(route, POLICY, table, Naming(distinct=[[first, second]])) == sorted([first, second])
    assert told(route, POLICY, table, Naming(same={second: first})) == [first]


def test_what_was_said_of_names_holds_for_the_periods_after() -> None:
    _, state = POLICY.step(
        POLICY.start(), rows("A", "a", "4-Mar"), naming=Naming(distinct=[["A", "a"]], genuine=["4-Mar"])
    )
    later = [{**row, "period": "2012"} for row in rows("A", "a", "4-Mar")]
    _, state = POLICY.step(state, later)
    assert state.names.to_pylist() == ["A", "a", "4-Mar"]


@pytest.mark.parametrize("made", [list, lambda each: pa.Table.from_pylist(list(each))], ids=["mappings", "dataframe"])
def test_a_name_that_a_state_knows_is_renamed_only_with_its_past(made: Callable[[Rows], Any]) -> None:
    """What was done under the old name is the state's to know, and no new name can take it over."""
    _, state = POLICY.step(POLICY.start(), made(rows("甲 县")))
    later = [{**row, "period": "2012"} for row in rows("甲 县")]
    with pytest.raises(ResultsError) as raised:
        POLICY.step(state, made(later), naming=Naming(same={"甲 县": "甲县"}))
    assert [(str(each.code), each.found) for each in raised.value.problems] == [("RES35", "甲县")]


# ---- groups ----------------------------------------------------------------------------------------------------------


@each_table
@pytest.mark.parametrize(("first", "second"), (ALIKE + NOTES)[::4])
def test_two_groups_that_look_alike_are_a_problem(route: str, first: str, second: str) -> None:
    table = rows("A", "B", "C", groups=(first, "north", second))
    assert told(route, POLICY, table) == [f"RES60 3: {second}".replace("\u200b", "\\u200b")]
    assert told(route, POLICY, table, Naming(distinct=[[first, second]])) == ["A 2011", "B 2011", "C 2011"]


@each_table
def test_groups_that_are_said_to_be_one_are_one(route: str) -> None:
    notes: list[Word] = []
    table = rows("A", "B", groups=("第1组", "第１组"))
    assert told(route, POLICY, table, Naming(same={"第１组": "第1组"})) == ["A 2011", "B 2011"]
    judged = POLICY.evaluate(table, naming=Naming(same={"第１组": "第1组"}), notes=notes.append)
    assert [each.places["order"].size for each in judged] == [2, 2]
    assert [each.text("en") for each in notes] == ['Names read as others, as you said: "第１组" as "第1组" (1).']


@each_table
@pytest.mark.parametrize(("group", "code"), [("nan", "RES58"), ("—", "RES58"), ("4-Mar", "RES57"), ("1E+5", "RES56")])
def test_what_is_no_name_is_no_group_either(route: str, group: str, code: str) -> None:
    table = rows("A", "B", groups=("north", group))
    assert told(route, POLICY, table) == [f"{code} 2: {group}"]
    assert told(route, POLICY, table, Naming(genuine=[group])) == ["A 2011", "B 2011"]


@each_table
@pytest.mark.parametrize("note", ["nan", "—", "4-Mar", "合计", "1E+5"])
def test_a_text_that_names_no_group_may_be_anything(route: str, note: str) -> None:
    assert told(route, POLICY, rows("A", note=note)) == ["A 2011"]


# ---- what cannot be said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"same": {"A": "B", "B": "C"}},
            'same: "A" cannot be the same as "B", which is to be the same as "C"; say of both what they are in the end',
        ),
        (
            {"same": {"A": "B"}, "distinct": [["B", "A"]]},
            'distinct: "A" and "B" cannot be the same and distinct at once',
        ),
        ({"same": {"A": "B"}, "leave_out": ["B"]}, 'leave_out: "B" cannot be left out and be a name at once'),
        ({"genuine": ["合计"], "leave_out": ["合计"]}, 'leave_out: "合计" cannot be left out and be a name at once'),
        ({"distinct": [["a", "a"]]}, 'distinct: "a,a" is not several different names'),
        ({"distinct": [["a", " a"]]}, 'distinct: "a,a" is not several different names'),
        ({"distinct": [["甲县", "甲 县", "甲县\u3000"]]}, 'distinct: "甲县,甲 县,甲县" is not several different names'),
        ({"distinct": [["a\r\nb", "a\nb"]]}, 'distinct: "a\\nb,a\\nb" is not several different names'),
        ({"distinct": [["a", "A"], ["b"]]}, 'distinct: "b" is not several different names'),
        ({"distinct": [[]]}, 'distinct: "" is not several different names'),
        ({"same": {"a": "a"}}, 'same: "a" cannot stand for itself'),
        ({"same": {"甲县 ": "甲县"}}, 'same: "甲县" cannot stand for itself'),
        ({"same": {"a": "b", " a": "c"}}, 'same: "a" cannot stand for "b" and for "c"'),
        ({"leave_out": "合计"}, "leave_out: '合计' (str) is not a list of names"),
        ({"genuine": [1]}, "genuine: 1 (int) is not a name, which is a text"),
        ({"distinct": "AB"}, "distinct: 'AB' (str) is not a list of lists of names"),
        ({"distinct": ["AB"]}, "distinct: 'AB' (str) is not a list of names"),
        ({"same": [("A", "B")]}, "same: list is not a mapping from a name to the one that it stands for"),
    ],
)
def test_what_cannot_be_said_of_names(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        Naming(**said)
    assert str(raised.value) == sentence


def test_names_are_said_at_a_table() -> None:
    with pytest.raises(ArgumentError) as raised:
        POLICY.evaluate(POLICY.history(rows("A")), naming=Naming(genuine=["A"]))
    assert str(raised.value) == "naming: these results were read already; their columns and names are settled"
    with pytest.raises(ArgumentError) as raised:
        POLICY.evaluate(rows("A"), naming=["合计"])  # type: ignore[arg-type]
    assert str(raised.value) == "naming: list is not a targetrules.Naming"


# ---- rows of totals that a workbook declares -------------------------------------------------------------------------

LINES: list[list[Any]] = [
    ["unit", "period", "score", None, "unit", "sum"],
    ["A", 2011, 55, None, "A", 5],
    ["B", 2011, 80, None, "B", 5],
    [None, None, "135 in all", None, None, 10],
    ["C", 2011, 90, None, None, None],
]


def declared(area: str, count: str = "1", lines: list[list[Any]] | None = None) -> Table:
    """A workbook whose sheet has a table over this area."""
    sheet = [line[:3] for line in LINES] if lines is None else lines
    table = f'<table xmlns="x" id="1" displayName="T" ref="{area}" totalsRowCount="{count}"/>'
    return read_table(io.BytesIO(workbook({"s": sheet}, tables={"s": [table]})), format="xlsx", name="r.xlsx")


def keys_of(table: Table, **said: Any) -> tuple[list[str], list[str]]:
    """The units that are read, row by row and in columns alike, and the notes."""
    reading, columns = read_history(POLICY.rules, table, **said), encoded_table(POLICY.rules, table, **said)
    assert columns.notes == reading.notes
    units = [columns.encoded.names[unit] for unit in columns.encoded.units.tolist()]
    assert units == [row.unit for row in reading.history.rows]
    return units, [note.text("en") for note in reading.notes if "Optional" not in note.text("en")]


NOTE = "Rows of totals, as the workbook declares them, left out: 4."


@pytest.mark.parametrize("area", ["A1:C4", "$A$1:$C$4", "A2:B4"])
def test_a_row_of_totals_that_the_workbook_declares_is_left_out(area: str) -> None:
    assert keys_of(declared(area)) == (["A", "B", "C"], [NOTE])


def test_what_stands_in_a_declared_row_of_totals_may_be_anything() -> None:
    lines = [line[:3] for line in LINES]
    lines[3] = ["合计", "all", "x"]
    assert keys_of(declared("A1:C4", lines=lines)) == (["A", "B", "C"], [NOTE])
    lines[3] = ["合计", 2011, 70]
    naming = Naming(genuine=["合计"])
    assert keys_of(declared("A1:C4", lines=lines), naming=naming) == (["A", "B", "合计", "C"], [])
    naming = Naming(leave_out=["合计"])
    assert keys_of(declared("A1:C4", lines=lines), naming=naming) == (
        ["A", "B", "C"],
        [NOTE, 'Rows left out, as you said: "合计" (0).'],
    )


@pytest.mark.parametrize(
    ("area", "count"),
    [
        *(("A1:C4", "0"), ("B1:C4", "1"), ("D1:E4", "1"), ("A1:C4", "x"), ("", "1")),
        *(("A1:C4", "9" * 5_000), ("A1:C4", "0" * 5_000 + "1"), ("A1:C4", "１" * 5_000)),  # Python reads none of these
    ],
    ids=lambda text: ascii(text[:9]),
)
def test_a_row_that_no_table_of_the_units_declares_is_read(area: str, count: str) -> None:
    with pytest.raises(ResultsError) as raised:
        read_history(POLICY.rules, declared(area, count))
    assert [f"{each.code} {each.row}" for each in raised.value.problems] == ["RES31 4", "RES32 4", "RES41 4"]


def test_a_table_beside_the_results_says_nothing_of_their_rows() -> None:
    header = ["unit", "period", "score", "kind", "sum"]
    lines: list[list[Any]] = [header, ["A", 2011, 1, "x", 5], ["B", 2011, 2, None, 5]]
    table = declared("D1:E3", lines=lines)
    assert keys_of(table)[0] == ["A", "B"]


def test_where_nothing_but_a_row_of_totals_stands_that_is_a_problem() -> None:
    for read in (read_history, encoded_table):
        with pytest.raises(ResultsError) as raised:
            read(POLICY.rules, declared("A1:C2", lines=[["unit", "period", "score"], ["合计", 2011, 1]]))
        assert [str(each.code) for each in raised.value.problems] == ["RES23"]


# ---- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["单 位,年 度,score", "单　位,考 核 年 度,score", "单位 名称,年度,score", "单 位,年度,Ｓcore"]
)
def test_blanks_between_chinese_characters_do_not_count_in_headings(header: str) -> None:
    table = read_table(io.BytesIO(f"{header}\n甲县,2011,55\n".encode()), format="csv")
    assert keys_of(table)[0] == ["甲县"]


def test_blanks_between_words_count_in_headings() -> None:
    with pytest.raises(ResultsError) as raised:
        read_history(POLICY.rules, read_table(io.BytesIO(b"un it,period,score\nA,2011,55\n"), format="csv"))
    assert [str(each.code) for each in raised.value.problems] == ["RES21"]


# ---- words of a policy -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_words_of_a_choice_that_look_alike_are_a_fault_of_the_policy(first: str, second: str) -> None:
    words = json.dumps([first, "other", second])
    text = f'format = 1\npolicy = {{ id = "p", title = "P" }}\ninputs.g = {{ type = "choice", of = {words} }}\n'
    with pytest.raises(PolicyError) as raised:
        loads(text)
    assert [each.code for each in raised.value.diagnostics] == ["TR090"]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_words_of_two_grades_that_look_alike_are_a_fault_of_the_policy(first: str, second: str) -> None:
    """An id or a label of one, an id or a label of the other; one grade may be called by words that look alike."""
    for one, other in itertools.product(_grades_called(first, "one"), _grades_called(second, "other")):
        assert _faults_of_grades(one, other) == ["TR092"]
    for grade in ({"id": first, "label": second}, {"id": "x", "label": {"en": first, "zh": second}}):
        assert _faults_of_grades(grade, {"id": "other"}) == []


def _grades_called(word: str, id_: str) -> list[dict[str, Any]]:
    """A grade that has this word, in each place in which it may stand."""
    return [{"id": word}, {"id": id_, "label": word}, {"id": id_, "label": {"zh": word}}]


def _faults_of_grades(*grades: dict[str, Any]) -> list[str]:
    listed = "".join(f"\n[[grades]]\n{_toml(grade)}" for grade in grades)
    try:
        loads(f'format = 1\npolicy = {{ id = "p", title = "P" }}\ninputs.g = {{ type = "grade" }}{listed}')
    except PolicyError as error:
        return [each.code for each in error.diagnostics]
    return []


def _toml(grade: dict[str, Any]) -> str:
    label = grade.get("label")
    words = label if isinstance(label, dict) else {}
    lines = [f"label.{language} = {json.dumps(word)}" for language, word in words.items()]
    if isinstance(label, str):
        lines = [f"label = {json.dumps(label)}"]
    return "\n".join([f"id = {json.dumps(grade['id'])}", *lines])


@pytest.mark.parametrize(("first", "second"), NOTES)
def test_words_of_a_policy_that_differ_in_a_sign_at_the_end_are_two(first: str, second: str) -> None:
    """``A*`` is a grade above ``A``, and no footnote."""
    assert _faults_of_grades({"id": "one", "label": first}, {"id": "two", "label": second}) == []
    words = json.dumps([first, second])
    loads(f'format = 1\npolicy = {{ id = "p", title = "P" }}\ninputs.g = {{ type = "choice", of = {words} }}\n')


def test_what_is_said_of_names_is_printed_as_it_may_be_given() -> None:
    """Whatever order a set has in this process."""
    said = Naming(same={"z": "a"}, distinct=[["d", "c"], ["B", "A"]], leave_out=["y", "x", "w"], genuine=["f", "e"])
    text = "Naming(same={'z': 'a'}, distinct=[['A', 'B'], ['c', 'd']], leave_out=['w', 'x', 'y'], genuine=['e', 'f'])"
    assert repr(said) == text
    assert eval(text, {"Naming": Naming}) == said  # noqa: S307


@pytest.mark.parametrize(
    "name",
    ["目标值", "标准值", "上年数", "其中：市区", "丁县（参考）", "满分", "Targets", "last year", "of which towns"],
)
def test_a_row_of_something_else_is_asked_in_any_table(name: str) -> None:
    """As in a workbook, so in CSV, by rows and by columns; whoever means it says so."""
    data = f"unit,year,score\nA,2011,1\n{name},2011,2\n".encode()
    table = read_table(io.BytesIO(data), name="t.csv")

    def problem(read: Callable[..., Any]) -> str:
        with pytest.raises(ResultsError) as raised:
            read(POLICY.rules, table)
        return "\n".join(line for line in str(raised.value).splitlines() if "group" not in line)

    assert "[RES106]" in problem(encoded_table)
    assert problem(read_history) == problem(encoded_table)
    assert f'If it is a unit: --genuine "{name}"' in problem(read_history)
    for naming, units in ((Naming(genuine=[name]), ["A", name]), (Naming(leave_out=[name]), ["A"])):
        history = POLICY.history(io.BytesIO(b"group,note," + data.replace(b"\n", b"\n,,")[:-2]), naming=naming)
        assert [as_read(row.unit) for row in history.rows] == list(map(as_read, units))
