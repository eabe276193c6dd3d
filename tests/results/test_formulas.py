"""A name that a spreadsheet would calculate is refused by every route, before it can get into outcomes."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Outcome, Policy, ResultsError, loads
from targetrules.report.formats import formatted
from targetrules.results import read_history, read_table
from targetrules.spreadsheet import passes_for_formula
from tests.dataframes import KINDS, arrow_of
from tests.effort import examples
from tests.results.workbooks import workbook

POLICY = """\
format = 1
[policy]
id = "county"
title = "County"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = -9, max = 100 }
[grading]
by = "score"
bands = { good = 60, poor = -9 }
"""
pytestmark = pytest.mark.filterwarnings("ignore::targetrules.results.told.ResultsNote")

FORMULAS = [
    *("=1+1", "+1+1", "-1-2", "@SUM(A1)", "\t=1+1", "\r@x", " -甲县", "--5", "+8+"),
    *("＝1+1", "＋甲", "－1－2", "＠甲", "﹣甲"),
]
NAMES = ["-5", "+5", "-1.50", "+8613912345678", "－５", "-", "甲-乙", "A+", "a@b.cn", "'=1+1", "(=1)", "5-", "甲=乙"]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


@pytest.mark.parametrize("name", FORMULAS)
def test_what_begins_so_passes_for_a_formula(name: str) -> None:
    assert passes_for_formula(name)


@pytest.mark.parametrize("name", [*NAMES, "", " ", "+", "@"])
def test_nothing_else_does(name: str) -> None:
    assert not passes_for_formula(name)


def problem(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ResultsError) as raised:
        act()
    (found,) = raised.value.problems
    return str(found.code), found.column


def units(outcomes: Iterable[Outcome]) -> list[str]:
    return [row.unit for row in outcomes]


def as_csv(policy: Policy, name: str, folder: Path) -> list[str]:
    text = io.StringIO()
    csv.writer(text).writerows([("unit", "period", "score"), (name, "2011", "3")])
    (folder / "r.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return units(policy.evaluate(read_history(policy.rules, read_table(folder / "r.csv")).history))


def as_json(policy: Policy, name: str, folder: Path) -> list[str]:
    rows = [{"unit": name, "period": 2011, "score": 3}]
    (folder / "r.json").write_text(json.dumps(rows), encoding="utf-8")
    return units(policy.evaluate(read_history(policy.rules, read_table(folder / "r.json")).history))


def as_workbook(policy: Policy, name: str, folder: Path) -> list[str]:
    (folder / "r.xlsx").write_bytes(workbook({"Sheet1": [["unit", "period", "score"], [name, 2011, 3]]}))
    return units(policy.evaluate(read_history(policy.rules, read_table(folder / "r.xlsx")).history))


def as_rows(policy: Policy, name: str, _: Path) -> list[str]:
    return units(policy.evaluate([{"unit": name, "period": 2011, "score": 3}]))


def as_frame(kind: str) -> Callable[[Policy, str, Path], list[str]]:
    def judge(policy: Policy, name: str, _: Path) -> list[str]:
        table = pa.table({"unit": [name], "period": [2011], "score": [3]})
        units: list[str] = arrow_of(policy.evaluate_frame(KINDS[kind](table)))["unit"].to_pylist()
        return units

    return judge


def as_step(policy: Policy, name: str, _: Path) -> list[str]:
    return [row["unit"] for row in policy.step(policy.start(), [{"unit": name, "period": 2011, "score": 3}])[0]]


ROUTES = {
    "CSV": as_csv,
    "JSON": as_json,
    "workbook": as_workbook,
    "rows": as_rows,
    "step": as_step,
    **{kind: as_frame(kind) for kind in KINDS},
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_refuses_units_that_pass_for_formulas(route: str, policy: Policy, tmp_path: Path) -> None:
    for name in FORMULAS:
        assert problem(lambda name=name: ROUTES[route](policy, name, tmp_path)) == ("RES51", "unit"), name  # type: ignore[misc]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_takes_names_that_merely_have_such_signs(route: str, policy: Policy, tmp_path: Path) -> None:
    for name in NAMES:
        if name != "-":  # no name
            assert ROUTES[route](policy, name, tmp_path) == [name]


def test_other_columns_are_read_as_ever() -> None:
    """Numbers have their signs, and a text that no outcome has is free."""
    policy = loads(POLICY.replace("[grading]", 'remark = { type = "text" }\n[grading]'))
    (outcome,) = policy.evaluate([{"unit": "甲", "period": 2011, "score": "-5", "remark": "@home"}])
    assert outcome.grade == "poor"


def test_the_message_says_what_to_do(policy: Policy) -> None:
    with pytest.raises(ResultsError) as raised:
        policy.evaluate([{"unit": "@SUM(A1)", "period": 2011, "score": 3}, {"unit": "=A1", "period": 2011, "score": 3}])
    assert raised.value.text("en") == (
        "2 problems in the results; nothing was decided.\n\n"
        'item 1, column "unit": "@SUM(A1)" would be a formula where a spreadsheet program opens the outcomes [RES51]\n'
        "    expected: the name or number of a unit, as text\n"
        "    Let the name begin with a letter or a digit, not with = + - or @.\n"
        'item 2, column "unit": "=A1" is a formula, not its result [RES51]\n'
        "    expected: the name or number of a unit, as text\n"
        "    Open the file in a spreadsheet program and save it, so that it is calculated."
    )
    assert raised.value.text("zh") == (
        "成绩表有 2 处问题，未作任何评定。\n\n"
        "第 1 项，“unit”列：“@SUM(A1)”用电子表格打开评定结果时会被当成公式 [RES51]\n"
        "    应为：单位的名称或编号（文本）\n"
        "    名称请以文字或数字开头，不要以 =、+、- 或 @ 开头。\n"
        "第 2 项，“unit”列：“=A1”是公式，不是计算结果 [RES51]\n"
        "    应为：单位的名称或编号（文本）\n"
        "    请用电子表格软件打开文件并保存一次，让公式得出结果。"
    )


@examples(100)
@given(unit=st.text(st.sampled_from("=+-@＝＋－＠\t\r 甲A1."), min_size=1, max_size=4))
def test_no_cell_that_is_written_is_a_formula(unit: str) -> None:
    """Whatever units are called: what gets through to CSV is calculated by nobody."""
    policy = loads(POLICY)
    try:
        outcomes = policy.evaluate([{"unit": unit, "period": 2011, "score": 3}])
    except ResultsError:
        return
    for row in csv.reader(io.StringIO("".join(formatted("csv", policy.rules, outcomes)))):
        assert not any(cell.strip()[:1] in set("=+-@＝＋－＠") and len(cell) > 1 and not _number(cell) for cell in row)


def _number(cell: str) -> bool:
    try:
        float(unicodedata.normalize("NFKC", cell))
    except ValueError:
        return False
    return True
