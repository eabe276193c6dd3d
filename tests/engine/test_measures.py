"""Section 3, measures: arithmetic on numbers; what is missing spreads, except where a function says otherwise."""

from __future__ import annotations

import pytest

from targetrules.engine.choice import ENGINES, EngineName
from targetrules.engine.reference import ReferenceEngine, evaluate
from tests.engine.table import check_table, policy

NUMBERS = """
[inputs.x]
type = "number"
decimals = 1
min = -1000
max = 1000
optional = true
[inputs.y]
type = "number"
decimals = 1
min = -1000
max = 1000
optional = true
"""
PARAMETERS = """
[parameters]
p = [{ value = 3 }]
later = [{ value = 3, from = 2030 }]
"""


def measure(formula: str, decimals: int = 2, rounding: str = "half-up") -> str:
    return f'{NUMBERS}\n[measures.m]\nformula = "{formula}"\ndecimals = {decimals}\nrounding = "{rounding}"\n'


@pytest.mark.parametrize(
    ("formula", "both", "without_x", "without_any"),
    [
        ("x + 2 * y", "13.00", "-", "-"),
        ("(x + 2) * y", "25.00", "-", "-"),
        ("x - y - 1", "-3.00", "-", "-"),
        ("x - (y - 1)", "-1.00", "-", "-"),
        ("-x * -y", "15.00", "-", "-"),
        ("--x", "3.00", "-", "-"),
        ("y / x", "1.67", "-", "-"),
        ("abs(x - y)", "2.00", "-", "-"),
        ("round(y / x, 1) * 10", "17.00", "-", "-"),
        ("min(x, y)", "3.00", "5.00", "-"),
        ("max(x, y)", "5.00", "5.00", "-"),
        ("mean(x, y)", "4.00", "5.00", "-"),
        ("sum(x, y)", "8.00", "5.00", "-"),
        ("all_min(x, y)", "3.00", "-", "-"),
        ("all_max(x, y)", "5.00", "-", "-"),
        ("all_mean(x, y)", "4.00", "-", "-"),
        ("all_sum(x, y)", "8.00", "-", "-"),
        ("if_missing(x, y)", "3.00", "5.00", "-"),
        ("if_missing(x, 0)", "3.00", "0.00", "0.00"),
        ("7", "7.00", "7.00", "7.00"),
        ("min(x, 4)", "3.00", "-", "-"),
        ("min(4, x, y)", "3.00", "4.00", "-"),
        ("max(4, p, 2 * p)", "6.00", "6.00", "6.00"),
        ("max(-x, -p, clamp(2 * p, 0, 9), if_missing(later, 6.5))", "6.50", "-", "-"),
        ("sum(x, p)", "6.00", "-", "-"),
        ("mean(x, y, -abs(p) + 1)", "2.00", "1.50", "-"),
        ("sum(previous(2), p)", "-", "5.00", "5.00"),
        ("sum(p, group_count())", "4.00", "4.00", "4.00"),
        ("max(p, later)", "3.00", "3.00", "3.00"),
        ("min(p, if_missing(x, 2))", "3.00", "2.00", "2.00"),
        ("all_min(x, 4)", "3.00", "-", "-"),
        ("clamp(x, 4, y)", "4.00", "-", "-"),
        ("clamp(y, x, 4)", "4.00", "-", "-"),
        ("clamp(y, 0, 9)", "5.00", "5.00", "-"),
        ("clamp(y, low=6)", "6.00", "6.00", "-"),
        ("clamp(y, high=4.5)", "4.50", "4.50", "-"),
        ("clamp(y, low=p)", "5.00", "5.00", "-"),
        ("clamp(y, low=later)", "-", "-", "-"),
        ("clamp(4, y, x)", "-", "-", "-"),
        ("clamp(4, x, y)", "4.00", "-", "-"),
    ],
)
def test_functions(formula: str, both: str, without_x: str, without_any: str) -> None:
    check_table(
        policy(PARAMETERS + measure(formula)),
        f"""
        period | x | y || m
        2010   | 3 | 5 || {both}
        2011   |   | 5 || {without_x}
        2012   |   |   || {without_any}
        """,
    )


