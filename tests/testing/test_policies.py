"""Random policies are valid, and use everything that the language has."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given

from targetrules import Policy, loads
from targetrules.drawing.telling import parts_of
from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.source.collector import DiagnosticCollector
from targetrules.testing import constructs_of, every_construct, policies, policy_texts
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_file
from tests.effort import examples

TELLING = [
    *(108, 115, 121, 128, 130, 131, 134, 147, 157, 163, 183, 197, 212, 217, 227, 251, 293),
    *(350, 351, 366, 374, 375, 378, 382, 383, 390, 432, 449, 466, 481, 482, 497, 521, 525),
    *(542, 587, 651, 689, 751, 789, 794, 823, 825, 830, 832, 862, 928, 1071, 1100),
]
"""Each was seen to have a construct that none before has: they are tried first, and all others if they do not do."""


def test_random_policies_are_valid_and_use_every_construct() -> None:
    """A hundred at the least, and as many as it takes to see every construct."""
    found: Counter[str] = Counter()
    for number, seed in enumerate((*range(100), *TELLING, *range(100, 3000))):
        if number >= 100 and set(found) >= every_construct():
            break
        faults = DiagnosticCollector()
        rules = from_syntax(policy_file(Random(seed), Shape(details=seed % 3 == 1)), faults)  # noqa: S311
        assert rules is not None, (seed, faults.found)
        found.update(constructs_of(rules).keys())
    assert set(found) == every_construct()


def test_constructs_are_named_by_class_field_and_what_stands_there() -> None:
    found = constructs_of(
        loads("""
        format = 1
        [policy]
        id = "p"
        title = "P"
        [inputs.x]
        type = "number"
        [inputs.y]
        type = "number"
        optional = true
        [rankings.r]
        by = "x"
        [[consequences]]
        id = "talk"
        when = { any = [{ place = "last" }, { x = { below = 5 }, consecutive = 2 }] }
        """).rules
    )
    assert found["Input.kind=number"] == 2
    assert found["Input.optional=true"] == 1
    assert found["Consequence.when=AnyOf"] == 1
    assert found["AnyOf.of=RankCutoff"] == found["AnyOf.of=Temporal"] == 1
    assert found["Temporal.counting=Consecutive"] == found["Temporal.since=none"] == 1
    assert "Fold.how=mean" in every_construct() - set(found)


@examples(12)
@given(policies(period="quarter"))
def test_the_period_may_be_chosen(policy: Policy) -> None:
    assert policy.rules.period.value == "quarter"


@examples(24)
@given(policies(dated=False))
def test_without_dates_nothing_names_a_period(policy: Policy) -> None:
    parts = list(parts_of(policy.rules))
    assert not any(isinstance(part, tree.PeriodRange) and part != tree.PeriodRange() for part in parts)
    assert not any(isinstance(part, tree.Temporal) and part.since is not None for part in parts)
    assert all(start is None for each in policy.rules.parameters.values() for start, _ in each.values)


@examples(24)
@given(policies(across_units=False))
def test_without_comparison_of_units_there_are_no_rankings_and_no_groups(policy: Policy) -> None:
    assert not policy.rules.rankings
    assert not any(isinstance(part, tree.Aggregate) for part in parts_of(policy.rules))


@examples(12)
@given(policies(largest=2))
def test_the_largest_number_of_definitions(policy: Policy) -> None:
    rules = policy.rules
    assert len(rules.measures) + len(rules.rankings) + len(rules.conditions) + len(rules.statuses) <= 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"period": "week"},
            (
                'period: \'week\' (str) is not one of the words "year", "school-year", '
                '"fiscal-year", "half", "quarter", "month", "sequence"'
            ),
        ),
        ({"largest": 51}, "largest: 51 (int) is not a whole number from 0 to 50"),
        ({"largest": -1}, "largest: -1 (int) is not a whole number from 0 to 50"),
        ({"largest": 2.5}, "largest: 2.5 (float) is not a whole number from 0 to 50"),
    ],
)
def test_a_wrong_option_is_shown(options: dict[str, object], message: str) -> None:
    for strategy in (policies, policy_texts):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            strategy(**options)  # type: ignore[arg-type]
