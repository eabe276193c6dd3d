"""Laws of the nearest changes: what is said does happen, and nothing nearer would have done."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from random import Random

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import Policy, load, loads
from targetrules.engine.what_if import judged_by_rows
from targetrules.explanation.changes.counterfactual import Search
from targetrules.explanation.changes.goals import goals_of_grade
from targetrules.explanation.changes.monotonicity import Trends
from targetrules.explanation.findings import Change
from targetrules.explanation.values import Interval
from targetrules.history import History, Row, Value
from targetrules.rules.definition import Input, InputKind
from targetrules.testing import Case, cases, histories
from tests.effort import examples
from tests.explanation.changing import Asked, Trial, covers, ends, number, numeric, plain

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
        if isinstance(each, Interval):
            low = least if each.low is None else steps(numeric(each.low), source)
            high = most if each.high is None else steps(numeric(each.high), source)
            yield from (number(source, at) for at in (low, high, random.randint(low, high)))
        else:
            yield plain(each)


def steps(value: Decimal, source: Input) -> int:
    """A number in units of the input's last decimal."""
    return int(value.scaleb(source.decimals))


@examples(20)
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


@examples(20)
@given(cases(units=3, periods=3), RANDOMS)
def test_no_other_value_as_near_brings_it_about(case: Case, random: Random) -> None:
    for trial, asked in trials(random, case):
        for source in changeable(case.policy):
            changes = asked.changes(source.name)
            for value in some_nearer(trial, asked, source, random):
                named = any(covers(change, value) for change in changes)
                assert trial.meets(asked, source.name, value) is named, (asked, source.name, value)


def changeable(policy: Policy) -> list[Input]:
    """The inputs of which changes are looked for."""
    return [each for each in policy.rules.inputs.values() if each.changeable]


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
            low, high = (steps(numeric(end), source) for end in (unsettled.low, unsettled.high))
    before = trial.row.values[source.name]
    for change in asked.changes(source.name):
        if isinstance(before, Decimal):
            start, far = (steps(each, source) for each in (before, numeric(change.after[0])))
            low, high = max(low, start - abs(far - start)), min(high, start + abs(far - start))
    tried = {low, high, min(low + 1, high), max(high - 1, low), *(random.randint(low, high) for _ in range(6))}
    yield from (number(source, at) for at in tried if number(source, at) != before)


def farthest(trial: Trial, asked: Asked, source: Input, values: list[Value]) -> Decimal:
    found = [value for change in asked.changes(source.name) for value in values if covers(change, value)]
    return max((trial.distance(source, value) for value in found or values), default=Decimal(0))


# ---- small domains, searched whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [SMALL, GROUPS, LOST], ids=lambda policy: policy.id)
@examples(8)
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


# ---- several quotas --------------------------------------------------------------------------------------------------

IN_TURN = """
format = 1
[policy]
id = "in-turn"
title = "Quotas in turn"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
score = { type = "number", min = 0, max = 12 }
other = { type = "number", min = 0, max = 12 }
kept = { type = "flag", optional = true }
region = { type = "choice", of = ["north", "south"] }
[measures]
sum = { formula = "score + other" }
less = { formula = "other - score" }
[rankings]
by-score = { by = "score" }
by-other = { by = "other" }
by-sum = { by = "sum", within = "region" }
by-less = { by = "less" }
by-cost = { by = ["other", "score"], best = "lowest" }
by-rest = { by = "other", best = "lowest" }
[grading]
by = "score"
bands = { A = 3, B = 1, C = 0 }
[[grading.floors]]
when = { kept = true }
at_least = "B"
[[consequences]]
id = "praise"
when = { any = [{ grade = "A" }, { by-sum.rank = 1 }] }
"""
QUOTAS = st.builds(
    '[[grading.quotas]]\nranking = "{}"\n{} = {}\nties = "{}"\n'.format,
    st.sampled_from(["by-score", "by-other", "by-sum", "by-less", "by-cost", "by-rest"]),
    st.sampled_from(['grade = "A"\nat_most', 'grade = "B"\nat_most', 'grade = "B"\nat_least', 'grade = "C"\nat_least']),
    st.integers(1, 3),
    st.sampled_from(["in", "out"]),
)


