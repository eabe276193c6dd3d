"""Everything is computed after whatever it needs."""

from __future__ import annotations

from hypothesis import given

from targetrules import Policy
from targetrules.rules.analysis.order import chain, key_of, needs_of
from targetrules.testing import policies
from tests.effort import examples


@examples(60)
@given(policies())
def test_the_order_of_evaluation_has_everything_once_and_after_what_it_needs(policy: Policy) -> None:
    rules = policy.rules
    keys = [key_of(definition) for definition in rules.order]
    named = (rules.measures, rules.conditions, rules.statuses)
    expected = {*(name for each in named for name in each), *(f"rankings.{name}" for name in rules.rankings)}
    assert sorted(keys) == sorted(expected | ({"grading"} if rules.grading else set()))
    for position, definition in enumerate(rules.order):
        assert {key for key in needs_of(definition) if key in keys} <= set(keys[:position])


def test_a_long_circle_is_shown_with_its_beginning_and_its_end() -> None:
    names = [str(number) for number in range(40)]
    assert chain([*names[:11], "0"]).parts == (*names[:11], "0")
    assert chain([*names, "0"]).parts == ("0", "1", "2", "3", "4", "5", "…", "36", "37", "38", "39", "0")
