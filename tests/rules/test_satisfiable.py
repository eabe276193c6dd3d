"""What is refused because nothing can satisfy it, and what is not, since something might."""

from __future__ import annotations

import pytest

from targetrules import PolicyError, loads

POLICY = """
format = 1
policy = { id = "county", title = "County" }
[inputs]
x = { type = "number", min = 0, max = 100 }
z = { type = "number", min = 0, max = 100, decimals = 2 }
rough = { type = "number", min = 0, max = 100, excess = "round" }
late = { type = "flag" }
[parameters]
some = [{ value = 0 }, { value = 3, from = 2012 }]
[measures]
twice = { formula = "2 * x" }
nothing = { formula = "previous(nothing)" }
[rankings.r]
by = "x"
smallest_group = 5
[[consequences]]
id = "talk"
when = CONDITION
"""


def codes(condition: str, more: str = "") -> list[str]:
    try:
        loads(POLICY.replace("CONDITION", condition) + more)
    except PolicyError as error:
        return [each.code for each in error.diagnostics]
    return []


@pytest.mark.parametrize(
    "condition",
    [
        "{ x = { at_least = 100 } }",
        "{ x = { at_most = 0 } }",
        "{ x = { above = 99.5 } }",
        "{ x = { above = 4.9, below = 5.1 } }",
        "{ z = { above = 5, below = 5.02 } }",
        "{ z = 99.99 }",
        "{ twice = 200 }",
        "{ x = { above = 'twice' } }",
        "{ x = { at_most = 'x' } }",
        "{ x = { at_most = 'some' } }",
        "{ x = { above = 'nothing' } }",
        "{ nothing = { above = 5, below = 5.5 } }",
        "{ r.rank = 1, r.size = 0 }",
        "{ place = { top = 'some' } }",
        "{ place = { top = '0.1%' } }",
        "{ any = [{ x = { at_most = 5 } }, { x = { above = 5 } }] }",
        "{ all = [{ x = { at_most = 5 }, ago = 1 }, { x = { above = 5 } }] }",
        "{ x = { at_most = 5 }, not = { x = { at_most = 5 } } }",
        "{ all = [{ period = { from = 2010 } }, { period = { until = 2010 } }] }",
        "{ all = [{ period = { from = 2010 }, ago = 1 }, { period = { until = 2009 } }] }",
    ],
)
def test_what_some_unit_can_satisfy_in_some_period_is_no_fault(condition: str) -> None:
    assert codes(condition) == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("{ x = { at_least = 101 } }", "TR085"),
        ("{ x = { below = 0 } }", "TR085"),
        ("{ x = { above = 5, below = 6 } }", "TR085"),
        ("{ z = { above = 5, below = 5.01 } }", "TR085"),
        ("{ z = 99.999 }", "TR085"),
        ("{ rough = { above = 99.5, below = 99.9 } }", "TR085"),
        ("{ twice = 201 }", "TR085"),
        ("{ x = { above = 'x' } }", "TR085"),
        ("{ r.rank = 0 }", "TR085"),
        ("{ all = [{ x = { at_most = 5 } }, { all = [{ x = { above = 5 } }] }] }", "TR085"),
        ("{ x = { at_least = 101 }, times = 2, of_last = 3 }", "TR085"),
        ("{ not = { x = { at_least = 101 } } }", "TR085"),
        ("{ late = true, times = 2, resets = { x = { at_least = 101 } } }", "TR085"),
        ("{ place = { top = 0 } }", "TR086"),
        ("{ place = { bottom = '0%', round = 'up' } }", "TR086"),
        ("{ all = [{ period = { from = 2011 } }, { period = { until = 2010 } }] }", "TR087"),
    ],
)
def test_what_no_unit_can_satisfy_in_any_period_is_one_fault(condition: str, code: str) -> None:
    assert codes(condition) == [code]


