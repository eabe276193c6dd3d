"""Laws of succession: a past is neither lost nor doubled, whichever engine judges, at once or period by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Outcome, State
from targetrules.engine.choice import ENGINES
from targetrules.history import History, Row
from targetrules.rules.succession import CONTINUES, MERGES
from targetrules.testing import Case, cases
from tests.agreement import check_agreement
from tests.contexts import CONTEXTS, in_any_context
from tests.effort import examples
from tests.laws.test_state import at_once, stepwise

EACH_ENGINE = st.sampled_from([*ENGINES, None])


@examples(36)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_every_engine_gives_the_outcomes_of_the_reference(case: Case) -> None:
    asked = (*ENGINES, None)
    expected, *others = (case.policy.evaluate(case.history, engine=engine) for engine in asked)
    assert all(each == expected for each in others)
    for engine in asked:
        by_period = case.policy.evaluate_by_period(case.history, engine=engine)
        assert [outcome for outcomes in by_period for outcome in outcomes] == [*expected]


@examples(30)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_the_engines_find_what_the_reference_finds_on_the_way(case: Case) -> None:
    check_agreement(case.policy.rules, case.history)


def past(rows: Sequence[Row], row: Row) -> Iterator[Row]:
    """The row and, the latest first, all that is its past: as the page says it, and written for this law alone."""
    yield row
    of = row.values.get(CONTINUES) or row.unit
    before = [each for each in rows if each.unit == of and each.period < row.period]
    if before:
        yield from past(rows, max(before, key=lambda each: each.period))


def told_once(outcome: Outcome) -> Outcome:
    return evolve(outcome, unit="")


@examples(40)
@given(cases(missing="any", across_units=False, decided=True, succession=True, periods=8), EACH_ENGINE)
def test_a_unit_is_judged_as_if_the_rows_that_are_its_past_were_its_own(case: Case, engine: str | None) -> None:
    """Where units do not matter to one another, each row may be judged at the end of its own past alone."""
    outcomes = case.policy.evaluate(case.history, engine=engine)  # type: ignore[arg-type]
    ordered = sorted(case.history.rows, key=lambda row: row.period)
    for row, found in zip(ordered, outcomes, strict=True):
        own = [
            Row("one", each.period, {k: v for k, v in each.values.items() if k not in (CONTINUES, MERGES)})
            for each in past(case.history.rows, row)
        ]
        *_, last = case.policy.evaluate(History(tuple(reversed(own))))
        assert told_once(last) == told_once(found)


@examples(24)
@given(cases(missing="any", succession=True), EACH_ENGINE)
def test_whoever_has_gone_into_a_unit_is_told_and_counts_for_nothing(case: Case, engine: str | None) -> None:
    without = [
        evolve(row, values={name: value for name, value in row.values.items() if name != MERGES})
        for row in case.history.rows
    ]
    outcomes = case.policy.evaluate(case.history, engine=engine)  # type: ignore[arg-type]
    assert outcomes == case.policy.evaluate(History(tuple(without)), engine=engine)  # type: ignore[arg-type]


@examples(30)
@given(cases(missing="any", decided=True, succession=True), CONTEXTS)
@in_any_context
def test_step_by_step_from_saved_states_the_outcomes_are_those_of_all_periods_at_once(case: Case) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.arrow"

        def saved_and_loaded(state: State) -> State:
            state.save(file)
            assert State.load(file).sha256 == state.sha256
            return State.load(file)

        assert stepwise(case, saved_and_loaded) == at_once(case)
