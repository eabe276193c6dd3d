"""A unit judged anew alone, for a review, comes out as it does where everybody is judged anew."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, loads
from targetrules.decision.results import Results
from targetrules.engine.choice import ENGINES
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Value
from targetrules.review import review_values
from targetrules.review.edges import steps
from targetrules.review.reviewing import reviewed
from targetrules.review.situation import Situation, situation_of
from targetrules.rules.definition import InputKind
from targetrules.source.decimals import scaled, unscaled
from targetrules.testing import Case, cases, histories
from tests.effort import examples
from tests.laws.quotas import cases_of_quotas


def of_last_period(case: Case) -> Situation | None:
    """What is reviewed of a case; None where it has no results."""
    rules, rows = case.policy.rules, case.history.rows
    if not rows or rules.details:
        return None
    results: Results = case.policy.read(case.history)
    return situation_of(results, max(row.period for row in rows), {})


GROUPS = """
format = 1
[policy]
id = "groups"
title = "Groups"
[[grades]]
id = "A"
[[grades]]
id = "B"
[inputs]
a = { type = "number", min = 0, max = 9, optional = true }
kind = { type = "choice", of = ["x", "y"] }
[rankings.r]
by = "a"
within = "kind"
among = { a = { above = 0 } }
[measures]
mean = { formula = "group_mean(a, r)", decimals = 2 }
apart = { formula = "a - mean", decimals = 2 }
sd = { formula = "group_sd(a, r)", decimals = 2 }
spread = { formula = "sd + group_max(a) + group_count(r)", decimals = 2 }
[rankings.s]
by = "BY"
[grading]
by = "apart"
bands = { A = 0, B = -99 }
[[consequences]]
id = "wide"
when = { spread = { above = 12 } }
[[consequences]]
id = "first"
when = { place = { top = 2, ranking = "s" } }
"""
"""Of what is computed over groups: ``BY`` says whether it comes into what others are compared by."""


@st.composite
def cases_of_groups(draw: st.DrawFn) -> Case:
    """Few units, of whom many tie, and what is computed over their groups."""
    policy = loads(GROUPS.replace("BY", draw(st.sampled_from(("a", "apart")))))
    return Case(policy, draw(histories(policy, units=6, periods=2)))


@examples(25)
@given(cases(), st.integers(0, 10**9))
def test_one_unit_with_another_value_comes_out_as_among_all(case: Case, seed: int) -> None:
    assert list(disagreements(case, seed)) == []


@examples(60)
@given(cases_of_quotas(most=2), st.integers(0, 10**9))
def test_it_does_where_there_are_quotas(case: Case, seed: int) -> None:
    assert list(disagreements(case, seed)) == []


@examples(30)
@given(cases_of_groups(), st.integers(0, 10**9))
def test_it_does_where_numbers_are_of_groups(case: Case, seed: int) -> None:
    assert list(disagreements(case, seed)) == []


def disagreements(case: Case, seed: int) -> Iterator[tuple[str, str, Value]]:
    """Each unit of the last period with another value of some input, most often of a number."""
    of, random = of_last_period(case), Random(seed)  # noqa: S311
    if of is None:
        return
    rows = list(case.history.rows)
    for at, row in enumerate(of.units.rows):
        inputs = list(case.policy.rules.read_inputs.values())
        numbers = [each for each in inputs if each.kind is InputKind.NUMBER]
        one = random.choice(numbers if numbers and random.random() < 0.8 else inputs)
        value = row.values[one.name]
        changed = None if one.optional else value
        if one.kind is InputKind.NUMBER and isinstance(value, Decimal):
            changed = unscaled(scaled(value, one.decimals) + random.choice([1, -1]), one.decimals)
        anew = of.units.anew(at, {one.name: changed})
        values = {**row.values, one.name: changed}
        history = History(tuple(evolve(each, values=values) if each is row else each for each in rows))
        (expected,) = (now for now in evaluate(of.rules, history) if (now.unit, now.period) == (row.unit, row.period))
        if seen(anew) != seen(expected):
            yield row.unit, one.name, changed


def seen(now: Judged) -> tuple[object, ...]:
    """What is compared of a unit."""
    return now.grade, now.received, {name: each.rank for name, each in now.standings.items()}


ROUNDED = """
format = 1
[policy]
id = "rounded"
title = "Rounded"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
a = { type = "number", min = -4, max = 6, decimals = 1, optional = true }
b = { type = "number", min = 1, max = 7, default = 3 }
kind = { type = "choice", of = ["x", "y"], default = "x" }
kept = { type = "flag", default = true }
[measures]
share = { formula = "FORMULA", decimals = 1 }
twice = { formula = "TWICE", decimals = 1 }
beyond = { formula = "round(group_mean(a, r), 1) - r.rank", decimals = 2 }
[rankings.r]
by = ["share", "b"]
within = "kind"
[grading]
by = "share"
bands = { A = 1, B = 0.3, C = -99 }
quotas = [{ grade = "A", at_most = "40%", ranking = "r" }]
[[consequences]]
id = "high"
when = { twice = { above = 1.2 } }
[[consequences]]
id = "less"
when = { share = { below = "twice" }, kept = true }
[[consequences]]
id = "last"
when = { place = { bottom = 1, ranking = "r" }, beyond = { below = 1 } }
"""
"""Measures that are rounded, and what is computed from them: in one that rises with it, and in one that need not."""


@st.composite
def cases_of_roundings(draw: st.DrawFn) -> tuple[Policy, str]:
    """A policy with defaults, and a file in which some cells are empty."""
    formula = draw(st.sampled_from(("a / b", "a * b / 7", "0.35 * a + 0.25 * b", "max(a, b) / 3")))
    others = ("2 * share", "round(share / 3, 2) + a", "abs(share) - b", "mean_last(share, 2)", "share - share")
    policy = loads(ROUNDED.replace("FORMULA", formula).replace("TWICE", draw(st.sampled_from(others))))
    lines = ["unit,period,a,b,kind,kept"]
    for row in draw(histories(policy, units=6, periods=2)).rows:
        kept = str(row.values["kept"]).lower()
        cells = ["" if draw(st.booleans()) else str(each) for each in (row.values["b"], row.values["kind"], kept)]
        lines.append(",".join([row.unit, str(row.period), "" if (a := row.values["a"]) is None else str(a), *cells]))
    return policy, "\n".join(lines)


@examples(12)
@given(cases_of_roundings())
def test_a_review_in_columns_finds_what_one_by_rows_finds(case: tuple[Policy, str]) -> None:
    policy, text = case
    if "\n" in text:
        assert_same_review(policy, *(BytesIO(text.encode()) for _ in ENGINES))


@examples(4)
@given(cases())
def test_it_does_of_any_policy(case: Case) -> None:
    if case.history.rows and not case.policy.rules.details:
        assert_same_review(case.policy, case.history, case.history)


@examples(10)
@given(st.one_of(cases_of_quotas(most=2), cases_of_groups()))
def test_it_does_where_units_are_compared(case: Case) -> None:
    if case.history.rows:
        assert_same_review(case.policy, case.history, case.history)


def assert_same_review(policy: Policy, *rows: Any) -> None:
    by_rows, in_columns = (policy.read(each, engine=engine) for each, engine in zip(rows, ENGINES, strict=True))
    for period in by_rows.periods:
        expected, found = (review_values(reviewed(policy, each, period)) for each in (by_rows, in_columns))
        assert found == expected


@examples(12)
@given(cases())
def test_a_step_that_is_told_is_what_the_reference_engine_decides(case: Case) -> None:
    """And no other step changes anything."""
    of = of_last_period(case)
    if of is None or not of.rules.judges(of.period):
        return
    told = {(row["unit"], row["input"], row["other"]) for found in steps(of) for row in found.rows}
    found = set()
    before = {now.unit: (now.grade, now.received) for now in of.judged}
    for row in of.units.rows:
        for name, one in of.numbers.items():
            value = row.values[name]
            if not isinstance(value, Decimal):
                continue
            for step in (1, -1):
                other = unscaled(scaled(value, one.decimals) + step, one.decimals)
                if (one.low is not None and other < one.low) or (one.high is not None and other > one.high):
                    continue
                rows = (
                    evolve(each, values={**each.values, name: other}) if each is row else each
                    for each in case.history.rows
                )
                now = next(
                    now
                    for now in evaluate(of.rules, History(tuple(rows)))
                    if (now.unit, now.period) == (row.unit, row.period)
                )
                if (now.grade, now.received) != before[row.unit]:
                    found.add((row.unit, name, other))
    assert told == found
