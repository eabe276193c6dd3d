"""A second reading of rounding, percentiles, places and quotas, by other means than the engine's."""

from __future__ import annotations

import decimal
import statistics
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import groupby

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.engine.numbers import percentile
from targetrules.rules import tree
from targetrules.rules.exact import rounded, square_root, standard_deviation, units_of
from targetrules.rules.tree import Rounding, Share
from tests.effort import examples

MODES = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.DOWN: decimal.ROUND_DOWN,
    Rounding.UP: decimal.ROUND_UP,
}


@pytest.mark.parametrize("how", Rounding)
@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_decimals_are_rounded_as_the_decimal_module_does(how: Rounding, value: Decimal, decimals: int) -> None:
    assert rounded(Fraction(value), decimals, how) == value.quantize(Decimal(1).scaleb(-decimals), MODES[how])


@given(st.fractions(-1000, 1000, max_denominator=99), st.integers(0, 3))
def test_quotients_are_rounded_to_the_nearest(value: Fraction, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    down, up = (Fraction(rounded(value, decimals, how)) for how in (Rounding.DOWN, Rounding.UP))
    assert abs(down) <= abs(value) <= abs(up) <= abs(down) + unit
    for how in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        nearest = Fraction(rounded(value, decimals, how))
        assert abs(nearest - value) <= unit / 2
        assert nearest in (down, up)


@pytest.mark.parametrize("how", Rounding)
@given(st.fractions(0, 10**6, max_denominator=999) | st.decimals(0, 99, places=7).map(lambda each: Fraction(each) ** 2))
def test_a_root_is_rounded_as_one_with_a_hundred_digits(how: Rounding, of: Fraction) -> None:
    """Squares of numbers with seven decimals have roots that lie on an edge, where nothing may be added."""
    with localcontext(prec=150):
        exact = (Decimal(of.numerator) / Decimal(of.denominator)).sqrt()
        for decimals in range(7):
            expected = exact.quantize(Decimal(1).scaleb(-decimals), MODES[how])
            assert rounded(square_root(of), decimals, how) == expected


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=12))
def test_standard_deviations_are_those_of_the_statistics_module(values: list[int]) -> None:
    total, squares = Fraction(sum(values)), Fraction(sum(each * each for each in values))
    assert standard_deviation("sd", len(values), total, squares) == square_root(
        statistics.pvariance(map(Fraction, values))
    )
    expected = square_root(statistics.variance(map(Fraction, values))) if len(values) > 1 else None
    assert standard_deviation("sd_sample", len(values), total, squares) == expected


@given(st.decimals(0, 100, places=2), st.integers(0, 500))
def test_a_share_of_a_group(percent: Decimal, size: int) -> None:
    for how, mode in MODES.items():
        assert units_of(Share(percent), size, how) == (percent * size / 100).to_integral_value(mode)
        assert units_of(Decimal(size), 7, how) == size


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=12), st.integers(1, 99))
def test_percentiles_are_those_of_the_statistics_module(values: list[int], percent: int) -> None:
    """It has the exclusive ones also where a policy has none: below the first value and above the last."""
    exact = sorted(map(Fraction, values))
    asked = tree.Aggregate("percentile", None, Decimal(percent))
    assert percentile(asked, exact) == statistics.quantiles(exact, n=100, method="inclusive")[percent - 1]
    exclusive = percentile(evolve(asked, method="exclusive"), exact)
    is_there = 100 <= (len(exact) + 1) * percent <= 100 * len(exact)
    assert exclusive == (statistics.quantiles(exact, n=100, method="exclusive")[percent - 1] if is_there else None)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12), st.sampled_from((0, 1, 5, 10, 20, 25, 50, 75, 90, 100)))
