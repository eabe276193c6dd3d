"""A fault inside a section whose own name is misspelt: each is told once, and nothing is made of what is wrong."""

from __future__ import annotations

import pytest

from targetrules import PolicyError, loads

HEAD = """\
format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "fair" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
rankings.overall = { by = "score" }
"""
MISSPELT = "6:2: TR010 the key “gradng” is not known here"
WHOLE = "[gradng]\nby = 'score'\nbands = { good = 60, fair = 50, poor = 0 }\n"
HOLDING = "when = { score = { below = 10 } }"


def told(text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        loads(text, name="p")
    return [line.removeprefix("p:") for line in str(raised.value).splitlines()]


@pytest.mark.parametrize(
    ("grading", "fault"),
    [
        ("[gradng]\nby = 'score'\nbands = { good = 60, por = 0 }", "8:22: TR024 there is no grade “por”"),
        (f"{WHOLE}[[gradng.forced]]\n{HOLDING}\ngrade = 'bad'", "11:9: TR024 there is no grade “bad”"),
        (f"{WHOLE}[[gradng.caps]]\n{HOLDING}\nat_most = 'bad'", "11:11: TR024 there is no grade “bad”"),
        (f"{WHOLE}[[gradng.floors]]\n{HOLDING}\nat_least = 'bad'", "11:12: TR024 there is no grade “bad”"),
    ],
    ids=["bands", "forced", "caps", "floors"],
)
def test_an_unknown_grade_in_a_misspelt_grading(grading: str, fault: str) -> None:
    assert told(HEAD + grading) == [MISSPELT, fault]


@pytest.mark.parametrize(
    ("bands", "faults"),
    [
        (
            "[{ grade = 'good', at_least = 60 }, { grade = 'por', at_least = 0 }]",
            ["8:55: TR024 there is no grade “por”"],
        ),
        (
            "[{ grade = 'Good', at_least = 60 }, { grade = 'poor', above = 0, at_least = 0 }]",
            [
                "8:20: TR024 there is no grade “Good”",
                "8:63: TR017 only one may stand here: at_least or above",
            ],
        ),
        (
            "['good', 'poor']",
            [
                '8:10: TR012 expected a table { … }, found "good"',
                '8:18: TR012 expected a table { … }, found "poor"',
            ],
        ),
    ],
    ids=["unknown grade", "several faults", "texts"],
)
def test_bands_as_a_list_in_a_misspelt_grading(bands: str, faults: list[str]) -> None:
    assert told(f"{HEAD}[gradng]\nby = 'score'\nbands = {bands}") == [MISSPELT, *faults]


@pytest.mark.parametrize(
    ("quota", "fault"),
    [
        ("grade = 'goood'\nat_most = '20%'", "10:9: TR024 there is no grade “goood”"),
        ("grade = 'excellent'\nat_least = 2", "10:9: TR024 there is no grade “excellent”"),
        ("grade = '良好'\nat_most = 1\nties = 'in'", "10:9: TR024 there is no grade “良好”"),
        (
            "grade = 'poor'\nat_most = '20%'",
            "10:9: TR056 a quota `at_most` of the grade “poor” is about all units and limits nothing",
        ),
        (
            "grade = 'poor'\nat_most = 3",
            "10:9: TR056 a quota `at_most` of the grade “poor” is about all units and limits nothing",
        ),
        (
            "grade = 'good'\nat_least = 3",
            "10:9: TR056 a quota `at_least` of the grade “good” is about all units and limits nothing",
        ),
    ],
)
def test_a_quota_on_an_unknown_or_on_the_last_grade_in_a_misspelt_grading(quota: str, fault: str) -> None:
    assert told(f"{HEAD}{WHOLE}[[gradng.quotas]]\n{quota}") == [MISSPELT, fault]


def test_what_follows_from_a_fault_in_any_misspelt_section_is_not_told() -> None:
    """No grade is called out of reach where the range of the number is wrong."""
    inputs = HEAD.replace("inputs", "input").replace("min = 0", "min = 200") + WHOLE.replace("gradng", "grading")
    assert told(inputs) == [
        "4:1: TR010 the key “input” is not known here",
        "4:51: TR044 `max` (100) is below `min` (200)",
    ]
