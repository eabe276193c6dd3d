"""Claims and engines, asserted of any results: what is found is shown, and what cannot be asked for is told."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from targetrules import ArgumentError, History, Outcome, Policy, load, loads
from targetrules.drawing.cohorts import telling_sizes
from targetrules.testing import Tables, assert_agreement, assert_claims, assertions, cohorts, refuted_claims
from tests.county import county_text
from tests.effort import examples

QUIET = settings(max_examples=20, database=None, derandomize=True, deadline=None)
FALSE = county_text("""
[[consequences]]
id = "talk"
when = { grade = "poor" }
[[claims]]
id = "never-talk"
description = { en = "nobody is talked to", zh = "不谈话" }
never = { receives = "talk" }
[[claims]]
id = "poor-is-talked-to"
always = { if = { grade = "poor" }, then = { receives = "talk" } }
""")


def test_a_broken_claim_is_told_with_its_reasons_and_an_example() -> None:
    policy = loads(FALSE)
    (refuted,) = refuted_claims(policy, settings=QUIET)
    assert refuted.claim == "never-talk"
    text = refuted.text("zh")
    assert text.startswith("u1，2008：违反断言“不谈话”")
    assert "✔ talk" in text
    entry = text[text.index("[[examples]]") :]
    assert len(loads(f"{FALSE}\n{entry}").rules.examples) == 1
    assert_claims(policy, claims=["poor-is-talked-to"], settings=QUIET)
    with pytest.raises(AssertionError, match="breaks the claim “nobody is talked to”"):
        assert_claims(policy, settings=QUIET)


def test_claims_of_a_policy_with_others_below_are_searched_in_all_tables() -> None:
    assert refuted_claims(load("nc-low-performing-districts"), settings=settings(QUIET, max_examples=5)) == []


@pytest.mark.parametrize("name", ["jincheng-2010", "civil-servants-2007"])
def test_all_engines_agree(name: str) -> None:
    assert_agreement(load(name), settings=QUIET, succession=True)


def test_an_engine_that_decides_differently_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    right = assertions._BY["columnar"]  # noqa: SLF001  there is no other way to make an engine wrong

    def wrong(policy: Policy, tables: Tables) -> Mapping[tuple[str, int | str], Outcome]:
        judged = right(policy, tables)
        return {key: evolve(each, grade="good" if each.grade == "poor" else each.grade) for key, each in judged.items()}

    monkeypatch.setattr(assertions, "_BY", {**assertions._BY, "columnar": wrong})  # noqa: SLF001
    with pytest.raises(AssertionError) as raised:
        assert_agreement(loads(FALSE), settings=QUIET)
    text = str(raised.value)
    assert text.startswith("“reference” and “columnar” decide differently of these results\n")
    assert "history = [{ period = 2008" in text
    assert_agreement(loads(FALSE), engines=("reference", "prepared", "states"), settings=QUIET)


@pytest.mark.parametrize(
    ("asked", "en"),
    [
        ({"claims": ["x"]}, "claims: the policy has no claim “x”; it has: never-talk, poor-is-talked-to"),
        (
            {"claims": ["x", "never-talks", "never-talk"]},
            (
                "claims: the policy has no claims “x”, “never-talks” (did you mean “never-talk”?); "
                "it has: never-talk, poor-is-talked-to"
            ),
        ),
        ({"claims": "x"}, "claims: 'x' (str) is not a list of ids of claims"),
        ({"settings": 5}, "settings: 5 (int) is not an object of hypothesis.settings"),
        ({"units": 0}, "units: 0 (int) is not a whole number from 1 to 1000"),
    ],
)
def test_what_cannot_be_asked_for_is_told(asked: dict[str, Any], en: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        assert_claims(loads(FALSE), **asked)
    assert str(raised.value) == en


def test_engines_that_are_none_are_told() -> None:
    with pytest.raises(ArgumentError, match='a list of two or more of "reference", "prepared", "columnar", "states"'):
        assert_agreement(loads(FALSE), engines=("reference",))


# ---- cohorts ---------------------------------------------------------------------------------------------------------

SHARES = loads(
    county_text('[[grading.quotas]]\ngrade = "good"\nat_most = "30%"\nranking = "r"\n[rankings.r]\nby = "score"\n')
)


def test_sizes_are_those_at_which_a_share_is_one_unit_more() -> None:
    assert list(telling_sizes(SHARES.rules, 10)) == [1, 2, 3, 4, 6, 7, 9, 10]
    assert [size for size in range(2, 11) if int(Fraction(3, 10) * size) > int(Fraction(3, 10) * (size - 1))] == [
        4,
        7,
        10,
    ]
    assert list(telling_sizes(loads(FALSE).rules, 4)) == [1, 2, 3, 4]


@examples(20)
@given(cohorts(load("jincheng-2010"), units=8, periods=2))
def test_a_cohort_is_one_group_whose_units_all_have_results(history: History) -> None:
    assert len({row.values["kind"] for row in history.rows}) == 1
    periods = {row.period for row in history.rows}
    units = {row.unit for row in history.rows}
    assert len(history.rows) == len(units) * len(periods)
    assert len(units) <= 8
    assert len(periods) <= 2
