"""One number, by whichever route it comes, is one number: the same history, or the same problem.

A text is a decimal, digit by digit, in whatever it is kept: CSV, JSON, a text cell, a column of texts. A float is read
by the one rule for floats, in whatever it is kept: a workbook, Parquet, a dataframe, a mapping. Where the float nearest
to a decimal is read as that decimal, all routes agree.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, ResultsError, loads
from targetrules.history import History
from targetrules.results import from_rows, read_history, read_table
from targetrules.results.sources.from_parquet import from_parquet
from targetrules.source.decimals import unscaled
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples
from tests.encoded import encoded_frame, encoded_table
from tests.results.workbooks import Inline, workbook

Found = list[tuple[str, Decimal | None]] | list[tuple[int | None, str]]
"""What was read, by unit; or the problems, with their rows from 1 on."""

POLICIES: Final = [
    loads(f"""
format = 1
[policy]
id = "routes"
title = "Routes"
[[grades]]
id = "fine"
[inputs]
score = {{ type = "number", {declared}, optional = true }}
[grading]
by = "score"
bands = {{ fine = -999999999 }}
""")
    for declared in (
        "min = 0, max = 100, decimals = 2",
        'min = 0, max = 100, decimals = 2, excess = "round"',
        'min = -100000000, max = 100000000, decimals = 1, excess = "round"',
        "min = -100000000, max = 100000000, decimals = 6",
        "min = -999999999, max = 100000000000000",
    )
]


def found(read: Callable[[], Any], first: int = 1) -> Found:
    """``first`` is the number of the first row."""
    try:
        return numbers_of(read())
    except ResultsError as error:
        return [(each.row and each.row - first + 1, str(each.code)) for each in error.problems]


def numbers_of(read: Any) -> list[tuple[str, Decimal | None]]:
    if isinstance(read, History):
        return [(row.unit, row.values["score"]) for row in read.rows]  # type: ignore[misc]
    numbers = read.inputs["score"]
    values = [
        unscaled(int(value), numbers.decimals) if known else None
        for value, known in zip(numbers.values, numbers.known, strict=True)
    ]
    return list(zip([read.names[code] for code in read.units], values, strict=True))


def by_rows(policy: Policy, rows: Any) -> Found:
    return found(lambda: read_history(policy.rules, from_rows(rows)).history)


def by_frame(policy: Policy, frame: Any) -> Found:
    return found(lambda: encoded_frame(policy.rules, frame).encoded)


def by_file(policy: Policy, data: bytes, kind: str) -> Found:
    """By rows and by columns, which must agree."""
    first = 2 if kind in ("csv", "xlsx") else 1
    one = found(lambda: read_history(policy.rules, read_table(io.BytesIO(data), format=kind)).history, first)
    assert found(lambda: encoded_table(policy.rules, read_table(io.BytesIO(data), format=kind)).encoded, first) == one
    return one


def table(scores: Iterable[Any], kind: Any) -> pa.Table:
    """Units and periods beside the scores."""
    column = pa.array(list(scores), kind)
    return pa.table({"unit": units(len(column)), "period": [2011] * len(column), "score": column})


def units(count: int) -> list[str]:
    return [f"u{number}" for number in range(count)]


def mappings(scores: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"unit": f"u{number}", "period": 2011, "score": score} for number, score in enumerate(scores)]


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def lines(scores: Iterable[Any]) -> list[list[Any]]:
    return [["unit", "period", "score"], *([f"u{number}", 2011, score] for number, score in enumerate(scores))]


def csv_of(texts: Iterable[str]) -> bytes:
    return "".join(",".join(map(str, line)) + "\n" for line in lines(texts)).encode()


def json_of(texts: Iterable[str], *, quoted: bool) -> bytes:
    items = [
        f'{{"unit": "u{number}", "period": 2011, "score": {json.dumps(text) if quoted else text}}}'
        for number, text in enumerate(texts)
    ]
    return f"[{', '.join(items)}]".encode()


Route = Callable[[Policy, list[Any]], Found]

TEXTS: Final[dict[str, Route]] = {
    "CSV": lambda policy, texts: by_file(policy, csv_of(texts), "csv"),
    "JSON": lambda policy, texts: by_file(policy, json_of(texts, quoted=False), "json"),
    "JSON, as texts": lambda policy, texts: by_file(policy, json_of(texts, quoted=True), "json"),
    "JSON lines": lambda policy, texts: by_file(
        policy, json_of(texts, quoted=False)[1:-1].replace(b"}, {", b"}\n{"), "jsonl"
    ),
    "text cells of a workbook": lambda policy, texts: by_file(
        policy, workbook({"a": lines(map(Inline, texts))}), "xlsx"
    ),
    "mappings of texts": lambda policy, texts: by_rows(policy, mappings(texts)),
    "mappings of decimals": lambda policy, texts: by_rows(policy, mappings(map(Decimal, texts))),
    "Arrow, texts": lambda policy, texts: by_frame(policy, table(texts, pa.string())),
    "Arrow, decimals": lambda policy, texts: by_frame(policy, table(map(Decimal, texts), pa.decimal128(38, 12))),
    "Parquet, texts": lambda policy, texts: by_file(policy, parquet(table(texts, pa.string())), "parquet"),
    "Parquet, decimals": lambda policy, texts: by_file(
        policy, parquet(table(map(Decimal, texts), pa.decimal128(38, 12))), "parquet"
    ),
    "pandas, texts": lambda policy, texts: by_frame(policy, table(texts, pa.string()).to_pandas()),
    "pandas, decimals": lambda policy, texts: by_frame(policy, pd.DataFrame(mappings(map(Decimal, texts)))),
    "polars, texts": lambda policy, texts: by_frame(policy, pl.DataFrame(table(texts, pa.string()))),
    "DuckDB, decimals": lambda policy, texts: by_frame(
        policy, duckdb.from_arrow(table(map(Decimal, texts), pa.decimal128(38, 12)))
    ),
}


def frame_routes(name: str, kind: pa.DataType) -> dict[str, Route]:
    """The routes of a float of one width in a dataframe, by columns and by rows."""

    def made(make: Callable[[pa.Table], Any]) -> tuple[Route, Route]:
        return (
            lambda policy, floats: by_frame(policy, make(table(floats, kind))),
            lambda policy, floats: by_rows(policy, make(table(floats, kind))),
        )

    kinds: dict[str, Callable[[pa.Table], Any]] = {
        "Arrow": lambda arrow: arrow,
        "pandas": lambda arrow: arrow.to_pandas(),
        "pandas with Arrow's types": lambda arrow: arrow.to_pandas(types_mapper=pd.ArrowDtype),
        "pandas with its own nulls": lambda arrow: arrow.to_pandas().astype({"score": name.capitalize()}),
        "pandas with objects": lambda arrow: arrow.to_pandas().assign(
            score=lambda frame: pd.Series([*frame["score"].to_numpy()], dtype=object)
        ),
        "polars": pl.DataFrame,
    }
    routes: dict[str, Route] = {}
    for of, make in kinds.items():
        columns, rows = made(make)
        routes |= {f"{of}, {name}": columns, f"rows of {of}, {name}": rows}
    routes[f"DuckDB, {name}"] = lambda policy, floats: by_frame(policy, duckdb.from_arrow(table(floats, kind)))
    routes[f"Parquet, {name}"] = lambda policy, floats: by_file(policy, parquet(table(floats, kind)), "parquet")
    routes[f"Parquet by columns, {name}"] = lambda policy, floats: found(
        lambda: encoded_table(policy.rules, from_parquet(parquet(table(floats, kind)), "")).encoded
    )
    routes[f"mappings of NumPy, {name}"] = lambda policy, floats: by_rows(
        policy, mappings(np.array(floats, getattr(np, name)))
    )
    return routes


FLOATS: Final[dict[str, Route]] = {
    "mappings": lambda policy, floats: by_rows(policy, mappings(floats)),
    "a workbook": lambda policy, floats: by_file(policy, workbook({"a": lines(floats)}), "xlsx"),
    "a workbook with seventeen digits": lambda policy, floats: by_file(
        policy, workbook({"a": lines(Decimal(f"{each:.17g}") for each in floats)}), "xlsx"
    ),
    **frame_routes("float64", pa.float64()),
}
SINGLES: Final = frame_routes("float32", pa.float32())


def check_alike(routes: dict[str, Route], policy: Policy, numbers: list[Any]) -> Found:
    """What they all find."""
    each = {name: route(policy, numbers) for name, route in routes.items()}
    first = next(iter(each.values()))
    assert {name: other for name, other in each.items() if other != first} == {}
    return first


DECIMALS: Final = st.builds(
    lambda digits, decimals: f"{Decimal(digits).scaleb(-decimals):f}",
    st.integers(-1000, 20_000) | st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 8),
)
NOISY: Final = st.builds(
    lambda text, steps: float(text) + steps * float(np.spacing(float(text))),
    DECIMALS,
    st.integers(-60, 60) | st.just(0),
)
"""A float beside the one nearest to a decimal: so near that it is read as it, or a little farther off."""
ANY: Final = st.floats(allow_nan=False, allow_infinity=False)
SINGLE: Final = (NOISY | st.floats(width=32, allow_nan=False, allow_infinity=False)).map(np.float32)
each_policy = st.sampled_from(POLICIES)


@examples(24)
@given(each_policy, st.lists(DECIMALS, min_size=1, max_size=6), CONTEXTS)
@in_any_context
def test_a_decimal_of_fifteen_digits_is_the_same_by_every_route(policy: Policy, texts: list[str]) -> None:
    assert check_alike(FLOATS, policy, [float(text) for text in texts]) == check_alike(TEXTS, policy, texts)


@examples(24)
@given(each_policy, st.lists(NOISY | ANY, min_size=1, max_size=6), CONTEXTS)
@in_any_context
def test_a_float_of_64_bits_is_the_same_by_every_route(policy: Policy, floats: list[float]) -> None:
    check_alike(FLOATS, policy, floats)


@examples(24)
@given(each_policy, st.lists(SINGLE, min_size=1, max_size=6), CONTEXTS)
@in_any_context
def test_a_float_of_32_bits_is_the_same_by_every_route(policy: Policy, floats: list[np.float32]) -> None:
    check_alike(SINGLES, policy, floats)


HUNDRED: Final = POLICIES[1]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (89.99499999999999, "90.00"),
        (59.99499999999999, "60.00"),
        (0.285, "0.29"),
        (0.1 + 0.2, "0.30"),
        (0.004999999999999999, "0.01"),
    ],
    ids=str,
)
def test_a_workbook_gives_the_grade_that_pandas_gives(number: float, expected: str) -> None:
    assert check_alike(FLOATS, HUNDRED, [number]) == [("u0", Decimal(expected))]


@pytest.mark.parametrize(
    ("number", "expected"),
    [("89.005", "89.01"), ("59.995", "60.00"), ("0.125", "0.13"), ("16.005", "16.01"), ("0.005", "0.01")],
    ids=str,
)
def test_a_float_of_32_bits_is_rounded_as_its_decimal_is(number: str, expected: str) -> None:
    assert check_alike(SINGLES, HUNDRED, [np.float32(number)]) == [("u0", Decimal(expected))]
    assert check_alike(TEXTS, HUNDRED, [number]) == [("u0", Decimal(expected))]


@pytest.mark.parametrize("number", ["89.99499999999999", "59.99499999999999"], ids=str)
def test_a_text_counts_with_every_digit(number: str) -> None:
    cut = str(Decimal(number).quantize(Decimal("0.01"), "ROUND_DOWN"))
    routes = {name: route for name, route in TEXTS.items() if "decimals" not in name or "mappings" in name}
    assert check_alike(routes, HUNDRED, [number]) == [("u0", Decimal(cut))]
