"""Which names are missing where a rule is undetermined: inputs, below measures, conditions, places and the grade."""

from __future__ import annotations

import pytest

from tests.engine.table import check_table, policy

REWEIGHTED = """
[parameters]
p = [{ value = 1 }]
[measures.m]
weights = { x = 1, p = 2 }
missing = "reweight"
decimals = 1
"""
INPUTS = """
[inputs.x]
type = "number"
optional = true
[inputs.y]
type = "number"
optional = true
[inputs.late]
type = "flag"
optional = true
[inputs.kind]
type = "choice"
of = ["city", "town"]
optional = true
"""


def rule(when: str) -> str:
    return f"[[consequences]]\nid = 'r'\nwhen = {when}\n"


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ("{ x = 1 }", "x"),
        ("{ x = { below = 'y' } }", "x, y"),
        ("{ late = true }", "late"),
        ("{ kind = 'city' }", "kind"),
        ("{ any = [{ x = 1 }, { late = true }, { x = 2 }, { known = 'x' }] }", "x, late"),
        ("{ not = { late = true, kind = 'city' } }", "late, kind"),
        ("{ late = true, consecutive = 1 }", "late"),
    ],
)
def test_inputs_by_name_in_the_order_of_the_condition(when: str, missing: str) -> None:
    check_table(policy(INPUTS + rule(when)), f"period | x || undetermined\n2010 | || r: {missing}\n")


@pytest.mark.parametrize(
    ("definitions", "when", "missing"),
    [
        ("[measures.m]\nformula = 'x + 2 * y'", "{ m = 1 }", "x, y"),
        (
            "[measures.m]\nformula = 'x + 1'\n[measures.n]\nweights = { m = 1, y = 1 }\ndecimals = 1",
            "{ n = 1 }",
            "x, y",
        ),
        ("[conditions.c]\nx = 1\nlate = true", "{ c = true }", "x, late"),
        ("[conditions.c]\nx = 1\n[conditions.d]\nc = false", "{ all = [{ c = true }, { d = true }] }", "x"),
        ("[measures.m]\nformula = 'if_missing(x, 3) + y'", "{ m = 1 }", "y"),
        ("[measures.m]\nformula = 'group_max(x)'", "{ m = 1 }", "x"),
        (
            "[parameters]\np = [{ value = 1, from = 2011 }]\n[measures.m]\nformula = 'min(9, p, x, y)'",
            "{ m = 1 }",
            "x, y",
        ),
        ("[parameters]\np = [{ value = 1, from = 2011 }]\n[measures.m]\nformula = 'min(2 * p, p)'", "{ m = 1 }", "p"),
        (REWEIGHTED, "{ m = 1 }", "x"),
        ("[measures.m]\nformula = 'clamp(x, 0, y)'", "{ m = 1 }", "x, y"),
        ("[parameters]\np = [{ value = 1, from = 2011 }]\n[measures.m]\nformula = 'clamp(3, p, 9)'", "{ m = 3 }", "p"),
        ("[rankings.r]\nby = 'x'\n[measures.m]\nformula = 'r.rank + y'", "{ m = 1 }", "x, y"),
        ("[rankings.r]\nby = ['x', 'y']", "{ place = 'first' }", "x, y"),
        ("[rankings.r]\nby = 'x'\nwithin = 'kind'\namong = { late = false }", "{ place = 'first' }", "late, x, kind"),
        ("[rankings.r]\nby = 'x'", "{ 'r.rank' = 1 }", "x"),
        ("[rankings.r]\nby = 'x'\nwithin = 'kind'", "{ 'r.size' = 1 }", "kind"),
        ("[rankings.r]\nby = 'x'\nwithin = 'kind'\n[measures.m]\nformula = 'group_count(r)'", "{ m = 1 }", "kind"),
        ("[parameters]\np = [{ value = 1, from = 2011 }]\n[measures.m]\nformula = 'p'", "{ m = 1 }", "p"),
        ("[measures.m]\nformula = 'x'\nfrom = 2011", "{ m = 1 }", "m"),
    ],
)
def test_down_from_whatever_is_made_of_them(definitions: str, when: str, missing: str) -> None:
    check_table(policy(f"{INPUTS}{definitions}\n{rule(when)}"), f"period | x || undetermined\n2010 | || r: {missing}\n")


def test_who_holds_no_place_has_no_rank() -> None:
    rules = INPUTS + "[rankings.r]\nby = 'x'\nsmallest_group = 2\n" + rule("{ 'r.rank' = 1 }")
    check_table(policy(rules), "period | x || undetermined\n2010 | 1 || r: r.rank\n")