@pytest.mark.parametrize(
    ("rounding", "tie_down", "tie_up", "negative_tie", "below", "above"),
    [
        ("half-up", "1", "2", "-2", "1", "2"),
        ("half-even", "0", "2", "-2", "1", "2"),
        ("down", "0", "1", "-1", "1", "1"),
        ("up", "1", "2", "-2", "2", "2"),
    ],
)
def test_rounding(rounding: str, tie_down: str, tie_up: str, negative_tie: str, below: str, above: str) -> None:
    """`half-up` and `half-even` decide exact ties; `down` is towards zero, `up` away from it."""
    check_table(
        policy(measure("x", decimals=0, rounding=rounding)),
        f"""
        period | x    || m
        2010   | 0.5  || {tie_down}
        2011   | 1.5  || {tie_up}
        2012   | -1.5 || {negative_tie}
        2013   | 1.4  || {below}
        2014   | 1.6  || {above}
        2015   | -7   || -7
        """,
    )


def test_round_in_a_formula_rounds_as_its_measure_does() -> None:
    check_table(
        policy(measure("10 * round(x / 3, 0)", decimals=0, rounding="up")),
        """
        period | x || m
        2010   | 4 || 20
        2011   | 3 || 10
        """,
    )


def test_what_is_not_a_quotient_is_not_rounded_on_the_way() -> None:
    check_table(policy(measure("(x + 0.05) * 10", decimals=0)), "period | x || m\n2010 | 0.1 || 2\n")


def test_division_by_zero_is_missing_and_is_reported() -> None:
    check_table(
        policy(measure("x / y") + '[[consequences]]\nid = "low"\nwhen = { m = { below = 1 } }'),
        """
        period | x | y || m    | consequences | undetermined | remarks
        2010   | 1 | 2 || 0.50 | low          |              |
        2011   | 1 | 0 || -    |              | low: m       | division-by-zero m
        2012   |   | 0 || -    |              | low: x       |
        """,
    )


LOST = """
[inputs.passed]
type = "number"
min = 0
max = 1000
optional = true
[inputs.pupils]
type = "number"
min = 0
max = 1000
optional = true
[rankings.schools]
by = "passed"
among = { pupils = { above = 0 } }
smallest_group = 9
[measures.m]
decimals = 1
"""


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("passed / pupils", "b c"),
        ("if_missing(round(passed / pupils, 2), 0)", ""),
        ("if_missing(sum(round(passed / pupils, 2)), round(1 / pupils, 1))", "b c"),
        ("if_missing(round(passed / pupils, 2), previous(passed))", "b c"),
        ("if_missing(sum(round(passed / pupils, 2), passed), 0)", "b c"),
        ("if_missing(previous(passed), round(passed / pupils, 2))", "b c"),
        ("if_missing(passed, round(passed / pupils, 2))", ""),
        ("round(passed / pupils, 1) + if_missing(round(passed / pupils, 2), 0)", "b c"),
        ("group_mean(round(passed / pupils, 2))", "b c"),
        ("group_mean(round(passed / pupils, 2), schools)", ""),
        ("group_max(if_missing(round(passed / pupils, 2), 0), schools)", ""),
        ("group_percentile(round(10 / (pupils - 20), 2), 50, schools)", "a"),
        ("group_min(round(1 / (passed - 4), 2), schools)", "e"),
        ("group_max(group_max(round(1 / (pupils - 20), 2), schools))", "a"),
        ("previous(round(passed / pupils, 2))", ""),
        ("min(round(passed / pupils, 2), 10, passed)", "b c"),
        ("clamp(round(passed / pupils, 2), 0, 1)", "b c"),
    ],
)
def test_a_division_by_zero_is_told_to_whom_it_took_a_value(formula: str, told: str) -> None:
    """b and c have no pupils, and so no place among the schools; d has none that are known."""
    rows = {"a": "10 | 20", "b": "0 | 0", "c": "4 | 0", "d": "5 |", "e": "4 | 10"}
    check_table(
        policy(f'{LOST}formula = "{formula}"'),
        "unit | period | passed | pupils || remarks\n"
        + "\n".join(f"{u} | 2010 | {row} || {'division-by-zero m' if u in told else ''}" for u, row in rows.items()),
    )


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("previous(round(1 / passed, 1))", "2011 2014"),
        ("mean_last(round(1 / passed, 1), 2)", "2010 2011 2013 2014"),
        ("previous(group_max(round(1 / passed, 1), schools))", "2011"),
        ("previous(if_missing(round(1 / passed, 1), 0))", ""),
        ("if_missing(previous(round(1 / passed, 1)), 0)", ""),
        ("if_missing(best_last(round(1 / passed, 1), 2), 0)", "2011 2014"),
    ],
)
def test_what_was_lost_in_an_earlier_period_is_told_where_it_is_used(formula: str, told: str) -> None:
    rows = {2010: "0 | 5", 2011: "1 | 5", 2013: "0 | 0", 2014: "2 | 5"}
    check_table(
        policy(f'{LOST}formula = "{formula}"'),
        "period | passed | pupils || remarks\n"
        + "\n".join(f"{p} | {row} || {'division-by-zero m' if str(p) in told else ''}" for p, row in rows.items()),
    )


