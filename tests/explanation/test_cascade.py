"""Explanations of what is made of outcomes of another policy: down to the decisions below, and changes of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import Explanation, Policy
from targetrules.report.explanation import explanation_text, explanation_values
from tests.schools_below import loaded

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

LOWER = """
format = 1
policy = { id = "schools", title = { en = "Schools", zh = "学校政策" } }
grades = [{ id = "A" }, { id = "B" }, { id = "F", label = { en = "Failing", zh = "不合格" } }]
[inputs]
district = { type = "text", optional = true }
score = { type = "number", min = 0, max = 100, optional = true }
growth = { type = "choice", of = ["met", "not"], optional = true }
[grading]
by = "score"
bands = { A = 80, B = 50, F = 0 }
[conditions]
failing = { grade = "F" }
low = { failing = true, growth = "not", label = { en = "low-performing", zh = "低绩效" } }
[statuses.watched]
enter = { low = true, consecutive = 2 }
[[consequences]]
id = "help"
label = { en = "Help", zh = "帮扶" }
when = { low = true }
"""
UPPER = """
format = 1
policy = { id = "districts", title = { en = "Districts", zh = "学区政策" } }
[details.schools]
policy = "schools.toml"
unit_above = "district"
label = { en = "schools", zh = "学校" }
conditions.helped = { receives = "help" }
[[consequences]]
id = "a"
when = { "schools.count(low)" = { at_least = 2 } }
[[consequences]]
id = "b"
when = { "schools.count(helped)" = { at_least = 2 } }
[[consequences]]
id = "c"
when = { "schools.count(watched)" = { at_least = 2 } }
[[consequences]]
id = "d"
when = { "schools.worst(grade)" = { at_most = "F" }, "schools.max(score)" = { at_least = 90 } }
[[consequences]]
id = "e"
when = { part = { above = 100 } }
[measures.part]
formula = "schools.share(helped)"
decimals = 1
label = { en = "part", zh = "占比" }
[inputs]
state = { type = "text", optional = true }
"""
STATES = """
format = 1
policy = { id = "states", title = "States" }
[details.districts]
policy = "districts.toml"
unit_above = "state"
conditions.a = { receives = "a" }
[[consequences]]
id = "watch"
when = { "districts.count(a)" = { at_least = 1 } }
"""
ABOVE = [{"unit": "North", "period": 2018}]
BELOW: list[dict[str, Any]] = [
    {"unit": "Adams", "period": 2017, "district": "North", "score": 10, "growth": "not"},
    {"unit": "Adams", "period": 2018, "district": "North", "score": 10, "growth": "not"},
    {"unit": "Baker", "period": 2018, "district": "North", "score": 20, "growth": "not"},
    {"unit": "Cole", "period": 2018, "district": "North", "score": 90, "growth": "met"},
]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return loaded(tmp_path_factory.mktemp("cascade"), "districts", schools=LOWER, districts=UPPER)


ENGLISH = """\
North, 2018
Judged by: Districts

Consequences
✔ a
    must
    ✔ number of rows in schools with “low-performing” 2, at least 2
      · Adams (grade Failing, growth not), Baker (grade Failing, growth not) (of 3)
      · Adams, by “Schools”:
        ✔ “low-performing” holds:
          ✔ “failing” holds:
            ✔ the grade is Failing
          ✔ growth: not
        · score 10, below 50, where B begins
      · Baker, by “Schools”:
        ✔ “low-performing” holds:
          ✔ “failing” holds:
            ✔ the grade is Failing
          ✔ growth: not
        · score 20, below 50, where B begins
      · all that “Schools” decided of one of them, with the table of schools: targetrules explain schools.toml SCHOOLS \
--unit Adams --period 2018
    → A single change that would have avoided it:
      · score of Baker: 50 instead of 20 (by “Schools” then: low-performing no, grade B)
      · score of Adams: 50 instead of 10 (by “Schools” then: low-performing no, grade B)
      · growth of Adams: met instead of not (by “Schools” then: low-performing no)
      · growth of Baker: met instead of not (by “Schools” then: low-performing no)
