"""Who filled a quota is told as it came out, by rows and by columns alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, loads
from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import MOST_NAMED, QuotaEvidence
from targetrules.engine.what_if import judged_by_rows
from targetrules.explanation.relevant_rows import judged_by_columns
from tests.effort import examples

ROUTES = [judged_by_rows, judged_by_columns]
GRADES = ["good", "fair", "poor"]


def policy(quota: str) -> Policy:
    return loads(f"""format = 1
policy = {{ id = "county", title = "County" }}
grades = [{{ id = "good" }}, {{ id = "fair" }}, {{ id = "poor" }}]
inputs.score = {{ type = "number", min = 0, max = 9, optional = true }}
inputs.held = {{ type = "flag" }}
inputs.region = {{ type = "text" }}
rankings.overall = {{ by = "score", within = "region" }}
grading.by = "score"
grading.bands = {{ good = 6, fair = 3, poor = 0 }}
grading.floors = [{{ at_least = "good", when = {{ held = true }} }}]
grading.quotas = [{{ {quota} }}]
""")


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.sampled_from([None, *range(10)]),
            "held": st.sampled_from([False, False, True]),
            "region": st.sampled_from(["east", "west"]),
        }
    ),
    min_size=1,
    max_size=12,
).map(lambda rows: [{"unit": f"u{at}", "period": 2010, **row} for at, row in enumerate(rows)])

QUOTAS = [
    'grade = "good", at_most = 2',
    'grade = "fair", at_most = "40%", ties = "out"',
    'grade = "poor", at_least = 2',
    'grade = "fair", at_least = "60%"',
]


@pytest.mark.parametrize("judged", ROUTES)
@pytest.mark.parametrize("quota", QUOTAS)
@examples(24)
@given(rows=ROWS)
def test_those_who_are_told_are_those_of_the_group_who_have_the_grades_of_the_quota(
    quota: str, judged: Callable[..., WhatIf], rows: list[dict[str, Any]]
) -> None:
    judge = policy(quota)
    (rule,) = judge.rules.grading.quotas  # type: ignore[union-attr]
    history = judge.history(rows)
    outcomes = {each.unit: each for each in judge.evaluate(history)}
    asked = rows[0]
    placed = [row for row in rows if row["region"] == asked["region"] and outcomes[row["unit"]].places["overall"].rank]
    at = GRADES.index(rule.grade)
    wanted = set(GRADES[: at + 1] if rule.how == "at_most" else GRADES[at:])
    counted = {row["unit"] for row in placed if outcomes[row["unit"]].grade in wanted}
    if not outcomes[asked["unit"]].places["overall"].rank:
        return
    filled = judged(judge.rules, history, asked["unit"], 2010).row.filled[rule.id]
    assert filled.count == len(counted)
    assert len(filled.units) == min(len(counted), MOST_NAMED)
    assert set(filled.units) <= counted


@pytest.mark.parametrize("judged", ROUTES)
def test_held_units_come_first_and_the_edge_is_the_place_of_the_last(
    judged: Callable[..., WhatIf],
) -> None:
    judge = policy('grade = "good", at_most = 7')
    rows = [{"unit": f"u{at}", "period": 2010, "score": 9, "held": at == 9, "region": "east"} for at in range(10)]
    for at, row in enumerate(rows):
        row["score"] = 9 - at // 3
    history = judge.history(rows)
    (rule,) = judge.rules.grading.quotas  # type: ignore[union-attr]
    assert judged(judge.rules, history, "u8", 2010).row.filled[rule.id] == QuotaEvidence(
        7, 1, 7, ("u9", "u0", "u1", "u2", "u3"), 4
    )


@pytest.mark.parametrize("judged", ROUTES)
def test_the_last_are_told_from_the_end(judged: Callable[..., WhatIf]) -> None:
    judge = policy('grade = "poor", at_least = 3')
    rows = [{"unit": f"u{at}", "period": 2010, "score": 9 - at, "held": at == 7, "region": "east"} for at in range(8)]
    history = judge.history(rows)
    (rule,) = judge.rules.grading.quotas  # type: ignore[union-attr]
    assert judged(judge.rules, history, "u4", 2010).row.filled[rule.id] == QuotaEvidence(3, 1, 3, ("u6", "u5", "u4"), 5)
