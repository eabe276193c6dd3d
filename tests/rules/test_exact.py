"""Rounding is exact, and as the decimal module rounds."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.rules.exact import on_scale, rounded, units_of
from targetrules.rules.leaf import Rounding, Share

MODES = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.DOWN: decimal.ROUND_DOWN,
    Rounding.UP: decimal.ROUND_UP,
}
FRACTIONS = st.fractions(-(10**16), 10**16, max_denominator=10**7)


@given(st.decimals(-(10**15), 10**15, places=8), st.integers(0, 6), st.sampled_from(Rounding))
def test_a_decimal_is_rounded_as_the_decimal_module_rounds(value: Decimal, decimals: int, how: Rounding) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), MODES[how])
    assert str(rounded(Fraction(value), decimals, how)) == str(expected).removeprefix("-" if expected == 0 else "")


@given(FRACTIONS, st.integers(0, 6))
def test_half_up_is_the_nearest_and_away_from_zero_where_two_are(value: Fraction, decimals: int) -> None:
    found = Fraction(rounded(value, decimals, Rounding.HALF_UP))
    half = Fraction(1, 2 * 10**decimals)
    assert abs(found - value) <= half
    assert abs(found - value) < half or abs(found) > abs(value)


@given(FRACTIONS, st.integers(0, 6))
def test_down_and_up_are_the_nearest_on_either_side_of_zero(value: Fraction, decimals: int) -> None:
    down, up = (Fraction(rounded(value, decimals, how)) for how in (Rounding.DOWN, Rounding.UP))
    assert abs(down) <= abs(value) <= abs(up)
    assert abs(up - down) == (0 if down == value else Fraction(1, 10**decimals))


@given(FRACTIONS, st.integers(0, 6), st.sampled_from(Rounding))
def test_both_sides_of_zero_are_alike_and_rounding_twice_changes_nothing(
    value: Fraction, decimals: int, how: Rounding
) -> None:
    once = rounded(value, decimals, how)
    assert rounded(-value, decimals, how) == -once
    assert rounded(Fraction(once), decimals, how) == once


@given(FRACTIONS, FRACTIONS, st.integers(0, 6), st.sampled_from(Rounding))
def test_rounding_keeps_the_order(one: Fraction, other: Fraction, decimals: int, how: Rounding) -> None:
    low, high = sorted((one, other))
    assert rounded(low, decimals, how) <= rounded(high, decimals, how)


def test_rounding_does_not_depend_on_the_callers_context() -> None:
    with decimal.localcontext(prec=2, rounding=decimal.ROUND_UP):
        assert str(rounded(Fraction(123456789, 1000), 2, Rounding.HALF_UP)) == "123456.79"


@pytest.mark.parametrize(
    ("amount", "size", "how", "units"),
    [
        (Decimal(3), 100, Rounding.DOWN, 3),
        (Decimal(3), 2, Rounding.DOWN, 3),
        (Share(Decimal(20)), 14, Rounding.DOWN, 2),
        (Share(Decimal(20)), 14, Rounding.UP, 3),
        (Share(Decimal(25)), 14, Rounding.HALF_UP, 4),
        (Share(Decimal(25)), 10, Rounding.HALF_EVEN, 2),
        (Share(Decimal("33.3")), 1000, Rounding.DOWN, 333),
        (Share(Decimal(0)), 14, Rounding.UP, 0),
        (Share(Decimal(100)), 0, Rounding.UP, 0),
    ],
)
def test_a_share_is_a_whole_number_of_units(amount: Decimal | Share, size: int, how: Rounding, units: int) -> None:
    assert units_of(amount, size, how) == units


POINTS = ((Decimal(20), Decimal(0)), (Decimal(60), Decimal(60)), (Decimal(90), Decimal(100)))


@pytest.mark.parametrize(
    ("value", "linear", "step"),
    [("20", "0", "0"), ("21", "3/2", "0"), ("60", "60", "60"), ("70", "220/3", "60"), ("90", "100", "100")],
)
def test_a_scale_is_in_proportion_between_points_or_holds_up_to_the_next(value: str, linear: str, step: str) -> None:
    at = Fraction(value)
    assert on_scale(at, POINTS, "linear", "clamp") == on_scale(at, POINTS, "linear", "missing") == Fraction(linear)
    assert on_scale(at, POINTS, "step", "clamp") == on_scale(at, POINTS, "step", "missing") == Fraction(step)


@pytest.mark.parametrize(("value", "held"), [("19.999999", 0), ("-1e9", 0), ("90.000001", 100), ("1e9", 100)])
def test_beyond_its_points_a_scale_holds_or_is_missing(value: str, held: int) -> None:
    at = Fraction(value)
    assert on_scale(at, POINTS, "linear", "clamp") == on_scale(at, POINTS, "step", "clamp") == held
    assert (on_scale(at, POINTS, "linear", "missing"), on_scale(at, POINTS, "step", "missing")) == (None, None)
