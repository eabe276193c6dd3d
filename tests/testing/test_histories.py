"""Random histories: what they hold for a policy of one's own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from targetrules import History, load, loads
from targetrules.drawing.telling import compared_numbers, telling_numbers, telling_periods
from targetrules.testing import Case, cases, histories
from tests.effort import examples

POLICY = loads("""
format = 1
[policy]
id = "own"
title = "Own"
[[grades]]
id = "good"
[[grades]]
id = "bad"
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 1
[inputs.kind]
type = "choice"
of = ["city", "town"]
default = "city"
[inputs.late]
type = "flag"
optional = true
[parameters]
goal = [{ value = 70, from = 2015 }]
[grading]
by = "score"
bands = { good = 60, bad = 0 }
[[consequences]]
id = "talk"
when = { grade = "bad", consecutive = 2, since = 2013 }
""")


@examples(40)
@given(histories(POLICY, units=3, periods=4))
def test_values_are_what_could_have_been_read(history: History) -> None:
    assert len({(row.unit, row.period) for row in history.rows}) == len(history.rows)
    assert len({row.unit for row in history.rows}) <= 3
    assert len({row.period for row in history.rows}) <= 4
    for row in history.rows:
        score = row.values["score"]
        assert isinstance(score, Decimal)
        assert 0 <= score <= 100
        assert score.as_tuple().exponent == -1
        assert row.values["kind"] in ("city", "town")
        assert row.values["late"] in (True, False, None)


@examples(12)
@given(histories(POLICY, gaps=False, missing="never"))
def test_without_gaps_and_missing_values_every_cell_is_filled(history: History) -> None:
    units, periods = {row.unit for row in history.rows}, {row.period for row in history.rows}
    assert len(history.rows) == len(units) * len(periods)
    assert not any(None in row.values.values() for row in history.rows)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda row: row.values["score"] == 60, id="just at a band"),
        pytest.param(lambda row: row.values["score"] == Decimal("59.9"), id="one step below it"),
        pytest.param(lambda row: row.values["score"] == 70, id="at a parameter"),
        pytest.param(lambda row: row.values["score"] is None, id="missing"),
        pytest.param(lambda row: row.period == 2013, id="when something begins to count"),
        pytest.param(lambda row: row.period == 2014, id="before a parameter is in force"),
    ],
)
def test_telling_results_are_found(wanted: object) -> None:
    """Drawn at random from all numbers and years, hardly any of them would be."""
    found = find(
        histories(POLICY, missing="any"),
        lambda history: any(wanted(row) for row in history.rows),  # type: ignore[operator]
        settings=settings(max_examples=500, database=None, derandomize=True),
    )
    assert found.rows


def test_what_is_telling_about_a_policy() -> None:
    numbers = telling_numbers(compared_numbers(POLICY.rules), POLICY.rules.inputs["score"])
    assert [str(number) for number in numbers] == [
        "0.0", "0.1", "49.9", "50.0", "50.1", "59.9", "60.0", "60.1", "69.9", "70.0", "70.1", "99.9", "100.0",
    ]  # fmt: skip
    assert telling_periods(POLICY.rules) == [2013, 2015]


def test_an_input_without_bounds_has_numbers_around_what_it_is_compared_with() -> None:
    policy = loads(
        'format = 1\n[policy]\nid = "p"\ntitle = "P"\n[inputs.x]\ntype = "number"\n'
        "[conditions.c]\nx = { above = 700 }\n"
    )
    numbers = [int(number) for number in telling_numbers(compared_numbers(policy.rules), policy.rules.inputs["x"])]
    assert numbers == [600, 601, 699, 700, 701, 799, 800]


@examples(10)
@given(histories(load("jincheng-2010").rules))
def test_the_rules_of_a_policy_do_as_well(history: History) -> None:
    assert {row.values["kind"] for row in history.rows} <= {"county", "department"}


@examples(12)
@given(cases(period="month", units=2, periods=2, gaps=False, missing="never"))
def test_cases_are_a_policy_with_results_that_it_judges(case: Case) -> None:
    outcomes = case.policy.evaluate(case.history)
    assert len(outcomes) == len(case.history.rows) <= 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 0}, "units: 0 (int) is not a whole number from 1 to 1000"),
        ({"periods": "six"}, "periods: 'six' (str) is not a whole number from 1 to 1000"),
        ({"missing": "some"}, 'missing: \'some\' (str) is not one of the words "never", "optional", "any"'),
    ],
)
def test_a_wrong_option_is_shown(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        histories(POLICY, **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        cases(**options)  # type: ignore[arg-type]


@examples(10)
@given(st.data())
def test_histories_of_the_shipped_policies_can_be_judged(data: st.DataObject) -> None:
    policy = load(
        data.draw(st.sampled_from(("jincheng-2010", "english-league", "texas-interventions", "england-coasting")))
    )
    policy.check_claims(data.draw(histories(policy)))
