"""A number that `clamp` holds at an end is named, where it is an input or a measure and no formula of its own."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.explanation import explanation_text

POLICY = """format = 1
policy = {{ id = "county", title = "County" }}
inputs.score = {{ type = "number", min = 0, max = 100 }}
inputs.bonus = {{ type = "number", min = 0, max = 20, label = "points" }}
measures.total = {{ formula = "{formula}" }}
consequences = [{{ id = "praise", when = {{ total = {{ at_least = 90 }} }} }}]
"""


@pytest.mark.parametrize(
    ("formula", "english", "chinese"),
    [
        (
            "score + clamp(bonus, high=5)",
            "points 6 is above the upper end, and so counts as 5",
            "points 6 高于上限，按 5 计",
        ),
        (
            "score + clamp(bonus, low=8)",
            "points 6 is below the lower end, and so counts as 8",
            "points 6 低于下限，按 8 计",
        ),
        ("score + clamp(2 * bonus, high=5)", "12 is above the upper end, and so counts as 5", "12 高于上限，按 5 计"),
    ],
)
def test_what_is_held_at_an_end_is_named(formula: str, english: str, chinese: str) -> None:
    policy = loads(POLICY.format(formula=formula))
    found = policy.explain([{"unit": "A", "period": 2011, "score": 80, "bonus": 6}], unit="A", period=2011)
    for language, sentence in (("en", english), ("zh", chinese)):
        told = [line.strip("· ") for line in explanation_text(found, language).splitlines()]
        assert [line for line in told if "upper end" in line or "lower end" in line or "按 " in line] == [sentence]
