"""Any results, written as an example, come back as these results, and what is decided of them is what it expects."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

from targetrules import Outcome, Outcomes, Policy, load, loads
from targetrules.period import period_text
from targetrules.report.example_text import Expects
from targetrules.rules.resolution.from_examples import ONLY_UNIT
from targetrules.rules.tree import Expected
from targetrules.testing import Cascade, Case, cascades, cases
from tests.effort import examples

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

EVERYTHING: Final[tuple[Expects, ...]] = ("grade", "consequences", "measures", "conditions")


def check(pasted: Policy, outcomes: Outcomes) -> None:
    """The last example of the policy expects these outcomes, and gets them."""
    assert pasted.check_examples()[-1].mismatches == ()
    rules = pasted.rules
    expected = {
        (each.unit, period_text(rules.period, each.period)): each
        for each in rules.examples[-1].expected
        if rules.judges(each.period)
    }
    found = {key: each for each in outcomes if (key := _key(expected, each)) in expected}
    assert found.keys() == expected.keys()
    for key, outcome in found.items():
        assert expected[key].grade == (None if rules.grading is None else outcome.grade or "")
        received = frozenset(each.id for each in outcome.consequences)
        assert (expected[key].consequences or frozenset()) == received
        assert expected[key].measures == dict(outcome.measures)
        truths = expected[key].conditions
        assert {name: truths[name] for name in rules.conditions} == dict(outcome.conditions)
        assert tuple(name for name in rules.statuses if truths[name]) == outcome.statuses


def _key(expected: dict[tuple[str, int | str], Expected], outcome: Outcome) -> tuple[str, int | str]:
    is_only = any(unit == ONLY_UNIT for unit, _ in expected)
    return ONLY_UNIT if is_only else outcome.unit, outcome.period


@given(cases(decided=True, succession=True))
@examples(36)
def test_results_of_any_policy(case: Case) -> None:
    policy, history = case.policy, case.history
    if not history.rows:
        return
    text = policy.example_text(history, expects=EVERYTHING)
    check(loads(f"{policy.to_toml()}\n{text}"), policy.evaluate(history))


@given(cascades(details=True, decided=True, succession=True))
@examples(12)
def test_results_and_details_of_policies_below(cascade: Cascade) -> None:
    if not cascade.history.rows:
        return
    text = cascade.policy.example_text(cascade.history, details=cascade.details, expects=EVERYTHING)
    with tempfile.TemporaryDirectory() as folder:
        for name, each in cascade.files.items():
            (Path(folder) / name).write_text(each, encoding="utf-8")
        top = Path(folder) / next(iter(cascade.files))
        top.with_suffix(".examples.toml").write_text(text, encoding="utf-8")
        pasted = load(top)
    check(pasted, cascade.policy.evaluate(cascade.history, details=cascade.details))
