"""A formula typed as in a spreadsheet or in Chinese is not read; the one that is offered means just what was typed."""

from __future__ import annotations

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import PolicyError, loads
from tests.effort import examples
from tests.rules.test_formula import number_of

HEAD: Final = """
format = 1
policy = { id = "p", title = "P" }
inputs.a = { type = "number", min = 0, max = 9 }
inputs.b = { type = "number", min = 0, max = 9 }
inputs."得分" = { type = "number", min = 0, max = 9 }
rankings.r = { by = "a" }
rankings."排名" = { by = "a" }
"""


def advice_on(formula: str) -> str:
    with pytest.raises(PolicyError) as raised:
        loads(f"{HEAD}measures.m = {{ formula = '''{formula}''', decimals = 2 }}")
    (told,) = raised.value.diagnostics
    return told.advice()


def offered(advice: str) -> str | None:
    found = re.search(r"(?:; |\A)write `([^`]*)`\Z", advice)
    return None if found is None else found[1]


_FORMULAS: Final = st.recursive(
    st.sampled_from(["a", "b", "得分", "0.6", "12", "r.rank", "排名.size"]),
    lambda parts: st.one_of(
        st.builds("{} {} {}".format, parts, st.sampled_from("+-*"), parts),
        st.builds("({})".format, parts),
        st.builds("min({}, {})".format, parts, parts),
        st.builds("-{}".format, parts),
        st.builds("round({}, 1)".format, parts),
    ),
    max_leaves=5,
).filter(lambda text: len(text) < 50 and text.count("*") <= 3 and text.count("r.rank") + text.count(".size") <= 1)

_TYPED: Final = [
    ("*", "×"),
    ("*", "＊"),
    ("-", "－"),
    ("-", "−"),
    ("+", "＋"),
    (",", "，"),
    (",", "；"),
    ("(", "（"),
    (")", "）"),
    ("r.rank", "r.名次"),
    ("排名.size", "排名.单位数"),
    ("min", "MIN"),
    ("round", "四舍五入"),
    ("0.6 * ", "60%*"),
    ("0.6 * a", "0.6a"),
    ("0.6 * 得分", "0.6得分"),
    ("12 * (", "12("),
    ("a", "“a”"),
    (") * (", ")("),
    (" * ", " x "),
]


@examples(200)
@given(formula=_FORMULAS, typed=st.lists(st.sampled_from(_TYPED), min_size=1, max_size=4))
def test_the_formula_offered_means_what_was_typed(formula: str, typed: list[tuple[str, str]]) -> None:
    text = formula
    for here, elsewhere in typed:
        text = text.replace(here, elsewhere) if here != "a" else re.sub(r"\ba\b", elsewhere, text)
    if text == formula:
        assert number_of(text) == number_of(formula)
        return
    meant = offered(advice_on(text))
    assert meant is not None
    assert number_of(meant) == number_of(formula)


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("=a+b", "a+b"),
        ("= a × b", "a * b"),
        ("60%*a + 40%*b", "0.6*a + 0.4*b"),
        ("a*12.5%", "a*0.125"),
        ("a*100%", "a*1"),
        ("100%*a", "1*a"),
        ("200%a", "2*a"),
        ("0,6*a+0,4*b", "0.6*a+0.4*b"),
        ("MIN(0,6*a;9)", "min(0.6*a,9)"),
        ("a^3", "(a * a * a)"),
        ("b - a^2", "b - (a * a)"),
        ("b/a^2", "b/(a * a)"),
        ("得分²", "(得分 * 得分)"),
        ("AVERAGE(a, b)", "mean(a, b)"),
        ("求和（a，b）", "sum(a,b)"),
        ("r.名次", "r.rank"),
        ("排名的名次 + 1", "排名.rank + 1"),
        ("排名。单位数", "排名.size"),
        ("group_percentile(a，90%)", "group_percentile(a,90%)"),
        ("0.6x得分", "0.6*得分"),
        ("2(a+b)(a-b)", "2*(a+b)*(a-b)"),
        ("round(0.6a, 1)", "round(0.6*a, 1)"),
        ("clamp(b + 2(a), 0, 9)", "clamp(b + 2*(a), 0, 9)"),
    ],
)
def test_the_formula_is_offered_whole(formula: str, meant: str) -> None:
    assert offered(advice_on(formula)) == meant


@pytest.mark.parametrize(
    "formula",
    [
        "a - 5%",  # five points, or a twentieth of a
        "a + 5%",
        "-a^2",  # a square to a spreadsheet, its opposite in arithmetic
        "min(0,6×a, 9)",  # six tenths, or nothing and six
        "min(a; 1,000)",  # one, or a thousand
        "a/1,000",
        "a b",
        "(a+b)^2",
        "IF(a>60,1,0)",
        "SUM(B2:B9)",
        "B2*0.6",
        "RANK(a,b)",
        "a > b",
        "a = b",
        "r.points",
        "100 - a%",
        "group_percentile(a, b%)",
        "a÷b×100",  # a quotient in the midst of a formula is a fault of its own
        "0.6×(a + b + " + " + ".join(["a"] * 30) + ")",  # too long to be shown whole
    ],
)
def test_what_is_in_doubt_is_not_offered(formula: str) -> None:
    assert offered(advice_on(formula)) is None


@pytest.mark.parametrize("formula", ["round(a b)", "if_missing(a 2)", "clamp(a b, 9)", "round(12 a)"])
def test_no_sign_is_missed_where_a_comma_is(formula: str) -> None:
    assert advice_on(formula).startswith("the function is written")
