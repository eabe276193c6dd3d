"""Explanations of what is made of outcomes of another policy: down to the decisions below, and changes of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import Policy, load
from targetrules.report.explanation import explanation_text, explanation_values

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

LOWER = """
format = 1
policy = { id = "schools", title = "Schools" }
grades = [{ id = "A" }, { id = "B" }, { id = "F" }]
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
policy = { id = "districts", title = "Districts" }
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
      · Adams (grade F, growth not), Baker (grade F, growth not) (of 3)
    → A single change that would have avoided it:
      · low-performing of Adams: no instead of yes
      · low-performing of Baker: no instead of yes
✔ b
    must
    ✔ number of rows in schools with “helped” 2, at least 2
      · Adams (grade F, growth not), Baker (grade F, growth not) (of 3)
    → A single change that would have avoided it:
      · Help of Adams: no instead of yes
      · Help of Baker: no instead of yes
✘ c
    ✘ number of rows in schools with “watched” 1, below 2
      · Adams (grade F, growth not) (of 3)
    → A single change that would have made it fire:
      · watched of Baker: yes instead of no
      · watched of Cole: yes instead of no
"""


def test_explanations_go_down_to_the_decisions_below(policy: Policy) -> None:
    told = policy.explain(ABOVE, unit="North", period=2018, details={"schools": BELOW})
    assert explanation_text(told, "en") == ENGLISH
    chinese = explanation_text(told, "zh").splitlines()
    assert "      · 3 行中有：Adams（grade F、growth not）、Baker（grade F、growth not）" in chinese
    assert "      · Adams 的低绩效由 是 改为 否" in chinese
    assert "      · Adams 的帮扶由 是 改为 否" in chinese


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
    assert [each.id for each in outcome.consequences] == []