@st.composite
def in_turn(draw: st.DrawFn) -> tuple[Policy, History, Row]:
    """A policy with two or three quotas, six units in one period, and the row of one of them."""
    policy = loads(IN_TURN + "".join(draw(st.lists(QUOTAS, min_size=2, max_size=3))))
    random = draw(st.randoms(note_method_calls=False, use_true_random=False))
    rows = tuple(
        Row(unit, 2020, {
            "score": Decimal(random.randint(0, 12)),
            "other": Decimal(random.randint(0, 12)),
            "kept": random.random() < 1 / 4,
            "region": random.choice(["north", "north", "south"]),
        })
        for unit in "abcdef"
    )  # fmt: skip
    return policy, History(rows), rows[0]


@examples(40)
@given(in_turn())
def test_what_quotas_in_turn_leave_is_as_trying_all_values_finds(asked: tuple[Policy, History, Row]) -> None:
    """Others who are put out of one quota leave their seats in the next: a better place may do worse."""
    check_against_all_values(Trial(*asked))


@examples(100)
@given(in_turn(), st.sampled_from(["score", "other"]))
def test_between_two_values_with_equal_traces_the_outcome_is_the_same(
    asked: tuple[Policy, History, Row], name: str
) -> None:
    """The halving rests on it, wherever the ends of a stretch may lie."""
    policy, history, row = asked
    units = judged_by_rows(policy.rules, history, row.unit, row.period)
    search = Search(policy.rules, units)
    search.effort.next_part()
    for goal in goals_of_grade(policy.rules, search.now):
        trends, probe = Trends.of(goal.cone, search.now, search.trials.others, name), search.probe(name)
        values = [Decimal(value) for value in range(13)] if trends.stepwise else []
        tried = [probe.at(value) for value in values]
        traces = [probe.trace(value, goal.cone, places_agree=trends.places_agree) for value in values]
        for low, high in combinations(range(len(tried)), 2):
            if traces[low] == traces[high]:
                assert len({each.now.grade for each in tried[low : high + 1]}) == 1


SEAT = '[[grading.quotas]]\nranking = "{}"\ngrade = "A"\nat_most = {}\nties = "{}"\n'.format


@pytest.mark.parametrize(
    ("quotas", "own", "others", "wanted"),
    [
        pytest.param(
            [SEAT("by-score", 2, "out"), SEAT("by-less", 1, "out")],
            (5, 7),
            [(8, 3), (5, 3), (10, 3), (12, 7), (4, 0)],
            11,
            id="what is better in one quota is worse in the other",
        ),
        pytest.param(
            [SEAT("by-score", 2, "in"), SEAT("by-other", 2, "out"), SEAT("by-rest", 1, "out")],
            (3, 5),
            [(12, 1), (6, 9)],
            6,
            id="who is put out of the first leaves a seat in the second to one who is before the unit in the third",
        ),
    ],
)
def test_a_higher_score_may_cost_the_grade(
    quotas: list[str], own: tuple[int, int], others: list[tuple[int, int]], wanted: int
) -> None:
    rows = [
        Row(unit, 2020, {"score": Decimal(score), "other": Decimal(other), "kept": None, "region": "north"})
        for unit, (score, other) in zip("abcdef", [own, *others], strict=False)
    ]
    trial = Trial(loads(IN_TURN + "".join(quotas)), History(tuple(rows)), rows[0])
    (change,) = (each for each in next(trial.asked()).changes("score") if each.grade and each.grade.id == "A")
    assert [numeric(each) for each in change.after] == [wanted]
    check_against_all_values(trial)
