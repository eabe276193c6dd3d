"""Laws of the history entries, for every condition of random policies at every row of random histories."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.engine.temporal_evidence import Evidence, evidence_of, found_by, further_of, periods_of
from targetrules.rules.tree import All, AnyOf, Consecutive, During, PeriodRange, Temporal, Times
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.laws.judging import Judgement

counts = st.integers(1, 4)
countings = st.builds(Consecutive, counts) | st.builds(Times, counts, st.none() | st.integers(4, 6))
NEVER, WHENEVER, UNSETTLED = AnyOf(()), All(()), Temporal(All(()), ago=64)


@examples(16)
@given(cases(missing="any"))
def test_consecutive_once_is_the_condition(case: Case) -> None:
    judged = Judgement(case)
    for condition, row in judged.each():
        expected = judged.holds(condition, row)
        assert judged.holds(Temporal(condition, Consecutive(1)), row) is expected
        assert judged.holds(Temporal(condition, Times(1, 1)), row) is expected
        assert judged.holds(Temporal(condition, Times(1, 1), bridge=True), row) is expected


@examples(16)
@given(cases(gaps=False, missing="any"), counts)
def test_so_many_times_of_as_many_is_consecutive_where_nothing_is_unknown(case: Case, count: int) -> None:
    judged = Judgement(case)
    for condition, rows in judged.histories():
        if None not in [judged.holds(condition, row) for row in rows]:
            for row in rows:
                times = judged.holds(Temporal(condition, Times(count, count)), row)
                assert times is judged.holds(Temporal(condition, Consecutive(count)), row)


@examples(16)
@given(cases(missing="any"))
def test_ever_is_once_of_all_so_far(case: Case) -> None:
    written = case.policy.to_toml()
    other = loads(written.replace("ever = true", "times = 1"))
    assert other.evaluate(case.history) == case.policy.evaluate(case.history)


@examples(16)
@given(cases(missing="any"), counts, st.booleans())
def test_a_longer_count_is_harder_to_reach(case: Case, count: int, bridge: bool) -> None:  # noqa: FBT001
    """Three in a row are two in a row; three times are two times; two of three are two of four."""
    judged = Judgement(case)
    harder_first: list[tuple[Consecutive | Times, Consecutive | Times]] = [
        (Consecutive(count + 1), Consecutive(count)),
        (Times(count + 1), Times(count)),
        (Times(count, 4), Times(count, 5)),
        (Consecutive(count), Times(count, count)),
    ]
    for condition, row in judged.each():
        for harder, easier in harder_first:
            if judged.holds(Temporal(condition, harder, bridge), row) is True:
                assert judged.holds(Temporal(condition, easier, bridge), row) is True


@examples(16)
@given(cases(missing="any"), countings, st.booleans())
def test_no_past_makes_today_unknown(case: Case, counting: Consecutive | Times, bridge: bool) -> None:  # noqa: FBT001
    judged = Judgement(case)
    for condition, row in judged.each():
        if judged.holds(condition, row) is not None:
            assert judged.holds(Temporal(condition, counting, bridge), row) is not None


@examples(16)
@given(cases(gaps=False, missing="any"), countings)
def test_without_gaps_there_is_nothing_to_bridge(case: Case, counting: Consecutive | Times) -> None:
    judged = Judgement(case)
    for condition, rows in judged.histories():
        if None not in [judged.holds(condition, row) for row in rows]:
            for row in rows:
                bridged = judged.holds(Temporal(condition, counting, bridge=True), row)
                assert bridged is judged.holds(Temporal(condition, counting), row)


@examples(16)
@given(cases(missing="any"), counts, counts)
def test_ago_adds_up(case: Case, first: int, second: int) -> None:
    """Unless the unit had no result at the stop on the way."""
    judged = Judgement(case)
    for condition, row in judged.each():
        at_once = judged.holds(Temporal(condition, ago=first + second), row)
        in_two = judged.holds(Temporal(Temporal(condition, ago=first), ago=second), row)
        assert in_two is (at_once if row.ago(second) is not None else None)


@examples(16)
@given(cases(missing="any"), countings)
def test_since_before_the_first_period_is_no_since_and_after_the_last_is_false(
    case: Case, counting: Consecutive | Times
) -> None:
    judged = Judgement(case)
    periods = [row.period for row in judged.rows] or [0]
    for condition, row in judged.each():
        plain = judged.holds(Temporal(condition, counting), row)
        assert judged.holds(Temporal(condition, counting, since=min(periods)), row) is plain
        assert judged.holds(Temporal(condition, counting, since=max(periods) + 1), row) is False


@examples(16)
@given(cases(missing="any"), countings, st.booleans())
def test_resets_and_restarts_that_never_hold_are_none_and_those_that_always_hold_leave_only_today(
    case: Case,
    counting: Consecutive | Times,
    bridge: bool,  # noqa: FBT001
) -> None:
    judged = Judgement(case)
    for condition, row in judged.each():
        plain = judged.holds(Temporal(condition, counting, bridge), row)
        assert judged.holds(Temporal(condition, counting, bridge, resets=NEVER), row) is plain
        assert judged.holds(Temporal(condition, counting, bridge, restarts=NEVER), row) is plain
        today = judged.holds(condition, row) if counting.count == 1 else False
        assert judged.holds(Temporal(condition, counting, bridge, resets=WHENEVER), row) is today
        assert judged.holds(Temporal(condition, counting, bridge, restarts=WHENEVER), row) is today


@examples(16)
@given(cases(missing="any"), countings, st.booleans(), st.integers(0, 5))
def test_a_restart_in_one_period_is_since_that_period_whether_it_has_a_result_or_not(
    case: Case,
    counting: Consecutive | Times,
    bridge: bool,  # noqa: FBT001
    later: int,
) -> None:
    judged = Judgement(case)
    first = min((row.period for row in judged.rows), default=0) + later
    for condition, row in judged.each():
        restart = judged.holds(Temporal(condition, counting, bridge, restarts=During(PeriodRange(first, first))), row)
        since = None if row.period < first else first
        assert restart is judged.holds(Temporal(condition, counting, bridge, since=since), row)


@examples(16)
@given(cases(missing="any"), countings, st.booleans())
def test_an_unknown_restart_makes_unknown_only_what_is_another_with_it_than_without(
    case: Case,
    counting: Consecutive | Times,
    bridge: bool,  # noqa: FBT001
) -> None:
    judged = Judgement(case)
    for condition, row in judged.each():
        plain = judged.holds(Temporal(condition, counting, bridge), row)
        today = judged.holds(condition, row) if counting.count == 1 else False
        unknown = judged.holds(Temporal(condition, counting, bridge, restarts=UNSETTLED), row)
        assert unknown is (plain if plain is today else None)


@examples(16)
@given(cases(missing="any"), countings, st.integers(0, 5))
def test_reset_in_every_period_up_to_one_is_since_the_next(
    case: Case, counting: Consecutive | Times, later: int
) -> None:
    judged = Judgement(case)
    first = min((row.period for row in judged.rows), default=0) + later
    before = During(PeriodRange(None, first - 1))
    for condition, row in judged.each():
        if row.period >= first:
            reset = judged.holds(Temporal(condition, counting, resets=before), row)
            assert reset is judged.holds(Temporal(condition, counting, since=first), row)


@examples(16)
@given(cases(missing="any"), countings, st.booleans(), st.booleans())
def test_the_periods_that_are_told_are_those_that_were_counted(
    case: Case,
    counting: Consecutive | Times,
    bridge: bool,  # noqa: FBT001
    earlier: bool,  # noqa: FBT001
) -> None:
    """In a window as many held as were found; otherwise no fewer than were found or are asked for. In order of time."""
    judged = Judgement(case)
    for condition, row in judged.each():
        over = Temporal(condition, counting, bridge=bridge, earlier=earlier)
        seen = periods_of(judged.engine, over, row)
        present, before = judged.engine.held_now(over, row), judged.engine.counted_before(over, row)
        further = further_of(judged.engine, over, row, before, seen)
        assert evidence_of(judged.engine, over, row) == Evidence(present, before, seen, further)
        assert [each.first for each in seen] == sorted(each.first for each in seen)
        assert all(each.truth is None for each in seen if each.passed_over or each.row is None)
        held = sum(each.truth is True for each in seen)
        found = found_by(over, present, before)
        match counting:
            case Times(of_last=int()):
                assert held == found
                assert further == []
            case Times():
                assert held == min(found, counting.count)
                assert held + len(further) == found
            case Consecutive() if earlier or found:
                assert held >= min(found, counting.count)
