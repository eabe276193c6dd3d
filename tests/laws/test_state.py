"""The state between two periods: period by period the outcomes are those of all periods at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from targetrules import Naming, Policy, ResultsError, State, loads
from targetrules.history import History, Row
from targetrules.testing import Case, cases
from tests.contexts import CONTEXTS, in_any_context
from tests.county import county_text
from tests.effort import examples
from tests.outcome_rows import row_of, without_other_remarks

DECIDED_ON = date(2012, 1, 31)


def told(_: object) -> None:
    """In random histories periods are left out, and units come and go."""


def at_once(case: Case) -> dict[tuple[str, Any], dict[str, Any]]:
    """The outcomes of all rows together, by unit and period."""
    outcomes = case.policy.evaluate(case.history, decided_on=DECIDED_ON)
    return {(each.unit, each.period): row_of(case.policy.rules, each) for each in outcomes}


def by_period(history: History) -> Iterator[History]:
    for period in sorted({row.period for row in history.rows}):
        yield History(tuple(row for row in history.rows if row.period == period))


def stepwise(
    case: Case, between: Callable[[State], State] = lambda state: state
) -> dict[tuple[str, Any], dict[str, Any]]:
    state, found = case.policy.start(), dict[tuple[str, Any], dict[str, Any]]()
    for period in by_period(case.history):
        outcomes, state = case.policy.step(between(state), period, decided_on=DECIDED_ON, notes=told)
        assert [row["unit"] for row in outcomes] == [row.unit for row in period.rows]
        found |= {(row["unit"], row["period"]): row for row in without_other_remarks(outcomes)}
    return found


@examples(32)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_step_by_step_the_outcomes_are_those_of_all_periods_at_once(case: Case) -> None:
    assert stepwise(case) == at_once(case)


@examples(24)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_saving_and_loading_between_the_steps_changes_nothing(case: Case) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.arrow"

        def saved_and_loaded(state: State) -> State:
            state.save(file)
            return State.load(file)

        assert stepwise(case, saved_and_loaded) == at_once(case)


@examples(16)
@given(cases(missing="any", decided=True, succession=True))
def test_a_step_does_not_alter_the_state_that_it_starts_from(case: Case) -> None:
    """So a period may be judged again, and gives the same again."""
    state = case.policy.start()
    for period in by_period(case.history):
        before = copied(state)
        first, after = case.policy.step(state, period, notes=told)
        check_same(state, before)
        again, after_again = case.policy.step(state, period, notes=told)
        assert again == first
        check_same(after, copied(after_again))
        state = after


def copied(state: State) -> State:
    return attrs.evolve(state, columns={name: column.copy() for name, column in state.columns.items()})


def check_same(state: State, other: State) -> None:
    assert (state.policy, state.digest, state.ordinal) == (other.policy, other.digest, other.ordinal)
    assert state.names == other.names
    assert list(state.columns) == list(other.columns)
    for name, column in state.columns.items():
        np.testing.assert_array_equal(column, other.columns[name], name)


@examples(16)
@given(cases(missing="any", decided=True, across_units=False))
def test_units_that_have_no_row_in_a_period_are_as_if_it_had_not_been_judged(case: Case) -> None:
    """Where units do not matter to one another, each may be taken along in steps of its own."""
    alone: dict[tuple[str, Any], dict[str, Any]] = {}
    for unit in {row.unit for row in case.history.rows}:
        rows = tuple(row for row in case.history.rows if row.unit == unit)
        alone |= stepwise(Case(case.policy, History(rows)))
    assert alone == stepwise(case)


POOR = county_text("""
[[consequences]]
id = "warning"
when = { grade = "poor", consecutive = 2 }
""")

UNITS = st.sampled_from(
    [
        *("A", " A ", "Ａ", "B", "B 1", "B  1", "甲", "乙（镇）", "乙(镇)", "#N/A", "", None),
        *("甲 乙", "甲乙", "甲\u200b乙", "0012", "12", "4-Mar", "1E+17", "合计", "-", "a"),
    ]
)
NAMED = Naming(genuine=["4-Mar", "合计", "-"], distinct=[["甲 乙", "甲乙"], ["A", "a"]])
NAMINGS = st.sampled_from(
    [
        Naming(),
        Naming(),
        NAMED,
        Naming(leave_out=["合计", "B", "1E+17"], same={"0012": "12", "Ａ": "A", "甲\u200b乙": "甲乙"}),
    ]
)


@examples(60)
@given(st.lists(st.tuples(st.lists(UNITS, min_size=1, max_size=6), NAMINGS), min_size=1, max_size=5))
@example([(["Ａ"], Naming()), (["A", "Ａ"], Naming())])
@example([(["B  1", "乙(镇)"], Naming()), (["乙（镇）", "B 1"], Naming())])
@example([(["A", "a", "4-Mar"], NAMED), (["A", "a", "4-Mar"], Naming()), (["A", "a", "Ａ"], Naming())])
def test_a_dataframe_steps_as_its_rows_do(years: list[tuple[list[str | None], Naming]]) -> None:
    """However its units are spelt, whichever of them the state knows, and whatever is wrong with them."""
    policy = loads(POOR)
    states = policy.start(), policy.start()
    for year, (units, naming) in enumerate(years, 2010):
        rows = [{"unit": unit, "period": year, "score": 10 * at} for at, unit in enumerate(units, 4)]
        table = pa.Table.from_pylist(rows, pa.schema({"unit": pa.string(), "period": pa.int64(), "score": pa.int64()}))
        by_rows, by_frame = stepped(policy, states[0], rows, naming), stepped(policy, states[1], table, naming)
        if isinstance(by_rows, str) or isinstance(by_frame, str):
            assert by_frame == by_rows
            continue
        of_units = [row for row in by_frame[0].drop_columns("unit").to_pylist() if row["period"] is not None]
        assert of_units == [without(row, "unit") for row in by_rows[0]]
        assert sorted(by_frame[1].names.to_pylist()) == sorted(by_rows[1].names.to_pylist())
        states = by_rows[1], by_frame[1]


def stepped(policy: Policy, state: State, rows: Any, naming: Naming) -> tuple[Any, State] | str:
    try:
        return policy.step(state, rows, notes=told, naming=naming)
    except ResultsError as error:
        return error.text("en")


def without(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in row.items() if each != key}


WINDOWS = county_text("""
[measures.before]
formula = "if_missing(previous(score, 64), 0) + best_last(score, 64)"
[conditions.often]
grade = "poor"
times = 2
of_last = 64
[conditions.long]
grade = "poor"
consecutive = 3
gaps = "bridge"
[conditions.then]
grade = "poor"
ago = 64
[statuses.watched]
enter = { grade = "poor", consecutive = 2 }
lasts_at_most = 3
""")


@pytest.mark.parametrize("gap", [1, 62, 63, 64, 65, 200])
def test_a_unit_may_come_back_after_any_time(gap: int) -> None:
    scores = {("A", 2000): 50, ("B", 2000 + gap): 90, ("A", 2001 + gap): 40, ("A", 2002 + gap): 70, ("B", 2300): 30}
    rows = [Row(unit, period, {"score": Decimal(score)}) for (unit, period), score in scores.items()]
    case = Case(loads(WINDOWS), History(tuple(rows)))
    assert stepwise(case) == at_once(case)


# ---- recorded --------------------------------------------------------------------------------------------------------


@examples(32)
@given(cases(), CONTEXTS)
@in_any_context
def test_recorded_outcomes_of_steps_are_those_of_all_periods(case: Case) -> None:
    """All but the names that are missing in earlier periods: a state keeps none of them."""
    whole = {(each.unit, each.period): each for each in case.policy.evaluate(case.history, decided_on=DECIDED_ON)}
    state = case.policy.start()
    for period in by_period(case.history):
        _, state, outcomes = case.policy.step(state, period, decided_on=DECIDED_ON, record=True, notes=told)
        assert [each.unit for each in outcomes] == [row.unit for row in period.rows]
        for each in outcomes:
            expected = whole[each.unit, each.period]
            assert attrs.evolve(each, undetermined=expected.undetermined) == expected
            assert [unknown.id for unknown in each.undetermined] == [unknown.id for unknown in expected.undetermined]
            for one, other in zip(each.undetermined, expected.undetermined, strict=True):
                check_missing(one.missing, other.missing, case.policy)


def check_missing(by_step: Sequence[str], of_all: Sequence[str], policy: Policy) -> None:
    """What is missing in the period itself is named; a measure may be so by an earlier one, which is not named.

    With ``restarts`` a name may matter only by several earlier periods together, of which a state knows the latest. Of
    a cut that is missing now it is known without any past when it was due.
    """
    cuts = [name for name in by_step if "@" in name]
    here = [name for name in by_step if name not in ("?", *cuts)]
    assert set(cuts) <= {name for name in of_all if name.partition("@")[0] in policy.rules.cuts}
    named = [name for name in of_all if "@" not in name]
    inputs = [name for name in named if name in policy.rules.inputs]
    assert by_step
    assert [name for name in named if name in here] == here
    assert set(inputs) <= set(here) or ("restarts" in str(policy.to_toml()) and "?" in by_step)
    assert ("?" in by_step) or here == named
    assert ("?" not in by_step) or here != list(of_all)
