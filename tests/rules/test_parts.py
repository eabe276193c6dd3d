"""What conditions and numbers are made of, when each part is looked at, and what definitions are made of."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from targetrules import load
from targetrules.rules import tree
from targetrules.rules.parts import Construct, Time, is_constant, own_parts_of, parts_in_time, roots_of

RULES: Final = load(Path(__file__).parent / "dependencies" / "every_construct.toml").rules
A: Final = tree.FlagIs("a", wanted=True)
B: Final = tree.FlagIs("b", wanted=True)
C: Final = tree.FlagIs("c", wanted=True)
SCORE: Final = tree.NumberOf("score")
EXTRA: Final = tree.NumberOf("extra")


@pytest.mark.parametrize(
    ("outer", "inner", "found"),
    [
        (Time.PRESENT, Time.PRESENT, Time.PRESENT),
        (Time.PRESENT, Time.PAST, Time.PAST),
        (Time.PRESENT, Time.BOTH, Time.BOTH),
        (Time.PAST, Time.PRESENT, Time.PAST),
        (Time.PAST, Time.BOTH, Time.PAST),
        (Time.BOTH, Time.PRESENT, Time.BOTH),
        (Time.BOTH, Time.PAST, Time.PAST),
    ],
)
def test_what_is_looked_at_from_the_past_is_past(outer: Time, inner: Time, found: Time) -> None:
    assert outer.then(inner) == found


@pytest.mark.parametrize(
    ("over", "times"),
    [
        pytest.param(tree.Temporal(A, ago=2), [Time.PAST], id="ago"),
        pytest.param(tree.Temporal(A, tree.Consecutive(2)), [Time.BOTH], id="in a row"),
        pytest.param(
            tree.Temporal(A, tree.Times(2), resets=B, restarts=C), [Time.BOTH, Time.PAST, Time.BOTH], id="afresh"
        ),
        pytest.param(
            tree.Temporal(A, tree.Times(2), resets=B, restarts=C, ago=1), [Time.PAST] * 3, id="as it stood before"
        ),
        pytest.param(tree.Temporal(tree.Receives("x"), earlier=True), [Time.PAST], id="what was received"),
    ],
)
def test_when_the_parts_of_a_statement_about_time_are_looked_at(over: tree.Temporal, times: list[Time]) -> None:
    assert [part.time for part in parts_in_time(over)] == times


@pytest.mark.parametrize(
    ("construct", "present", "only_present"),
    [
        pytest.param(tree.Arithmetic("+", SCORE, EXTRA), (SCORE, EXTRA), (SCORE, EXTRA), id="a sum"),
        pytest.param(tree.Lag(SCORE, 1), (), (), id="an earlier value"),
        pytest.param(tree.AtEntry("watched", SCORE, before=True), (), (), id="a value at an earlier entry"),
        pytest.param(
            tree.Cut("line", tree.Aggregate("max", SCORE), 0, tree.Rounding.UP),
            (tree.Aggregate("max", SCORE),),
            (tree.Aggregate("max", SCORE),),
            id="a cut",
        ),
        pytest.param(tree.AtEntry("watched", SCORE), (SCORE,), (), id="a value at entry"),
        pytest.param(tree.RollingAggregate("mean", SCORE, 3), (SCORE,), (), id="the last values"),
        pytest.param(tree.Aggregate("mean", SCORE), (), (), id="the values of all units"),
        pytest.param(tree.AnyOf((A, B)), (A, B), (A, B), id="one of two"),
        pytest.param(tree.Temporal(A, tree.Times(2), resets=B), (A,), (), id="several times"),
    ],
)
def test_the_parts_that_are_the_units_own_in_the_same_period(
    construct: Construct, present: tuple[Construct, ...], only_present: tuple[Construct, ...]
) -> None:
    assert own_parts_of(construct) == present
    assert own_parts_of(construct, Time.PRESENT) == only_present


def test_the_roots_of_definitions_and_consequences() -> None:
    dated, overall, county = RULES.measures["dated"], RULES.rankings["overall"], RULES.rankings["county"]
    assert [type(root).__name__ for root in roots_of(dated)] == ["NumberOf", "Arithmetic"]
    assert roots_of(overall) == (*overall.by, overall.among)
    assert roots_of(tree.Ranking("plain", (SCORE,))) == (SCORE,)
    assert county.among in roots_of(county)
    given = tree.Grading("last_grade", None, floors=(tree.Floor("grading.floors.1", A, "good"),))
    assert roots_of(given) == (A,)
    assert RULES.grading is not None
    assert len(roots_of(RULES.grading)) == 1 + 1 + len(RULES.grading.unit_rules)
    assert RULES.grading.scales[0].when in roots_of(RULES.grading)
    assert roots_of(RULES.conditions["doubtful"]) == (RULES.conditions["doubtful"].when,)
    watched = RULES.statuses["watched"]
    assert roots_of(watched) == (watched.enter, watched.leave)
    assert roots_of(tree.Status("held", A)) == (A,)
    talk, praise = RULES.consequences[:2]
    assert roots_of(talk) == (talk.when, talk.unless)
    assert roots_of(praise) == (praise.when,)


def test_a_number_is_constant_where_the_policy_alone_states_it() -> None:
    """What cases there are rests on the unit, whatever stands in them."""
    stated = tree.NumberOf("pass", parameter=True)
    assert is_constant(tree.Clamp(tree.Literal(Decimal(5)), stated, None))
    assert not is_constant(tree.Clamp(SCORE, stated, None))
    assert not is_constant(RULES.measures["by_cases"].versions[0].formula)
