"""Who is judged together with a unit that is explained, and what is said of groups that are not."""

from __future__ import annotations

from typing import Any

import pytest

from targetrules import loads
from targetrules.explanation.company import Company
from targetrules.explanation.feedback import feeds_back
from targetrules.report.explanation import explanation_text

BASE = """
format = 1
[policy]
id = "districts"
title = "Districts"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
region = { type = "text" }
kind = { type = "choice", of = ["town", "village"] }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
"""
OVERALL = """
[rankings.overall]
by = "score"
within = "region"
"""
LAST = """
[[consequences]]
id = "talk"
when = { place = "last" }
"""
QUOTA = """
[[grading.quotas]]
grade = "good"
at_most = "50%"
"""


@pytest.mark.parametrize(
    ("rules", "groups", "pasts", "feeds"),
    [
        pytest.param("", (), False, False, id="nobody"),
        pytest.param(OVERALL, (), False, False, id="nobody where places decide nothing"),
        pytest.param(OVERALL + LAST, (("region",),), False, False, id="the region"),
        pytest.param(OVERALL.replace('within = "region"', "") + LAST, ((),), False, False, id="everybody"),
        pytest.param(
            '[measures.mean]\nformula = "group_mean(score)"\n' + OVERALL + LAST,
            ((), ("region",)),
            False,
            False,
            id="everybody, for a mean of them",
        ),
        pytest.param(OVERALL + QUOTA, (("region",),), False, False, id="a quota"),
        pytest.param(
            OVERALL + QUOTA + "[[grading.steps]]\nmost_down = 1\n", (("region",),), True, False, id="grades look back"
        ),
        pytest.param(
            OVERALL + 'among = { grade = "poor", consecutive = 2 }\n' + LAST,
            (("region",),),
            True,
            False,
            id="who is ranked looks back",
        ),
        pytest.param(
            OVERALL
            + '[measures.points]\nformula = "overall.rank"\n'
            + '[rankings.again]\nby = "points"\nwithin = "kind"\n'
            + LAST.replace('"last"', '{ bottom = 1, ranking = "again" }'),
            (("region",), ("kind",)),
            False,
            True,
            id="a ranking of places",
        ),
    ],
)
def test_who_matters(rules: str, groups: Any, pasts: bool, feeds: bool) -> None:  # noqa: FBT001
    policy = loads(BASE + rules)
    assert Company.of(policy.rules) == Company(groups, pasts)
    assert feeds_back(policy.rules) is feeds


def test_in_a_large_period_no_other_group_is_tried() -> None:
    policy = loads(BASE + OVERALL + LAST)
    rows = [
        {"unit": f"u{unit}", "period": 2010, "score": unit % 90, "region": f"r{unit % 100}", "kind": "town"}
        for unit in range(1001)
    ]
    found = policy.explain(rows, unit="u7", period=2010)
    assert explanation_text(found, "en") == (
        "u7, 2010: poor\n"
        "Judged by: Districts\n"
        "\n"
        "Grade: poor\n"
        "  · score 7, and poor begins at 0\n"
        "  → A single change for a better grade:\n"
        "    · score: 60 instead of 7; the grade is then good\n"
        "\n"
        "Consequences\n"
        "✔ talk\n"
        "    must\n"
        "    ✔ last place: 9 of 10 (overall)\n"
        "      · ranked by score 7; the highest is first\n"
        "      · ranked within region r7\n"
        "      · shares the place with 1 more\n"
        "    → A single change that would have avoided it:\n"
        "      · score: 8 instead of 7\n"
        "      · region: too many values to try them all\n"
    )
    small = policy.explain(rows[:1000], unit="u7", period=2010)
    (change,) = small.consequences[0].nearest.changes[1:]
    assert change.input.id == "region"
    assert len(change.after) == 70
