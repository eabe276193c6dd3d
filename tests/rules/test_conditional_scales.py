"""Which scales a condition decides about, and what rests on it."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.rules.analysis.dependencies import UNIT_RULES, dependencies_of
from targetrules.rules.leaf import PeriodRange

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
kind = { type = "choice", of = ["town", "village"] }
[grading]
by = "score"
"""
SCALES = POLICY + (
    '[[grading.scales]]\nwhen = { kind = "town" }\nbands = { good = 70, poor = 0 }\n'
    "[[grading.scales]]\nbands = { good = 60, poor = 0 }\n"
)


def test_bands_alone_are_a_scale_for_everybody() -> None:
    grading = loads(f"{POLICY}bands = {{ good = 60, poor = 0 }}\n").rules.grading
    assert grading is not None
    assert [(scale.id, scale.when) for scale in grading.scales] == [("grading.bands", None)]
    assert grading.conditional_scales == ()


def test_a_condition_decides_about_every_scale_but_that_of_the_rest() -> None:
    rules = loads(SCALES).rules
    assert rules.grading is not None
    assert [scale.id for scale in rules.grading.conditional_scales] == ["grading.scales.1"]
    rests_on = [edge.target.name for edge in dependencies_of(rules).edges[UNIT_RULES]]
    assert rests_on == ["score", "kind"]


@pytest.mark.parametrize(
    ("inner", "outer", "is_within"),
    [
        (PeriodRange(2011, 2012), PeriodRange(2011, 2012), True),
        (PeriodRange(2011, 2012), PeriodRange(), True),
        (PeriodRange(2010, 2012), PeriodRange(2011), False),
        (PeriodRange(None, 2012), PeriodRange(2011), False),
        (PeriodRange(2011, None), PeriodRange(2011, 2020), False),
        (PeriodRange(2011, 2021), PeriodRange(2011, 2020), False),
    ],
)
def test_a_range_within_another(inner: PeriodRange, outer: PeriodRange, is_within: bool) -> None:  # noqa: FBT001
    assert inner.is_within(outer) is is_within
