"""The note on a share of a quota that is everybody in a group of the examples: `at_least` is rounded up."""

from __future__ import annotations

import pytest

from targetrules import loads

POLICY = """format = 1
policy = {{ id = "county", title = "County" }}
grades = [{{ id = "good" }}, {{ id = "poor" }}]
inputs.score = {{ type = "number", min = 0, max = 100 }}
parameters.worst = [{{ value = "10%" }}]
rankings.overall = {{ by = "score" }}
[grading]
by = "score"
bands = {{ good = 60, poor = 0 }}
quotas = [{{ grade = "poor", {quota} }}]
"""
EXAMPLE = """[[examples]]
name = "{size} units"
history = [{rows}]
expect = {{ u0 = {{ 2010 = [] }} }}
"""


def noted(quota: str, *sizes: int) -> list[str]:
    rows = {
        size: ", ".join(f'{{ unit = "u{at}", period = 2010, score = {90 - at} }}' for at in range(size))
        for size in sizes
    }
    examples = "".join(EXAMPLE.format(size=size, rows=text) for size, text in rows.items())
    policy = loads(POLICY.format(quota=quota) + examples)
    return [note.message(language) for note in policy.notes for language in ("en", "zh")]


@pytest.mark.parametrize(
    ("quota", "sizes", "found", "size"),
    [
        ('at_least = "5%"', (1,), "5%", 1),
        ('at_least = "worst"', (3, 1), "worst", 1),
        ('at_least = "51%"', (4, 2), "51%", 2),
        ('at_least = "50%", round = "half-up"', (1, 2), "50%", 1),
    ],
)
def test_a_share_that_is_everybody_in_an_example_is_noted(
    quota: str, sizes: tuple[int, ...], found: str, size: int
) -> None:
    assert noted(quota, *sizes) == [
        f"“{found}” is everybody in a group of the examples: of “overall”, a group has {size} there, and it is {size}",
        f"在示例中“{found}”占满了一个组：“overall”有一组只有 {size} 个单位，取整后也是 {size} 个",
    ]


@pytest.mark.parametrize(
    ("quota", "sizes"),
    [
        ('at_least = "5%"', (2, 3)),
        ('at_least = "5%"', ()),
        ('at_least = "100%"', (1, 3)),
        ("at_least = 1", (1,)),
        ('at_least = "50%", round = "down"', (2, 3)),
    ],
)
def test_a_share_that_spares_somebody_and_what_is_no_share_are_not(quota: str, sizes: tuple[int, ...]) -> None:
    assert noted(quota, *sizes) == []
