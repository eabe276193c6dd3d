"""The law of steps in a cascade: step by step, with saving in between, all is as of all periods at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from targetrules import State
from tests.cascades import Cascade, cascades, passed_over, steps_of
from tests.effort import examples
from tests.outcome_rows import row_of, without_other_remarks

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")


@examples(30)
@given(cascades(wanted=True))
def test_step_by_step_a_cascade_decides_as_of_all_periods_at_once(case: Cascade) -> None:
    policy, found = case.cascade, list[dict[str, object]]()
    with TemporaryDirectory() as folder:
        state = policy.start()
        for rows, below in steps_of(case):
            outcomes, state = policy.step(state, rows, details={"parts": below}, notes=passed_over)
            state.save(Path(folder) / "state.arrow")
            loaded = State.load(Path(folder) / "state.arrow")
            assert loaded.sha256 == state.sha256
            state, found = loaded, [*found, *without_other_remarks(outcomes)]
    at_once = policy.evaluate(case.rows, details={"parts": case.history}, notes=passed_over) if case.rows else []
    assert found == [row_of(policy.rules, each) for each in at_once]
