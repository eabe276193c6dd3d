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

OVER_GROUPS = f"""{_HEAD}
[conditions.low]
score = {{ below = 30 }}
[rankings.graded]
by = ["grade", "score"]
within = "kind"
[rankings.alike]
by = "score"
within = "kind"
best = "lowest"
[measures]
total = {{ formula = "group_sum(score)", decimals = 1 }}
low_ones = {{ formula = "group_count(alike, low)" }}
share = {{ formula = "group_share(alike, low)", decimals = 2 }}
exclusive = {{ formula = "group_percentile(score, 12.5, alike, method=exclusive)", decimals = 3 }}
far_out = {{ formula = "group_percentile(score, 1, alike, method=exclusive)", decimals = 3 }}
nearest = {{ formula = "group_percentile(score, 20, method=nearest)", decimals = 1 }}
least = {{ formula = "group_percentile(score, 0, alike, method=sas5)", decimals = 2 }}
tenth = {{ formula = "group_percentile(score, 10, method=sas5)", decimals = 2 }}
half = {{ formula = "group_percentile(score, 50, alike, method=sas5)", decimals = 2 }}
most = {{ formula = "group_percentile(score, 100, method=sas5)", decimals = 2 }}
spread = {{ formula = "group_sd(score, alike)", decimals = 3 }}
of_sample = {{ formula = "round(group_sd_sample(-1 * score), 2) + 1", decimals = 2 }}
on_scale = {{ scale = {{ of = "half", points = [[0, 0], [40, 10], [70, 50]] }}, decimals = 2 }}
[grading]
by = "score"
{_BANDS}
[[consequences]]
id = "last"
when = {{ place = {{ bottom = 1, ranking = "graded" }} }}
[[consequences]]
id = "fallen"
when = {{ grade = {{ below = {{ ago = 1 }} }} }}
"""

KEPT = f"""{_HEAD}
[rankings.overall]
by = "score"
within = "kind"
[cuts.line]
formula = "group_max(score, overall)"
decimals = 1
from = 2010
every = 3
[[cuts.line.published]]
period = 2010
group = "county"
value = 55.5
[cuts.yearly]
formula = "group_min(score, overall)"
decimals = 1
[[cuts.yearly.published]]
period = 2011
group = "department"
value = 10
[[consequences]]
id = "warning"
when = {{ score = {{ below = "line" }} }}
[[consequences]]
id = "talk"
when = {{ score = {{ at_most = "yearly" }} }}
"""
"""A cut that holds for three years, and one of each year."""

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
