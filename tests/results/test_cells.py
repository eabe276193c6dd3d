"""One cell to a value, type by type: what is understood, and what is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from targetrules.period import PeriodKind
from targetrules.results.cells.expected import expected_period
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import reader_of
from targetrules.results.cells.names import unit_of
from targetrules.results.cells.periods import period_reader
from targetrules.results.table import Cell, Unreadable
from targetrules.rules.tree import Input
from targetrules.wording import LANGUAGES
from tests.results.example_rules import GRADES, an_input


def a_number(**declared: Any) -> Input:
    return an_input("x", "number", **declared)


def read(one: Input, cell: Cell) -> object:
    """The value as text (numbers keep their decimals), or the code of what is wrong."""
    value = reader_of(one, GRADES)(cell)
    return str(value.code) if isinstance(value, Fault) else str(value) if isinstance(value, Decimal) else value


def named(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 1000:
        return "huge"
    return f"{type(value).__name__} {ascii(value)[:40]}"


HUNDRED = a_number(low=Decimal(0), high=Decimal(100), decimals=2)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("60", "60.00"),
        (" ＋６０．５ ", "60.50"),
        ("\u3000\ufeff60\u200b\u00a0", "60.00"),
        (".5", "0.50"),
        ("5.", "5.00"),
        ("-0", "0.00"),
        ("−0.000", "0.00"),
        ("59.5000", "59.50"),
        (60, "60.00"),
        (89.99, "89.99"),
        (Decimal("1E+2"), "100.00"),
        (Decimal("0E+99"), "0.00"),
        ("89.995", "RES42"),
        (89.995, "RES42"),
        (0.1 + 0.2, "0.30"),
        (89.99499999999999, "RES42"),
        (0.123, "RES42"),
        ("0.00000000000000000000000000000000001", "RES42"),
        ("100.001", "RES42"),
        ("100.01", "RES43"),
        ("-0.01", "RES43"),
        (10**30, "RES43"),
        (Decimal("-1E+999999"), "RES43"),
        (10**4000, "RES44"),
        (float("inf"), "RES41"),
        (Decimal("NaN"), "RES41"),
        (True, "RES41"),
        ("١٢", "RES41"),
        ("5²", "RES41"),
        ("85①", "RES41"),
        ("6 0", "RES46"),
        ("6'000", "RES46"),
        ("9" * 101, "RES41"),
        (date(2011, 1, 1), "RES52"),
        (Unreadable("[…]"), "RES53"),
        ("#N/A", "RES50"),
        ("########", "RES50"),
        ("Err:502", "RES50"),
        (" =A1", "RES51"),
        ("", "RES40"),
        (None, "RES40"),
    ],
    ids=named,
)
def test_a_number(cell: Cell, expected: str) -> None:
    assert read(HUNDRED, cell) == expected


@pytest.mark.parametrize(
    ("cell", "decimals", "expected"),
    [("89.995", 2, "90.00"), ("-89.995", 2, "-90.00"), ("89.985", 2, "89.99"), ("0.4", 0, "0"), ("-0.4", 0, "0")],
    ids=named,
)
def test_excess_decimals_are_rounded_half_up_where_the_input_says_so(cell: str, decimals: int, expected: str) -> None:
    assert read(a_number(decimals=decimals, excess="round"), cell) == expected


def test_a_number_is_held_against_its_bounds_after_rounding() -> None:
    assert read(a_number(high=Decimal(100), excess="round"), "100.4") == "100"
    assert read(a_number(high=Decimal(100), excess="round"), "100.5") == "RES43"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("9999999999999.99", "9999999999999.99"), ("10000000000000", "RES44"), ("-10000000000000", "RES44")],
    ids=named,
)
def test_without_both_bounds_a_number_has_fifteen_digits_decimals_included(cell: str, expected: str) -> None:
    assert read(a_number(decimals=2), cell) == expected
    assert read(a_number(decimals=2, high=Decimal(10**14)), cell) == expected
    assert read(a_number(decimals=2, low=Decimal(-(10**14))), cell) == expected


def test_a_percent_sign_belongs_to_inputs_in_percent() -> None:
    assert read(a_number(unit="%"), "85%") == "85"
    assert read(a_number(unit="％"), "８５ ％") == "85"
    assert read(a_number(unit="%"), "85") == "85"
    assert read(a_number(unit="%"), "%") == "RES41"
    assert read(a_number(unit="points"), "85%") == "RES45"
    assert read(a_number(unit="points"), "high%") == "RES41"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("excellent", "excellent"),
        ("优秀", "excellent"),
        (" Excellent\u3000", "excellent"),
        ("Ｇｏｏｄ", "good"),
        ("EXCELLENT", "RES47"),
        ("优", "RES47"),
        (1, "RES47"),
        (True, "RES47"),
    ],
    ids=named,
)
def test_a_grade_is_its_id_or_a_label(cell: Cell, expected: str) -> None:
    assert read(an_input("x", "grade"), cell) == expected


def test_a_choice_is_one_of_its_words() -> None:
    one = an_input("x", "choice", options=("县（市）", "1", "Met"))
    assert [read(one, cell) for cell in ("县(市)", 1, 1.0, "met", "Not Met")] == [
        "县（市）",
        "1",
        "1",
        "RES48",
        "RES48",
    ]


@pytest.mark.parametrize(
    "cell", ["true", "TRUE", "Yes", "y", "T", "是", "有", "√", "✓", "１", 1, 1.0, Decimal("1.00"), True], ids=named
)
def test_a_flag_that_is_true(cell: Cell) -> None:
    assert read(an_input("x", "flag"), cell) is True


@pytest.mark.parametrize(
    "cell", ["false", "FALSE", "no", "N", "f", "否", "无", "×", "✗", "0", 0, 0.0, Decimal(0), False], ids=named
)
def test_a_flag_that_is_false(cell: Cell) -> None:
    assert read(an_input("x", "flag"), cell) is False


@pytest.mark.parametrize("cell", ["x", "2", 2, "TRUE FALSE", 0.5], ids=named)
def test_a_flag_that_is_neither(cell: Cell) -> None:
    assert read(an_input("x", "flag"), cell) == "RES49"


def test_a_missing_value_is_the_default_or_none_or_a_problem() -> None:
    for blank in (None, "", " \u3000\u00a0\ufeff"):
        assert read(a_number(), blank) == "RES40"
        assert read(a_number(optional=True), blank) is None
        assert read(an_input("x", "flag", default=False), blank) is False


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" 第一\r\n中学 ", "第一\n中学"),
        ("００１", "００１"),
        (1001.0, "1001"),
        (Decimal("1001.50"), "1001.5"),
        (Decimal("0E-9999999999"), "0"),
        (10**20, "1" + "0" * 20),
        (1e15, "RES36"),
        (Decimal("1E+20"), "RES36"),
        (Decimal("1E-20"), "RES36"),
        (float("nan"), "RES55"),
        (10**200, "RES55"),
        (True, "RES55"),
        (date(2011, 3, 1), "RES52"),
        ("\x1b[31m", "RES54"),
        ("\ud800", "RES54"),
        ("𠮷\u200d👍", "𠮷\u200d👍"),
        ('="001"', "RES51"),
        ("#REF!", "RES50"),
        (Unreadable("[…]"), "RES53"),
        ("  ", "RES31"),
    ],
    ids=named,
)
def test_a_unit_is_text(cell: Cell, expected: str) -> None:
    unit = unit_of(cell)
    assert (str(unit.code) if isinstance(unit, Fault) else unit) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (PeriodKind.YEAR, "２０１１年", 2011),
        (PeriodKind.YEAR, 2011.0, 2011),
        (PeriodKind.YEAR, Decimal("2011.0"), 2011),
        (PeriodKind.YEAR, date(2011, 1, 1), 2011),
        (PeriodKind.YEAR, date(2011, 1, 2), None),
        (PeriodKind.YEAR, date(2011, 2, 1), None),
        (PeriodKind.YEAR, datetime(2011, 1, 1), 2011),  # noqa: DTZ001
        (PeriodKind.YEAR, datetime(2011, 1, 1, 12), None),  # noqa: DTZ001
        (PeriodKind.YEAR, "201①", None),
        (PeriodKind.YEAR, True, None),
        (PeriodKind.YEAR, 10**5000, None),
        (PeriodKind.SCHOOL_YEAR, date(2011, 9, 1), None),
        (PeriodKind.SCHOOL_YEAR, date(2011, 1, 1), None),
        (PeriodKind.HALF, date(2011, 7, 1), 2011 * 2 + 1),
        (PeriodKind.QUARTER, "2011年第3季度", 2011 * 4 + 2),
        (PeriodKind.QUARTER, date(2011, 7, 1), 2011 * 4 + 2),
        (PeriodKind.QUARTER, date(2011, 8, 1), None),
        (PeriodKind.MONTH, "2011-09", 2011 * 12 + 8),
        (PeriodKind.MONTH, date(2011, 9, 1), 2011 * 12 + 8),
        (PeriodKind.SEQUENCE, "3", 3),
        (PeriodKind.SEQUENCE, "3²", None),
        (PeriodKind.SEQUENCE, date(2011, 1, 1), None),
    ],
    ids=named,
)
def test_a_period(kind: PeriodKind, cell: Cell, expected: int | None) -> None:
    ordinal = period_reader(kind)(cell)
    assert (None if isinstance(ordinal, Fault) else ordinal) == expected


def test_true_is_not_taken_for_a_number_that_was_read_before() -> None:
    read_period = period_reader(PeriodKind.SEQUENCE)
    assert [isinstance(read_period(cell), Fault) for cell in (1, Decimal(1), "1", True)] == [False, False, False, True]


KEEP = 'Declare decimals = {} for the input in the policy; or excess = "round", if the regulation rounds it first.'


@pytest.mark.parametrize(
    ("cell", "decimals", "advice"),
    [
        ("59.5", 0, KEEP.format(1)),
        (59.55, 1, KEEP.format(2)),
        (Decimal("0.1234560"), 2, KEEP.format(6)),
        ("0.1234567", 2, 'Round it, or give the input excess = "round" in the policy.'),
    ],
)
def test_a_cell_with_more_decimals_is_to_be_kept_before_it_is_rounded(cell: Cell, decimals: int, advice: str) -> None:
    fault = reader_of(a_number(decimals=decimals), GRADES)(cell)
    assert isinstance(fault, Fault)
    assert (str(fault.code), fault.advice and fault.advice.text("en")) == ("RES42", advice)


@pytest.mark.parametrize("kind", PeriodKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_a_period_that_is_named_is_understood(kind: PeriodKind, language: str) -> None:
    """Each as it stands in the sentence."""
    said = expected_period(kind).text(language)
    forms = re.split("[,、] ?", re.split(": |可写作 ", said)[1])
    read = period_reader(kind)
    assert len(forms) >= 3
    assert not [form for form in forms if isinstance(read(form), Fault)]
