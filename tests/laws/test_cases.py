"""Laws of measures by cases, and of what is said in fewer words: points, scales, counts, and rankings by grade."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Outcome, Policy, PolicyError, loads
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


@pytest.mark.parametrize("engine", ENGINES)
@examples(20)
@given(ROWS)
def test_a_scale_is_what_its_cases_say(engine: EngineName, rows: list[Any]) -> None:
    text = """
[measures.linear]
scale = { of = "x", points = [[-10, 3], [0, 1], [7, 0.5]] }
decimals = 3
[measures.linear_by_cases]
cases = [
  { when = { x = { below = -10 } }, formula = "3" },
  { when = { x = { below = 0 } }, formula = "3 - (x + 10) * 0.2" },
  { when = { x = { below = 7 } }, formula = "(14 - x) / 14" },
]
otherwise = "0.5"
decimals = 3
[measures.strict]
scale = { of = "linear", points = [[0.5, 1], [1, 0], [2, 8]], outside = "missing" }
decimals = 2
[measures.strict_by_cases]
cases = [
  { when = { linear = { below = 1 } }, formula = "(1 - linear) / 0.5" },
  { when = { linear = { at_most = 2 } }, formula = "8 * (linear - 1)" },
]
decimals = 2
[measures.steps]
scale = { of = "y", points = [[-5, 2], [3, 0], [5, 9]], between = "step" }
[measures.steps_by_cases]
cases = [{ when = { y = { below = 3 } }, formula = "2" }, { when = { y = { below = 5 } }, formula = "0" }]
otherwise = "9"
[measures.by_rank]
scale = { of = "lively.rank", points = [[1, 10], [3, 4]], between = "step", outside = "missing" }
[measures.own_place]
formula = "lively.rank"
[measures.by_rank_by_cases]
cases = [{ when = { own_place = { below = 3 } }, formula = "10" }, { when = { own_place = 3 }, formula = "4" }]
"""
    for outcome in loads(HEAD + text).evaluate(history_of(rows), engine=engine):
        found = outcome.measures
        for name in ("linear", "strict", "steps", "by_rank"):
            assert found[name] == found[f"{name}_by_cases"]


@pytest.mark.parametrize("engine", ENGINES)
@examples(20)
@given(ROWS)
def test_a_ranking_by_grade_is_one_by_points_for_the_grade(engine: EngineName, rows: list[Any]) -> None:
    text = """
[measures.up]
points = { of = "grade", values = { good = 2, poor = 1 } }
[measures.down]
points = { of = "grade", values = { good = 1, poor = 2 } }
[rankings.graded]
by = ["grade", "y"]
[rankings.pointed]
by = ["up", "y"]
[rankings.graded_low]
by = ["y", "grade"]
best = "lowest"
within = "word"
among = { y = { above = 0 } }
[rankings.pointed_low]
by = ["y", "down"]
best = "lowest"
within = "word"
among = { y = { above = 0 } }
[conditions.last_graded]
place = { bottom = 1, ranking = "graded" }
[conditions.last_pointed]
place = { bottom = 1, ranking = "pointed" }
[measures.of_graded]
formula = "group_max(y, graded) + graded.rank"
[measures.of_pointed]
formula = "group_max(y, pointed) + pointed.rank"
[[grading.quotas]]
grade = "good"
at_most = "40%"
ranking = "lively"
"""
    for outcome in loads(HEAD + text).evaluate(history_of(rows), engine=engine):
        assert outcome.places["graded"] == outcome.places["pointed"]
        assert outcome.places["graded_low"] == outcome.places["pointed_low"]
        assert outcome.conditions["last_graded"] is outcome.conditions["last_pointed"]
        assert outcome.measures["of_graded"] == outcome.measures["of_pointed"]


@pytest.mark.parametrize("engine", ENGINES)
@examples(30)
@given(ROWS)
def test_what_is_counted_of_a_group_is_what_its_units_say(engine: EngineName, rows: list[Any]) -> None:
    text = """
[conditions.low]
x = { below = 3 }
[rankings.alike]
by = "x"
within = "word"
[measures.one_or_none]
formula = "if(flag, 1, 0)"
[measures.lacking]
formula = "if_missing(0 * one_or_none, 1)"
[measures.unknown]
formula = "group_max(lacking, alike)"
[measures.held]
formula = "group_count(alike, flag)"
[measures.held_by_sum]
cases = [
  { when = { alike.size = 0 }, formula = "0" },
  { when = { unknown = 0 }, formula = "group_sum(one_or_none, alike)" },
]
[measures.share]
formula = "group_share(alike, flag)"
decimals = 2
[measures.share_by_mean]
cases = [{ when = { unknown = 0 }, formula = "round(group_mean(100 * one_or_none, alike), 2)" }]
decimals = 2
[measures.low_ones]
formula = "group_count(alike, low)"
[measures.sum]
formula = "group_sum(y)"
[measures.nearest]
formula = "group_percentile(y, 12.5, method=nearest)"
[measures.sas]
formula = "group_percentile(y, 50, alike, method=sas5)"
decimals = 1
[measures.exclusive]
formula = "group_percentile(y, 50, alike, method=exclusive)"
decimals = 1
[measures.median]
formula = "group_median(y, alike)"
decimals = 1
[measures.sd]
formula = "group_sd(y)"
decimals = 3
[measures.sd_sample]
formula = "-round(group_sd_sample(y, alike), 4)"
decimals = 4
[measures.twice]
formula = "group_sd(2 * y + 7)"
decimals = 2
"""
    for outcome in loads(HEAD + text).evaluate(history_of(rows), engine=engine):
        found = outcome.measures
        assert found["held"] == found["held_by_sum"]
        assert found["share"] == found["share_by_mean"]
        there = [y for unit, period, x, y, flag, word in rows if period == outcome.period and y is not None]
        assert found["sum"] == (sum(there) if there else None)
        assert found["nearest"] == (sorted(there)[max(-(-len(there) // 8) - 1, 0)] if there else None)
        assert found["sas"] == found["exclusive"] == found["median"]
        assert found["sd"] == (spread(there, len(there), 3) if there else None)
        assert found["twice"] == (spread([2 * y + 7 for y in there], len(there), 2) if there else None)
        word = word_of(outcome, rows)
        near = [row[3] for row in rows if row[1] == outcome.period and word == row[5] and None not in (row[2], row[3])]
        if word is not None and len(near) > 1:
            assert found["sd_sample"] == -spread(near, len(near) - 1, 4)
        else:
            assert found["sd_sample"] is None
        alike = [
            x
            for _, period, x, _, _, word in rows
            if period == outcome.period and word == word_of(outcome, rows) and x is not None
        ]
        assert found["low_ones"] == (None if word_of(outcome, rows) is None else sum(x < 3 for x in alike))


def spread(values: list[Any], parts: int, decimals: int) -> Decimal:
    """The standard deviation by a square root with sixty digits, halves up."""
    with localcontext(prec=60):
        mean = sum(values, Decimal(0)) / len(values)
        root = (sum(((each - mean) ** 2 for each in values), Decimal(0)) / parts).sqrt()
        return root.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def word_of(outcome: Outcome, rows: list[Any]) -> str | None:
    words: dict[tuple[str, Any], str | None] = {(row[0], row[1]): row[5] for row in rows}
    return words[outcome.unit, outcome.period]
