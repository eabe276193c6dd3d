"""Which names are missing where a rule is undetermined: inputs, below measures, conditions, places and the grade."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from fractions import Fraction

import pytest

from targetrules import Policy
from targetrules.engine.choice import ENGINES
from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.engine.numbers import EvaluationContext, Formula
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.explanation.findings import ConsequenceState
from targetrules.outcome import Truth
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.rules import tree
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


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ("{ 'r.rank' = 1 }", ["r.rank", "x", "late, x", "late, x, kind"]),
        ("{ m = 1 }", ["r.rank", "x", "late, x", "late, x, kind"]),
        ("{ 'r.rank' = { below = 'y' } }", ["r.rank, y", "x, y", "late, x, y", "late, x, kind, y"]),
        ("{ not = { 'r.rank' = 1 } }", ["r.rank", "x", "late, x", "late, x, kind"]),
    ],
)
def test_who_is_left_out_of_a_ranking_lacks_the_rank_alone(when: str, missing: list[str]) -> None:
    """Whatever else is missing of it would give it no place; of those whose place is unknown, all of that is named."""
    rules = (
        "[rankings.r]\nby = 'x'\nwithin = 'kind'\namong = { late = false }\n[measures.m]\nformula = 'r.rank + 1'\n"
        "[measures.other]\nformula = 'y'\n"
    )
    a, b, c, d = missing
    check_table(
        policy(INPUTS + rules + rule(when)),
        f"""
        unit | period | x | late  | kind || undetermined
        a    | 2010   |   | true  | city || r: {a}
        b    | 2010   |   | false | city || r: {b}
        c    | 2010   |   |       | city || r: {c}
        d    | 2010   |   |       |      || r: {d}
        """,
    )


@pytest.mark.parametrize("function", ["group_max(y, r)", "group_mean(y, r)", "group_percentile(y, 50, r)"])
def test_over_the_ranked_units_what_the_unit_itself_would_bring(function: str) -> None:
    """Its place first where that is unknown; left out it can bring nothing. `f` is alone in its group, and has all."""
    rules = (
        "[rankings.r]\nby = 'x'\nwithin = 'kind'\namong = { late = false }\n"
        f"[measures.m]\nformula = '{function}'\ndecimals = 1\n"
    )
    inputs = INPUTS.replace('[inputs.y]\ntype = "number"', "[inputs.y]\ntype = 'number'\nmin = 0\nmax = 9")
    check_table(
        policy(inputs + rules + rule("{ m = { at_least = 0 } }")),
        """
        unit | period | x | y | late  | kind || undetermined       | consequences
        a    | 2010   |   |   | true  | city || r: m               |
        b    | 2010   | 1 |   | false | city || r: y               |
        c    | 2010   |   | 5 |       | city || r: late, x         |
        d    | 2010   |   |   | false | city || r: x, y            |
        e    | 2010   | 1 |   | false |      || r: kind            |
        f    | 2010   | 1 | 5 | false | town ||                    | r
        g    | 2010   |   | 5 | true  | city || r: m               |
        """,
    )


def test_over_all_units_what_the_unit_itself_would_bring() -> None:
    """Nobody has x; `b` has y and a quotient that is lost."""
    rules = "[measures.m]\nformula = 'group_max(round(x / y, 0))'\n" + rule("{ m = 1 }")
    check_table(
        policy(INPUTS + rules),
        """
        unit | period | x | y || undetermined
        a    | 2010   |   |   || r: x, y
        b    | 2010   | 1 | 0 || r: m
        c    | 2010   |   | 3 || r: x
        """,
    )


P = "[parameters]\np = [{ value = 1, from = 2011 }]\n"


@pytest.mark.parametrize(
    ("definitions", "when", "missing"),
    [
        (P, "{ x = { below = 'p' } }", "x, p"),
        (P + "[measures.m]\nformula = 'p + x'", "{ m = 1 }", "p, x"),
        (P + "[measures.m]\nformula = 'all_min(x, p)'", "{ m = 1 }", "x, p"),
        (P + "[measures.m]\nformula = 'min(x, p + 1)'", "{ m = 1 }", "x"),
        (P + "[measures.m]\nformula = 'min(x, p + y)'", "{ m = 1 }", "x, p, y"),
        (P + "[measures.m]\nweights = { x = 1, p = 2 }\ndecimals = 1", "{ m = 1 }", "x, p"),
        (P + "[rankings.r]\nby = 'x'", "{ place = { top = 'p' } }", "x"),
        ("", "{ kind = 'city', x = 1, late = true }", "kind, x, late"),
        ("", "{ late = true, x = 1, kind = 'city' }", "late, x, kind"),
        ("", "{ any = [{ y = 1 }, { x = 1 }], kind = 'city', not = { late = true } }", "y, x, kind, late"),
        ("", "{ y = 1 }\nunless = { x = 1, y = 2 }", "y, x"),
    ],
)
def test_parameters_beside_inputs_and_the_order_as_written(definitions: str, when: str, missing: str) -> None:
    check_table(policy(f"{INPUTS}{definitions}\n{rule(when)}"), f"period | x || undetermined\n2010 | || r: {missing}\n")


def test_a_place_of_a_parameter_not_in_force_lacks_the_parameter_where_the_place_is_known() -> None:
    rules = INPUTS + P + "[rankings.r]\nby = 'x'\namong = { late = false }\n" + rule("{ place = { top = 'p' } }")
    check_table(
        policy(rules),
        """
        unit | period | x | late  || undetermined
        a    | 2010   | 1 | false || r: p
        b    | 2010   |   | false || r: x
        c    | 2010   |   | true  ||
        """,
    )


@pytest.mark.parametrize("function", ["mean_last(x + y, 3)", "best_last(x + y, 3)", "worst_last(x + y, 3)"])
def test_over_the_last_periods_each_result_from_this_one_backwards(function: str) -> None:
    """A period without a result is not named, and where one of them has a value nothing is missing."""
    rules = INPUTS + f"[measures.m]\nformula = '{function}'\ndecimals = 2\n" + rule("{ m = { at_least = 0 } }")
    check_table(
        policy(rules),
        """
        period | x | y || undetermined        | consequences
        2010   |   | 1 || r: x                |
        2012   | 1 |   || r: y, x@2010        |
        2013   |   |   || r: x, y, y@2012     |
        2014   | 1 | 1 ||                     | r
        2016   |   |   ||                     | r
        """,
    )


def test_of_a_counting_entry_its_condition_now_and_then_each_restart_that_would_decide() -> None:
    """With the restart of 2012 or 2011 less than three are counted; in 2013 x decides beside that of 2011."""
    rules = INPUTS + rule("{ x = 1, times = 3, restarts = { late = true } }")
    check_table(
        policy(rules),
        """
        period | x | late  || undetermined              | consequences
        2010   | 1 |       ||                           |
        2011   | 1 |       ||                           |
        2012   | 1 |       || r: late, late@2011        |
        2013   |   | false || r: x, late@2012, late@2011 |
        2014   | 2 | false || r: late@2012, late@2011   |
        2015   |   | true  ||                           |
        """,
    )


def test_what_a_counting_entry_found_unknown_before_is_no_reason() -> None:
    """x of 2010 was a gap; what is missing is x now, and under `ago` x as it stood then."""
    check_table(
        policy(
            INPUTS + rule("{ x = 1, consecutive = 2 }") + rule("{ x = 1, times = 1, ago = 1 }").replace("'r'", "'s'")
        ),
        """
        period | x || undetermined
        2010   |   || s: @2009
        2011   | 1 || s: x@2010
        2012   |   || r: x
        """,
    )


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


# ---- long histories --------------------------------------------------------------------------------------------------

LOOKING_BACK = {
    "a running total": "[measures.m]\nformula = 'previous(m) + x'\n",
    "two periods at once": "[measures.m]\nformula = 'previous(previous(m)) + previous(m) + x'\n",
    "two measures of each other": (
        "[measures.m]\nformula = 'previous(m) + previous(n)'\n[measures.n]\nformula = 'previous(m) - previous(n) + x'\n"
    ),
    "a condition of its own past": "[conditions.c]\nall = [{ x = 1 }, { c = true, ago = 1 }]\n",
}


def long_history(tested: Policy, periods: int) -> list[dict[str, object]]:
    """One unit; x is missing in the very first of so many periods."""
    blank = dict.fromkeys(tested.rules.inputs)
    return [
        {"unit": "a", "period": 1000 + at, **blank, "x": "1" if at else None, "late": None if at % 3 else True}
        for at in range(periods)
    ]


class Counting(Formula):
    """Counts the formulas that a search asks."""

    asked = 0

    def number(self, number: tree.Number, now: EvaluationContext) -> Fraction | None:
        Counting.asked += 1
        return super().number(number, now)


def work(tested: Policy, periods: int) -> int:
    """How many formulas are asked until the missing names of every period are known."""
    engine, when = ReferenceEngine(tested.rules), tested.rules.consequences[0].when
    formula = Counting(holds=engine.holds)
    Counting.asked = 0
    for now in evaluate(tested.rules, tested.history(long_history(tested, periods))):
        missing_names(engine, when, now, formula)
    return Counting.asked


@pytest.mark.parametrize("definitions", [each for each in LOOKING_BACK.values() if "measures" in each])
def test_each_period_that_is_added_costs_the_search_the_same(definitions: str) -> None:
    tested = policy(INPUTS + definitions + rule("{ m = 1 }"))
    costs = [work(tested, periods) for periods in (20, 40, 60)]
    assert costs[2] - costs[1] == costs[1] - costs[0] > 0


PERIODS = 400


@pytest.fixture
def few_calls() -> Iterator[None]:
    """Fewer calls may nest than there are periods in a long history."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + PERIODS - 100)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("definitions", LOOKING_BACK.values(), ids=LOOKING_BACK)
