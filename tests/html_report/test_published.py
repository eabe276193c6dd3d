"""What is published of a report: numbers of units, none of them small, and nothing of any unit."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

import targetrules
from targetrules.html_report import Report, report
from targetrules.html_report.published import Published
from targetrules.workbook.summary import summary_sheet
from tests.command_line import call
from tests.html_report.pages import page_of

ROOT = Path(__file__).parents[2]
GROUPED = """
format = 1
[policy]
id = "grouped"
title = { en = "Grouped", zh = "分组" }
[[grades]]
id = "good"
label = { en = "Good", zh = "良好" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[inputs.region]
type = "text"
[inputs.grade]
type = "grade"
[grading]
given = "grade"
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "谈话" }
when = { grade = "poor" }
[[consequences]]
id = "again"
label = { en = "Again", zh = "再次" }
when = { grade = "poor", consecutive = 2 }
"""


def rows() -> list[dict[str, Any]]:
    """Two regions of a size, and two of few units, whose names are nobody's business."""
    random = Random(3)  # noqa: S311
    sizes = {"North": 80, "South": 60, "Secret": 2, "Hidden": 3}
    return [
        {"unit": f"{region} {at}", "period": period, "region": region, "grade": random.choice(("good", "good", "poor"))}
        for period in (2020, 2021)
        for region, size in sizes.items()
        for at in range(size)
    ]


@pytest.fixture(scope="module")
def made() -> Report:
    return report(targetrules.loads(GROUPED), rows(), group="region", review=False)


def test_small_groups_stand_together_and_no_number_in_the_tables_is_small(made: Report) -> None:
    sheet = Published(made, 5).sheet("en")
    for block in sheet.blocks:
        for row in block.rows:
            assert all(cell.value == 0 or cell.value >= 5 for cell in row[1:] if isinstance(cell.value, int))
    by_grade, by_consequence, moves = sheet.blocks
    assert [row[0].value for row in by_grade.rows] == ["North", "South", "smaller groups together", "all units"]
    assert [[cell.value for cell in row[1:]] for row in by_grade.rows] == [
        [47, 33, 80],
        ["not told", "not told", 60],
        ["not told", "not told", 5],
        [90, 55, 145],
    ]
    assert by_consequence.headings == ("region", "Talk", "Again", "all")
    assert [row[1].value for row in by_consequence.rows] == [row[2].value for row in by_grade.rows]
    assert moves.title == "From 2020 to 2021"


NESTED = """
format = 1
[policy]
id = "nested"
title = "Nested"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs.score]
type = "number"
min = 0
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "no-promotion"
when = { score = { below = 60 } }
[[consequences]]
id = "talk"
when = { score = { below = 70 } }
"""


def test_what_one_consequence_implies_of_another_gives_no_small_number_away() -> None:
    scores = [*[50] * 14, 65, *[80] * 45]
    of = [{"unit": str(at), "period": 2025, "score": score} for at, score in enumerate(scores)]
    by_grade, by_consequence = Published(report(targetrules.loads(NESTED), of, review=False), 10).sheet("en").blocks
    assert [cell.value for cell in by_consequence.rows[0][1:]] == ["not told", 15, 60]
    assert [cell.value for cell in by_grade.rows[0][1:]] == ["not told", "not told", 60]


def test_what_may_be_imposed_is_told_apart_from_what_units_receive() -> None:
    policy = targetrules.loads(f'{NESTED}force = "may"')
    made = report(policy, [{"unit": "A", "period": 2025, "score": 65}], review=False)
    assert Published(made, 10).sheet("zh").blocks[1].headings[1:3] == ("no-promotion", "talk（可以作出）")
    data = page_of(made.html()).data
    assert [(each["label"][0], each["may"]) for each in data["consequences"]] == [
        ("no-promotion", False),
        ("talk (may be imposed)", True),
    ]
    [_, block] = summary_sheet(made.decided["en"]).blocks
    at = block.headings.index("obligation")
    assert [row[at].value for row in block.rows] == ["must", "may"]


def test_nothing_of_a_unit_is_published(made: Report) -> None:
    text = made.published("zh", smallest=5)
    page = page_of(text)
    assert page.scripts["data"] == '["Report on 2021 · Grouped","2021 年评定情况报告 · 分组"]'
    assert set(page.scripts) == {"data", ""}
    for secret in ("Secret", "Hidden", "North 1", made.record.input_sha256):
        assert secret in made.html()
        assert secret not in text
    assert made.record.policy_sha256 in text


def test_where_the_whole_is_small_nothing_is_told() -> None:
    made = report(targetrules.load("jincheng-2010"), ROOT / "examples" / "counties.csv", review=False)
    sheet = Published(made, 13).sheet("en")
    values = {cell.value for block in sheet.blocks for row in block.rows for cell in row[1:]}
    assert values == {"not told", 0}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--smallest", "10"), "error: --smallest is of a page for the public: add --publish\n"),
        (
            ("--publish", "--changes", "3"),
            "error: --changes is of single units, of which --publish tells nothing: leave one of them out\n",
        ),
        (
            ("--publish", "--review", "yes"),
            "error: --review yes tells of single units, of which --publish tells nothing: leave one of them out\n",
        ),
        (("--publish", "--smallest", "2"), "error: --smallest: “2” is not a whole number from 3 to 1,000,000\n"),
        (("--changes", "-1"), "error: --changes: “-1” is not a whole number from 0 to 100,000\n"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: tuple[str, ...], says: str) -> None:
    ran = call(["report", "jincheng-2010", "examples/counties.csv", *options, "--lang", "en"])
    assert (ran.status, ran.text) == (2, "")
    assert says in ran.errors


def test_the_page_for_the_public_is_written(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    options = ("-o", str(file), "--publish", "--smallest", "3", "--lang", "zh")
    ran = call(["report", "jincheng-2010", str(ROOT / "examples" / "counties.csv"), *options])
    assert (ran.status, ran.text) == (0, "")
    assert "公开版：只列单位数，不列单位名称" in file.read_text(encoding="utf-8")
    assert "甲县" not in file.read_text(encoding="utf-8")
