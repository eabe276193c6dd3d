"""What a policy looks back at: of a period no more must be known than that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, loads
from targetrules.history import History, Row
from targetrules.period import period_text
from targetrules.rules.analysis.looked_back import periods_looked_back
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.outcome_rows import row_of

DECIDED_ON = date(2012, 1, 31)
YEARS = range(2001, 2012)
HEAD = """
format = 1
[policy]
id = "p"
title = "P"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
x = { type = "number", min = 0, max = 9, optional = true }
flag = { type = "flag", optional = true }
"""
GRADING = '[grading]\nby = "x"\nbands = { good = 5, poor = 0 }\n'


def outcomes_of(policy: Policy, period: int, rows: Iterable[Row]) -> list[object]:
    outcomes = policy.evaluate(History(tuple(rows)), decided_on=DECIDED_ON)
    printed = period_text(policy.rules.period, period)
    return [row_of(policy.rules, each) for each in outcomes if each.period == printed]


def other_than_by_all(policy: Policy, rows: list[Row], reach: int) -> list[int]:
    """The periods of which something else is found by what is looked back at than by all that there is."""
    found = []
    for period in sorted({row.period for row in rows}):
        upto = [row for row in rows if row.period <= period]
        near = [row for row in upto if row.period >= period - reach]
        if outcomes_of(policy, period, near) != outcomes_of(policy, period, upto):
            found.append(period)
    return found


@given(cases(missing="any", decided=True))
@examples(20)
def test_a_period_is_judged_by_what_the_policy_looks_back_at_and_nothing_before(case: Case) -> None:
    reach = periods_looked_back(case.policy.rules)
    assert reach is None or other_than_by_all(case.policy, list(case.history.rows), reach) == []


# ---- policies that look back by windows alone ------------------------------------------------------------------------

SMALL = st.integers(1, 3)


@st.composite
def windows(draw: st.DrawFn, *, received: bool = False) -> str:
    """What a condition is counted by."""
    kinds = ["times", "ago"] if received else ["consecutive", "times", "ago", "consecutive-ago"]
    match draw(st.sampled_from(kinds)):
        case "consecutive":
            return f"consecutive = {draw(SMALL)}"
        case "times":
            of = draw(SMALL)
            return f"times = {draw(st.integers(1, of))}, of_last = {of}"
        case "ago":
            return f"ago = {draw(SMALL)}"
        case _:
            return f"consecutive = {draw(SMALL)}, ago = {draw(SMALL)}"


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Measures, conditions and consequences, each of which may look back at one before it."""
    formulas = [
        "previous({of}, {n})",
        "mean_last({of}, {n})",
        "best_last({of}, {n})",
        "group_max(previous({of}))",
        "{of} + 1",
    ]
    lines, numbers = [HEAD, "[measures]"], ["x"]
    for at in range(draw(st.integers(0, 2))):
        formula = draw(st.sampled_from(formulas)).format(of=draw(st.sampled_from(numbers)), n=draw(SMALL))
        lines.append(f'm{at} = {{ formula = "{formula}", decimals = 2 }}')
        numbers.append(f"m{at}")
    lines += [GRADING.replace('"x"', f'"{draw(st.sampled_from(numbers))}"'), "[conditions]"]
    entries = ['grade = "poor"', "flag = true", f"{draw(st.sampled_from(numbers))} = {{ at_least = 4 }}"]
    entries.append("grade = { below = { ago = 1 } }")
    for at in range(draw(st.integers(0, 2))):
        lines.append(f"c{at} = {{ {draw(st.sampled_from(entries))}, {draw(windows())} }}")
        entries.append(f"c{at} = true")
    for at in range(draw(st.integers(1, 2))):
        resets = draw(st.sampled_from(["", ", resets = { flag = true }"]))
        window = draw(windows())
        when = f"{draw(st.sampled_from(entries))}, {window}{resets if 'ago' not in window else ''}"
        lines.append(f'[[consequences]]\nid = "k{at}"\nwhen = {{ {when} }}')
    if draw(st.booleans()):
        lines.append(f'[[consequences]]\nid = "last"\nwhen = {{ received = "k0", {draw(windows(received=True))} }}')
    return "\n".join(lines)


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    values = st.fixed_dictionaries(
        {"x": st.sampled_from([None, 0, 3, 5, 9]), "flag": st.sampled_from([None, True, False])}
    )
    rows = []
    for unit in "AB":
        years = draw(st.lists(st.sampled_from(YEARS), min_size=6, max_size=len(YEARS), unique=True))
        rows += [{"unit": unit, "period": year, **draw(values)} for year in sorted(years)]
    return rows


@given(policies(), histories())
@examples(40)
def test_windows_are_never_longer_than_they_are_said_to_be(text: str, rows: list[dict[str, Any]]) -> None:
    policy = loads(text)
    reach = periods_looked_back(policy.rules)
    assert reach is not None
    assert other_than_by_all(policy, list(policy.read(rows).history.rows), reach) == []


@pytest.mark.parametrize(
    ("when", "reach"),
    [
        ('grade = "poor"', 0),
        ('grade = "poor", consecutive = 2', 1),
        ('grade = "poor", times = 2, of_last = 4', 3),
        ('grade = "poor", ago = 2', 2),
        ('grade = "poor", consecutive = 2, ago = 3', 4),
        ("grade = { below = { ago = 2 } }", 2),
        ('received = "k0", times = 2, of_last = 3', 4),
        ('grade = "poor", consecutive = 2, gaps = "bridge"', None),
        ('grade = "poor", times = 2', None),
        ('grade = "poor", times = 2, of_last = 3, restarts = { flag = true }', None),
        ('received = "k0"', None),
        ('received = "k1", ago = 1', None),
    ],
)
def test_how_far_conditions_look_back(when: str, reach: int | None) -> None:
    rules = [
        f'[[consequences]]\nid = "{id_}"\nwhen = {{ {each} }}\n'
        for id_, each in (("k0", 'grade = "poor", ago = 1'), ("k1", when))
    ]
    assert periods_looked_back(loads(HEAD + GRADING + "".join(rules if "k0" in when else rules[1:])).rules) == reach


def test_a_status_and_a_limit_look_back_at_everything() -> None:
    status = "[statuses.s]\nenter = { flag = true }\nleave = { flag = false }\n"
    limited = GRADING + "[[grading.steps]]\nmost_down = 1\n"
    assert periods_looked_back(loads(HEAD + GRADING + status).rules) is None
    assert periods_looked_back(loads(HEAD + limited).rules) is None