def test_a_quotient_by_zero_goes_by_the_name_of_its_measure() -> None:
    rules = INPUTS + "[measures.m]\nformula = 'x / y'\ndecimals = 2\n" + rule("{ m = 1 }")
    check_table(policy(rules), "period | x | y || undetermined\n2010 | 1 | 0 || r: m\n")


@pytest.mark.parametrize(
    ("grading", "missing"),
    [
        ("by = 'x'\nbands = { A = 10, B = -999999999999999 }", "x"),
        ("by = 'm'\nbands = { A = 10, B = -999999999999999 }\n[measures.m]\nformula = 'y'", "y"),
        ("given = 'grade'\n[inputs.grade]\ntype = 'grade'\noptional = true", "grade"),
    ],
)
def test_down_from_the_grade(grading: str, missing: str) -> None:
    rules = f"{INPUTS}[grading]\n{grading}\n" + rule("{ grade = 'A' }")
    check_table(policy(rules, grades="A B"), f"period | x || undetermined\n2010 | || r: {missing}\n")


def test_an_unrated_unit_has_no_grade() -> None:
    rules = (
        INPUTS
        + "[grading]\nby = 'x'\nbands = { A = 0, B = -999999999999999 }\n[[grading.unrated]]\nwhen = { late = true }\n"
        + rule("{ grade = 'A' }")
    )
    check_table(
        policy(rules, grades="A B"),
        """
        period | x | late  || undetermined
        2010   | 1 | true  || r: grade
        2011   |   | false || r: x
        """,
    )


def test_before_a_band_is_in_force_the_grade_is_missing() -> None:
    bands = "[grading]\nby = 'x'\nbands = [{ grade = 'A', at_least = -999999999999999, from = 2011 }]\n"
    check_table(
        policy(INPUTS + bands + rule("{ grade = 'A' }"), grades="A"),
        "period | x || undetermined\n2010 | 1 || r: grade\n",
    )


@pytest.mark.parametrize(
    ("definitions", "when", "missing"),
    [
        ("", "{ x = 1, ago = 1 }", ["@2009", "x@2010", "@2011"]),
        ("", "{ x = 1, ago = 2 }", ["@2008", "@2009", "x@2010"]),
        ("[measures.m]\nformula = 'previous(x)'", "{ m = 1 }", ["@2009", "x@2010", "@2011"]),
        ("[measures.m]\nformula = 'previous(x + y, 2)'", "{ m = 1 }", ["@2008", "@2009", "x@2010, y@2010"]),
        ("[conditions.c]\nx = 1\nago = 1", "{ c = true, ago = 1 }", ["@2009", "@2009", "@2011"]),
    ],
)
def test_in_earlier_periods(definitions: str, when: str, missing: list[str]) -> None:
    """With the period; where the unit had no result then, the period alone."""
    check_table(
        policy(f"{INPUTS}{definitions}\n{rule(when)}"),
        f"""
        period | x || undetermined
        2010   |   || r: {missing[0]}
        2011   | 1 || r: {missing[1]}
        """
        if missing[2].startswith("@")
        else f"""
        period | x || undetermined
        2010   |   || r: {missing[0]}
        2012   | 1 || r: {missing[2]}
        """,
    )


def test_over_the_last_periods_all_that_are_missing() -> None:
    rules = INPUTS + "[measures.m]\nformula = 'mean_last(x, 3)'\ndecimals = 2\n" + rule("{ m = 1 }")
    check_table(
        policy(rules),
        """
        period | x || undetermined
        2010   |   || r: x
        2011   |   || r: x, x@2010
        2013   |   || r: x, x@2011
        """,
    )


def test_periods_are_written_as_the_policy_counts_them() -> None:
    rules = INPUTS + rule("{ x = 1, ago = 1 }")
    check_table(policy(rules, period="quarter"), "period | x || undetermined\n2010Q1 | || r: @2009Q4\n")


# ---- far back and far down -------------------------------------------------------------------------------------------


def test_however_far_back_a_measure_looks() -> None:
    """A value that is carried forward until there is a new one has been missing for five hundred years."""
    tested = policy(INPUTS + "[measures.m]\nformula = 'if_missing(x, previous(m))'\n" + rule("{ m = 1 }"))
    rows = [{"unit": "a", "period": 1500 + year, **dict.fromkeys(tested.rules.inputs)} for year in range(500)]
    (undetermined,) = tested.evaluate(rows)[-1].undetermined
    assert undetermined.missing == ("x", *(f"x@{year}" for year in range(1998, 1499, -1)), "@1499")


def test_however_many_names_lie_between() -> None:
    chain = "".join(f"[conditions.c{number}]\nc{number - 1} = true\n" for number in range(1, 500))
    check_table(
        policy(f"{INPUTS}[conditions.c0]\nx = 1\n{chain}{rule('{ c499 = true }')}"),
        "period | x || undetermined\n2010 | || r: x\n",
    )
