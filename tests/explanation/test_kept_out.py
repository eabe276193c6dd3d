"""Inputs that a policy keeps out of the smallest changes: they are not tried, and it is said that they were not."""

from __future__ import annotations

from typing import Any

import pytest

from targetrules import Explanation, PolicyError, loads
from targetrules.report.explanation import explanation_text, explanation_values

TEXT = """
format = 1
policy = { id = "p", title = "P" }
[inputs]
score = { type = "number", min = 0, max = 100 }
new_unit = { type = "flag", default = false, changeable = CHANGEABLE, label = { en = "new unit", zh = "新设单位" } }
[details.reports]
item = "report"
inputs.forged = { type = "flag", default = false, changeable = CHANGEABLE, label = { en = "forged", zh = "造假" } }
[[consequences]]
id = "talk"
when = { score = { below = 60 } }
unless = { new_unit = true }
[[consequences]]
id = "help"
when = { new_unit = true }
[[consequences]]
id = "inquiry"
when = { "reports.count(forged)" = { at_least = 1 } }
"""
ROW = {"unit": "A", "period": 2024, "score": 50, "new_unit": False}
REPORTS = [{"unit": "A", "period": 2024, "report": "first", "forged": True}]


def explained(changeable: str) -> Explanation:
    policy = loads(TEXT.replace("CHANGEABLE", changeable))
    return policy.explain([ROW], unit="A", period=2024, details={"reports": REPORTS})


def changes(explanation: Explanation, language: str) -> list[str]:
    text = explanation_text(explanation, language).splitlines()
    return [line.strip() for line in text if line.strip().startswith("→") or "instead of" in line or "改为" in line]


def test_other_values_are_proposed_unless_the_policy_says_otherwise() -> None:
    assert changes(explained("true"), "en") == [
        "→ A single change that would have avoided it:",
        "· score: 60 instead of 50",
        "· new unit: yes instead of no",
        "→ A single change that would have made it fire:",
        "· new unit: yes instead of no",
        "→ A single change that would have avoided it:",
        "· forged of first: no instead of yes",
    ]


def test_what_is_kept_out_is_not_proposed_and_where_nothing_else_would_do_it_is_named() -> None:
    told = explained("false")
    assert changes(told, "en") == [
        "→ A single change that would have avoided it:",
        "· score: 60 instead of 50",
        "→ No change of a single value of this period would have made it fire. No other value was tried of: new unit.",
        "→ No change of a single value of this period would have avoided it. No other value was tried of: forged.",
    ]
    assert changes(told, "zh") == [
        "→ 只改一项就能避免，最小的改动：",
        "· score 由 50 改为 60",
        "→ 本期只改任何一项，都不会触发。没有试改：新设单位。",
        "→ 本期只改任何一项，都不能避免。没有试改：造假。",
    ]
    found: dict[str, Any] = {each["consequence"]["id"]: each["nearest"] for each in values_of(told)}
    assert {id_: [each["id"] for each in nearest["kept"]] for id_, nearest in found.items()} == {
        "talk": ["new_unit"],
        "help": ["new_unit"],
        "inquiry": ["forged"],
    }


def values_of(told: Explanation) -> list[dict[str, Any]]:
    consequences: list[dict[str, Any]] = explanation_values(told, "en")["consequences"]
    return consequences


@pytest.mark.parametrize("written", ['"no"', "0", "[]"])
def test_it_is_true_or_false(written: str) -> None:
    with pytest.raises(PolicyError) as raised:
        loads(TEXT.replace("CHANGEABLE", written))
    assert {each.code for each in raised.value.diagnostics} == {"TR012"}
