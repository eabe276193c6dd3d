"""Claims that rest on details, refuted by units without any rows of these."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.engine.claims import check_claims
from targetrules.proof import Refuted, prove
from targetrules.proof import proving as proving_module

POLICY = """format = 1
policy = { id = "p", title = "P" }
grades = [{ id = "good" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
grading.by = "score"
grading.bands = { good = 90, poor = 0 }
[details.quarters]
item = "quarter"
inputs.done = { type = "number", min = 0, max = 100 }
conditions.behind = { done = { below = 60 } }
[rankings.order]
by = "score"
smallest_group = 2
[[consequences]]
id = "praise"
when = { grade = "good", consecutive = 2, "quarters.count(behind)" = { at_most = 1 } }
[[consequences]]
id = "talk"
when = { place = "last" }
[[claims]]
id = "never-both"
never = { all = [{ receives = "praise" }, { receives = "talk" }] }
"""


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """No random results show it."""

    def none(*_: object) -> None:
        return None

    monkeypatch.setattr(proving_module, "shown_by_chance", none)


def test_units_without_rows_of_details_show_it_and_are_an_example_to_paste() -> None:
    policy = loads(POLICY)
    (answer,) = prove(policy, timeout=60)
    assert isinstance(answer, Refuted)
    assert [(row.unit, row.period) for row in answer.history.rows if row.unit == "A"] == [("A", 2020), ("A", 2021)]
    assert ("B", 2021) in {(row.unit, row.period) for row in answer.history.rows}
    assert {row.values["quarters.count(behind)"] for row in answer.history.rows} == {0}
    (check,) = check_claims(policy.rules, answer.history)
    assert [(each.unit, each.period) for each in check.broken] == [("A", 2021)]
    pasted = loads(POLICY + policy.example_text(answer.history))
    assert [each.mismatches for each in pasted.check_examples()] == [()]


def test_what_only_units_with_rows_of_details_show_is_left_open() -> None:
    (answer,) = prove(loads(POLICY.replace("at_most = 1", "at_least = 1")), timeout=1)
    assert not isinstance(answer, Refuted)
