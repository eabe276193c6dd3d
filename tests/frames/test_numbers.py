"""Numbers of every type of column mean what the reader of single cells makes of them."""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.results.arrow.column import arrow_column, cells_at
from targetrules.results.arrow.numbers import numbers_of
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.inputs import reader_of
from targetrules.rules.tree import Input, InputKind
from targetrules.source.decimals import unscaled
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples

_SMALL = st.integers(-5, 5)


@st.composite
def inputs(draw: st.DrawFn) -> Input:
    decimals = draw(st.integers(0, 6))
    step = Decimal(1).scaleb(-decimals)
    ends = st.none() | (st.integers(-(10**6), 10**6) | st.integers(-30, 30)).map(lambda end: end * step)
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    default = draw(st.sampled_from((None, None, Decimal(7))))
    optional = default is not None or draw(st.booleans())
    excess: Literal["error", "round"] = draw(st.sampled_from(("error", "round")))
    return Input("x", InputKind.NUMBER, ("x",), {}, decimals, low, high, "", excess, (), optional, default)


def near(scale: int) -> st.SearchStrategy[Decimal]:
    """Decimals with a few digits, those a little beside a decimal with fewer, and those of more than 64 bits."""
    digits = st.integers(-(10**9), 10**9) | st.integers(-(10**16), 10**16) | _SMALL
    return (digits | st.builds(operator.add, _SMALL, st.sampled_from((2**63, 2**64, -(2**64))))).map(
        lambda number: Decimal(number).scaleb(-scale)
    )


@st.composite
def columns(draw: st.DrawFn) -> pa.ChunkedArray:
    scale = draw(st.integers(0, 9))
    numbers = st.lists(st.none() | near(scale), max_size=12)
    match draw(st.sampled_from(("float", "float32", "any float", "int", "decimal", "text", "uint", "bool"))):
        case "float":
            made = pa.array([None if each is None else float(each) for each in draw(numbers)], pa.float64())
        case "float32":
            made = pa.array(draw(st.lists(st.none() | st.floats(width=32), max_size=12)), pa.float32())
        case "any float":
            made = pa.array(draw(st.lists(st.none() | st.floats(), max_size=12)), pa.float64())
        case "int":
            kind = draw(st.sampled_from(("int8", "int16", "int32", "int64")))
            ends = np.iinfo(kind)
            made = pa.array(
                draw(st.lists(st.none() | st.integers(ends.min, ends.max) | st.integers(-5, 5), max_size=12)), kind
            )
        case "uint":
            made = pa.array(
                draw(st.lists(st.none() | st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=12)), pa.uint64()
            )
        case "decimal":
            made = pa.array(draw(numbers), pa.decimal128(38, draw(st.just(scale) | st.integers(scale, 15))))
        case "text":
            made = pa.array([None if each is None else f"{each:f}" for each in draw(numbers)], pa.string())
        case _:
            made = pa.array(draw(st.lists(st.none() | st.booleans(), max_size=12)), pa.bool_())
    return pa.chunked_array([made.slice(0, 3), made.slice(3)])


def read_one_by_one(one: Input, column: Any) -> list[Any]:
    read = reader_of(one, ())
    cells = cells_at(column, np.arange(len(column)))
    return [None if isinstance(value, Fault) else value for value in map(read, cells)]


@examples(300)
@given(one=inputs(), values=columns(), context=CONTEXTS)
@in_any_context
def test_a_arrow_column_numbers_is_its_cells_read_one_by_one(one: Input, values: pa.ChunkedArray) -> None:
    column = arrow_column(values)
    numbers, bad = numbers_of(one, reader_of(one, ()), column)
    exact = [unscaled(int(value), one.decimals) for value in numbers.values]
    assert [value if known else None for value, known in zip(exact, numbers.known, strict=True)] == read_one_by_one(
        one, column
    )
    faults = [isinstance(value, Fault) for value in map(reader_of(one, ()), cells_at(column, np.arange(len(column))))]
    assert bad.tolist() == [row for row, faulty in enumerate(faults) if faulty]


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.int64(), pa.float32(), pa.float64(), pa.string(), pa.decimal128(22, 0), pa.decimal128(25, 3)]
)
@pytest.mark.parametrize("least", [Decimal("-0.5"), Decimal("-1.5"), Decimal("0.5")])
def test_the_ends_of_a_range_may_lie_between_the_numbers_of_a_column(kind: pa.DataType, least: Decimal) -> None:
    one = Input("x", InputKind.NUMBER, ("x",), {}, 1, least, least + 2, "", "error", (), optional=False)
    column = arrow_column(pa.chunked_array([pa.array(range(-4, 5)).cast(kind)]))
    numbers, bad = numbers_of(one, reader_of(one, ()), column)
    first = int(least + Decimal("0.5"))
    assert [int(value) for value, known in zip(numbers.values, numbers.known, strict=True) if known] == [
        10 * first,
        10 * (first + 1),
    ]
    assert bad.tolist() == [row for row in range(9) if row - 4 not in (first, first + 1)]
