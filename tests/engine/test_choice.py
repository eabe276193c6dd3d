"""Which engines there are: all that can be asked for, each as the interface says."""

from __future__ import annotations

from typing import get_args

import pytest

from targetrules import loads
from targetrules.engine.choice import ENGINES, MANY, EngineName, engine_for, judges_columns
from targetrules.history import History, Row
from targetrules.outcome import Outcome
from tests.history_rows import HistoryRows

POLICY = loads(
    'format = 1\npolicy = { id = "p", title = "P" }\ninputs.score = { type = "number", min = 0, max = 99 }\n'
    'grades = [{ id = "good" }, { id = "poor" }]\ngrading = { by = "score", bands = { good = 60, poor = 0 } }\n'
)


def test_every_name_that_can_be_typed_is_an_engine() -> None:
    assert get_args(EngineName) == ENGINES


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_gives_outcomes_at_once_and_period_by_period(engine: EngineName) -> None:
    """By period, and within a period as they came; of some units and periods alone, if that is asked for."""
    asked = [("b", 2011), ("a", 2010), ("a", 2011), ("b", 2010)]
    rows = HistoryRows(POLICY.rules, History(tuple(Row(unit, period, {"score": None}) for unit, period in asked)))
    told: list[tuple[int, int]] = []
    found = engine_for(0, engine).evaluate(POLICY.rules, rows, watch=lambda done, of: told.append((done, of)))
    expected = [("a", 2010), ("b", 2010), ("b", 2011), ("a", 2011)]
    assert (len(found), told) == (4, [(1, 2), (2, 2)])
    assert list(map(key_of, found)) == expected
    by_period = engine_for(0, engine).by_period(POLICY.rules, rows)
    assert [list(map(key_of, each)) for each in by_period] == [expected[:2], expected[2:]]
    assert list(map(key_of, found.of(units={"a"}))) == [("a", 2010), ("a", 2011)]
    assert list(map(key_of, found.of(periods=[2011]))) == [("b", 2011), ("a", 2011)]
    assert len(found.of(units={"c"})) == 0


def key_of(outcome: Outcome) -> tuple[str, int | str]:
    return outcome.unit, outcome.period


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_judges_no_rows_without_a_word(engine: EngineName) -> None:
    rows = HistoryRows(POLICY.rules, History(()))
    assert list(engine_for(0, engine).evaluate(POLICY.rules, rows)) == []
    assert list(engine_for(0, engine).by_period(POLICY.rules, rows)) == []


def test_many_rows_are_judged_by_columns_where_nothing_else_is_asked_for() -> None:
    assert [judges_columns(rows) for rows in (0, MANY - 1, MANY)] == [False, False, True]
    assert [judges_columns(rows, "reference") for rows in (0, MANY)] == [False, False]
    assert [judges_columns(rows, "columnar") for rows in (0, MANY)] == [True, True]
