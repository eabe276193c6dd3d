"""The sections of a report that are tables for everybody: moves between grades, spread, quotas, what a review finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules.html_report import Report, report
from targetrules.html_report.distribution import distribution_sheet
from targetrules.html_report.transitions import transitions_sheet
from targetrules.workbook.sheet import Block, Sheet
from tests.html_report.pages import page_of

COUNTIES = Path(__file__).parents[2] / "examples" / "counties.csv"
QUOTAS = """
format = 1
[policy]
id = "quotas"
title = "Quotas"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs.region]
type = "text"
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 1
optional = true
[parameters]
few = [{ value = 1 }]
[rankings.regional]
by = "score"
within = "region"
[grading]
by = "score"
bands = { A = 80, B = 60.1, C = 0 }
[[grading.quotas]]
grade = "A"
at_most = "50%"
ranking = "regional"
[[grading.quotas]]
grade = "C"
at_least = "few"
ranking = "regional"
"""


def cells(block: Block) -> list[list[object]]:
    return [[cell.value for cell in row] for row in block.rows]


def sheet(found: Sheet | None) -> Sheet:
    assert found is not None
    return found


@pytest.fixture(scope="module")
def counties() -> Report:
    return report(targetrules.load("jincheng-2010"), COUNTIES)


def test_moves_between_grades_are_counted_with_those_who_came_and_went(counties: Report) -> None:
    found = sheet(transitions_sheet(counties, "en"))
    assert [each.title for each in found.blocks] == ["From 2011 to 2012", "From 2010 to 2011", "From 2009 to 2010"]
    last = found.blocks[2]
    assert last.headings == ("from", "Excellent", "Good", "Average", "Poor", "no result", "all")
    assert cells(last) == [
        ["Excellent", 1, 1, 0, 0, 0, 2],
        ["Good", 0, 4, 1, 0, 0, 5],
        ["Average", 0, 1, 0, 1, 0, 2],
        ["Poor", 0, 0, 2, 0, 1, 3],
        ["no result", 0, 0, 0, 0, 0, 0],
    ]


def test_spread_cuts_and_quotas() -> None:
    rows: list[dict[str, Any]] = [
        *(
            {"unit": f"N{at}", "period": 1, "region": "North", "score": score}
            for at, score in enumerate((95, 81.5, 60))
        ),
        *(
            {"unit": f"S{at}", "period": 1, "region": "South", "score": score}
            for at, score in enumerate((80, 70, None))
        ),
    ]
    policy = targetrules.loads(QUOTAS.replace('title = "Quotas"', 'title = "Quotas"\nperiod = "sequence"'))
    spread, quotas = sheet(distribution_sheet(report(policy, rows), "en")).blocks
    assert cells(spread) == [
        ["from 60.0 to below 60.1", 1, "C: from 0 on"],
        ["from 60.1 to below 65.0", 0, "B: from 60.1 on"],
        ["from 65.0 to below 70.0", 0, ""],
        ["from 70.0 to below 75.0", 1, ""],
        ["from 75.0 to below 80.0", 0, ""],
        ["from 80.0 to below 85.0", 2, "A: from 80 on"],
        ["from 85.0 to below 90.0", 0, ""],
        ["from 90.0 to below 95.0", 0, ""],
        ["from 95.0 to below 100.0", 1, ""],
        ["missing", 1, ""],
    ]
    assert quotas.headings == ("quota", "group", "units ranked", "asked", "that is, units", "units there are")
    assert cells(quotas) == [
        ["A or better", "North", 3, "at most 50%", 1, 1],
        ["A or better", "South", 2, "at most 50%", 1, 1],
        ["C or worse", "North", 3, "at least 1", 1, 1],
        ["C or worse", "South", 2, "at least 1", 1, 1],
    ]


def test_what_a_review_finds_is_told_in_both_languages(counties: Report) -> None:
    page = page_of(counties.html())
    assert "Moved most: Score (12)" in page.text("findings", "en")
    assert "变动最大的单位：考核得分（12）" in page.text("findings", "zh-CN")


def test_what_is_not_there_is_told() -> None:
    page = page_of(report(targetrules.load("jincheng-2010"), COUNTIES, period=2009, review=False).html())
    assert page.text("findings", "en").endswith(
        "The period was not reviewed. `targetrules report --review yes` does it; "
        "it takes long where there are thousands of units."
    )
    assert page.text("transitions", "en").endswith("There is nothing to tell here.")
