"""Section 5: what each entry of a condition says. All entries of a table must hold."""

from __future__ import annotations

import pytest

from tests.engine.table import check_table, policy

INPUTS = """
[inputs.score]
type = "number"
min = 0
max = 100
optional = true
[inputs.goal]
type = "number"
optional = true
[inputs.growth]
type = "choice"
of = ["exceeded", "met", "not_met"]
optional = true
[inputs.falsified]
type = "flag"
optional = true
[inputs.proposed]
type = "grade"
optional = true
[measures.doubled]
formula = "2 * score"
[grading]
by = "score"
bands = { A = 80, B = 60, C = 0 }
"""


def condition(text: str) -> str:
    return f"{INPUTS}[conditions.c]\n{text}\n"


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ('"B"', "no yes no ?"),
        ('["A", "C"]', "yes no yes ?"),
        ('{ at_least = "B" }', "yes yes no ?"),
        ('{ above = "B" }', "yes no no ?"),
        ('{ at_most = "B" }', "no yes yes ?"),
        ('{ below = "B" }', "no no yes ?"),
        ('{ at_most = "A", above = "C" }', "yes yes no ?"),
    ],
)
@pytest.mark.parametrize("of", ["grade", "proposed"])
def test_grades(of: str, grade: str, expected: str) -> None:
    """Better is higher. `grade` is the final grade; an input of grades goes by its name."""
    best, middle, worst, none = expected.split()
    check_table(
        policy(condition(f"{of} = {grade}"), grades="A B C"),
        f"""
        period | score | proposed || c
        2010   | 80    | A        || {best}
        2011   | 60    | B        || {middle}
        2012   | 10    | C        || {worst}
        2013   |       |          || {none}
        """,
    )


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("60", "no yes no ?"),
        ("{ at_least = 60 }", "no yes yes ?"),
        ("{ above = 60 }", "no no yes ?"),
        ("{ at_most = 60 }", "yes yes no ?"),
        ("{ below = 60 }", "yes no no ?"),
        ("{ at_least = 60, below = 61 }", "no yes no ?"),
        ('{ at_least = "goal" }', "no yes yes ?"),
        ('{ below = "doubled" }', "yes yes yes ?"),
    ],
)
def test_numbers(score: str, expected: str) -> None:
    less, same, more, none = expected.split()
    check_table(
        policy(condition(f"score = {score}"), grades="A B C"),
        f"""
        period | score | goal || c
        2010   | 59    | 60   || {less}
        2011   | 60    | 60   || {same}
        2012   | 61    | 60   || {more}
        2013   |       | 60   || {none}
        """,
    )


def test_a_bound_may_be_missing_too() -> None:
    check_table(
        policy(condition('score = { below = "goal" }'), grades="A B C"), "period | score | goal || c\n2010 | 1 | || ?\n"
    )


@pytest.mark.parametrize(("growth", "expected"), [('"met"', "no yes no ?"), ('["met", "not_met"]', "no yes yes ?")])
def test_choices(growth: str, expected: str) -> None:
    exceeded, met, not_met, none = expected.split()
    check_table(
        policy(condition(f"growth = {growth}"), grades="A B C"),
        f"""
        period | growth   || c
        2010   | exceeded || {exceeded}
        2011   | met      || {met}
        2012   | not_met  || {not_met}
        2013   |          || {none}
        """,
    )


@pytest.mark.parametrize(("wanted", "expected"), [("true", "yes no ?"), ("false", "no yes ?")])
def test_flags_and_named_conditions(wanted: str, expected: str) -> None:
    yes, no, none = expected.split()
    check_table(
        policy(condition(f"falsified = {wanted}") + "[conditions.d]\nc = true\n", grades="A B C"),
        f"""
        period | falsified || c      | d
        2010   | true      || {yes}  | {yes}
        2011   | false     || {no}   | {no}
        2012   |           || {none} | {none}
        """,
    )


def test_known_grade_asks_about_the_input_and_rated_about_the_final_grade() -> None:
    rules = (
        "[inputs]\ngrade = { type = 'grade', optional = true }\nnew = { type = 'flag', default = false }\n"
        "[grading]\ngiven = 'grade'\nunrated = [{ when = { new = true } }]\n"
        "[conditions]\nk = { known = 'grade' }\nr = { rated = true }\n"
    )
    check_table(
        policy(rules, grades="A B"),
        """
        period | grade | new   || grade | k   | r
        2010   | A     | false || A     | yes | yes
        2011   | A     | true  || -     | yes | no
        2012   |       | false || -     | no  | no
        """,
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [('"growth"', "yes no yes"), ('["growth", "doubled"]', "yes no no"), ('"doubled"', "yes yes no")],
)
def test_known_is_never_unknown_itself(known: str, expected: str) -> None:
    both, score, growth = expected.split()
    check_table(
        policy(condition(f"known = {known}"), grades="A B C"),
        f"""
        period | score | growth || c
        2010   | 50    | met    || {both}
        2011   | 50    |        || {score}
        2012   |       | met    || {growth}
        """,
    )


@pytest.mark.parametrize(("rated", "expected"), [("true", "yes no no"), ("false", "no yes yes")])
def test_rated_is_never_unknown_itself(rated: str, expected: str) -> None:
    graded, missing, unrated = expected.split()
    check_table(
        policy(condition(f"rated = {rated}") + "[[grading.unrated]]\nwhen = { falsified = true }", grades="A B C"),
        f"""
        period | score | falsified || c
        2010   | 50    | false     || {graded}
        2011   |       | false     || {missing}
        2012   | 50    | true      || {unrated}
        """,
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("{ from = 2012 }", "no yes yes yes"),
        ("{ until = 2013 }", "yes yes yes no"),
        ("{ from = 2012, until = 2013 }", "no yes yes no"),
    ],
)
def test_the_current_period(period: str, expected: str) -> None:
    held = expected.split()
    check_table(
        policy(condition(f"period = {period}"), grades="A B C"),
        f"""
        period | score || c
        2011   | 1     || {held[0]}
        2012   | 1     || {held[1]}
        2013   | 1     || {held[2]}
        2014   | 1     || {held[3]}
        """,
    )


@pytest.mark.parametrize(
    ("kind", "first", "second", "third"),
    [
        ("year", "2010", "2011", "2012"),
        ("school-year", "2010/11", "2011/12", "2012/13"),
        ("fiscal-year", "1998/99", "1999/00", "2000/01"),
        ("half", "2010H1", "2010H2", "2011H1"),
        ("quarter", "2010Q3", "2010Q4", "2011Q1"),
        ("month", "2010-11", "2010-12", "2011-01"),
        ("sequence", "-1", "0", "1"),
    ],
)
def test_periods_of_every_kind_follow_one_another(kind: str, first: str, second: str, third: str) -> None:
    quoted = second if kind in ("year", "sequence") else f'"{second}"'
    rules = (
        f"[conditions.running]\nfalsified = true\nconsecutive = 2\n[conditions.there]\nperiod = {{ from = {quoted} }}\n"
        '[measures.before]\nformula = "previous(score)"\n'
    )
    check_table(
        policy(INPUTS + rules, grades="A B C", period=kind),
        f"""
        period   | score | falsified || running | there | before
        {first}  | 1     | false     || no      | no    | -
        {second} | 2     | true      || no      | yes   | 1
        {third}  | 3     | true      || yes     | yes   | 2
        """,
    )
