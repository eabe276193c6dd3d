"""Engines agree: on random policies and results the columnar engine decides, and says, what the reference does."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from itertools import product
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.columns import groups, vectors
from targetrules.columns.bits import Bit, Pair
from targetrules.columns.encoded import coded
from targetrules.columns.outcome_columns import OutcomeColumns
from targetrules.columns.vectors import Codes, Numbers
from targetrules.engine import columnar, reference
from targetrules.engine.columnar import judge as judging
from targetrules.engine.columnar.evaluation import conditions, rankings
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.input import arrangement
from targetrules.engine.columnar.judge import judge
from targetrules.engine.columnar.output.buffer_pool import BufferPool
from targetrules.engine.columnar.output.packed import Packed
from targetrules.engine.judged import Judged
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.history import History, Row
from targetrules.outcome import Outcome
from targetrules.rules.tree import Rules
from targetrules.source.decimals import unscaled
from targetrules.testing import Case, cases
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples
from tests.laws.quotas import cases_of_quotas

_COMPARED = (
    "values",
    "first_grade",
    "grade",
    "steps",
    "status_age",
    "fired",
    "replaced",
    "received",
    "divided_by_zero",
    "filled",
    "not_kept",
)


def outcomes(case: Case, judged: list[Judged]) -> list[Outcome]:
    engine = reference.Engine(case.policy.rules)
    decisions = decisions_of(case.policy.rules)
    return [outcome_of(engine, now, decisions) for now in judged]


@examples(100)
@given(cases(missing="any"), CONTEXTS)
@in_any_context
def test_the_columnar_engine_gives_the_outcomes_of_the_reference(case: Case) -> None:
    slow = reference.evaluate(case.policy.rules, case.history)
    fast = columnar.evaluate(case.policy.rules, case.history)
    assert outcomes(case, fast) == outcomes(case, slow)


@examples(40)
@given(cases(missing="any"), CONTEXTS)
@in_any_context
def test_the_columnar_engine_finds_what_the_reference_finds_on_the_way(case: Case) -> None:
    slow = reference.evaluate(case.policy.rules, case.history)
    fast = columnar.evaluate(case.policy.rules, case.history)
    for name in _COMPARED:
        assert [getattr(now, name) for now in fast] == [getattr(now, name) for now in slow], name
    assert [standings(now) for now in fast] == [standings(now) for now in slow]


def standings(now: Judged) -> dict[str, tuple[Any, ...]]:
    """The places of a row; the members of its group by unit."""
    found = {}
    for name, each in now.standings.items():
        members = None if each.members is None else sorted(member.unit for member in each.members)
        found[name] = (each.known, each.place, members)
    return found


@examples(60)
@given(cases_of_quotas(), CONTEXTS)
@in_any_context
def test_quotas_among_ties_and_held_units_are_filled_alike(case: Case) -> None:
    slow = reference.evaluate(case.policy.rules, case.history)
    fast = columnar.evaluate(case.policy.rules, case.history)
    for name in ("grade", "steps", "filled", "not_kept"):
        assert [getattr(now, name) for now in fast] == [getattr(now, name) for now in slow], name


@examples(60)
@given(cases(missing="any"), CONTEXTS)
@in_any_context
def test_the_columns_of_outcomes_are_the_outcomes_of_the_reference(case: Case) -> None:
    rules, rows = case.policy.rules, case.history.rows
    columns = judge(StateMachine(rules), coded(rules, case.history))
    slow = outcomes(case, reference.evaluate(rules, case.history))
    order = sorted(range(len(rows)), key=lambda at: rows[at].period)
    assert [shown(rules, columns, at) for at in order] == [as_shown(rules, outcome) for outcome in slow]


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
    by_reference = policy.evaluate(History(rows), engine="reference")
    assert policy.evaluate(History(rows), engine="columnar") == by_reference


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
    by_reference = policy.evaluate(History(rows), engine="reference")
    assert policy.evaluate(History(rows), engine="columnar") == by_reference


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


@examples(60)
@given(cases(missing="any"), CONTEXTS)
@in_any_context
def test_where_tables_are_cut_and_how_they_are_sorted_makes_no_difference(case: Case) -> None:
    """What is done for large tables, done for small ones: everything in pieces of a few rows, and by the other ways.

    Nor does it matter what stood before in the room that columns are given.
    """
    rules, rows = case.policy.rules, case.history.rows
    whole = judge(StateMachine(rules), coded(rules, case.history))
    with ExitStack() as cut:
        for module, sizes in _SIZES.items():
            for name, size in sizes.items():
                cut.enter_context(patch.object(module, name, size))
        pieces = judge(StateMachine(rules), coded(rules, case.history), new=full_of_anything)
    assert [shown(rules, pieces, at) for at in range(len(rows))] == [shown(rules, whole, at) for at in range(len(rows))]


def full_of_anything(size: int, kind: np.dtype[Any]) -> np.ndarray[Any, np.dtype[Any]]:
    return np.full(size * kind.itemsize, 0xA5, np.uint8).view(kind)


@examples(40)
@given(st.integers(0, 20), st.data())
def test_truths_come_out_of_bytes_as_they_went_in(rows: int, data: st.DataObject) -> None:
    """None is false everywhere, even where all of a byte are."""
    truth = st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows)
    truths = data.draw(st.lists(truth, max_size=20))
    packed = Packed(len(truths), rows, BufferPool(full_of_anything))
    packed.write(slice(0, rows), [None if each is None else np.array(each, np.bool_) for each in truths])
    with patch.object(vectors, "_CHUNK", 3):
        for each, bit in zip(truths, packed.bits(packed.eights), strict=True):
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


_SIZES: Final[Mapping[ModuleType, Mapping[str, int]]] = {
    conditions: {"_MANY": 1},
    arrangement: {"_BLOCK": 3, "_AT_ONCE": 0, "_MANY": 4},
    judging: {"_PART": 2},
    groups: {"_SPARSE": 0},
    rankings: {"_WORD": 9, "_HALF_WORD": 5},
    vectors: {"_CHUNK": 2},
}


def shown(rules: Rules, columns: OutcomeColumns, at: int) -> dict[str, Any]:
    """One row of the columns, in the words of an outcome."""
    grades = [*(grade.id for grade in rules.grades), None]
    return {
        "grade": grades[columns.grade[at]],
        "measures": {name: number_at(each, at) for name, each in columns.measures.items()},
        "places": {
            name: (int(each.rank[at]) or None, None if each.size[at] < 0 else int(each.size[at]))
            for name, each in columns.places.items()
        },
        "conditions": {name: truth_at(each, at) for name, each in columns.conditions.items()},
        "statuses": [name for name, each in columns.statuses.items() if bit_at(each, at)],
        "consequences": {name: truth_at(each, at) for name, each in columns.consequences.items()},
        "replaced": [name for name, each in columns.replaced.items() if bit_at(each, at)],
        "undetermined": bit_at(columns.undetermined, at),
        "divided_by_zero": {name for name, each in columns.divided_by_zero.items() if bit_at(each, at)},
        "not_kept": {name for name, each in columns.not_kept.items() if bit_at(each, at)},
    }


def as_shown(rules: Rules, outcome: Outcome) -> dict[str, Any]:
    received = {each.id for each in outcome.consequences}
    unknown = {each.id for each in outcome.undetermined}
    ids = [rule.id for rule in rules.consequences]
    return {
        "grade": outcome.grade,
        "measures": outcome.measures,
        "places": {name: (place.rank, place.size) for name, place in outcome.places.items()},
        "conditions": outcome.conditions,
        "statuses": list(outcome.statuses),
        "consequences": {id_: True if id_ in received else None if id_ in unknown else False for id_ in ids},
        "replaced": [each.id for each in outcome.replaced],
        "undetermined": bool(outcome.undetermined),
        "divided_by_zero": {each.about for each in outcome.remarks if each.code == "division-by-zero"},
        "not_kept": {each.about for each in outcome.remarks if each.code == "quota-not-kept"},
    }


def number_at(numbers: Numbers, at: int) -> Decimal | None:
    return unscaled(int(numbers.values[at]), numbers.decimals) if numbers.known[at] else None


def bit_at(bit: Bit, at: int) -> bool:
    return bool(bit.at(slice(at, at + 1)).any())


def truth_at(truths: Pair, at: int) -> bool | None:
    return True if bit_at(truths.yes, at) else False if bit_at(truths.no, at) else None
