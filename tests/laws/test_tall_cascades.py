"""Laws of a cascade of three levels, with successions: it decides what policies with plain rows do, one by one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.engine.choice import ENGINES
from tests.cascades import passed_over
from tests.effort import examples
from tests.outcome_rows import row_of
from tests.tall_cascades import tall_cascade

DAY = date(2012, 1, 15)

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")


@examples(20)
@given(st.integers(0, 2**32))
def test_a_cascade_of_three_levels_decides_as_plain_details_do(seed: int) -> None:
    case = tall_cascade(seed, 3)
    expected = case.plainly()
    for engine in ENGINES:
        told = case.policy.evaluate(case.history, details=case.details, engine=engine, notes=passed_over)
        assert [*told] == expected


@examples(12)
@given(st.integers(0, 2**32))
def test_step_by_step_a_cascade_of_three_levels_decides_as_of_all_periods_at_once(seed: int) -> None:
    case = tall_cascade(seed, 3)
    at_once = case.policy.evaluate(case.history, details=case.details, decided_on=DAY, notes=passed_over)
    assert case.step_by_step(decided_on=DAY) == [row_of(case.policy.rules, each) for each in at_once]