def test_percentiles_by_rank_are_where_the_share_of_the_values_is_reached(values: list[int], percent: int) -> None:
    """SAS: the mean of where the share is reached, and of where it is exceeded."""
    exact = sorted(map(Fraction, values))
    asked = tree.Aggregate("percentile", None, Decimal(percent), None, "nearest")

    def share(value: Fraction) -> Fraction:
        return Fraction(100 * sum(each <= value for each in exact), len(exact))

    reached = min(value for value in exact if share(value) >= percent)
    exceeded = min((value for value in exact if share(value) > percent), default=exact[-1])
    assert percentile(asked, exact) == reached
    found = percentile(evolve(asked, method="sas5"), exact)
    assert found == (exceeded if percent == 0 else (reached + exceeded) / 2)


# ---- places ----------------------------------------------------------------------------------------------------------

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs.score]
type = "number"
min = 0
max = 9
[rankings.r]
by = "score"
[grading]
by = "score"
bands = { A = 7, B = 4, C = 0 }
"""
scores = st.lists(st.integers(0, 9), min_size=1, max_size=9)


def rows(values: list[int]) -> list[dict[str, object]]:
    return [{"unit": f"u{index}", "period": 2010, "score": value} for index, value in enumerate(values)]


@examples(60)
@given(scores)
def test_a_rank_is_one_more_than_how_many_are_better(values: list[int]) -> None:
    found = [outcome.places["r"].rank for outcome in loads(POLICY).evaluate(rows(values))]
    assert found == [1 + sum(other > value for other in values) for value in values]


@examples(120)
@given(scores, st.sampled_from(("top", "bottom")), st.sampled_from(("in", "out")), st.integers(1, 9))
def test_places(values: list[int], end: str, ties: str, most: int) -> None:
    """In: fewer than k are ahead. Out: the whole tie is among the first (or last) k."""
    policy = loads(f'{POLICY}[conditions.c]\nplace = {{ {end} = {most}, ties = "{ties}" }}')
    found = [outcome.conditions["c"] for outcome in policy.evaluate(rows(values))]
    order = sorted(values, reverse=end == "top")
    among = order[:most]
    if ties == "in":
        assert found == [value in among for value in values]
    else:
        assert found == [value in among and value not in order[most:] for value in values]


# ---- quotas ----------------------------------------------------------------------------------------------------------

Quota = tuple[str, str, str]


@examples(200)
@given(
    scores,
    st.sampled_from((("A", "at_most"), ("B", "at_most"), ("B", "at_least"), ("C", "at_least"))),
    st.sampled_from(("in", "out")),
    st.integers(0, 9),
)
def test_quotas(values: list[int], quota: tuple[str, str], ties: str, most: int) -> None:
    grade, how = quota
    rule = f'[[grading.quotas]]\ngrade = "{grade}"\n{how} = {most}\nties = "{ties}"\n'
    found = [outcome.grade for outcome in loads(POLICY + rule).evaluate(rows(values))]
    by_score = at_most(values, grade, ties, most) if how == "at_most" else at_least(values, grade, ties, most)
    assert found == [by_score[value] for value in values]


def band(score: int) -> str:
    return "A" if score >= 7 else "B" if score >= 4 else "C"


def at_most(values: list[int], grade: str, ties: str, most: int) -> dict[int, str]:
    """Ties from the best down stay as long as they fit whole; the one that would not fit is out, or in as a whole."""
    grades, taken, full = {}, 0, False
    for score, tied in groupby(sorted(values, reverse=True)):
        count = len(list(tied))
        if band(score) > grade:
            grades[score] = band(score)
            continue
        fits = taken + count <= most or (ties == "in" and taken < most)
        full = full or not fits
        grades[score] = band(score) if not full else chr(ord(grade) + 1)
        taken += count
    return grades


def at_least(values: list[int], grade: str, ties: str, least: int) -> dict[int, str]:
    """Ties from the worst up drop as long as no more than needed do; the one too large stays, or drops as a whole."""
    grades = {score: band(score) for score in values}
    there, full = sum(band(score) >= grade for score in values), False
    for score, tied in groupby(sorted(score for score in values if band(score) < grade)):
        count = len(list(tied))
        full = full or not (there + count <= least or (ties == "in" and there < least))
        if not full:
            grades[score] = grade
        there += count
    return grades
