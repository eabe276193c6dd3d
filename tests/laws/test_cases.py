"""Laws of measures by cases: what applies is the first case that is not false, and no other case leaves a trace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, PolicyError, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row
from tests.effort import examples

HEAD: Final = """
format = 1
policy = { id = "cases", title = "Cases" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
x = { type = "number", min = -20, max = 20, optional = true }
y = { type = "number", min = -20, max = 20, optional = true }
flag = { type = "flag", optional = true }
word = { type = "choice", of = ["a", "b", "c"], optional = true }
[grading]
by = "x"
bands = { good = 5, poor = -20 }
[rankings.lively]
by = "x"
among = { y = { above = 0 } }
"""
CONDITIONS: Final = (
    "{ flag = true }",
    '{ word = ["a", "b"] }',
    "{ x = { below = 3 } }",
    "{ x = { at_least = 0 }, y = { below = 9 } }",
    '{ grade = "good" }',
    '{ grade = "poor", consecutive = 2 }',
    '{ place = "first" }',
    "{ any = [{ y = 0 }, { flag = false }] }",
    '{ known = "y" }',
    "{ period = { from = 2011 } }",
)
FORMULAS: Final = (
    "x",
    "x / y",
    "0.5 * y",
    "previous(y)",
    "group_mean(x)",
    "-(y / 3)",
    "mean_last(x, 2)",
    "7",
    "lively.rank",
)
PARTS: Final = st.tuples(st.sampled_from(CONDITIONS), st.sampled_from(FORMULAS))
NUMBERS: Final = st.none() | st.sampled_from((0, 0, 3, 5)) | st.integers(-20, 20)
ROWS: Final = st.lists(
    st.tuples(st.sampled_from("pqr"), st.sampled_from((2010, 2011, 2012)), NUMBERS, NUMBERS,
              st.sampled_from((None, True, False)), st.sampled_from((None, "a", "b", "c"))),
    min_size=1, max_size=9, unique_by=lambda row: row[:2],
)  # fmt: skip


def history_of(rows: list[Any]) -> History:
    def number(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return History(
        tuple(
            Row(unit, period, {"x": number(x), "y": number(y), "flag": flag, "word": word})
            for unit, period, x, y, flag, word in rows
        )
    )


@pytest.mark.parametrize("engine", ENGINES)
@examples(60)
@given(
    st.lists(PARTS, min_size=1, max_size=3, unique_by=lambda part: part[0]), st.none() | st.sampled_from(FORMULAS), ROWS
)
def test_a_measure_by_cases_is_that_of_the_first_case_that_is_not_false(
    engine: EngineName, parts: list[tuple[str, str]], otherwise: str | None, rows: list[Any]
) -> None:
    cases = ", ".join(f'{{ when = {when}, formula = "{formula}" }}' for when, formula in parts)
    text = f"[measures.asked]\ndecimals = 2\ncases = [{cases}]\n"
    text += "" if otherwise is None else f'otherwise = "{otherwise}"\n'
    for at, (when, formula) in enumerate(parts):
        text += f'[conditions.c{at}]\nall = [{when}]\n[measures.m{at}]\ndecimals = 2\nformula = "{formula}"\n'
    if otherwise is not None:
        text += f'[measures.last]\ndecimals = 2\nformula = "{otherwise}"\n'
    policy = loaded(HEAD + text)
    for outcome in [] if policy is None else policy.evaluate(history_of(rows), engine=engine):
        truths = [outcome.conditions[f"c{at}"] for at in range(len(parts))]
        first = next((at for at, truth in enumerate(truths) if truth is not False), None)
        applying = None if first is not None and truths[first] is None else "last" if first is None else f"m{first}"
        lost = {remark.about for remark in outcome.remarks}
        assert outcome.measures["asked"] == (outcome.measures.get(applying) if applying else None)
        assert ("asked" in lost) is (applying in lost)


def loaded(text: str) -> Policy | None:
    """The policy; None where a case of it is never come to."""
    try:
        return loads(text)
    except PolicyError as error:
        if {each.code for each in error.diagnostics} == {"TR130"}:
            return None
        raise


@pytest.mark.parametrize("engine", ENGINES)
@examples(20)
@given(ROWS)
def test_points_conditional_numbers_and_counts_are_what_their_cases_say(engine: EngineName, rows: list[Any]) -> None:
    text = """
[conditions.low]
x = { below = 3 }
[statuses.slow]
enter = { y = { below = 0 } }
[measures.points]
points = { of = "word", values = { a = 3, b = -1, c = 0.5 } }
decimals = 1
[measures.points_by_cases]
cases = [
  { when = { word = "b" }, formula = "-1" },
  { when = { word = "a" }, formula = "3" },
  { when = { word = "c" }, formula = "0.5" },
]
decimals = 1
[measures.of_grade]
points = { of = "grade", values = { good = 1, poor = 2 } }
[measures.of_grade_by_cases]
cases = [{ when = { grade = { at_least = "good" } }, formula = "1" }]
otherwise = "2"
[measures.either]
formula = "if(low, x / y, -y)"
decimals = 2
[measures.either_by_cases]
cases = [{ when = { low = true }, formula = "x / y" }]
otherwise = "-y"
decimals = 2
[measures.count]
formula = "count(flag, low, slow, flag)"
[measures.sum]
formula = "all_sum(if(flag, 1, 0), if(low, 1, 0), if(slow, 1, 0), if(flag, 1, 0))"
"""
    for outcome in loads(HEAD + text).evaluate(history_of(rows), engine=engine):
        found, lost = outcome.measures, {remark.about for remark in outcome.remarks}
        assert found["points"] == found["points_by_cases"]
        assert found["of_grade"] == found["of_grade_by_cases"]
        assert found["either"] == found["either_by_cases"]
        assert ("either" in lost) is ("either_by_cases" in lost)
        assert found["count"] == found["sum"]
