"""The examples of a policy, changed in one place or without rows, answer what solvers would be asked."""

from __future__ import annotations

from importlib import import_module

import pytest

from targetrules import load, loads
from targetrules.engine.examples import history_of
from targetrules.engine.reference import evaluate
from targetrules.history import History
from targetrules.proof.equivalence import difference
from targetrules.proof.idle import parts_of
from targetrules.proof.nearby import changed_examples
from targetrules.proof.questions import _Questions
from tests.proof.test_questions import GRADED, prize
from tests.proof.unsettled import EQUAL, UNSETTLED

TALK = '[[consequences]]\nid = "talk"\nkind = "sanction"\nwhen = { grade = "poor", consecutive = 2 }\n'
SHOWN = f"""{GRADED}{prize("{ veto = true }")}{TALK}
[[examples]]
name = "one of three has both, in the last period"
history = [
  {{ unit = "North", period = 1, score = 90 }},
  {{ unit = "South", period = 1, score = 70 }},
  {{ unit = "East", period = 2, score = 10 }},
  {{ unit = "South", period = 2, score = 20 }},
  {{ unit = "South", period = 3, score = 20, veto = true }},
  {{ unit = "North", period = 3, score = 70, veto = true }},
]
expect.North = {{ 1 = [] }}
"""


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """No solver is asked anything."""

    def ask(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(import_module("targetrules.proof.questions"), "answered", ask)


@pytest.mark.usefixtures("no_solver")
def test_what_an_example_shows_is_shown_without_the_rows_that_it_can_do_without() -> None:
    policy = loads(SHOWN)
    (noticed,) = _Questions(policy, 5).rewards_and_sanctions()
    assert (noticed.answer, noticed.about) == ("found", ("prize", "talk"))
    assert noticed.history is not None
    assert [(row.unit, row.period) for row in noticed.history.rows] == [("South", 2), ("South", 3)]
    assert [{*now.received} for now in evaluate(policy.rules, noticed.history)] == [set(), {"prize", "talk"}]


@pytest.mark.usefixtures("no_solver")
def test_a_unit_that_is_commended_and_called_to_a_talk_stands_in_an_example_of_the_whole_year() -> None:
    noticed = next(_Questions(load("jincheng-2010-year"), 5).rewards_and_sanctions())
    assert (noticed.answer, noticed.about) == ("found", ("commendation", "warning-talk"))
    assert noticed.history is not None
    assert len(noticed.history.rows) == 2  # the last of its kind, and another one


PRODUCT = f"""{UNSETTLED}
grades = [{{ id = "good" }}, {{ id = "poor" }}]
inputs.other = {{ type = "flag", default = false }}
measures.sum = {{ cases = [
  {{ when = {EQUAL}, formula = "1" }},
  {{ when = {{ x = 99999, y = 2 }}, formula = "left" }},
], otherwise = "right" }}
grading = {{ by = "sum", bands = {{ good = 99999, poor = 0 }} }}
[[examples]]
name = "small numbers"
history = [{{ period = 1, x = 2, y = 2, z = 3 }}]
expect = {{ 1 = [] }}
""".replace("policy = {", 'policy = { period = "sequence",')


def test_examples_are_changed_in_one_value_that_something_rests_on() -> None:
    rules = loads(PRODUCT).rules
    (example,) = [history_of(rules, each) for each in rules.examples]
    changed = list(changed_examples(rules, rules.measures["left"]))
    assert changed
    differing = [_differing(example, each) for each in changed]
    assert {len(names) for names in differing} == {1}
    assert {name for names in differing for name in names} == {"x", "y"}
    assert changed == list(changed_examples(rules, rules.measures["left"]))


def _differing(one: History, other: History) -> list[str]:
    (first,), (second,) = one.rows, other.rows
    return [name for name in first.values if first.values[name] != second.values[name]]


def test_a_case_that_an_example_needs_with_one_value_changed_is_not_idle() -> None:
    rules = loads(PRODUCT).rules
    (case,) = [part for part in parts_of(rules) if part.id == "measures.sum.cases.2"]
    assert any(difference(rules, case.without, history) for history in changed_examples(rules, case.of))
