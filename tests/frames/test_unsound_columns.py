"""Columns that no sound program makes, and numbers longer than Arrow has, are read or told, by every door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from targetrules import Policy, loads
from targetrules.results import ResultsError

POLICY = """
format = 1
[policy]
id = "p"
title = "P"
[inputs]
score = { type = "number", decimals = 2, min = 0, max = 100 }
remark = { type = "text" }
[[consequences]]
id = "poor"
when = { score = { below = 60 } }
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


DOORS: dict[str, Callable[[Policy, Any], Any]] = {
    "rows": lambda policy, table: policy.evaluate(table),
    "frame": lambda policy, table: policy.evaluate_frame(table),
    "step": lambda policy, table: policy.step(policy.start(), table),
}


def texts(*values: bytes) -> pa.Array:
    """An array of texts of any bytes, which nobody has looked at."""
    binary = pa.array(values, pa.binary())
    return pa.Array.from_buffers(pa.string(), len(binary), binary.buffers())


def table(**columns: Any) -> pa.Table:
    usual = {"unit": ["a", "b"], "period": [2020, 2020], "score": [50.0, 70.0], "remark": ["x", "y"]}
    return pa.table({**usual, **columns})


COLUMNS = {
    "text": texts(b"a", b"\xff\xfe"),
    "cut short": texts("县".encode()[:2], b"b"),
    "words": pa.DictionaryArray.from_arrays(pa.array([0, 1]), texts(b"a", b"\xff\xfe")),
    "no such word": pa.DictionaryArray.from_arrays(pa.array([0, 9]), pa.array(["a", "b"]), safe=False),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["unit", "remark", "score"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_is_not_sound_is_told(column: str, name: str, door: str, policy: Policy) -> None:
    with pytest.raises(ResultsError) as raised:
        DOORS[door](policy, table(**{name: COLUMNS[column]}))
    head, advice = str(raised.value).splitlines()[2:]
    assert head.startswith(f'column "{name}": the column holds what none of its type can: ')
    assert head.endswith(" [RES77]")
    assert advice == "    Make the column anew. In Arrow, validate(full=True) tells whether it is sound."


@pytest.mark.parametrize("door", DOORS)
def test_so_is_one_in_pandas(door: str, policy: Policy) -> None:
    frame = pd.DataFrame({"unit": ["a", "b"], "period": [2020, 2020], "score": [50.0, 70.0]})
    frame["remark"] = COLUMNS["text"].to_pandas(types_mapper=pd.ArrowDtype)
    with pytest.raises(ResultsError, match=r"RES77"):
        DOORS[door](policy, frame)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("at", [0, 4])
@pytest.mark.parametrize("column", [*COLUMNS, "text in pandas"])
@pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")
def test_one_from_which_nothing_is_read_is_not_looked_at(column: str, at: int, door: str, policy: Policy) -> None:
    given: Any = table()
    expected = DOORS[door](policy, given)
    if column in COLUMNS:
        given = given.add_column(at, "else", COLUMNS[column])
    else:
        given = given.to_pandas()
        given.insert(at, "else", COLUMNS["text"].to_pandas(types_mapper=pd.ArrowDtype))
    found = DOORS[door](policy, given)
    match door:
        case "rows":
            assert list(found) == list(expected)
        case "frame":
            assert pa.table(found).to_pylist() == expected.to_pylist()
        case "step":
            assert pa.table(found[0]).to_pylist() == expected[0].to_pylist()


@pytest.mark.parametrize("door", ["rows", "frame"])
@pytest.mark.parametrize("name", ["period", "score"])
def test_numbers_longer_than_arrow_has_are_read_as_those_of_64_bits(name: str, door: str, policy: Policy) -> None:
    columns: dict[str, Any] = {"unit": ["a", "b"], "period": [2020, 2020], "score": [50.25, 70.0], "remark": ["x", "y"]}
    frame = pd.DataFrame({**columns, name: np.array(columns[name], np.longdouble)})
    plain = pd.DataFrame({**columns, name: np.array(columns[name], np.float64)})
    found, expected = DOORS[door](policy, frame), DOORS[door](policy, plain)
    if door == "rows":
        assert list(found) == list(expected)
    else:
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("number", [np.longdouble("70.25"), np.longdouble(70), np.float64(70.25)])
def test_long_numbers_are_cells(number: Any, policy: Policy) -> None:
    [outcome] = policy.evaluate([{"unit": "a", "period": 2020, "score": number, "remark": "x"}])
    assert outcome.consequences == ()
