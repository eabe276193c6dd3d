"""Laws of numbers: what the policy states is no result, and a clamp holds a number between its ends."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Outcome, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.history import History, Row
from tests.effort import examples

_HEAD: Final = """
format = 1
policy = { id = "numbers", title = "Numbers" }
[inputs]
x = { type = "number", min = -20, max = 20, optional = true }
y = { type = "number", min = -20, max = 20, optional = true }
z = { type = "number", min = -20, max = 20, optional = true }
[parameters]
p = [{ value = 7 }]
later = [{ value = -7, from = 2012 }]
[rankings.lively]
by = "x"
among = { y = { above = 0 } }
"""

NUMBERS = st.sampled_from((None, 0, 0, 3, 3, 7)) | st.integers(-20, 20)
ROWS = st.lists(st.tuples(st.sampled_from((2010, 2011, 2012)), NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8)


def outcomes(formulas: dict[str, str], rows: list[Any], engine: EngineName) -> tuple[Outcome, ...]:
    measures = "".join(f'[measures.{name}]\nformula = "{each}"\ndecimals = 2\n' for name, each in formulas.items())
    history = tuple(
        Row(f"u{at}", period, {name: None if n is None else Decimal(n) for name, n in zip("xyz", numbers, strict=True)})
        for at, (period, *numbers) in enumerate(rows)
    )
    return tuple(loads(_HEAD + measures).evaluate(History(history), engine=engine))


@pytest.mark.parametrize("engine", ENGINES)
@examples(12)
@given(ROWS)
def test_a_clamp_is_the_number_or_the_nearer_end(engine: EngineName, rows: list[Any]) -> None:
    formulas = {
        "both": "clamp(x, y, z)",
        "low": "clamp(x, low=y)",
        "high": "clamp(x, high=z)",
        "raised": "all_max(x, y)",
        "lowered": "all_min(x, z)",
    }
    for outcome, (_, x, y, z) in zip(outcomes(formulas, sorted(rows, key=lambda row: row[0]), engine),
                                     sorted(rows, key=lambda row: row[0]), strict=True):  # fmt: skip
        found = outcome.measures
        assert (found["low"], found["high"]) == (found["raised"], found["lowered"])
        if None in (x, y, z) or y > z:
            assert found["both"] is None
        else:
            assert found["both"] == sorted((x, y, z))[1]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("how", "constant"), list(product(("min", "max", "mean", "sum"), ("7", "p", "2 * p - later"))))
@examples(6)
@given(ROWS)
def test_a_constant_among_the_arguments_makes_nothing_known(
    engine: EngineName, how: str, constant: str, rows: list[Any]
) -> None:
    formulas = {"with_it": f"{how}({constant}, x, y)", "without": f"{how}(x, y)", "alone": f"{how}({constant}, p)"}
    for outcome in outcomes(formulas, rows, engine):
        assert (outcome.measures["with_it"] is None) is (outcome.measures["without"] is None)
        assert outcome.measures["alone"] is not None


@pytest.mark.parametrize("engine", ENGINES)
@examples(12)
@given(ROWS)
def test_a_division_by_zero_is_told_to_those_whose_value_it_took(engine: EngineName, rows: list[Any]) -> None:
    formulas = {
        "own": "x / y",
        "provided": "if_missing(round(x / y, 2), 0)",
        "everybody": "group_max(round(x / y, 2))",
        "ranked": "group_max(round(1 / (y - 3), 2), lively)",
        "left_out": "group_max(round(x / y, 2), lively)",
    }
    ordered = sorted(rows, key=lambda row: row[0])
    for outcome, (_, x, y, _z) in zip(outcomes(formulas, ordered, engine), ordered, strict=True):
        lost = x is not None and y == 0
        told = [("own", lost), ("everybody", lost), ("ranked", x is not None and y == 3)]
        assert [each.about for each in outcome.remarks] == [name for name, is_told in told if is_told]
