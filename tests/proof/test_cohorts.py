"""What rests on other units is proved for any of them, and refuted by as few as it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import Policy, loads
from targetrules.proof import Difference, Equivalent, Proved, Refuted, equivalent, prove

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "fair"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 9 }
kind = { type = "choice", of = ["a", "b"] }
[rankings.overall]
by = "score"
within = "kind"
[measures.median]
formula = "group_median(score, overall)"
decimals = 1
[measures.peers]
formula = "group_count()"
[grading]
by = "score"
bands = { good = 6, fair = 3, poor = 0 }
[[grading.quotas]]
grade = "good"
at_most = "25%"
[[consequences]]
id = "talk"
when = { place = "last" }
severity = 1
[[consequences]]
id = "praise"
when = { grade = "good" }
"""


def policy(claim: str, old: str = "", new: str = "") -> Policy:
    assert old in POLICY
    return loads(f'{POLICY.replace(old, new)}\n[[claims]]\nid = "c"\n{claim}\n')


def cohort(claim: str, old: str = "", new: str = "") -> Refuted:
    (answer,) = prove(policy(claim, old, new), timeout=60)
    assert isinstance(answer, Refuted)
    return answer


@pytest.mark.parametrize(
    ("claim", "units"),
    [
        ('never = { receives = "praise" }', 4),  # a quarter of fewer is nobody
        ('never = { place = "last", "overall.rank" = { at_least = 3 } }', 3),
        ('never = { score = { below = "median" }, "overall.rank" = 2 }', 2),
        ('never = { median = { above = 4, below = 5 }, score = { above = "median" } }', 2),
        ('never = { peers = 5, "overall.size" = 3 }', 5),
    ],
)  # fmt: skip
def test_as_few_units_as_it_takes(claim: str, units: int) -> None:
    assert len({row.unit for row in cohort(claim).history.rows}) == units


@pytest.mark.parametrize(
    "claim",
    [
        'always = { if = { place = "first" }, then = { "overall.rank" = 1 } }',
        'never = { "overall.rank" = { above = "overall.size" } }',
        "always = { if = { place = { top = 2 } }, then = { place = { top = 3 } } }",
        'monotone = { of = "grade", in = "score" }',
        'monotone = { of = "consequences", in = "score" }',
        'never = { grade = "good", score = { below = 6 } }',
    ],
)  # fmt: skip
def test_what_holds_whoever_the_others_are_is_proved(claim: str) -> None:
    assert [type(each) for each in prove(policy(claim), timeout=60)] == [Proved]


def test_jincheng_commends_who_is_called_to_a_talk() -> None:
    text = Path("policies/jincheng-2010.toml").read_text(encoding="utf-8")
    claim = 'never = { all = [{ receives = "commendation" }, { receives = "warning-talk" }] }'
    (answer,) = prove(loads(f'{text}\n[[claims]]\nid = "c"\n{claim}\n'), claims=["c"], timeout=60)
    assert isinstance(answer, Refuted)
    assert len(answer.history.rows) == 2
    assert {row.values["kind"] for row in answer.history.rows} == {"county"}
    assert answer.history.rows[0].values["grade"] == "excellent"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('place = "last"', "place = { bottom = 1 }", True),
        ('place = "last"', "place = { bottom = 2 }", False),
        ('at_most = "25%"', 'at_most = "30%"', False),
        ('at_most = "25%"', 'at_most = "25.0%"', True),
        ('within = "kind"', "", False),
    ],
)
def test_policies_that_compare_units_are_told_apart_by_units(old: str, new: str, same: bool) -> None:  # noqa: FBT001
    claim = "never = { score = 10 }"
    found = equivalent(policy(claim), policy(claim, old, new), timeout=60)
    assert isinstance(found, Equivalent if same else Difference)
