"""The one rule for binary floats: what each width is read as, what it does not carry, and how it is shown."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.results.cells.fault import Fault
from targetrules.results.cells.floats import Half, Single, carries, float_text, number_of_float, width_of
from targetrules.results.cells.inputs import reader_of
from targetrules.results.cells.names import unit_of
from tests.results.example_rules import an_input

WIDTHS: dict[type[float], Any] = {float: np.float64, Single: np.float32, Half: np.float16}
each_width = pytest.mark.parametrize("kind", WIDTHS, ids=lambda kind: kind.__name__)


def repr_of(value: object) -> str:
    return f"{type(value).__name__} {value!r}"


def of(kind: type[float], number: float) -> float:
    """The nearest float of the width."""
    with np.errstate(over="ignore"):
        return kind(WIDTHS[kind](number))


@pytest.mark.parametrize(
    ("number", "read", "shown"),
    [
        (89.99499999999999, "89.995", "89.995"),
        (0.1 + 0.2, "0.3", "0.3"),
        (59.5, "59.5", "59.5"),
        (-0.0, "0", "0"),
        (float(2**53 - 1), "9007199254740991", "9007199254740991"),
        (float(10**15), "1000000000000000", "1000000000000000"),
        (123456789012345.6, "123456789012346", "123456789012346"),
        (5e-324, "4.94065645841247E-324", "4.94065645841247E-324"),
        (1e300, "1E+300", "1E+300"),
        (0.12345678901234451, "0.123456789012345", "0.123456789012345"),
        (Single(np.float32(89.005)), "89.005", "89.005"),
        (Single(2**24 - 1), "16777215", "16777215"),
        (Single(np.float32(123456.7)), "123457", "123456.7"),
        (Single(np.float32(0.1)), "0.1", "0.1"),
        (Half(np.float16(59.53)), "59.5", "59.53"),
        (Half(2047), "2047", "2047"),
    ],
    ids=repr_of,
)
def test_a_float_is_read_at_its_certain_digits(number: float, read: str, shown: str) -> None:
    assert number_of_float(number) == Decimal(read)
    assert float_text(number) == shown


@each_width
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_read_is_the_nearest_decimal_of_so_many_digits(kind: type[float], drawn: float) -> None:
    number = of(kind, drawn)
    if math.isfinite(number):
        width, read = width_of(number), number_of_float(number)
        if number.is_integer() and abs(number) < width.whole:
            assert read == int(number)
        else:
            assert len(read.as_tuple().digits) <= width.digits
            half = Decimal(f"0.5E{Decimal(number).adjusted() - width.digits + 1}")
            assert abs(Decimal(number) - read) <= half


@each_width
@given(st.integers(0, 10**15 - 1), st.integers(0, 6))
def test_a_decimal_of_so_many_digits_is_read_back(kind: type[float], digits: int, decimals: int) -> None:
    """From the float nearest to it, if there is one."""
    exact = Decimal(f"{digits % 10 ** width_of(kind(0)).digits}E-{decimals}")
    number = of(kind, float(exact))
    if math.isfinite(number) and (kind is not Half or exact == 0 or exact >= Decimal("0.001")):  # others are subnormal
        assert number_of_float(number) == exact
        assert carries(number, number_of_float(number), decimals)


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (Single(np.float32(123456.7)), 1, "RES64"),
        (Single(np.float32(123456.7)), 0, "123457"),
        (Single(np.float32(123456.5)), 1, "RES64"),
        (Single(2**24), 0, "RES64"),
        (Single(2**24 - 1), 2, "16777215.00"),
        (Single(np.float32(2097151.5)), 0, "RES64"),
        (Half(np.float16(59.53)), 2, "RES64"),
        (Half(np.float16(59.5)), 2, "59.50"),
        (Half(2048), 0, "RES64"),
        (12345678901234.56, 2, "RES64"),
        (1234567890123.45, 2, "1234567890123.45"),
        (1234567890.5, 6, "1234567890.500000"),
        (0.125, 2, "RES42"),
        (float("inf"), 0, "RES41"),
    ],
    ids=repr_of,
)
def test_a_float_that_does_not_carry_the_declared_decimals_is_a_problem(
    number: float, decimals: int, expected: str
) -> None:
    most = Decimal(10**14)
    read = reader_of(an_input("x", "number", decimals=decimals, low=-most, high=most), ())(number)
    assert (read.code if isinstance(read, Fault) else str(read)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(89.995, "90.00"), (89.99499999999999, "90.00"), (Single(np.float32(89.005)), "89.01"), (0.285, "0.29")],
    ids=repr_of,
)
def test_a_float_is_rounded_once_after_it_was_read(number: float, expected: str) -> None:
    assert str(reader_of(an_input("x", "number", decimals=2, excess="round"), ())(number)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1001.0, "1001"), (Single(1001.0), "1001"), (Single(2**24), "RES36"), (1e15, "RES36"), (Half(2048), "RES36")],
    ids=repr_of,
)
def test_a_float_names_a_unit_by_its_digits(number: float, expected: str) -> None:
    read = unit_of(number)
    assert (read.code if isinstance(read, Fault) else read) == expected
