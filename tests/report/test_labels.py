"""What people call the things of a policy."""

from __future__ import annotations

import pytest

from targetrules import load, loads
from targetrules.report.labels import PolicyLabels
from tests.policies.shipped import FOLDER

POLICY = """\
format = 1
[policy]
id = "small"
title = { en = "Small", zh = "小政策" }
period = "half"
[[grades]]
id = "in"
label = { en = "In", zh = "合格" }
[[grades]]
id = "out"
[inputs]
score = { type = "number", min = 0, max = 9, label = { en = "score", zh = "得分" } }
"a@b" = { type = "flag", optional = true }
[parameters]
least = [{ value = 5 }]
[grading]
by = "score"
bands = { in = 5, out = 0 }
[[grading.unrated]]
when = { "a@b" = true }
[[grading.forced]]
when = { "a@b" = true }
grade = "out"
[[grading.floors]]
when = { "a@b" = true }
at_least = "in"
[[grading.caps]]
when = { "a@b" = true }
at_most = "out"
[[grading.steps]]
most_down = 1
[statuses.held]
enter = { grade = "out" }
label = { en = "held back", zh = "留察" }
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "谈话" }
when = { score = { below = "least" } }
[[claims]]
id = "claimed"
never = { receives = "talk", grade = "in" }
"""
RULES = loads(POLICY).rules
EN, ZH = PolicyLabels(RULES, "en"), PolicyLabels(RULES, "zh")


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("score", "score", "得分"),
        ("score@2010H1", "score in 2010H1", "2010H1 的得分"),
        ("@2010H1", "a result in 2010H1", "2010H1 的成绩"),
        ("least", "least", "least"),
        ("grade", "grade", "等次"),
        ("grade@2010H1", "grade in 2010H1", "2010H1 的等次"),
        ("a@b", "a@b", "a@b"),
        ("a@b@2010H1", "a@b in 2010H1", "2010H1 的 a@b"),
    ],
)
def test_what_is_missing(written: str, english: str, chinese: str) -> None:
    assert (EN.missing(written), ZH.missing(written)) == (english, chinese)


@pytest.mark.parametrize(
    ("id_", "english", "chinese"),
    [
        ("talk", "Talk", "谈话"),
        ("held", "held back", "留察"),
        ("grading.unrated.1", "no grade, rule 1", "不定等次第 1 条"),
        ("grading.forced.1", "forced grade, rule 1", "直接定等第 1 条"),
        ("grading.floors.1", "floor, rule 1", "等次下限第 1 条"),
        ("grading.caps.1", "cap, rule 1", "等次上限第 1 条"),
        ("grading.steps.1", "limit of steps, rule 1", "升降幅度第 1 条"),
    ],
)
def test_what_can_be_undetermined(id_: str, english: str, chinese: str) -> None:
    assert (EN.rule(id_), ZH.rule(id_)) == (english, chinese)


def test_labels_and_what_stands_for_those_that_are_not_there() -> None:
    assert (EN.title(), ZH.title()) == ("Small", "小政策")
    assert (EN.grade("in"), ZH.grade("in"), ZH.grade("out")) == ("In", "合格", "out")
    assert (EN.grade(None), ZH.grade(None)) == ("no grade", "未定等次")
    assert EN.claim("claimed") == "claimed"


@pytest.mark.parametrize(
    "file", [each for each in FOLDER.glob("*.toml") if "examples" not in each.name], ids=lambda f: f.stem
)
def test_every_period_has_a_heading(file: object) -> None:
    rules = load(str(file)).rules
    assert PolicyLabels(rules, "zh").period_heading() in ("年度", "半年", "季度", "月份", "期次")
    assert PolicyLabels(rules, "en").period_heading() in (
        "year",
        "school year",
        "fiscal year",
        "half-year",
        "quarter",
        "month",
        "period",
    )
