"""Explanations of what is made of outcomes of another policy: down to the decisions below, and changes of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import Explanation, Policy, load
from targetrules.report.explanation import explanation_text, explanation_values

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
    folder: Path = tmp_path_factory.mktemp("cascade")
    (folder / "schools.toml").write_text(LOWER, encoding="utf-8")
    (folder / "districts.toml").write_text(UPPER, encoding="utf-8")
    return load(folder / "districts.toml")


ENGLISH = """\
North, 2018
Judged by: Districts

Consequences
✔ a
    must
    ✔ number of rows in schools with “low-performing” 2, at least 2
      · Adams (grade Failing, growth not), Baker (grade Failing, growth not) (of 3)
      · decided by “Schools”; to see why, with the table of schools: targetrules explain schools.toml SCHOOLS --unit \
Adams --period 2018
    → A single change that would have avoided it:
      · low-performing of Adams: no instead of yes (decided by “Schools”)
      · low-performing of Baker: no instead of yes (decided by “Schools”)
✔ b
    must
    ✔ number of rows in schools with “helped” 2, at least 2
      · Adams (grade Failing, growth not), Baker (grade Failing, growth not) (of 3)
    → A single change that would have avoided it:
      · Help of Adams: no instead of yes (decided by “Schools”)
      · Help of Baker: no instead of yes (decided by “Schools”)
✘ c
    ✘ number of rows in schools with “watched” 1, below 2
      · Adams (grade Failing, growth not) (of 3)
    → A single change that would have made it fire:
      · watched of Baker: yes instead of no (decided by “Schools”)
      · watched of Cole: yes instead of no (decided by “Schools”)
✔ d
    must
    ✔ worst grade in schools: Failing
      · Adams, Baker (of 3)
    ✔ highest score in schools 90, at least 90
      · Cole (of 3)
    → A single change that would have avoided it:
      · score of Cole: 89 instead of 90 (with what “Schools” decides left as it is)
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
      · 由“学校政策”评定；要看理由，请用学校的数据表运行：targetrules explain schools.toml SCHOOLS --unit \
Adams --period 2018
    → 只改一项就能避免，最小的改动：
      · Adams 的低绩效由 是 改为 否（由“学校政策”评定）
      · Baker 的低绩效由 是 改为 否（由“学校政策”评定）
✔ b
    应当
    ✔ 学校中“helped”的行数 2，不低于 2
      · 3 行中有：Adams（等次 不合格、growth not）、Baker（等次 不合格、growth not）
    → 只改一项就能避免，最小的改动：
      · Adams 的帮扶由 是 改为 否（由“学校政策”评定）
      · Baker 的帮扶由 是 改为 否（由“学校政策”评定）
✘ c
    ✘ 学校中“watched”的行数 1，低于 2
      · 3 行中有：Adams（等次 不合格、growth not）
    → 只改一项就会触发，最小的改动：
      · Baker 的 watched 由 否 改为 是（由“学校政策”评定）
      · Cole 的 watched 由 否 改为 是（由“学校政策”评定）
✔ d
    应当
    ✔ 学校中最差的等次：不合格
      · 3 行中是：Adams、Baker
    ✔ 学校的最高 score 90，不低于 90
      · 3 行中是：Cole
    → 只改一项就能避免，最小的改动：
      · Cole 的 score 由 90 改为 89（“学校政策”的评定结果不变）
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


def test_json_names_the_policy_that_decides_what_a_change_is_of(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": BELOW})
    found = {each["consequence"]["id"]: each["nearest"]["changes"] for each in values_of(told)}
    assert {id_: {(each.get("decided_by") or {}).get("id") for each in found[id_]} for id_ in found} == {
        **{id_: {"schools"} for id_ in "abc"},
        "d": {None},
        "e": set(),
    }
    assert [each["beside"]["id"] for each in found["d"]] == ["schools"]


def values_of(told: Explanation) -> list[dict[str, Any]]:
    consequences: list[dict[str, Any]] = explanation_values(told, "en")["consequences"]
    return consequences


def test_a_share_of_no_rows_is_told_by_their_number(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": []}, changes=False)
    english, chinese = (explanation_text(told, language).splitlines() for language in ("en", "zh"))
    assert "      · part (missing), from number of rows in schools 0" in english
    assert "      · 占比（缺失），由 学校的行数 0 算出" in chinese
    assert english[-1] == "No changes were searched for."


def test_the_command_names_further_tables_and_quotes_names(policy: Policy, tmp_path: Path) -> None:
    folder = Path(policy.name).parent
    for name in ("schools", "districts"):
        (tmp_path / f"{name}.toml").write_bytes((folder / f"{name}.toml").read_bytes())
    (tmp_path / "states.toml").write_text(STATES, encoding="utf-8")
    details = {"districts": [{**row, "unit": "North Bay", "state": "S"} for row in ABOVE]}
    lower = [{**row, "district": "North Bay"} for row in BELOW]
    rows = [{"unit": "S", "period": 2018}]
    judge = load(tmp_path / "states.toml")
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
