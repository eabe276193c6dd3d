"""Formulas mean what arithmetic means."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import PolicyError, loads
from targetrules.engine.numbers import Formula
from targetrules.rules import tree
from targetrules.rules.resolution.tokens import DEEPEST, MOST_PARTS
from tests.effort import examples

HEAD = """
format = 1
policy = { id = "p", title = "P" }
inputs.a = { type = "number", min = 0, max = 9 }
inputs.b = { type = "number", min = 0, max = 9 }
parameters.p = [{ value = 60 }]
inputs."得分" = { type = "number", min = 0, max = 9 }
rankings.r = { by = "a" }
rankings."排名" = { by = "a" }
statuses.s = { enter = { a = 1 } }
"""


def number_of(formula: str) -> tree.Number:
    policy = loads(f'{HEAD}measures.m = {{ formula = """{formula}""", decimals = 2, rounding = "up" }}')
    return policy.rules.measures["m"].versions[0].formula


def told(formula: str) -> str:
    with pytest.raises(PolicyError) as raised:
        number_of(formula)
    return "\n".join(f"{each.code} {each.message()}" for each in raised.value.diagnostics)


A, B, P = tree.NumberOf("a"), tree.NumberOf("b"), tree.NumberOf("p", parameter=True)


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        ("a", A),
        ("(a)", A),
        ("\n  a\t", A),
        ("得分", tree.NumberOf("得分")),
        ("-a", tree.Negative(A)),
        ("--a", tree.Negative(tree.Negative(A))),
        ("a-b", tree.Arithmetic("-", A, B)),
        ("a * -b", tree.Arithmetic("*", A, tree.Negative(B))),
        ("a + b * a", tree.Arithmetic("+", A, tree.Arithmetic("*", B, A))),
        ("a - b - a", tree.Arithmetic("-", tree.Arithmetic("-", A, B), A)),
        ("-a + b", tree.Arithmetic("+", tree.Negative(A), B)),
        ("100 * a / b", tree.Arithmetic("/", tree.Arithmetic("*", tree.Literal(Decimal(100)), A), B)),
        ("r.rank", tree.RankOf("r")),
        ("排名.size", tree.SizeOf("排名")),
        ("min(a)", tree.Fold("min", (A,))),
        ("all_mean(a, b)", tree.Fold("mean", (A, B), strict=True)),
        ("clamp(a, 0, b)", tree.Clamp(A, tree.Literal(Decimal(0)), B)),
        ("clamp(a, low=b)", tree.Clamp(A, B, None)),
        ("clamp(a - b, high = p)", tree.Clamp(tree.Arithmetic("-", A, B), None, P)),
        ("clamp(a, low=0, high=b)", tree.Clamp(A, tree.Literal(Decimal(0)), B)),
        ("clamp(a, high=b, low=0)", tree.Clamp(A, tree.Literal(Decimal(0)), B)),
        ("abs(a)", tree.Absolute(A)),
        ("round(a / b, 3)", tree.Rounded(tree.Arithmetic("/", A, B), 3, tree.Rounding.UP)),
        ("if_missing(a, b)", tree.IfMissing(A, B)),
        ("previous(a)", tree.Lag(A, 1)),
        ("previous(a, 64)", tree.Lag(A, 64)),
        ("at_entry(s, a + b)", tree.AtEntry("s", tree.Arithmetic("+", A, B))),
        ("mean_last(a, 2)", tree.RollingAggregate("mean", A, 2)),
        ("best_last(a, 2)", tree.RollingAggregate("best", A, 2)),
        ("worst_last(a, 2)", tree.RollingAggregate("worst", A, 2)),
        ("group_mean(a)", tree.Aggregate("mean", A)),
        ("group_max(a, 排名)", tree.Aggregate("max", A, None, "排名")),
        ("group_percentile(a, 12.5, r)", tree.Aggregate("percentile", A, Decimal("12.5"), "r")),
        ("group_count()", tree.Aggregate("count", None)),
        ("group_count(r)", tree.Aggregate("count", None, None, "r")),
    ],
)
def test_a_formula_is_read_as_what_it_says(formula: str, number: tree.Number) -> None:
    assert number_of(formula) == number


OTHER_END = "a comma and the other end (with one end only: clamp(x, low=0) or clamp(x, high=100))"
ENDS = "TR076 the low end of `clamp` is above its high end, so nothing lies between them"

EXPRESSIONS: st.SearchStrategy[str] = st.recursive(
    st.integers(0, 20).map(str) | st.decimals(0, 20, places=1).map(str),
    lambda inner: (
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*"), inner)
        | st.builds("({})".format, inner)
        | st.builds("-{}".format, inner)
    ),
    max_leaves=8,
)


@examples(100)
@given(EXPRESSIONS)
def test_arithmetic_is_pythons(text: str) -> None:
    nobody: Any = None
    in_python = eval("".join(f"Fraction('{w}')" if w[0].isdigit() else w for w in words(text)), {"Fraction": Fraction})  # noqa: S307
    assert Formula(holds=nobody).number(number_of(text), nobody) == in_python


def words(text: str) -> list[str]:
    for sign in "+-*()":
        text = text.replace(sign, f" {sign} ")
    return text.split()


def test_a_formula_may_be_so_long_and_so_deep_and_no_more() -> None:
    most = " + ".join(["a"] * MOST_PARTS)
    assert isinstance(number_of(most), tree.Arithmetic)
    assert number_of("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1)) == A
    too_long = "TR036 the formula is too long: at most 200 numbers and names, nested 30 deep"
    assert told(f"{most} + a") == too_long
    assert told("(" * DEEPEST + "a" + ")" * DEEPEST) == too_long
    assert told("-" * DEEPEST + "a") == too_long
    assert told("a " * 5000) == too_long


def test_all_names_that_are_not_known_are_told_at_once() -> None:
    assert told("x + min(y, a / z)").split("\n") == [
        "TR033 a quotient is used before it is rounded",
        "TR020 there is no “x” here",
        "TR020 there is no “y” here",
        "TR020 there is no “z” here",
    ]


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("", "TR016 the text is empty"),
        (" ", "TR016 the text is empty"),
        ("(", "TR031 the formula ends where a number, a name or an opening “(” is expected"),
        ("a b", "TR030 “b” does not belong here in the formula; expected + - * / or the end"),
        ("a $", "TR030 “$” does not belong here in the formula; expected + - * / or the end"),
        ("1e5", "TR030 “e5” does not belong here in the formula; expected + - * / or the end"),
        ("clamp(a)", f"TR030 “)” does not belong here in the formula; expected {OTHER_END}"),
        ("clamp(a, 0)", f"TR030 “)” does not belong here in the formula; expected {OTHER_END}"),
        ("clamp(a, 0", f"TR031 the formula ends where {OTHER_END} is expected"),
        ("clamp(a, low=0, 9)", "TR030 “9” does not belong here in the formula; expected “high=” and the other end"),
        (
            "clamp(a, high=9, high=8)",
            "TR030 “high” does not belong here in the formula; expected “low=” and the other end",
        ),
        ("clamp(a, low=0, high=8, 9)", "TR030 “9” does not belong here in the formula; expected a closing “)”"),
        ("clamp(a, 0, 8, 9)", "TR030 “,” does not belong here in the formula; expected a closing “)”"),
        ("clamp(a / b, 0, 9)", "TR033 a quotient is used before it is rounded"),
        ("clamp(a, 5, 3)", ENDS),
        ("clamp(a, 10, b)", ENDS),
        ("1 + clamp(b, p, 5)", ENDS),
        ("a = 1", "TR030 “=” does not belong here in the formula; expected + - * / or the end"),
        ("1.", "TR030 “.” does not belong here in the formula; expected + - * / or the end"),
        ("a.b", "TR030 “.” does not belong here in the formula; expected + - * / or the end"),
        ("round(a)", "TR030 “)” does not belong here in the formula; expected a comma"),
        ("round(a,", "TR031 the formula ends where a whole number from 0 to 6 is expected"),
        ("round(a, 1.0)", "TR030 “1.0” does not belong here in the formula; expected a whole number from 0 to 6"),
        ("round(a, 2", "TR031 the formula ends where a closing “)” is expected"),
        ("previous(a, 0)", "TR030 “0” does not belong here in the formula; expected a whole number from 1 to 64"),
        ("mean_last(a)", "TR030 “)” does not belong here in the formula; expected a comma"),
        ("group_percentile(a, b)", "TR030 “b” does not belong here in the formula; expected a number from 0 to 100"),
        (
            "group_percentile(a, 1.2345678)",
            "TR030 “1.2345678” does not belong here in the formula; expected a number from 0 to 100",
        ),
        ("group_count(1)", "TR030 “1” does not belong here in the formula; expected a closing “)”"),
        ("abs(a, b)", "TR030 “,” does not belong here in the formula; expected a closing “)”"),
        ("x(a)", "TR032 there is no function “x”"),
        ("a(1)", "TR032 there is no function “a”"),
        ("r + 1", "TR023 “r” is a ranking; expected a number"),
        ("s.rank", "TR020 there is no “s.rank” here"),
        (
            "1000000000000000",
            "TR014 the number 1000000000000000 is too long: at most 15 digits before the point and 6 after it",
        ),
        ("mean(a, b) + 1", "TR033 a quotient is used before it is rounded"),
        ("a / (b / a)", "TR033 a quotient is used before it is rounded"),
        ("-(-a / b) * 2", "TR033 a quotient is used before it is rounded"),
        ("previous(a / b)", "TR033 a quotient is used before it is rounded"),
        ("mean(mean(a, b), 1)", "TR033 a quotient is used before it is rounded"),
    ],
)
def test_what_cannot_be_read_is_told(formula: str, message: str) -> None:
    assert told(formula) == message
