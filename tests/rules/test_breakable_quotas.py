"""Which quotas may not be kept: the columns of outcomes have a remark for these, and for no others."""

from __future__ import annotations

import pytest

from targetrules import loads

POLICY = """format = 1
policy = {{ id = "county", title = "County" }}
grades = [{{ id = "good" }}, {{ id = "fair" }}, {{ id = "poor" }}]
inputs.score = {{ type = "number", min = 0, max = 100 }}
inputs.kept = {{ type = "flag" }}
rankings.overall = {{ by = "score" }}
[grading]
by = "score"
bands = {{ good = 60, fair = 40, poor = 0 }}
quotas = [{{ grade = "{grade}", {quota} }}]
{more}
"""


@pytest.mark.parametrize(
    ("quota", "more", "breakable"),
    [
        ('at_most = 1, ties = "out"', "", False),
        ('at_most = 1, ties = "in"', "", True),
        ('at_least = 1, ties = "in"', "", True),
        ('at_least = 1, ties = "out"', "", True),
        ('at_most = 1, ties = "out"', 'forced = [{ when = { kept = true }, grade = "good" }]', True),
        ('at_most = 1, ties = "out"', 'floors = [{ when = { kept = true }, at_least = "good" }]', True),
        ('at_most = 1, ties = "out"', "steps = [{ most_down = 1 }]", True),
        ('at_most = 1, ties = "out"', "steps = [{ most_up = 1 }]", False),
        ('at_most = 1, ties = "out"', 'caps = [{ when = { kept = false }, at_most = "fair" }]', False),
    ],
)
def test_a_quota_may_not_be_kept_for_held_units_ties_or_a_small_group(quota: str, more: str, breakable: bool) -> None:  # noqa: FBT001
    grade = "poor" if "at_least" in quota else "good"
    rules = loads(POLICY.format(grade=grade, quota=quota, more=more)).rules
    assert (len(rules.breakable_quotas) == 1) is breakable
