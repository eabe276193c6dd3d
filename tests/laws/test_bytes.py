"""Engines agree in what is written: on random policies and results every format has the same bytes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.columns import table_outcomes
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.same_bytes import check_history

DAYS = st.sampled_from([None, date(2011, 1, 31), date(2024, 2, 29)])


@pytest.fixture(params=[3, 20_000], ids=["small blocks", "one block"], autouse=True)
def rows_of_a_block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_outcomes, "_BLOCK", request.param)


@examples(32)
@given(cases(missing="any"), DAYS)
def test_both_engines_write_the_same_bytes(case: Case, day: date | None) -> None:
    check_history(case.policy, case.history, decided_on=day)


@examples(24)
@given(cases(missing="any"), DAYS)
def test_both_engines_give_the_same_outcomes(case: Case, day: date | None) -> None:
    slow = case.policy.evaluate(case.history, decided_on=day, engine="reference")
    assert case.policy.evaluate(case.history, decided_on=day, engine="columnar") == slow
    by_period = list(case.policy.evaluate_by_period(case.history, decided_on=day, engine="columnar"))
    assert by_period == list(case.policy.evaluate_by_period(case.history, decided_on=day, engine="reference"))
