"""Claims that rest on rows of details: refuted by random ones, which are shown; or left open."""

from __future__ import annotations

from typing import Final

from targetrules import load, loads
from targetrules.proof import Open, Proved, Refuted, prove
from targetrules.proof.proving import answered
from targetrules.proof.text import example_of
from targetrules.rules import tree

REPORTED: Final = """
format = 1
policy = { id = "p", title = "P" }
inputs.score = { type = "number", min = 0, max = 100, optional = true }
details.months = { item = "month", inputs = { behind = { type = "flag" } } }
consequences = [{ id = "talk", when = { "months.count(behind)" = { at_least = 2 }, consecutive = 2 } }]
[[claims]]
id = "nobody"
never = { receives = "talk" }
[[claims]]
id = "only-who-is-behind"
always = { if = { receives = "talk" }, then = { "months.count(behind)" = { at_least = 2 } } }
"""


def test_a_claim_is_refuted_by_rows_of_details_that_are_shown_with_the_results() -> None:
    policy = loads(REPORTED)
    nobody, behind = prove(policy, timeout=60)
    assert isinstance(nobody, Refuted)
    assert isinstance(behind, Proved)
    assert [(row.unit, row.values["score"]) for row in nobody.history.rows] == [("A", None)] * 2
    assert len(nobody.details["months"].rows) == 4
    assert [(each.unit, each.period) for each in nobody.broken] == [("A", nobody.history.rows[-1].period)]


def test_what_is_shown_is_an_example_that_breaks_the_claim() -> None:
    policy = loads(REPORTED)
    answer, _ = prove(policy, timeout=60)
    assert isinstance(answer, Refuted)
    with_example = loads(REPORTED + example_of(policy.rules, answer.history, answer.claim, answer.details))
    (example,) = with_example.check_examples()
    assert not example.mismatches
    assert [bool(check.broken) for check in with_example.check_claims(example.history)] == [True, False]


def test_what_policies_below_decide_is_not_made_up() -> None:
    rules = load("nc-low-performing-districts").rules
    answer = answered(rules, tree.Claim("c", tree.Never(tree.Receives("low-performing-district"))), 1)
    assert isinstance(answer, Open)
