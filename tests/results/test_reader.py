"""A reader serves one table after another: what it read before makes no difference."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from targetrules import load
from targetrules.history import History
from targetrules.results import Reader, ResultsError, Table, from_rows, history_of
from targetrules.results.cells.inputs import reader_of
from targetrules.results.cells.names import unit_of
from targetrules.results.cells.periods import period_reader
from targetrules.results.table import Cell
from tests.effort import examples
from tests.results.example_rules import GRADES, INPUTS, rules

NUMBERS = (0, 0.0, -0.0, False, 1, 1.0, True, Decimal(1), Decimal("1.0"), 2011, 2011.0, 59.5, 1e20)
TEXTS = ("", " ", "1", "1.0", "01", "2011年", "59.5", "59.505", "优秀", " good", "godo", "county", "是", "=A1", "#N/A")
CELLS = st.sampled_from((None, *NUMBERS, *TEXTS, "good" + " " * 2000, "x" * 2000))
ROWS = st.fixed_dictionaries({
    "unit": st.sampled_from(["a", "b", 1, 1.0, None]),
    "period": st.sampled_from([2011, "2011年", 2011.0, 2012, "201l"]),
    "score": st.sampled_from([59.5, "59.5", Decimal("59.50"), 1, True, "8O", None]),
    "grade": CELLS,
})  # fmt: skip
HEADERS = st.sampled_from([{}, {"kind": "county"}, {"等次": "good"}, {"总分": 1, "score": 2}])
ITEMS = st.builds(lambda rows, more: [row | more for row in rows], st.lists(ROWS, min_size=1, max_size=3), HEADERS)


def told(read: Callable[[Table], History], items: list[dict[str, Any]]) -> str:
    try:
        return repr(read(from_rows(items)))
    except ResultsError as error:
        return error.text("en")


@examples(150)
@given(st.lists(ITEMS, min_size=2, max_size=4))
@example([[{"unit": "a", "period": 2011, "score": score}] for score in (1, True, 1.0, "1", "8O", "8O", 1)])
@example([[{"unit": "a", "period": 2011, "score": 1, name: "county"}] for name in ("kind", "remark", "类别", "score ")])
def test_what_was_read_before_makes_no_difference(tables: list[list[dict[str, Any]]]) -> None:
    reader = Reader(rules())
    after_others = [told(reader.history_of, items) for items in tables]
    alone = [told(lambda table: history_of(rules(), table), items) for items in tables]
    assert after_others == alone


@examples(150)
@given(st.lists(CELLS, min_size=2, max_size=6))
@example([1, 1.0, True, Decimal(1), "1"])
@example([True, 1])
def test_a_cell_means_the_same_whatever_stands_above_it(cells: list[Cell]) -> None:
    makers: list[Callable[[], Callable[[Cell], object]]] = [partial(reader_of, one, GRADES) for one in INPUTS]
    makers.append(partial(period_reader, rules().period))
    for make in makers:
        read = make()
        assert repr([read(cell) for cell in cells]) == repr([make()(cell) for cell in cells])


def test_units_that_are_numbers_and_texts_are_told_apart_by_what_they_say() -> None:
    assert [unit_of(cell) for cell in (1, 1.0, "1", Decimal("1.0"))] == ["1", "1", "1", "1"]
    rows = [{"unit": unit, "period": 2011, "score": 1} for unit in (1, "a", 1.0)]
    with pytest.raises(ResultsError, match=r'item 3: "1" has a result for 2011 already, in item 1 \[RES34\]'):
        history_of(rules(), from_rows(rows))


def test_a_policy_that_has_read_something_can_be_sent_to_another_process() -> None:
    policy = load("jincheng-2010")
    rows = [{"unit": "a", "period": 2010, "kind": "county", "score": 59.5, "grade": "poor"}]
    rows = [dict.fromkeys(policy.rules.inputs) | rows[0]]
    outcomes = policy.evaluate(rows)
    sent = pickle.loads(pickle.dumps(policy))  # noqa: S301  of our own making
    assert sent.evaluate(rows) == outcomes
