"""``targetrules new``: a policy by questions, which has no faults and passes its example."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from targetrules import load
from targetrules.drafting import columns_of_sheet
from targetrules.period import PeriodKind
from tests.cli.conftest import Call

SHEET: Final = """\
单位,年度,经济,民生,一票否决,备注
甲县,2023,92.0,88.5,否,
乙县,2023,58.0,61.0,否,
丙县,2023,90.0,91.0,是,
乙县,2024,57.5,60.0,否,
"""
POLICY: Final = """\
format = 1

[policy]
id = "county"
title = "县区考核办法"

[[grades]]
id = "优秀"

[[grades]]
id = "合格"

[[grades]]
id = "不合格"

[inputs."经济"]
type = "number"
min = 0
max = 100
decimals = 1

[inputs."民生"]
type = "number"
min = 0
max = 100
decimals = 1

[inputs."一票否决"]
type = "flag"

[measures."总分"]
weights = { "经济" = 60, "民生" = 40 }
decimals = 2

[rankings."总排名"]
by = "总分"

[grading]
by = "总分"

[[grading.caps]]
when = { "一票否决" = true }
at_most = "合格"

[grading.bands]
"优秀" = 85
"合格" = 70
"不合格" = 0

[[consequences]]
id = "约谈"
when = { any = [{ grade = "不合格" }, { place = "last" }] }

[[consequences]]
id = "组织调整"
when = { grade = "不合格", consecutive = 2 }
"""


def answers(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def test_a_sheet_and_a_few_answers_are_a_policy(call: Call, folder: Path) -> None:
    (folder / "成绩.csv").write_text(SHEET, encoding="utf-8")
    said = answers(
        *("county", "县区考核办法", "周", "", "", "", "", "", "", "-"),
        *("优秀、合格、不合格", "经济＝60，民生＝40", "八十五", "85", "90", "70"),
        *("优秀", "合格", "合计", "总分", "约谈", "不合格，最后一名", "", "组织调整", "差", "不合格", "两", "2", ""),
    )
    ran = call("new", "county.toml", "成绩.csv", "--lang", "zh", stdin=said)
    assert ran.status == 0, ran.errors
    for unclear in (
        "没有“周”，只有：年度、学年、财政年度、半年、季度、月、期次",
        "“八十五”不是数字",
        "没有“优秀”，只有：合格、不合格",
        "没有“合计”，只有：总分、经济、民生",
        "“90”应当大于 0、小于 85",
        "没有“差”，只有：优秀、合格、不合格",
        "“两”不是 1 到 64 的整数",
    ):
        assert unclear in ran.text
    assert ran.text.endswith(
        "county.toml 已写好：没有错误，示例全部通过（1 个）。\n接下来：\n  targetrules check county.toml\n"
        "  targetrules test county.toml\n  targetrules evaluate county.toml 成绩.csv\n"
    )
    text = Path("county.toml").read_text(encoding="utf-8")
    assert text.startswith(POLICY)
    policy = load("county.toml")
    assert [each.mismatches for each in policy.check_examples()] == [()]
    assert [row.unit for row in policy.check_examples()[0].history.rows] == ["甲县", "乙县", "丙县", "乙县"]


def test_without_a_sheet_columns_are_asked_for_and_an_example_is_invented(call: Call, folder: Path) -> None:
    said = answers(
        *(
            "",
            "Schools",
            "School Year",
            "score, rating, kind",
            "",
            "0, 10",
            "choice",
            "A, B",
            "choice",
            "town, village",
        ),
        *("A, B", "rating", "score", "kind", "Interview", "B", "", "Praise", "first place", "", ""),
    )
    ran = call("new", "--lang", "en", stdin=said)
    assert ran.status == 0, ran.errors
    policy = load(str(folder / "policy.toml"))
    assert policy.rules.grading is not None
    assert policy.rules.grading.given == "rating"
    assert [each.mismatches for each in policy.check_examples()] == [()]
    [example] = policy.rules.examples
    assert [(each.grade, each.consequences) for each in example.expected] == [
        ("A", frozenset({"Praise"})),
        ("B", frozenset({"Interview", "Praise"})),
    ]
    assert policy.rules.period.value == "school-year"
    assert [each.within for each in policy.rules.rankings.values()] == [("kind",)]


@pytest.mark.parametrize("period", [each.value for each in PeriodKind])
def test_of_every_kind_of_period_an_example_is_invented(call: Call, folder: Path, period: str) -> None:
    said = answers("", "Schools", period, "score", "", "", "A, B", "", "60", "", "")
    assert call("new", "--lang", "en", stdin=said).status == 0
    policy = load(str(folder / "policy.toml"))
    assert policy.rules.period.value == period
    assert [each.mismatches for each in policy.check_examples()] == [()]


def test_what_only_looks_like_a_number_is_none(call: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,year,score\nA,2023,80\nB,2023,nan\n", encoding="utf-8")
    assert [(each.name, each.kind) for each in columns_of_sheet("r.csv")] == [("score", "choice")]
    said = answers("", "Schools", "", "score", "", "", "A, B", "", "nan", "60", "", "Talk", "", "²", "2", "")
    ran = call("new", "--lang", "en", stdin=said)
    assert ran.status == 0, ran.errors
    assert "“nan” is no number" in ran.text
    assert "“²” is no whole number from 1 to 64" in ran.text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("there.toml",), "there.toml is there already"),
        (("-",), "the questions stand on the standard output; name a file for the policy"),
        (("new.toml", "none.csv"), "none.csv"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_asked(
    call: Call, folder: Path, arguments: tuple[str, ...], why: str
) -> None:
    (folder / "there.toml").write_text("", encoding="utf-8")
    ran = call("new", *arguments, "--lang", "en")
    assert ran.status in (1, 2)
    assert why in ran.errors
    assert ran.text == ""


def test_nothing_is_written_where_the_sheet_is_not_as_was_answered(call: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,year,score\nA,2023,150\n", encoding="utf-8")
    said = answers("", "Schools", "", "", "0, 100", "A, B", "", "60", "", "")
    ran = call("new", "p.toml", "r.csv", "--lang", "en", stdin=said)
    assert ran.status == 1
    assert '"150" is above 100' in ran.errors
    assert not (folder / "p.toml").exists()
