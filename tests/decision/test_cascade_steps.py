"""Steps of policies that judge by the outcomes of others which look back: each goes on from a state of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from targetrules import ArgumentError, History, Policy, ResultsError, Row, State, StateError, load
from targetrules.engine.choice import ENGINES
from targetrules.frames.states.below import below_of_text, text_of_below
from targetrules.wording import Word
from tests.forged_states import changed
from tests.schools_below import STATES, Rows, loaded, passed_over

SCHOOLS = """
format = 1
grades = [{ id = "A" }, { id = "F" }]
policy = { id = "schools", title = "Schools" }
grading = { by = "score", bands = { A = 50, F = 0 } }
conditions.low = { grade = "F" }
consequences = [{ id = "help", when = { low = true, consecutive = 2 } }]
inputs.district = { type = "text", optional = true }
inputs.score = { type = "number", min = 0, max = 100, optional = true }
"""
DISTRICTS = """
format = 1
policy = { id = "districts", title = "Districts" }
inputs.state = { type = "text", optional = true }
[details.schools]
policy = "schools.toml"
unit_above = "district"
conditions.helped = { receives = "help" }
[[consequences]]
id = "low"
when = { "schools.count(helped)" = { at_least = 1 } }
"""
ABOVE: Rows = [{"unit": "North", "period": 2018, "state": None}, {"unit": "South", "period": 2018, "state": None}]
BELOW: Rows = [
    {"unit": "a", "period": 2017, "district": "North", "score": 10},
    {"unit": "a", "period": 2018, "district": "North", "score": 10},
    {"unit": "b", "period": 2018, "district": "South", "score": 20},
]
PAST = [row for row in BELOW if row["period"] == 2017]
PRESENT = [row for row in BELOW if row["period"] == 2018]


def in_2019(rows: Rows) -> Rows:
    return [{**row, "period": 2019} for row in rows]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return loaded(tmp_path, "districts", schools=SCHOOLS, districts=DISTRICTS, states=STATES)


def stepped(policy: Policy, tmp_path: Path, rows: Rows, below: Mapping[str, Rows]) -> list[dict[str, Any]]:
    """Step by step, each with what came below since the one before; saved and loaded in between."""
    state, found, since = policy.start(), list[dict[str, Any]](), 0
    for period in sorted({row["period"] for row in rows}):
        details = {name: [row for row in of if since < row["period"] <= period] for name, of in below.items()}
        state.save(tmp_path / "state.arrow")
        outcomes, state = policy.step(
            State.load(tmp_path / "state.arrow"),
            [row for row in rows if row["period"] == period],
            details=details,
            notes=passed_over,
        )
        found, since = [*found, *outcomes], period
    return found


def test_a_policy_below_that_looks_back_goes_on_from_its_own_state(policy: Policy, tmp_path: Path) -> None:
    below, above = [*BELOW, *in_2019(PRESENT)], [*ABOVE, *in_2019(ABOVE)]
    found = stepped(policy, tmp_path, above, {"schools": below})
    at_once = policy.evaluate(above, details={"schools": below}, notes=passed_over)
    assert [row["consequence.low"] for row in found] == [True, False, True, True]
    assert [bool(each.consequences) for each in at_once] == [True, False, True, True]
    given, _ = policy.step(policy.start(), ABOVE, details={"schools": PRESENT}, notes=passed_over)
    assert [row["consequence.low"] for row in given] == [False, False]


@pytest.mark.usefixtures("policy")
def test_a_step_of_three_policies_is_recorded_and_verified(tmp_path: Path) -> None:
    states, here = load(tmp_path / "states.toml"), [{"unit": "here", "period": 2018}]
    districts = [{**row, "state": "here"} for row in ABOVE]
    details = {"districts": districts, "districts.schools": BELOW}
    before = states.start()
    before.save(tmp_path / "before.arrow")
    _, after, outcomes = states.step(before, here, details=details, record=True, notes=passed_over)
    outcomes.write(tmp_path / "decided.csv")
    again = states.verify(tmp_path / "decided.csv", here, state=tmp_path / "before.arrow", details=details)
    assert again.verified
    assert [*outcomes] == [*states.evaluate(here, details=details, notes=passed_over)]
    after.save(tmp_path / "after.arrow")
    assert State.load(tmp_path / "after.arrow").sha256 == after.sha256
    assert {*after.below} == {"districts"}
    assert {*after.below["districts"].below} == {"schools"}


def test_what_is_not_like_the_latest_below_is_told_or_refused(policy: Policy) -> None:
    told = list[Word]()
    _, state = policy.step(policy.start(), ABOVE, details={"schools": BELOW}, notes=told.append)
    assert [note.text("en") for note in told] == [
        "Details schools: Units with a result in 2018 and none in 2017: 1 of 2 (b).",
        "Details schools: results of 2017 are judged by “schools” alone, as above there are none then.",
    ]
    with pytest.raises(ResultsError) as raised:
        policy.step(policy.start(), ABOVE, details={"schools": BELOW}, strict=True, notes=passed_over)
    assert [(each.code.value, each.sheet) for each in raised.value.problems] == [("RES69", "schools")]
    with pytest.raises(ResultsError) as raised:
        policy.step(state, in_2019(ABOVE), details={"schools": PRESENT}, notes=passed_over)
    assert [(each.code.value, each.sheet) for each in raised.value.problems] == [("RES39", "schools")]
    with pytest.raises(ResultsError, match="2018, 2019"):
        policy.step(policy.start(), ABOVE, details={"schools": [*BELOW, *in_2019(PRESENT)]}, notes=passed_over)


def test_a_period_without_a_row_below_is_judged(policy: Policy) -> None:
    _, state = policy.step(policy.start(), ABOVE, details={"schools": BELOW}, notes=passed_over)
    given, after = policy.step(state, in_2019(ABOVE), details={"schools": []}, notes=passed_over)
    assert [row["consequence.low"] for row in given] == [False, False]
    assert after.below["schools"].sha256 == state.below["schools"].sha256


def test_a_state_without_those_of_the_policies_below_is_refused(policy: Policy) -> None:
    with pytest.raises(StateError) as raised:
        policy.step(evolve(policy.start(), below={}), ABOVE, details={"schools": BELOW})
    assert str(raised.value).splitlines()[1] == (
        "    it holds the states of policies below it for the details “”; expected: “schools”"
    )
    other = evolve(policy.start(), below={"schools": State.of(policy.rules, policy.digest)})
    with pytest.raises(StateError, match="belongs to the policy districts, not to schools"):
        policy.step(other, ABOVE, details={"schools": BELOW})


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"schools": 1}', '{"schools": "é"}', '{"schools": "QQ="}'])
def test_states_below_that_are_none_are_refused(text: str) -> None:
    assert below_of_text(text) is None


@pytest.mark.parametrize("data", [b"none", b"ARROW1 and no state ARROW1"])
def test_a_damaged_state_below_is_refused(policy: Policy, tmp_path: Path, data: bytes) -> None:
    policy.start().save(tmp_path / "state.arrow")
    changed(tmp_path / "state.arrow", lambda table: table, below=text_of_below({"schools": data}))
    with pytest.raises(StateError, match="is damaged"):
        State.load(tmp_path / "state.arrow")


def test_a_forged_text_of_states_below_is_refused(policy: Policy, tmp_path: Path) -> None:
    policy.start().save(tmp_path / "state.arrow")
    changed(tmp_path / "state.arrow", lambda table: table, below="[]")
    with pytest.raises(StateError) as raised:
        State.load(tmp_path / "state.arrow")
    assert str(raised.value).splitlines()[1] == (
        "    the metadata has “targetrules.below”: “[]”; expected: the states of lower policies as text, by the names "
        "of the details"
    )


def test_a_state_with_a_large_one_below_says_at_once_what_it_is(policy: Policy, tmp_path: Path) -> None:
    below = [{**BELOW[0], "unit": f"school {at}"} for at in range(3_000)]
    above = [{**row, "period": 2017} for row in ABOVE]
    _, state = policy.step(policy.start(), above, details={"schools": below}, notes=passed_over)
    for _ in range(2):
        state.save(tmp_path / "state.arrow")
    data = (tmp_path / "state.arrow").read_bytes()
    assert data.find(b"sha256:") < 4_000 < len(data) // 10
    assert State.load(tmp_path / "state.arrow").below["schools"].units == 3_000


@pytest.mark.usefixtures("policy")
def test_a_step_takes_several_periods_of_each_policy_below(tmp_path: Path) -> None:
    """Those of the last table that are later than all of the middle one are not lost either."""
    states = load(tmp_path / "states.toml")
    districts = [{"unit": "North", "period": period, "state": "here"} for period in (2016, 2017, 2019)]
    schools = [{"unit": "a", "period": period, "district": "North", "score": 10} for period in range(2015, 2020)]
    above = [{"unit": "here", "period": 2018}, {"unit": "here", "period": 2019}]
    below: dict[str, Rows] = {"districts": districts, "districts.schools": schools}
    found = stepped(states, tmp_path, above, below)
    assert [row["measure.low"] for row in found] == [0, 1]
    at_once = states.evaluate(above, details=below, notes=passed_over)
    assert [each.measures["low"] for each in at_once] == [0, 1]


@pytest.mark.usefixtures("policy")
def test_later_rows_below_are_refused_by_the_name_of_their_table(tmp_path: Path) -> None:
    states, here = load(tmp_path / "states.toml"), [{"unit": "here", "period": 2018}]
    below = {"districts": [], "districts.schools": [*BELOW, *in_2019(PRESENT)]}
    with pytest.raises(ResultsError) as raised:
        states.step(states.start(), here, details=below, notes=passed_over)
    assert str(raised.value).splitlines()[2] == (
        'details "districts.schools": the rows are of several periods: 2018, 2019 [RES38]'
    )


def test_units_of_a_policy_that_does_not_look_back_go_on_from_others_whom_nobody_kept(tmp_path: Path) -> None:
    forgetful = SCHOOLS.replace(", consecutive = 2", "")
    policy = loaded(tmp_path, "districts", schools=forgetful, districts=DISTRICTS)
    below = [*PAST, {**PRESENT[0], "unit": "b", "continues": "a"}]
    above = [{**ABOVE[0], "period": period} for period in (2017, 2018)]
    found = stepped(policy, tmp_path, above, {"schools": below})
    assert [row["consequence.low"] for row in found] == [True, True]
    with pytest.raises(ResultsError) as raised:
        policy.step(policy.start(), above[1:], details={"schools": [{**below[1], "continues": "b"}]}, notes=passed_over)
    assert [each.code.value for each in raised.value.problems] == ["RES87"]


@pytest.mark.usefixtures("policy")
def test_typed_results_may_have_details_below_them(tmp_path: Path) -> None:
    states, here = load(tmp_path / "states.toml"), [{"unit": "here", "period": 2018}]
    below = {"districts": [{**row, "state": "here"} for row in ABOVE], "districts.schools": BELOW}
    typed = {
        "districts": History(tuple(Row(str(row["unit"]), 2018, {"state": "here"}) for row in ABOVE)),
        "districts.schools": load(tmp_path / "schools.toml").history(BELOW),
    }
    for engine in ENGINES:
        told = states.evaluate(History((Row("here", 2018, {}),)), details=typed, engine=engine, notes=passed_over)
        assert [*told] == [*states.evaluate(here, details=below, engine="reference", notes=passed_over)]
    lost = {**typed, "districts": History((Row("North", 2018, {}),))}
    with pytest.raises(ArgumentError, match=re.escape("details['districts'].rows[0].values: dict")):
        states.evaluate(here, details=lost)