✔ b
    must
    ✔ number of rows in schools with “helped” 2, at least 2
      · Adams (grade Failing, growth not), Baker (grade Failing, growth not) (of 3)
      · Adams, by “Schools”:
        ✔ “low-performing” holds:
          ✔ “failing” holds:
            ✔ the grade is Failing
          ✔ growth: not
        · score 10, below 50, where B begins
      · Baker, by “Schools”:
        ✔ “low-performing” holds:
          ✔ “failing” holds:
            ✔ the grade is Failing
          ✔ growth: not
        · score 20, below 50, where B begins
    → A single change that would have avoided it:
      · score of Baker: 50 instead of 20 (by “Schools” then: Help no, low-performing no, grade B)
      · score of Adams: 50 instead of 10 (by “Schools” then: Help no, low-performing no, grade B)
      · growth of Adams: met instead of not (by “Schools” then: Help no, low-performing no)
      · growth of Baker: met instead of not (by “Schools” then: Help no, low-performing no)
✘ c
    ✘ number of rows in schools with “watched” 1, below 2
      · Adams (grade Failing, growth not) (of 3)
      · Adams, by “Schools”:
        ✔ the status “watched” is in force:
          · it was not in force before
          ✔ it is entered in this period:
            ✔ 2 in a row (2 needed):
              ✔ 2017: “low-performing” holds:
                ✔ the grade is Failing
                ✔ growth: not
              ✔ 2018: “low-performing” holds:
                ✔ “failing” holds:
                  ✔ the grade is Failing
                ✔ growth: not
        · score 10, below 50, where B begins
    → No change of a single value of this period would have made it fire.
✔ d
    must
    ✔ worst grade in schools: Failing
      · Adams, Baker (of 3)
      · Adams, by “Schools”
        · score 10, below 50, where B begins
      · Baker, by “Schools”
        · score 20, below 50, where B begins
    ✔ highest score in schools 90, at least 90
      · Cole (of 3)
    → A single change that would have avoided it:
      · score of Cole: 89 instead of 90
✘ e
    ✘ part 66.7, not above 100
      · part 66.7, from number of rows in schools with “helped” 2, number of rows in schools 3
        · number of rows in schools 3
          · Adams, Baker, Cole
    → No change of a single value of this period would have made it fire.
"""
CHINESE = """\
North 2018 年
依据：学区政策

处理结果
✔ a
    应当
    ✔ 学校中“低绩效”的行数 2，不低于 2
      · 3 行中有：Adams（等次 不合格、growth not）、Baker（等次 不合格、growth not）
      · Adams（由“学校政策”评定）：
        ✔ “低绩效”成立：
          ✔ “failing”成立：
            ✔ 等次为不合格
          ✔ growth：not
        · score 10，低于 B 的起点 50
      · Baker（由“学校政策”评定）：
        ✔ “低绩效”成立：
          ✔ “failing”成立：
            ✔ 等次为不合格
          ✔ growth：not
        · score 20，低于 B 的起点 50
      · 要看“学校政策”对其中一个单位的全部评定，请用学校的数据表运行：targetrules explain schools.toml \
SCHOOLS --unit Adams --period 2018
    → 只改一项就能避免，最小的改动：
      · Baker 的 score 由 20 改为 50（按“学校政策”则：低绩效 否、等次 B）
      · Adams 的 score 由 10 改为 50（按“学校政策”则：低绩效 否、等次 B）
      · Adams 的 growth 由 not 改为 met（按“学校政策”则：低绩效 否）
      · Baker 的 growth 由 not 改为 met（按“学校政策”则：低绩效 否）
✔ b
    应当
    ✔ 学校中“helped”的行数 2，不低于 2
      · 3 行中有：Adams（等次 不合格、growth not）、Baker（等次 不合格、growth not）
      · Adams（由“学校政策”评定）：
        ✔ “低绩效”成立：
          ✔ “failing”成立：
            ✔ 等次为不合格
          ✔ growth：not
        · score 10，低于 B 的起点 50
      · Baker（由“学校政策”评定）：
        ✔ “低绩效”成立：
          ✔ “failing”成立：
            ✔ 等次为不合格
          ✔ growth：not
        · score 20，低于 B 的起点 50
    → 只改一项就能避免，最小的改动：
      · Baker 的 score 由 20 改为 50（按“学校政策”则：帮扶 否、低绩效 否、等次 B）
      · Adams 的 score 由 10 改为 50（按“学校政策”则：帮扶 否、低绩效 否、等次 B）
      · Adams 的 growth 由 not 改为 met（按“学校政策”则：帮扶 否、低绩效 否）
      · Baker 的 growth 由 not 改为 met（按“学校政策”则：帮扶 否、低绩效 否）