def test_periods_of_a_condition_are_held_against_those_of_its_rule() -> None:
    when = "{ late = true, period = { from = 2011 } }"
    assert codes(when, "until = 2010\n") == ["TR087"]
    assert codes(when, "until = 2011\n") == []
    assert codes(when, "from = 2012\nuntil = 2011\n") == ["TR041"]


def test_a_claim_may_speak_of_what_cannot_be() -> None:
    claim = "[[claims]]\nid = 'c'\nnever = { x = { above = 100 } }\nassuming = { place = { top = 0 } }\n"
    assert codes("{ late = true }", claim) == []


def test_what_cannot_be_read_is_told_first() -> None:
    assert codes("{ x = { at_least = 101 } }", "[measures.m]\nformula = 'x +'\n") == ["TR031"]


# ---- grades ----------------------------------------------------------------------------------------------------------


def unreached(grades: str, grading: str) -> list[str]:
    text = "".join(f"[[grades]]\nid = '{grade}'\n" for grade in grades)
    head = "format = 1\npolicy = { id = 'c', title = 'C' }\ninputs.x = { type = 'number', min = 0, max = 100 }\n"
    flag = "inputs.p = { type = 'flag' }\n[grading]\nby = 'x'\n"
    try:
        loads(f"{head}{flag}{grading}\n{text}")
    except PolicyError as error:
        return [str(dict(each.values)["found"]) for each in error.diagnostics]
    return []


P = "when = { p = true }"


@pytest.mark.parametrize(
    ("grading", "expected"),
    [
        ("bands = { A = 60, D = 0 }", "B C"),
        (f"bands = {{ A = 60, D = 0 }}\nforced = [{{ {P}, grade = 'B' }}, {{ {P}, grade = 'C' }}]", ""),
        (f"bands = {{ A = 60, D = 0 }}\nfloors = [{{ {P}, at_least = 'B' }}]\ncaps = [{{ {P}, at_most = 'C' }}]", ""),
        (f"bands = {{ B = 60, D = 0 }}\nfloors = [{{ {P}, at_least = 'C' }}]\ncaps = [{{ {P}, at_most = 'A' }}]", "A"),
        (f"bands = {{ A = 60, C = 0 }}\nfloors = [{{ {P}, at_least = 'D' }}]\ncaps = [{{ {P}, at_most = 'B' }}]", "D"),
        ("bands = { B = 60, D = 0 }\nsteps = [{ most_up = 3 }]", "A C"),
        ("bands = { B = 60, D = 0 }\nsteps = [{ most_up = 1 }]", "A"),
        ("bands = { A = 60, D = 0 }\nsteps = [{ most_down = 1 }]", ""),
        ("bands = { A = 60, D = 0 }\nsteps = [{ most_down = 2 }]", "B"),
        ("bands = { A = 60, D = 0 }\nsteps = [{ most_down = 3, most_up = 1 }]", ""),
    ],
)
def test_a_grade_to_which_no_rule_leads_is_a_fault(grading: str, expected: str) -> None:
    assert " ".join(unreached("ABCD", grading)) == expected


def test_a_quota_leads_where_it_drops_to_if_anything_better_can_be_had() -> None:
    quota = "bands = {{ A = 60, D = 0 }}\nquotas = [{{ grade = '{}', {} = 2 }}]\n[rankings.r]\nby = 'x'"
    assert unreached("ABCD", quota.format("A", "at_most")) == ["C"]
    assert unreached("ABCD", quota.format("C", "at_least")) == ["B"]


def test_no_zero_has_a_minus_sign() -> None:
    text = POLICY.replace("[measures]", '[measures]\nnone = { formula = "-(x - x) * 0" }\n')
    with pytest.raises(PolicyError) as raised:
        loads(text.replace("CONDITION", "{ none = { above = 3 } }"))
    (fault,) = raised.value.diagnostics
    assert fault.message() == (
        "nothing can satisfy this: “none” lies from 0 to 0 and has 0 decimals, so `above = 3` never holds"
    )
