"""A change of a flag or a choice to the unit's disadvantage is told, and is not offered as a way out."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.explanation import explanation_text, explanation_values
from tests.explanation.changing import searched

BASE = """
format = 1
[policy]
id = "county"
title = { en = "Assessment", zh = "考核" }
[[grades]]
id = "good"
label = { en = "good", zh = "良好" }
[[grades]]
id = "poor"
label = { en = "poor", zh = "较差" }
[[grades]]
id = "failed"
label = { en = "failed", zh = "不合格" }
[inputs]
score = { type = "number", min = 0, max = 100 }
falsified = { type = "flag", label = { en = "falsified", zh = "弄虚作假" } }
kind = { type = "choice", of = ["county", "town"], label = { en = "kind", zh = "类别" } }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.forced]]
grade = "failed"
when = { falsified = true }
[[grading.caps]]
at_most = "poor"
when = { kind = "town" }
[[consequences]]
id = "rule"
label = { en = "rule", zh = "谈话" }
"""


def told(when: str, language: str, **row: object) -> str:
    """What is said of the consequence."""
    values = {"unit": "A", "period": 2011, "score": 59, "falsified": False, "kind": "county", **row}
    found = loads(BASE + when).explain([values], unit="A", period=2011)
    return explanation_text(found, language).partition("\n\n")[2].partition("\n\n")[2]


def test_a_consequence_is_not_avoided_by_falsifying() -> None:
    when = 'when = { grade = "poor" }'
    assert told(when, "en") == (
        "Consequences\n"
        "✔ rule\n"
        "    must\n"
        "    ✔ the grade is poor\n"
        "    → A single change that would have avoided it:\n"
        "      · score: 60 instead of 59; the grade is then good\n"
        "    → At the price of a worse grade it would have been avoided, which is no way out:\n"
        "      · falsified: yes instead of no; the grade is then failed\n"
    )
    assert told(when, "zh") == (
        "处理结果\n"
        "✔ 谈话\n"
        "    应当\n"
        "    ✔ 等次为较差\n"
        "    → 只改一项就能避免，最小的改动：\n"
        "      · score 由 59 改为 60，等次变为良好\n"
        "    → 以下改变也能避免，但等次会更差，不是办法：\n"
        "      · 弄虚作假由 否 改为 是，等次变为不合格\n"
    )


def test_where_nothing_else_would_do_it_is_not_denied() -> None:
    found = told('when = { not = { grade = "failed" } }', "en")
    assert "No change" not in found
    assert found.endswith(
        "    → At the price of a worse grade it would have been avoided, which is no way out:\n"
        "      · falsified: yes instead of no; the grade is then failed\n"
    )


def test_a_choice_that_costs_the_grade_is_no_way_to_a_consequence_either() -> None:
    when = 'when = { any = [{ kind = "town" }, { score = { at_least = 90 } }] }'
    assert told(when, "en", score=70).endswith(
        "    → A single change that would have made it fire:\n"
        "      · score: 90 instead of 70\n"
        "    → At the price of a worse grade it would have fired:\n"
        "      · kind: town instead of county; the grade is then poor\n"
    )


@pytest.mark.parametrize(
    ("when", "row", "line"),
    [
        ('when = { grade = "failed" }', {"falsified": True}, "· falsified: no instead of yes; the grade is then poor"),
        (
            'when = { falsified = false, grade = "poor" }',
            {"kind": "town", "score": 70},
            "· kind: county instead of town",
        ),
        ('when = { grade = "good" }', {"score": 60}, "· score: 59 instead of 60; the grade is then poor"),
        ('when = { kind = "county" }', {"score": 50}, "· kind: town instead of county"),
    ],
    ids=["a better grade", "a better grade of a choice", "a number", "the same grade"],
)
def test_whatever_does_not_cost_the_grade_is_offered(when: str, row: dict[str, object], line: str) -> None:
    found = told(when, "en", **row)
    assert line in found.partition("A single change that would have avoided it:")[2].partition("→")[0]


def test_a_worse_grade_that_is_asked_for_is_no_price() -> None:
    row = {"unit": "A", "period": 2011, "score": 70, "falsified": False, "kind": "county"}
    found = loads(BASE + 'when = { grade = "poor" }').explain([row], unit="A", period=2011)
    assert found.grade is not None
    assert {change.input.id: change.worse for change in searched(found.grade.nearest).changes} == {
        "score": False,
        "falsified": False,
        "kind": False,
    }
    (rule,) = explanation_values(found, "en")["consequences"]
    assert [(each["input"]["id"], each["worse"]) for each in rule["nearest"]["changes"]] == [
        ("score", False),
        ("kind", True),
    ]


def test_of_a_reward_it_is_said_how_it_would_have_been_lost_or_earned() -> None:
    when = 'kind = "reward"\nwhen = { grade = "good" }'
    assert told(when, "en", score=60).endswith(
        "    → A single change that would have lost it:\n"
        "      · score: 59 instead of 60; the grade is then poor\n"
        "    → With a worse grade besides it would have been lost:\n"
        "      · falsified: yes instead of no; the grade is then failed\n"
        "      · kind: town instead of county; the grade is then poor\n"
    )
    assert told(when, "zh").endswith(
        "    → 只改一项就能获得，最小的改动：\n      · score 由 59 改为 60，等次变为良好\n"
    )
    assert "    → 只改一项就会失去，最小的改动：\n" in told(when, "zh", score=60)
    assert "    → 以下改变也会失去，等次也会更差：\n" in told(when, "zh", score=60)
