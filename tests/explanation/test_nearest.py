"""Laws of the nearest changes: what is said does happen, and nothing nearer would have done."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import Policy, load
from targetrules.explanation.tree import Change
from targetrules.explanation.values import Stretch
from targetrules.history import History, Row, Value
from targetrules.rules.number import Input, InputKind
from targetrules.testing import Case, cases, histories
from tests.effort import examples
from tests.explanation.changing import Asked, Trial, covers, ends, number, plain

FOLDER = Path(__file__).parent / "policies"
SMALL, GROUPS = load(FOLDER / "small-domains.toml"), load(FOLDER / "small-groups.toml")
HOLES, LOST = load(FOLDER / "holes.toml"), load(FOLDER / "lost.toml")
RANDOMS = st.randoms(note_method_calls=False, use_true_random=False)


def trials(random: Random, case: Case) -> Iterator[tuple[Trial, Asked]]:
    """One row, and one or two things that can be asked of it."""
    if case.history.rows:
        trial = Trial(case.policy, case.history, random.choice(case.history.rows))
        asked = list(trial.asked())
        for each in random.sample(asked, min(2, len(asked))):
            yield trial, each


def values_of(change: Change, source: Input, random: Random) -> Iterator[Value]:
    """The values that a change names; of a stretch both ends and one between."""
    least, most = ends(source) if source.kind is InputKind.NUMBER else (0, 0)
    for each in change.after:
        if isinstance(each, Stretch):
            low, high = (
                None if end is None else int(end.value.scaleb(source.decimals)) for end in (each.low, each.high)
            )
            low, high = least if low is None else low, most if high is None else high
            yield from (number(source, at) for at in (low, high, random.randint(low, high)))
        else:
            yield plain(each)


@examples(50)
@given(cases(units=3, periods=3), RANDOMS)
def test_a_nearest_change_brings_about_what_it_says(case: Case, random: Random) -> None:
    for trial, asked in trials(random, case):
        for change in asked.nearest.changes:
            if change.goal is asked.goal:
                source = case.policy.rules.inputs[change.input.id]
                for value in values_of(change, source, random):
                    assert trial.meets(asked, source.name, value)
                    if change.grade is not None:
                        assert trial.outcome({source.name: value}).grade == change.grade.id


@examples(50)
@given(cases(units=3, periods=3), RANDOMS)
def test_no_other_value_as_near_brings_it_about(case: Case, random: Random) -> None:
    for trial, asked in trials(random, case):
        for source in case.policy.rules.inputs.values():
            changes = asked.changes(source.name)
            for value in some_nearer(trial, asked, source, random):
                named = any(covers(change, value) for change in changes)
                assert trial.meets(asked, source.name, value) is named, (asked, source.name, value)


def some_nearer(trial: Trial, asked: Asked, source: Input, random: Random) -> Iterator[Value]:
    """Values no farther than those found, or any where none was found; only those searched where it was given up."""
    if source.kind is InputKind.TEXT:
        return
    if source.kind is not InputKind.NUMBER:
        values = trial.other_values(source)
        yield from (
            value for value in values if trial.distance(source, value) <= farthest(trial, asked, source, values)
        )
        return
    low, high = ends(source)
    for unsettled in asked.nearest.unsettled:
        if unsettled.goal is asked.goal and unsettled.input.id == source.name:
            if unsettled.low is None or unsettled.high is None:
                return
            low, high = (int(end.value.scaleb(source.decimals)) for end in (unsettled.low, unsettled.high))
    before = trial.row.values[source.name]
    for change in asked.changes(source.name):
        if isinstance(before, Decimal):
            start, far = (int(each.scaleb(source.decimals)) for each in (before, change.after[0].value))
            low, high = max(low, start - abs(far - start)), min(high, start + abs(far - start))
    tried = {low, high, min(low + 1, high), max(high - 1, low), *(random.randint(low, high) for _ in range(6))}
    yield from (number(source, at) for at in tried if number(source, at) != before)


def farthest(trial: Trial, asked: Asked, source: Input, values: list[Value]) -> Decimal:
    found = [value for change in asked.changes(source.name) for value in values if covers(change, value)]
    return max((trial.distance(source, value) for value in found or values), default=Decimal(0))


# ---- small domains, searched whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [SMALL, GROUPS, LOST], ids=lambda policy: policy.id)
@examples(20)
@given(data=st.data())
def test_on_small_domains_the_nearest_are_those_that_trying_all_finds(policy: Policy, data: st.DataObject) -> None:
    history = data.draw(histories(policy, units=4, periods=2, missing="any"))
    assume(history.rows)
    trial = Trial(policy, history, data.draw(st.sampled_from(history.rows)))
    check_against_all_values(trial)


def check_against_all_values(trial: Trial) -> None:
    inputs = trial.policy.rules.inputs
    tried = {
        name: {value: trial.outcome({name: value}) for value in trial.other_values(source)}
        for name, source in inputs.items()
    }
    for asked in trial.asked():
        assert asked.nearest.unsettled == ()
        for name, outcomes in tried.items():
            changes = asked.changes(name)
            met = [value for value, outcome in outcomes.items() if trial.is_met(asked, outcome)]
            least = min((trial.distance(inputs[name], value) for value in met), default=None)
            nearest = {value for value in met if trial.distance(inputs[name], value) == least}
            found = {value for value in outcomes if any(covers(each, value) for each in changes)}
            assert found == nearest, (asked.consequence, asked.goal, name)


@pytest.mark.parametrize("score", [550, -90, None])
def test_a_small_hole_in_a_large_range_is_found(score: int | None) -> None:
    units = {"Own": (score, 0, True), "Ash": (-2, 3, False), "Birch": (-4, 1, False)}
    rows = [
        Row(unit, period, {"score": None if score is None else Decimal(score), "cost": Decimal(cost), "seeded": seeded})
        for period in (2010, 2011)
        for unit, (score, cost, seeded) in units.items()
    ]
    before = attrs.evolve(rows[0], values={**rows[0].values, "score": Decimal(10)})
    check_against_all_values(Trial(HOLES, History((before, *rows[1:])), rows[3]))