✘ c
    ✘ 学校中“watched”的行数 1，低于 2
      · 3 行中有：Adams（等次 不合格、growth not）
      · Adams（由“学校政策”评定）：
        ✔ 处于“watched”状态：
          · 上期不处于该状态
          ✔ 本期进入：
            ✔ 连续 2 期（条件为 2 期）：
              ✔ 2017 年：“低绩效”成立：
                ✔ 等次为不合格
                ✔ growth：not
              ✔ 2018 年：“低绩效”成立：
                ✔ “failing”成立：
                  ✔ 等次为不合格
                ✔ growth：not
        · score 10，低于 B 的起点 50
    → 本期只改任何一项，都不会触发。
✔ d
    应当
    ✔ 学校中最差的等次：不合格
      · 3 行中是：Adams、Baker
      · Adams（由“学校政策”评定）
        · score 10，低于 B 的起点 50
      · Baker（由“学校政策”评定）
        · score 20，低于 B 的起点 50
    ✔ 学校的最高 score 90，不低于 90
      · 3 行中是：Cole
    → 只改一项就能避免，最小的改动：
      · Cole 的 score 由 90 改为 89
✘ e
    ✘ 占比 66.7，不高于 100
      · 占比 66.7，由 学校中“helped”的行数 2、学校的行数 3 算出
        · 学校的行数 3
          · Adams、Baker、Cole
    → 本期只改任何一项，都不会触发。
"""


def test_explanations_go_down_to_the_decisions_below(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": BELOW})
    assert explanation_text(told, "en") == ENGLISH
    assert explanation_text(told, "zh") == CHINESE


def test_json_names_the_policy_that_is_given_what_a_change_is_of(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": BELOW})
    found = {each["consequence"]["id"]: each["nearest"]["changes"] for each in values_of(told)}
    assert {id_: {each["by"]["id"] for each in found[id_]} for id_ in found} == {
        **{id_: {"schools"} for id_ in "abd"},
        "c": set(),
        "e": set(),
    }
    assert found["d"][0]["then"] == []
    growth = found["a"][2]
    assert (growth["input"]["id"], growth["before"], growth["after"]) == ("schools.Adams.growth", "not", ["met"])
    assert [(each["of"]["id"], each["value"]) for each in growth["then"]] == [("low", False)]


def values_of(told: Explanation) -> list[dict[str, Any]]:
    consequences: list[dict[str, Any]] = explanation_values(told, "en")["consequences"]
    return consequences


def test_a_share_of_no_rows_is_told_by_their_number(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": []}, changes=False)
    english, chinese = (explanation_text(told, language).splitlines() for language in ("en", "zh"))
    assert "      · part (missing), from number of rows in schools 0" in english
    assert "      · 占比（缺失），由 学校的行数 0 算出" in chinese
    assert english[-1] == "No changes were searched for."


def test_the_command_names_further_tables_and_quotes_names(tmp_path: Path) -> None:
    details = {"districts": [{**row, "unit": "North Bay", "state": "S"} for row in ABOVE]}
    lower = [{**row, "district": "North Bay"} for row in BELOW]
    rows = [{"unit": "S", "period": 2018}]
    judge = loaded(tmp_path, "states", schools=LOWER, districts=UPPER, states=STATES)
    told = judge.explain(rows, unit="S", period=2018, details={**details, "districts.schools": lower})
    assert (
        "targetrules explain districts.toml DISTRICTS --details schools=SCHOOLS --unit 'North Bay' --period 2018\n"
    ) in explanation_text(told, "en")


def test_dataframes_and_reasons_alone_say_the_same(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": BELOW}, changes=False)
    frames = {"schools": pl.DataFrame(BELOW)}
    of_frame = policy.explain(pl.DataFrame(ABOVE), unit="North", period=2018, details=frames, changes=False)
    assert explanation_values(of_frame, "en") == explanation_values(told, "en")
    (alone,) = policy.explain_rows(pl.DataFrame(ABOVE), details=frames)
    assert explanation_values(alone, "en") == explanation_values(told, "en")


def test_one_decision_below_is_enough_where_the_change_says_so(policy: Policy) -> None:
    """What a change says is so: with the school's growth met it is not low, and the district is not named."""
    other = [{**row, "growth": "met"} if row["unit"] == "Baker" else row for row in BELOW]
    (outcome,) = policy.evaluate(ABOVE, details={"schools": other})
    assert [each.id for each in outcome.consequences] == ["d"]
