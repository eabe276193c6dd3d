"""Rows that a Python program has."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from targetrules.history import History, Row
from targetrules.results import ResultsError, from_rows, history_of, read_table
from targetrules.results.sources.from_rows import cell_of
from targetrules.results.table import Unreadable
from tests.encoded import encoded_frame
from tests.results.example_rules import an_input, rules

POLICY = rules([an_input("score", "number", decimals=3, optional=True)])
ROWS = [{"unit": "a", "period": 2011, "score": 89.995}, {"unit": "b", "period": "2011年"}]
EXPECTED = History((Row("a", 2011, {"score": Decimal("89.995")}), Row("b", 2011, {"score": None})))


class Array:
    dtype = None

    def __init__(self, *values: Any) -> None:
        self._values = list(values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def to_list(self) -> list[Any]:
        return self._values

    def validate(self, *, full: bool) -> None:
        assert full

    def to_pylist(self) -> list[Any]:
        return self._values


class Pandas:
    """What this package uses of a pandas.DataFrame."""

    columns = ("unit", "period", "score")

    @property
    def iloc(self) -> Pandas:
        return self

    def __getitem__(self, place: tuple[slice, int]) -> Array:
        rows, column = place
        assert rows == slice(None)
        return (Array("a", "b"), Array(2011, 2011), Array(89.995, float("nan")))[column]


class Polars:
    """What this package uses of a polars.DataFrame."""

    columns = ("unit", "period", "score")

    def get_columns(self) -> list[Array]:
        return [Array("a", "b"), Array(2011, 2011), Array(89.995, None)]


class Arrow:
    """What this package uses of a pa.Table."""

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
    values: dict[str, list[Any]] = {
        "missing": [None, NAType(), float("nan"), Decimal("NaN"), Decimal("sNaN")],
        "numbers": [NumPy(5), NumPy(value=True), float32(0.1), Decimal("5.0"), Decimal(10**20), Decimal("Infinity")],
        "others": ["a", date(2011, 1, 1), b"a", [1], Fraction(1, 2)],
    }
    read = {name: [from_rows([{"x": 0}, {"x": value}]) for value in cells] for name, cells in values.items()}
    cells = {name: [cell for table in found for cell in table.cells[0][1:]] for name, found in read.items()}
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
    assert "expected: rows: a list of mappings, a dataframe, or a file" in problem(rows)


@pytest.mark.parametrize("rows", [[], [{}]], ids=ascii)
def test_no_rows_are_a_problem(rows: Any) -> None:
    assert problem(rows) == "One problem in the results; nothing was decided.\n\nnothing stands in it [RES03]"


# ---- keys and values that are alike ----------------------------------------------------------------------------------

TWO_KEYS = (
    'there is more than one column for the input "veto": {veto}; {other} [RES22]\n'
    "    Write the key in the same way in every row."
)


@pytest.mark.parametrize("other", ["Veto", "VETO", "ｖｅｔｏ", " veto", "veto\u3000"])
@pytest.mark.parametrize("by", ["mappings", "JSON", "JSON lines", "a dataframe"])
def test_two_keys_for_one_input_are_a_problem(other: str, by: str) -> None:
    """The one that is not written as in the policy was dropped, and the veto of its rows with it."""
    rows = [{"unit": "a", "period": 2011, "veto": "no"}, {"unit": "b", "period": 2011, other: "yes"}]
    with pytest.raises(ResultsError) as raised:
        _read(rows, by)
    assert str(raised.value).partition("\n\n")[2] == TWO_KEYS.format(
        veto="veto" if other.strip() != "veto" else '"veto"', other=other if other.strip() != "veto" else f'"{other}"'
    )


VETOED = rules([an_input("veto", "flag", default=False)])


def _read(rows: list[dict[str, Any]], by: str) -> None:
    match by:
        case "a dataframe":
            names = list(dict.fromkeys(name for row in rows for name in row))
            encoded_frame(VETOED, pa.table({name: [row.get(name) for row in rows] for name in names}))
        case "mappings":
            history_of(VETOED, from_rows(rows))
        case "JSON":
            history_of(VETOED, read_table(io.BytesIO(json.dumps(rows).encode()), format="json", name=""))
        case "JSON lines":
            data = "\n".join(map(json.dumps, rows)).encode()
            history_of(VETOED, read_table(io.BytesIO(data), format="jsonl", name=""))


def test_keys_that_differ_may_be_two_inputs() -> None:
    both = rules([an_input("low", "number", "a"), an_input("high", "number", "A")])
    history = history_of(both, from_rows([{"unit": "a", "period": 2011, "a": 1, "A": 2}]))
    assert [dict(row.values) for row in history.rows] == [{"low": 1, "high": 2}]


@pytest.mark.parametrize("unit", ["D", "s", "ms", "us", "ns", "M"])
def test_a_length_of_time_is_no_number(unit: Any) -> None:
    """NumPy gives those that are counted in nanoseconds, and in months, as whole numbers."""
    assert cell_of(np.timedelta64(5, unit)) == Unreadable("timedelta64")
    assert cell_of(np.timedelta64("NaT", unit)) is None


@pytest.mark.parametrize("unit", ["D", "s", "us", "ns"])
def test_a_moment_is_a_moment_however_it_is_counted(unit: Any) -> None:
    assert str(cell_of(np.datetime64("2011-09-01", unit))).removesuffix(" 00:00:00") == "2011-09-01"
    assert cell_of(np.datetime64("NaT", unit)) is None