def test_a_version_that_is_not_in_force_divides_nothing() -> None:
    versions = 'versions = [{ formula = "passed / pupils", until = 2010 }, { formula = "passed", from = 2011 }]'
    check_table(
        policy(f"{LOST}{versions}"),
        """
        period | passed | pupils || m   | remarks
        2010   | 1      | 0      || -   | division-by-zero m
        2011   | 1      | 0      || 1.0 |
        """,
    )


# ---- earlier periods -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("previous(x)", "- 1.00 2.00 4.00 - 9.00"),
        ("previous(x, 2)", "- - 1.00 2.00 - -"),
        ("mean_last(x, 2)", "1.00 1.50 3.00 4.00 9.00 9.00"),
        ("best_last(x, 3)", "1.00 2.00 4.00 4.00 9.00 9.00"),
        ("worst_last(x, 3)", "1.00 1.00 1.00 2.00 9.00 9.00"),
        ("min(x, previous(m))", "1.00 1.00 1.00 1.00 9.00 9.00"),
    ],
)
def test_earlier_periods_are_periods_of_the_calendar(formula: str, expected: str) -> None:
    """In 2013 the unit had a result without x, in 2014 none at all."""
    rows = zip(["2010 | 1", "2011 | 2", "2012 | 4", "2013 |", "2015 | 9", "2016 |"], expected.split(), strict=True)
    check_table(policy(measure(formula)), "period | x || m\n" + "\n".join(f"{left} || {right}" for left, right in rows))


def test_what_is_said_of_an_earlier_period_is_said_of_its_units() -> None:
    check_table(
        policy(measure("previous(group_max(x))")),
        """
        unit | period | x || m
        a    | 2010   | 1 || -
        b    | 2010   | 7 || -
        a    | 2011   | 2 || 7.00
        b    | 2011   | 3 || 7.00
        c    | 2011   | 9 || -
        """,
    )


# ---- over the units of a period --------------------------------------------------------------------------------------

RANKED = """
[inputs.kind]
type = "text"
optional = true
[inputs.exempt]
type = "flag"
default = false
[rankings.same_kind]
by = "y"
within = "kind"
among = { exempt = false }
"""


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("group_mean(x)", "4.00"),
        ("group_min(x)", "1.00"),
        ("group_max(x)", "8.00"),
        ("group_count()", "4.00"),
        ("group_percentile(x, 0)", "1.00"),
        ("group_percentile(x, 50)", "3.00"),
        ("group_median(x)", "3.00"),
        ("group_percentile(x, 75)", "5.50"),
        ("group_percentile(x, 100)", "8.00"),
        ("group_max(x * 2)", "16.00"),
    ],
)
def test_over_all_units_of_the_period(formula: str, expected: str) -> None:
    """Those without x are left out, except where units are counted."""
    check_table(
        policy(measure(formula)),
        f"""
        unit | period | x || m
        a    | 2011   | 1 || {expected}
        b    | 2011   | 8 || {expected}
        c    | 2011   | 3 || {expected}
        d    | 2011   |   || {expected}
        """,
    )


def test_over_units_without_any_value_is_missing() -> None:
    for formula in ("group_mean(x)", "group_percentile(x, 50)"):
        check_table(policy(measure(formula)), "period | x || m\n2010 | || -\n")


