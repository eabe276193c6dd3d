"""A unit among others that stay as they are: what is found of them is what the engine finds of all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.columns.vectors import Numbers
from targetrules.engine import reference
from targetrules.engine.among import WithOne
from targetrules.engine.columnar.by_row import to_judged
from targetrules.engine.columnar.by_row.others import SortedKeys, SortedNumbers
from targetrules.engine.columnar.evaluation.spread import squares_of
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import aggregated, combined, known, percentile
from targetrules.engine.placing import place_among
from targetrules.rules import tree
from tests.effort import examples

NUMBERS = st.lists(st.integers(-6, 6).map(Fraction), max_size=7)
OWN = st.none() | st.integers(-7, 7).map(Fraction)
PERCENT = st.integers(0, 100).map(Decimal)


@examples(100)
@given(NUMBERS, OWN, PERCENT)
def test_numbers_with_one_more_give_what_a_group_with_it_gives(
    others: list[Fraction], own: Fraction | None, q: Decimal
) -> None:
    whole, number = [*others, own], tree.NumberOf("x")
    ordered, total = WithOne(sorted(others), own), sum(known(whole), Fraction(0))
    assert [ordered[at] for at in range(len(ordered))] == sorted(known(whole))
    squares = sum((each * each for each in known(whole)), Fraction(0))
    for how in ("mean", "min", "max", "sum"):
        assert aggregated(tree.Aggregate(how, number), ordered, total, squares) == combined(how, whole)
    for method in ("inclusive", "exclusive", "nearest", "sas5"):
        asked = tree.Aggregate("percentile", number, q, None, method)
        found = percentile(asked, sorted(known(whole))) if known(whole) else None
        assert aggregated(asked, ordered, total, squares) == found


@examples(50)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-(2**36), 2**36)), max_size=20))
def test_sums_of_squares_in_columns_are_exact(rows: list[tuple[int, int]]) -> None:
    group, values = (np.array([row[at] for row in rows], np.int64) for at in range(2))
    found = squares_of(group.astype(np.intp), values, 3)
    assert found == [sum(value * value for of, value in rows if of == each) for each in range(3)]


def test_a_sum_out_of_a_column_may_leave_64_bits() -> None:
    most, least = 2**63 - 1, -(2**63)
    assert SortedNumbers(np.array([most] * 5), 0).total == 5 * most
    assert SortedNumbers(np.array([least] * 3), 1).total == Fraction(3 * least, 10)
    assert SortedNumbers(np.array([least, -1, most]), 2).total == Fraction(-2, 100)


@examples(100)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=8),
    st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
)
def test_keys_out_of_columns_are_found_by_halving_as_rows_are(
    pairs: list[tuple[int, int]], own: tuple[int, int]
) -> None:
    ordered = sorted(pairs)
    key: list[Decimal | None] = [Decimal(own[0]).scaleb(-1), Decimal(own[1])]
    there = np.ones(len(pairs), np.bool_)
    columns = [Numbers(np.array([pair[at] for pair in ordered], np.int64), there, 1 - at) for at in (0, 1)]
    rows = [[Decimal(first).scaleb(-1), Decimal(second)] for first, second in ordered]
    for best in ("highest", "lowest"):
        assert place_among(SortedKeys(columns), key, best) == place_among(rows, key, best)


POLICY = loads("""
format = 1
[policy]
id = "schools"
title = "Schools"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, optional = true }
[measures]
three_years = { formula = "mean_last(score, 3)", decimals = 2 }
usual = { formula = "if_missing(previous(group_percentile(score, 50)), 50)", decimals = 2 }
climb = { formula = "if_missing(previous(overall.rank), 1) - overall.rank" }
[rankings.overall]
by = "three_years"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.quotas]]
grade = "good"
at_most = "30%"
[[consequences]]
id = "talk"
when = { place = { bottom = 3 }, three_years = { below = "usual" } }
[[consequences]]
id = "visit"
when = { climb = { below = -20 } }
""")


@pytest.mark.parametrize("make", [pa.Table.from_pylist, POLICY.history], ids=["a dataframe", "rows"])
def test_of_many_units_only_the_one_that_is_explained_becomes_rows(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"unit": f"u{unit}", "period": period, "score": (unit * 37 + period * 11) % 101}
        for unit in range(400)
        for period in range(2010, 2014)
    ]
    table, made = make(rows), set()

    def counted(unit: str, *values: Any) -> Judged:
        made.add(unit)
        return Judged(unit, *values)

    for module in (reference, to_judged):
        monkeypatch.setattr(module, "Judged", counted)
    assert POLICY.explain(table, unit="u7", period=2013).unit == "u7"
    assert made == {"u7"}
