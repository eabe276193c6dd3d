"""The printed table of a policy with indicators: the total, or how many targets are met."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.labels import PolicyLabels
from targetrules.report.outcome_table import outcome_table

TEXT = (
    'format = 1\npolicy = { id = "p", title = "P" }\n[categories.c]\n[indicators.x]\ncategory = "c"\n'
    'target = "kept"\n[indicators.y]\ncategory = "c"\ntarget = "kept"\n'
)
ROWS = [
    {"unit": "A", "period": 2010, "x": True, "y": True},
    {"unit": "B", "period": 2010, "x": True, "y": None},
    {"unit": "C", "period": 2010, "x": True, "y": False},
]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["A 2010 2 of 2", "B 2010 1 of 2 (1 unknown)", "C 2010 1 of 2"]),
        ("zh", ["A 2010 2 项中 2 项", "B 2010 2 项中 1 项（1 项未定）", "C 2010 2 项中 1 项"]),
    ],
)
def test_without_weights_it_says_how_many_targets_are_met(language: str, expected: list[str]) -> None:
    assert lines(TEXT, language) == expected


def test_with_weights_it_has_the_total() -> None:
    text = TEXT.replace('target = "kept"', 'target = "kept"\nweight = 5')
    assert lines(text, "en") == ["A 2010 10.00", "B 2010 missing", "C 2010 5.00"]


def test_the_total_of_another_policy_is_a_measure_like_any_other() -> None:
    head = 'format = 1\npolicy = { id = "p", title = "P" }\n[inputs]\nx = { type = "flag" }\n'
    head += 'y = { type = "flag", optional = true }\n'
    assert lines(head + '[measures.total]\nformula = "if(x, 1, 0)"\n', "en") == ["A 2010", "B 2010", "C 2010"]


def lines(text: str, language: str) -> list[str]:
    policy = loads(text)
    outcomes = policy.evaluate(ROWS)
    table = outcome_table(PolicyLabels(policy.rules, language), outcomes)
    return [" ".join(line.split()) for line in table.splitlines()[2:]]