def test_over_the_units_ranked_in_the_own_group() -> None:
    """`c` is exempt and `d` has no y, so that neither is ranked; nobody knows which kind `f` is of."""
    check_table(
        policy(
            measure("group_max(x, same_kind)", decimals=0) + RANKED + '[measures.n]\nformula = "group_count(same_kind)"'
        ),
        """
        unit | period | x | y | kind | exempt || m | n
        a    | 2011   | 1 | 1 | city | false  || 4 | 2
        b    | 2011   | 4 | 2 | city | false  || 4 | 2
        c    | 2011   | 8 | 3 | city | true   || 4 | 2
        d    | 2011   | 9 |   | city | false  || 4 | 2
        e    | 2011   | 7 | 1 | town | false  || 7 | 1
        f    | 2011   | 7 | 1 |      | false  || - | -
        g    | 2011   | 7 |   | isle | false  || - | 0
        """,
    )


def test_division_by_zero_within_a_group_is_told_to_the_unit_that_it_happens_to() -> None:
    check_table(
        policy(measure("group_max(round(x / y, 2))")),
        """
        unit | period | x | y || m    | remarks
        a    | 2010   | 1 | 2 || 0.50 |
        b    | 2010   | 1 | 0 || 0.50 | division-by-zero m
        """,
    )


# ---- weights, versions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "without_y"),
    [("unknown", "-"), ("zero", "30.0"), ("reweight", "50.0")],
)
def test_weights(missing: str, without_y: str) -> None:
    """A weighted mean, by default unknown where a part of it is missing."""
    weighted = f'{NUMBERS}[measures.m]\nweights = {{ x = 60, y = 40 }}\nmissing = "{missing}"\ndecimals = 1\n'
    check_table(
        policy(weighted),
        f"""
        period | x  | y   || m
        2010   | 50 | 100 || 70.0
        2011   | 50 |     || {without_y}
        2012   |    |     || {"0.0" if missing == "zero" else "-"}
        """,
    )


def test_weights_are_unknown_unless_said_otherwise() -> None:
    check_table(
        policy(f"{NUMBERS}[measures.m]\nweights = {{ x = 1, y = 1 }}\ndecimals = 2"),
        "period | x | y || m\n2010 | 1 | || -\n",
    )


def test_a_measure_is_missing_where_no_version_of_it_is_in_force() -> None:
    check_table(
        policy(
            NUMBERS
            + """
            [measures.m]
            decimals = 0
            rounding = "down"
            [[measures.m.versions]]
            formula = "x / 2"
            from = 2011
            until = 2012
            [[measures.m.versions]]
            formula = "x / 2"
            rounding = "up"
            from = 2013
            """
        ),
        """
        period | x || m
        2010   | 3 || -
        2011   | 3 || 1
        2012   | 3 || 1
        2013   | 3 || 2
        2014   | 3 || 2
        """,
    )


def test_a_parameter_is_missing_before_it_is_in_force() -> None:
    check_table(
        policy(NUMBERS + "[parameters]\ngoal = [{ value = 10, from = 2011 }, { value = 20, from = 2013 }]\n"
               '[measures.m]\nformula = "x - goal"\ndecimals = 0\n[conditions.met]\nx = { at_least = "goal" }'),
        """
        period | x  || m  | met
        2010   | 15 || -  | ?
        2011   | 15 || 5  | yes
        2012   | 15 || 5  | yes
        2013   | 15 || -5 | no
        """,
    )  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_divisions_by_zero_are_told_in_the_order_of_the_policy(engine: EngineName) -> None:
    late = '[measures.late]\nformula = "max(round(x / y, 1), round(early, 1))"\ndecimals = 1\n'
    early = '[measures.early]\nformula = "round(x / y, 1)"\ndecimals = 1\n'
    (outcome,) = policy(NUMBERS + late + early).evaluate([{"unit": "u", "period": 2010, "x": 1, "y": 0}], engine=engine)
    assert [each.about for each in outcome.remarks] == ["late", "early"]


def test_a_formula_may_be_asked_of_groups_that_come_and_go() -> None:
    """It remembers what it found over a group, and takes no other group for that one."""
    tested = policy(measure("group_mean(x)"))
    formula = ReferenceEngine(tested.rules).formula()
    (version,) = tested.rules.measures["m"].versions
    for x in range(50):
        (now,) = evaluate(tested.rules, tested.history([{"unit": "a", "period": 2010, "x": x, "y": None}]))
        assert formula.number(version.formula, now) == x
