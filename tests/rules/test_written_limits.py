"""Limits that the language page states in passing: what is just within is right, what is just beyond a fault."""

from __future__ import annotations

import pytest

from targetrules import PolicyError, loads

POLICY = """
format = 1
[policy]
id = "county"
title = "County"
period = "KIND"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
score = { type = "number", min = 0, max = 100 }
late = { type = "flag" }
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { A = 80, B = 60, C = 0 }
"""


def codes(more: str, kind: str = "year") -> list[str]:
    try:
        loads(POLICY.replace("KIND", kind) + more)
    except PolicyError as error:
        return [each.code for each in error.diagnostics]
    return []


def rule_from(period: str) -> str:
    return f"[[consequences]]\nid = 'talk'\nwhen = {{ late = true }}\nfrom = {period}\n"


@pytest.mark.parametrize(
    ("kind", "first", "last", "before", "after"),
    [
        ("year", "1000", "9999", "999", "10000"),
        ("year", "'1000年'", "'9999年度'", "'0999'", "'10000'"),
        ("year", "'FY1000'", "'九九九九年'", "'FY0999'", "'FY10000'"),
        ("school-year", "'1000/01'", "'9998/99'", "'0999/00'", "'9999/00'"),
        ("fiscal-year", "'1000/01'", "'9998-9999'", "'999/00'", "'9999-10000'"),
        ("half", "'1000H1'", "'9999H2'", "'0999H2'", "'10000H1'"),
        ("quarter", "'1000Q1'", "'9999Q4'", "'0999Q4'", "'10000Q1'"),
        ("month", "'1000-01'", "'9999-12'", "'0999-12'", "'10000-01'"),
        ("sequence", "-999999999", "999999999", "-1000000000", "1000000000"),
    ],
)
def test_years_have_four_digits_and_sequences_at_most_nine(
    kind: str, first: str, last: str, before: str, after: str
) -> None:
    assert [codes(rule_from(each), kind) for each in (first, last)] == [[], []]
    assert [codes(rule_from(each), kind) for each in (before, after)] == [["TR040"], ["TR040"]]


@pytest.mark.parametrize(
    ("share", "expected"),
    [("33.3333333%", []), ("33.33333333%", ["TR019"]), ("100%", []), ("100.1%", ["TR019"]), ("-1%", ["TR019"])],
)
def test_a_share_has_at_most_ten_characters_and_100_percent(share: str, expected: list[str]) -> None:
    assert codes(f'[[consequences]]\nid = "talk"\nwhen = {{ place = {{ top = "{share}" }} }}\n') == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("99.99999", []), ("99.999999", ["TR030"]), ("100", []), ("101", ["TR030"]), ("score", ["TR030"])],
)
def test_a_percentile_is_written_as_a_number_of_at_most_eight_characters(percent: str, expected: list[str]) -> None:
    measure = f"[measures.m]\nformula = 'group_percentile(score, {percent})'\ndecimals = 6\n"
    assert codes(measure) == expected


@pytest.mark.parametrize("key", ["most_up", "most_down"])
def test_a_step_goes_at_most_from_end_to_end_of_the_grades(key: str) -> None:
    found = [codes(f"[[grading.steps]]\n{key} = {most}\n") for most in (0, 2, 3, -1)]
    assert found == [[], [], ["TR015"], ["TR015"]]
