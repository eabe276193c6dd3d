"""The law of a cascade: it decides what the policy above does of plain details that are made of outcomes from below."""

from __future__ import annotations

import pytest
from hypothesis import given

from targetrules.engine.choice import ENGINES
from tests.cascades import Cascade, cascades, passed_over
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")


@examples(20)
@given(cascades(), CONTEXTS)
@in_any_context
def test_a_cascade_decides_as_of_plain_details_made_of_outcomes(case: Cascade) -> None:
    if not case.rows:
        return
    plain = {"parts": case.outcomes_below()}
    expected = [*case.plain.evaluate(case.rows, details=plain, engine="reference", notes=passed_over)]
    for engine in (*ENGINES, None):
        told = case.cascade.evaluate(case.rows, details={"parts": case.history}, engine=engine, notes=passed_over)
        assert [*told] == expected
