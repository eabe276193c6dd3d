"""Section 2: truth has three values. A comparison with a missing value is unknown; nothing is silently passed."""

from __future__ import annotations

import pytest

from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.rules import tree
from tests.engine.table import check_table, policy

INPUTS = """
[inputs.score]
type = "number"
optional = true
[inputs.late]
type = "flag"
optional = true
"""


NUMBER_OF = "number_of = { conditions = [{ score = { at_least = 60 } }, { late = true }], %s }"


def test_a_comparison_with_a_missing_value_is_unknown() -> None:
    check_table(
        policy(INPUTS + "[conditions.passed]\nscore = { at_least = 60 }"),
        """
        period | score || passed
        2010   | 60    || yes
        2011   | 59    || no
        2012   |       || ?
        """,
    )


@pytest.mark.parametrize(
    ("condition", "both", "one", "none", "unknown", "unknown_and_false"),
    [
        ("score = { at_least = 60 }\nlate = true", "yes", "no", "no", "?", "no"),
        ("all = [{ score = { at_least = 60 } }, { late = true }]", "yes", "no", "no", "?", "no"),
        ("any = [{ score = { at_least = 60 } }, { late = true }]", "yes", "yes", "no", "yes", "?"),
        ("not = { any = [{ score = { at_least = 60 } }, { late = true }] }", "no", "no", "yes", "no", "?"),
        (NUMBER_OF % "at_least = 1", "yes", "yes", "no", "yes", "?"),
        (NUMBER_OF % "at_least = 2", "yes", "no", "no", "?", "no"),
    ],
    ids=["entries", "all", "any", "not", "one of two", "two of two"],
)
def test_unknown_and_false_is_false_unknown_or_true_is_true(
    condition: str, both: str, one: str, none: str, unknown: str, unknown_and_false: str
) -> None:
    check_table(
        policy(f"{INPUTS}[conditions.c]\n{condition}"),
        f"""
        period | score | late  || c
        2010   | 60    | true  || {both}
        2011   | 60    | false || {one}
        2012   | 0     | true  || {one}
        2013   | 0     | false || {none}
        2014   |       | true  || {unknown}
        2015   | 60    |       || {unknown}
        2016   |       | false || {unknown_and_false}
        2017   | 0     |       || {unknown_and_false}
        2018   |       |       || ?
        """,
    )


def test_of_several_conditions_so_many_hold() -> None:
    """What is unknown is left open until it makes no difference."""
    flags = "".join(f"[inputs.{name}]\ntype = 'flag'\noptional = true\n" for name in "abc")
    parts = "[{ a = true }, { b = true }, { c = true }]"
    check_table(
        policy(
            f"""{flags}
            [conditions]
            two = {{ number_of = {{ conditions = {parts}, at_least = 2 }} }}
            all_but_one = {{ number_of = {{ conditions = {parts}, at_most = 2 }} }}
            none = {{ number_of = {{ conditions = {parts}, at_most = 0 }} }}
            one = {{ number_of = {{ conditions = {parts}, at_least = 1, at_most = 1 }} }}
            [[consequences]]
            id = "talk"
            when = {{ number_of = {{ conditions = {parts}, at_least = 2 }} }}
            """
        ),
        """
        period | a     | b     | c     || two | all_but_one | none | one | consequences | undetermined
        2010   | true  | true  | true  || yes | no          | no   | no  | talk         |
        2011   | true  | true  |       || yes | ?           | no   | no  | talk         |
        2012   | true  |       |       || ?   | ?           | no   | ?   |              | talk: b, c
        2013   | true  | false |       || ?   | yes         | no   | ?   |              | talk: c
        2014   | true  | false | false || no  | yes         | no   | yes |              |
        2015   | false | false |       || no  | yes         | ?    | ?   |              |
        2016   | false | false | false || no  | yes         | yes  | no  |              |
        """,
    )


def test_what_is_unknown_is_not_among_those_that_hold() -> None:
    """Of several conditions explanations tell how many hold: not how many might."""
    tested = policy(f"{INPUTS}[conditions.c]\n{NUMBER_OF % 'at_least = 1'}")
    cells = [("60", True), ("60", False), ("60", None), (None, None), ("0", False)]
    rows = [{"unit": "a", "period": 2010 + at, "score": score, "late": late} for at, (score, late) in enumerate(cells)]
    several = tested.rules.conditions["c"].when
    assert isinstance(several, tree.Cardinality)
    judged = evaluate(tested.rules, tested.history(rows))
    assert [ReferenceEngine(tested.rules).held_of(several, now) for now in judged] == [2, 1, 1, 0, 0]


def test_a_rule_whose_condition_is_unknown_does_not_fire_and_says_what_is_missing() -> None:
    check_table(
        policy(INPUTS + '[[consequences]]\nid = "talk"\nwhen = { score = { below = 60 }, late = true }'),
        """
        period | score | late  || consequences | undetermined
        2010   | 59    | true  || talk         |
        2011   |       | true  ||              | talk: score
        2012   |       |       ||              | talk: score, late
        2013   |       | false ||              |
        """,
    )


def test_numbers_are_exact() -> None:
    """In binary floating point 0.1 + 0.2 is not 0.3, and 1.005 rounds to 1.00."""
    tested = policy(
        """
        [inputs.a]
        type = "number"
        decimals = 3
        [inputs.b]
        type = "number"
        decimals = 3
        [measures.total]
        formula = "a + b"
        decimals = 2
        [conditions.is_three_tenths]
        total = 0.3
        """
    )
    check_table(
        tested,
        """
        period | a      | b   || total | is_three_tenths
        2010   | 0.1    | 0.2 || 0.30  | yes
        2011   | 1.005  | 0   || 1.01  | no
        2012   | 89.995 | 0   || 90.00 | no
        """,
    )
