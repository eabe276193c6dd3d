"""The note on a forced grade that is better than a cap allows, unless the rule excludes what the cap is about."""

from __future__ import annotations

import pytest

from targetrules import loads

HEAD = """format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "A" }, { id = "B" }, { id = "C" }]
inputs.score = { type = "number", min = 0, max = 100 }
inputs.veto = { type = "flag" }
inputs.late = { type = "flag" }
rankings.overall = { by = "score" }
[grading]
by = "score"
bands = { A = 90, B = 50, C = 0 }
"""
PLACE = "place = { top = '20%' }"
EITHER = "any = [{ veto = true }, { late = true }]"


def noted(forced: str, *caps: str, grade: str = "A", at_most: str = "B") -> list[str]:
    rules = "".join(f'[[grading.caps]]\nwhen = {{ {cap} }}\nat_most = "{at_most}"\n' for cap in caps)
    policy = loads(f'{HEAD}[[grading.forced]]\nwhen = {{ {forced} }}\ngrade = "{grade}"\n{rules}')
    return [note.message(language) for note in policy.notes for language in ("en", "zh")]


@pytest.mark.parametrize(
    ("forced", "cap"),
    [
        (PLACE, "veto = true"),
        (f"{PLACE}, veto = true", "veto = true"),
        (f"{PLACE}, not = {{ late = true }}", "veto = true"),
        (f"{PLACE}, not = {{ veto = true }}", EITHER),
        (f"{PLACE}, not = {{ veto = true, late = true }}", "veto = true"),
        ("any = [{ place = 'first' }, { veto = false }]", "veto = true"),
    ],
)
def test_where_both_may_hold_it_is_noted(forced: str, cap: str) -> None:
    assert noted(forced, cap) == [
        "a forced grade is final: a unit to which a cap applies as well (grading.caps.1) is “A” nevertheless",
        "直接定的等次不再变动：单位同时符合 grading.caps.1 的，仍然是“A”",
    ]


@pytest.mark.parametrize(
    ("forced", "cap"),
    [
        (f"{PLACE}, not = {{ veto = true }}", "veto = true"),
        (f"{PLACE}, veto = false", "veto = true"),
        (PLACE, f"not = {{ {PLACE} }}"),
        (f"{PLACE}, not = {{ {EITHER} }}", "veto = true"),
        (f"{PLACE}, not = {{ {EITHER} }}", EITHER),
        (f"{PLACE}, not = {{ veto = true }}", "veto = true, late = true"),
        (f"all = [{{ {PLACE} }}, {{ veto = false, late = false }}]", EITHER),
    ],
)
def test_where_the_rule_excludes_what_the_cap_is_about_nothing_is_noted(forced: str, cap: str) -> None:
    assert noted(forced, cap) == []


def test_only_the_caps_below_the_forced_grade_are_told() -> None:
    assert noted(PLACE, "veto = true", grade="B") == []
    assert noted(PLACE, "veto = true", grade="C", at_most="C") == []
    both = "grading.caps.1, grading.caps.3"
    assert noted(f"{PLACE}, not = {{ late = true }}", "veto = true", "late = true", "score = { below = 60 }") == [
        f"a forced grade is final: a unit to which a cap applies as well ({both}) is “A” nevertheless",
        "直接定的等次不再变动：单位同时符合 grading.caps.1、grading.caps.3 的，仍然是“A”",
    ]
