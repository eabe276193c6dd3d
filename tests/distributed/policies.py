"""Small policies, one for each plan and for what has none."""

from __future__ import annotations

from targetrules import Policy, loads

_HEAD = """
format = 1
[policy]
id = "small"
title = "Small"
period = "year"
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 1
[inputs.kind]
type = "choice"
of = ["county", "department"]
[[grades]]
id = "good"
[[grades]]
id = "fair"
[[grades]]
id = "poor"
"""
_BANDS = "bands = { good = 60, fair = 30, poor = 0 }\n"

BY_UNIT = f"""{_HEAD}
[grading]
by = "score"
{_BANDS}
[[consequences]]
id = "warning"
when = {{ grade = "poor", consecutive = 2 }}
"""

BY_GROUP = f"""{_HEAD}
[rankings.overall]
by = "score"
within = "kind"
[grading]
by = "score"
{_BANDS}
[[grading.quotas]]
grade = "good"
at_most = "20%"
ranking = "overall"
[[consequences]]
id = "warning"
when = {{ place = "last", consecutive = 2 }}
"""

EVERYTHING = f"""{_HEAD}
[measures.growth]
formula = "score - if_missing(previous(score), 50)"
decimals = 1
[measures.middle]
formula = "group_percentile(score, 37.5)"
decimals = 3
[measures.average]
formula = "group_mean(growth, best)"
decimals = 2
[rankings.best]
by = ["growth", "score"]
within = "kind"
smallest_group = 2
[rankings.overall]
by = "score"
among = {{ score = {{ above = 5 }} }}
[grading]
by = "score"
{_BANDS}
[[grading.quotas]]
grade = "good"
at_most = "20%"
ranking = "overall"
[[grading.quotas]]
grade = "poor"
at_least = 3
ranking = "best"
ties = "in"
[[consequences]]
id = "warning"
when = {{ grade = "poor", consecutive = 2 }}
"""

CIRCULAR = f"""{_HEAD}
[rankings.overall]
by = "score"
within = "kind"
among = {{ grade = "poor", ago = 1 }}
[grading]
by = "score"
{_BANDS}
[[grading.quotas]]
grade = "good"
at_most = 2
[[consequences]]
id = "warning"
when = {{ grade = "poor" }}
"""


def policy(text: str) -> Policy:
    """The policy of a text above."""
    return loads(text, name="small")
