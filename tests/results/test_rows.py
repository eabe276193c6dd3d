"""Rows that a Python program has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from targetrules.history import History, Row
from targetrules.results import ResultsError, from_rows, history_of
from targetrules.results.table import Unreadable
from tests.results.example_rules import an_input, rules

POLICY = rules([an_input("score", "number", decimals=3, optional=True)])
ROWS = [{"unit": "a", "period": 2011, "score": 89.995}, {"unit": "b", "period": "2011年"}]
EXPECTED = History((Row("a", 2011, {"score": Decimal("89.995")}), Row("b", 2011, {"score": None})))


class Pandas:
    """What this package uses of a pandas.DataFrame."""

    columns = ("unit", "period", "score")

    def itertuples(self, *, index: bool, name: str | None) -> Iterator[tuple[Any, ...]]:
        assert (index, name) == (False, None)
        return iter([("a", 2011, 89.995), ("b", 2011, float("nan"))])


class Polars:
    """What this package uses of a polars.DataFrame."""

    columns = ("unit", "period", "score")

    def iter_rows(self) -> Iterator[tuple[Any, ...]]:
        return iter([("a", 2011, 89.995), ("b", 2011, None)])


class Array:
    def __init__(self, *values: Any) -> None:
        self._values = list(values)

    def to_pylist(self) -> list[Any]:
        return self._values


class Arrow:
    """What this package uses of a pyarrow.Table."""

    column_names = ("unit", "period", "score")
    columns = (Array("a", "b"), Array(2011, 2011), Array(89.995, None))

    def to_pylist(self) -> list[dict[str, Any]]:
        raise AssertionError


@pytest.mark.parametrize(
    "rows", [ROWS, iter(ROWS), tuple(ROWS), Pandas(), Polars(), Arrow()], ids=lambda rows: type(rows).__name__
)
def test_any_rows_give_the_history(rows: Any) -> None:
    assert history_of(POLICY, from_rows(rows)) == EXPECTED


class NAType:
    """What pandas writes for a missing value; it cannot be compared."""

    def __bool__(self) -> bool:
        raise TypeError


class NumPy:
    """A scalar of NumPy."""

    shape = ()

    def __init__(self, value: Any) -> None:
        self._value = value

    def item(self) -> Any:
        return self._value


class float32(NumPy):  # noqa: N801
    def __float__(self) -> float:
        return 0.10000000149011612


NumPy.__module__ = float32.__module__ = "numpy"


def test_every_value_of_a_program_is_a_cell() -> None:
    values = {
        "missing": [None, NAType(), float("nan"), Decimal("NaN"), Decimal("sNaN")],
        "numbers": [NumPy(5), NumPy(value=True), float32(0.1), Decimal("5.0"), Decimal(10**20), Decimal("Infinity")],
        "others": ["a", date(2011, 1, 1), b"a", [1], Fraction(1, 2)],
    }
    read = {name: [from_rows([{"x": 0}, {"x": value}]).lines[1:] for value in cells] for name, cells in values.items()}
    cells = {name: [line.cells[0] for lines in found for line in lines] for name, found in read.items()}
    assert cells == {
        "missing": [],
        "numbers": [5, True, 0.10000000149011612, Decimal("5.0"), 10**20, Decimal("Infinity")],
        "others": ["a", date(2011, 1, 1), Unreadable("bytes"), Unreadable("list"), Unreadable("Fraction")],
    }


def problem(rows: Any) -> str:
    with pytest.raises(ResultsError) as raised:
        from_rows(rows)
    return str(raised.value)


def test_rows_of_another_shape_are_a_problem() -> None:
    assert problem([{"unit": "a"}, ["b", 2011], None]) == (
        "2 problems in the results; nothing was decided.\n\n"
        'item 2: the data have another shape: "list" [RES11]\n'
        "    expected: a mapping from the names of columns to values\n"
        'item 3: the data have another shape: "" [RES11]\n'
        "    expected: a mapping from the names of columns to values"
    )


@pytest.mark.parametrize("rows", [5, "unit", {"unit": ["a"]}, None], ids=ascii)
def test_what_is_no_rows_is_a_problem(rows: Any) -> None:
    assert "expected: rows: a list of mappings, or a dataframe" in problem(rows)


@pytest.mark.parametrize("rows", [[], [{}]], ids=ascii)
def test_no_rows_are_a_problem(rows: Any) -> None:
    assert problem(rows) == "One problem in the results; nothing was decided.\n\nnothing stands in it [RES03]"
