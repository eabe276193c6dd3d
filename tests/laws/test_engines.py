"""Engines agree: on random policies and results the columnar engine decides, and says, what the reference does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, loads
from targetrules.columns import groups
from targetrules.columns.sizes import Sizes, using
from targetrules.columns.vectors import Codes
from targetrules.engine.choice import ENGINES
from targetrules.engine.columnar import judge as judging
from targetrules.engine.columnar.output.bit_packer import BitPacker
from targetrules.engine.columnar.output.buffer_pool import BufferPool
from targetrules.history import History, Row
from targetrules.testing import Case, cases
from tests.agreement import check_agreement
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples
from tests.laws.quotas import cases_of_quotas

DAYS = st.sampled_from([None, date(2011, 1, 31), date(2024, 2, 29)])


@examples(60)
@given(cases(missing="any", details=True, decided=True, succession=True), DAYS, CONTEXTS)
@in_any_context
def test_every_engine_gives_the_outcomes_of_the_reference(case: Case, day: date | None) -> None:
    check_outcomes(case.policy, case.history, day)


def check_outcomes(policy: Policy, history: History, day: date | None = None) -> None:
    """At once, and period by period."""
    asked = (*ENGINES, None)  # what judges few rows where none is asked for has no name
    expected, *others = (policy.evaluate(history, decided_on=day, engine=engine) for engine in asked)
    assert all(each == expected for each in others)
    for engine in asked:
        by_period = policy.evaluate_by_period(history, decided_on=day, engine=engine)
        assert [outcome for outcomes in by_period for outcome in outcomes] == [*expected]


@examples(40)
@given(cases(missing="any", details=True, decided=True, succession=True), CONTEXTS)
@in_any_context
def test_the_engines_find_what_the_reference_finds_on_the_way(case: Case) -> None:
    check_agreement(case.policy.rules, case.history)


@examples(30)
@given(cases(missing="any"), CONTEXTS)
@in_any_context
def test_the_engines_find_of_a_unit_that_is_alone_what_the_reference_finds(case: Case) -> None:
    """Who judges one unit after the other has groups of one."""
    for unit in dict.fromkeys(row.unit for row in case.history.rows):
        check_agreement(case.policy.rules, History(tuple(row for row in case.history.rows if row.unit == unit)))


@examples(60)
@given(cases_of_quotas(), CONTEXTS)
@in_any_context
def test_quotas_among_ties_and_held_units_are_filled_alike(case: Case) -> None:
    check_agreement(case.policy.rules, case.history)


@examples(24)
@given(st.data(), CONTEXTS)
@in_any_context
def test_statements_about_one_condition_count_each_in_its_own_way(data: st.DataObject) -> None:
    """What of their past they may share, they share."""
    some = data.draw(st.lists(st.sampled_from(_WAYS_OF_COUNTING), min_size=2, max_size=8, unique=True))
    text = "".join(f'[conditions.c{at}]\ngrade = "poor"\n{"".join(way)}' for at, way in enumerate(some))
    grades = st.sampled_from(["good", "poor", "poor", "poor", None, "no row"])
    found = data.draw(st.lists(grades, min_size=4, max_size=10))
    given_grades = [(period, grade) for period, grade in enumerate(found, 2010) if grade != "no row"]
    rows = tuple(
        Row("A", period, {"given": grade, "big": (True, False, None)[period % 3]}) for period, grade in given_grades
    )
    policy = loads(_COUNTING + text)
    check_outcomes(policy, History(rows))


_COUNTING: Final = """
format = 1
[policy]
id = "counting"
title = "Ways of counting"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
given = { type = "grade", optional = true }
big = { type = "flag", optional = true }
[grading]
given = "given"
"""
_WAYS_OF_COUNTING: Final = [
    *product(
        ("consecutive = 2\n", "consecutive = 3\n", "times = 2\n", "times = 2\nof_last = 3\n"),
        ("", 'gaps = "bridge"\n'),
        ("", "since = 2012\n"),
        (
            "",
            'resets = { grade = "good" }\n',
            "resets = { big = true }\n",
            "restarts = { big = true }\n",
            "restarts = { period = { from = 2013, until = 2014 } }\n",
            'resets = { grade = "good" }\nrestarts = { any = [{ big = true }, { period = { until = 2012 } }] }\n',
        ),
        ("", "ago = 1\n"),
    )
]


@examples(16)
@given(st.lists(st.sampled_from([0, 0, 1, 2, None, "no row"]), min_size=3, max_size=10), CONTEXTS)
@in_any_context
def test_a_division_by_zero_is_told_of_where_it_is_looked_back_at_and_no_longer(divisors: list[Any]) -> None:
    policy = loads(_DIVIDING)
    rows = tuple(
        Row("A", period, {"x": None if divisor is None else Decimal(divisor)})
        for period, divisor in enumerate(divisors, 2010)
        if divisor != "no row"
    )
    check_outcomes(policy, History(rows))


_DIVIDING: Final = """
format = 1
[policy]
id = "dividing"
title = "Divisions by zero"
[[grades]]
id = "good"
[inputs]
x = { type = "number", min = 0, max = 2, optional = true }
[grading]
by = "x"
bands = { good = 0 }
[measures]
before = { formula = "previous(round(1 / x, 1))", decimals = 1 }
earlier = { formula = "previous(round(1 / x, 1), 2)", decimals = 1 }
lately = { formula = "mean_last(round(1 / x, 1), 3)", decimals = 1 }
instead = { formula = "if_missing(previous(x), round(1 / x, 1))", decimals = 1 }
provided = { formula = "if_missing(previous(round(1 / x, 1)), 0)", decimals = 1 }
over = { formula = "previous(group_max(round(1 / x, 1)))", decimals = 1 }
both = { formula = "if_missing(round(1 / x, 1), round(1 / (x - 1), 1))", decimals = 1 }
"""


_WORDS = st.sampled_from([-1, 0, 1, 2, 2**31 - 2, 2**31 - 1])


SMALLEST: Final = Sizes(
    chunk=2, part=2, block=3, moved=0, periods=4, sparse=0, options=1, word=9, half_word=5, outcomes=2, threads=0
)


@examples(30)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_where_tables_are_cut_and_how_they_are_sorted_makes_no_difference(case: Case) -> None:
    """What is done for large tables, done for small ones: everything in pieces of a few rows, and by the other ways.

    Nor does it matter what stood before in the room that columns are given.
    """
    whole = case.policy.evaluate(case.history, engine="columnar")
    with using(SMALLEST), patch.object(judging, "allocate", full_of_anything):
        assert case.policy.evaluate(case.history, engine="columnar") == whole


def full_of_anything(size: int, kind: np.dtype[Any]) -> np.ndarray[Any, np.dtype[Any]]:
    return np.full(size * kind.itemsize, 0xA5, np.uint8).view(kind)


@examples(40)
@given(st.integers(0, 20), st.data())
def test_truths_come_out_of_bytes_as_they_went_in(rows: int, data: st.DataObject) -> None:
    """None is false everywhere, even where all of a byte are."""
    truth = st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows)
    truths = data.draw(st.lists(truth, max_size=20))
    packed = BitPacker(len(truths), rows, BufferPool(full_of_anything))
    packed.write(slice(0, rows), [None if each is None else np.array(each, np.bool_) for each in truths])
    with using(Sizes(chunk=3)):
        for each, bit in zip(truths, packed.bits(packed.octets), strict=True):
            wanted = [False] * rows if each is None else each
            assert bit.every().tolist() == wanted
            assert np.unpackbits(bit.bitmap(), count=rows, bitorder="little").astype(np.bool_).tolist() == wanted


@examples(80)
@given(st.integers(0, 8).flatmap(lambda rows: st.lists(st.lists(_WORDS, min_size=rows, max_size=rows), max_size=6)))
def test_rows_are_of_one_group_exactly_where_they_agree(columns: list[list[int]]) -> None:
    """However many words there are: six columns of two thousand million words have more groups than 64 bits count."""
    size = len(columns[0]) if columns else 3
    found = groups.Groups.by([Codes(np.array(column, np.int32)) for column in columns], size)
    rows = [*zip(*columns, strict=True)] if columns else [()] * size
    numbered = [*zip(rows, found.each.tolist(), strict=True)]
    assert found.known.tolist() == [-1 not in row for row in rows]
    assert all(number == -1 if -1 in row else 0 <= number < found.count for row, number in numbered)
    for row, number in numbered:
        alike = [other for other, of in numbered if of == number]
        assert -1 in row or alike == [other for other in rows if other == row]