@pytest.mark.unmeasured  # for so many rows it takes four times as long
@pytest.mark.usefixtures("few_calls")
def test_over_more_periods_than_calls_may_nest_all_engines_and_the_explanation_say_the_same(definitions: str) -> None:
    """A state goes from each to the next."""
    tested = policy(INPUTS + definitions + rule("{ m = 1 }" if "measures" in definitions else "{ c = true }"))
    rows = long_history(tested, PERIODS)
    outcomes, *others = (tested.evaluate(rows, engine=engine) for engine in ENGINES)
    assert outcomes[-1].undetermined[0].missing[0] in {"@999", "x@1000"}
    assert all(each == outcomes for each in others)
    state, unsure = tested.start(), []
    for row in rows[:60]:
        (found,), state = tested.step(state, [row])
        unsure.append(found["undetermined"])
    assert unsure == [bool(each.undetermined) for each in outcomes[:60]]
    explanation = tested.explain(rows, unit="a", period=999 + PERIODS)
    assert "x" in explanation_text(explanation, "en")
    assert json.loads(json.dumps(explanation_values(explanation, "en")))["consequences"][0]["missing"]


@pytest.mark.parametrize(
    "rules",
    [
        rule("{ late = true, times = 3, resets = { x = { above = 6 } } }"),
        rule("{ x = 1, times = 3, resets = { late = true } }"),
        rule("{ x = 1, times = 3, restarts = { late = true } }"),
        rule("{ late = true, ever = true }"),
        rule("{ late = true, times = 3, of_last = 10 }"),
        rule("{ late = true, consecutive = 3, gaps = 'bridge' }"),
        "[conditions.c]\nany = [{ late = true }, { c = true, consecutive = 2, ago = 1 }]\n" + rule("{ c = true }"),
        "[measures.m]\nformula = 'if_missing(x, previous(m))'\n" + rule("{ m = 1 }"),
        "[statuses.s]\nenter = { late = true }\nleave = { x = { above = 3 } }\n" + rule("{ s = true }"),
        "[[consequences]]\nid = 'a'\nwhen = { late = true, not = { received = 'a', ago = 1 } }\n"
        + rule("{ received = 'a' }"),
    ],
)
@pytest.mark.unmeasured  # for so many rows it takes four times as long
@pytest.mark.usefixtures("few_calls")
def test_over_more_periods_than_calls_may_nest_every_look_back_is_judged_explained_and_written(rules: str) -> None:
    tested = policy(INPUTS + rules)
    rows = long_history(tested, PERIODS)
    outcomes, *others = (tested.evaluate(rows, engine=engine) for engine in ENGINES)
    assert all(each == outcomes for each in others)
    explanation = tested.explain(rows, unit="a", period=999 + PERIODS)
    fires = {each.consequence.id for each in explanation.consequences if each.state is ConsequenceState.FIRES}
    assert fires == {each.id for each in outcomes[-1].consequences}
    unsure = {each.consequence.id for each in explanation.consequences if each.state is ConsequenceState.UNDETERMINED}
    assert unsure == {each.id for each in outcomes[-1].undetermined} - set(tested.rules.statuses)
    assert explanation_text(explanation, "zh").startswith(f"a {999 + PERIODS} 年")
    assert json.dumps(explanation_values(explanation, "en"))


class CountingStatements(ReferenceEngine):
    """Counts how often a temporal condition is counted."""

    asked = 0

    def counted(self, over: tree.Temporal, now: Judged, first: int | None = None) -> Truth:
        CountingStatements.asked += 1
        return super().counted(over, now, first)


def test_only_the_latest_unknown_restarts_are_asked() -> None:
    """A later one leaves less to count: from the first that makes no difference on, none does."""
    tested = policy(INPUTS + rule("{ x = 1, times = 3, restarts = { late = true } }"))
    rows = [{**row, "x": "1", "late": None} for row in long_history(tested, 60)]
    engine, when, costs = CountingStatements(tested.rules), tested.rules.consequences[0].when, []
    for now in evaluate(tested.rules, tested.history(rows)):
        CountingStatements.asked = 0
        if now.period > 1001:
            assert missing_names(engine, when, now, engine.formula()) == ("late", f"late@{now.period - 1}")
            costs.append(CountingStatements.asked)
    assert len(set(costs)) == 1
