"""The law of steps in a cascade: step by step, with saving in between, all is as of all periods at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from targetrules import State
from targetrules.history import History
from targetrules.period import period_text
from tests.cascades import Cascade, Rows, cascades, passed_over
from tests.effort import examples
from tests.outcome_rows import row_of, without_other_remarks

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")


def steps_of(case: Cascade) -> list[tuple[Rows, History]]:
    """The rows above of each period, and those below that came since the one before."""
    kind = case.below.rules.period
    ordinals = {period_text(kind, each): each for each in sorted({row.period for row in case.history.rows})}
    found, since = [], -(10**10)
    for period in sorted({row["period"] for row in case.rows}, key=lambda each: ordinals[each]):
        rows = [row for row in case.rows if row["period"] == period]
        until = ordinals[period]
        found.append((rows, History(tuple(row for row in case.history.rows if since < row.period <= until))))
        since = until
    return found


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
