"""Explanations are the same from however little they are made: only rows that cannot matter are left out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.columns.sizes import Sizes, using
from targetrules.engine import what_if
from targetrules.engine.reference import evaluate
from targetrules.engine.what_if import OneUnit
from targetrules.explanation import relevant_rows, why
from targetrules.explanation.changes import probe
from targetrules.explanation.findings import Explanation, Nearest
from targetrules.explanation.reasons import rounding
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.frames import explain as frames
from targetrules.history import History, Row
from targetrules.period import period_text
from targetrules.rules.analysis.peers import PeerClosure
from targetrules.rules.definition import InputKind
from targetrules.rules.tree import Rules
from targetrules.testing import Case, cases
from tests.contexts import CONTEXTS, in_any_context
from tests.dataframes import table_of
from tests.effort import examples
from tests.explanation.changing import all_searched, searched

RANDOMS = st.randoms(note_method_calls=False, use_true_random=False)
SOME_WORK = 400_000
"""Less than elsewhere, for in columns a judgement of few rows takes a hundred times as long as is counted."""

CASES = cases(units=7, periods=5)
CASES_WITH_GAPS = cases(missing="any", decided=True, succession=True, units=7, periods=5)


def some(case: Case, random: Random) -> Iterator[tuple[int, Row]]:
    """A few rows and their positions."""
    rows = list(enumerate(case.history.rows))
    yield from random.sample(rows, min(3, len(rows)))


def explained(case: Case, row: Row, *, changes: bool | int = True) -> Explanation:
    period = period_text(case.policy.rules.period, row.period)
    return case.policy.explain(case.history, unit=row.unit, period=period, changes=changes)


@examples(8)
@given(CASES, RANDOMS, st.sampled_from([0, 3, 1000]), CONTEXTS)
@in_any_context
def test_a_row_of_a_dataframe_is_explained_as_by_the_reference(case: Case, random: Random, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relevant_rows, "MOST_MOVED", most)
        patch.setattr(frames, "MOST_MOVED", most)
        positions, rows = zip(*some(case, random), strict=True) if case.history.rows else ((), ())
        if rows:
            table = table_of(case.policy.rules, case.history.rows)
            found = list(case.policy.explain_rows(table, positions, changes=SOME_WORK))
            assert found == [explained(case, row, changes=SOME_WORK) for row in rows]


@examples(12)
@given(CASES_WITH_GAPS, RANDOMS, CONTEXTS)
@in_any_context
def test_what_is_left_out_does_not_matter(case: Case, random: Random) -> None:
    """Neither rows that are left out, nor what is not found of others; each row judged whole says the same."""
    rules = case.policy.rules
    texts = frozenset(name for name, source in rules.inputs.items() if source.kind is InputKind.TEXT)
    moves = PeerClosure.of(rules).inputs
    for _, row in some(case, random):
        history = History(tuple(each for each in case.history.rows if each.period <= row.period))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(what_if, "OneUnit", judging_everybody)
            judged = what_if.judged_by_rows(rules, history, row.unit, row.period)
            own = [each for each in history.rows if each.unit == row.unit]
            from_all = why.explain_judged(rules, judged, own, changes=True, whole=True)
        check_same(explained(case, row), from_all, left_out=frozenset() if moves else texts)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(relevant_rows, "MOST_MOVED", 0)
            check_same(explained(case, row), from_all, left_out=moves | texts)


@examples(10)
@given(CASES_WITH_GAPS, RANDOMS, st.sampled_from([10_000, 100_000, SOME_WORK]))
def test_columns_and_rows_explain_alike(case: Case, random: Random, most_work: int) -> None:
    """To the last value that was tried: neither is given up earlier than the other."""
    for _, row in some(case, random):
        by_rows = explained(case, row, changes=most_work)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(why, "FEW", 0)
            assert explained(case, row, changes=most_work) == by_rows


@examples(6)
@given(CASES_WITH_GAPS, RANDOMS, CONTEXTS)
@in_any_context
def test_others_who_stay_as_they_are_need_not_be_ranked_again(case: Case, random: Random) -> None:
    for _, row in some(case, random):
        found = explained(case, row)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(probe, "feeds_back", lambda _: True)
            check_same(explained(case, row), found)


@examples(10)
@given(CASES, st.sampled_from([1, 4, 32_768]), CONTEXTS)
@in_any_context
def test_reasons_of_many_rows_are_those_of_each(case: Case, judged: int) -> None:
    """Out of columns, of a dataframe, and by the reference; one by one they come with changes as well."""
    policy, rows = case.policy, case.history.rows
    by_rows = list(policy.explain_rows(case.history))
    with pytest.MonkeyPatch.context() as patch, using(Sizes(judged=judged)):
        patch.setattr(why, "FEW", 0)
        assert list(policy.explain_rows(case.history)) == by_rows
        if rows:
            assert list(policy.explain_rows(table_of(case.policy.rules, case.history.rows))) == by_rows
    assert [explained(case, row, changes=False) for row in rows] == by_rows
    for row, found in list(zip(rows, by_rows, strict=True))[:2]:
        assert without_changes(explained(case, row)) == found


def without_changes(explanation: Explanation) -> Explanation:
    assert explanation.searched
    grade = explanation.grade and attrs.evolve(explanation.grade, nearest=None)
    consequences = tuple(attrs.evolve(each, nearest=None) for each in explanation.consequences)
    return attrs.evolve(explanation, grade=grade, consequences=consequences)


@examples(24)
@given(CASES_WITH_GAPS, RANDOMS)
def test_rounding_is_looked_for_only_where_it_can_have_decided(case: Case, random: Random) -> None:
    """That nothing is told of it elsewhere is no guess: where all is looked at, there is no more to tell."""
    for _, row in some(case, random):
        by_limits = reasons(case, row)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rounding, "_limit", lambda *_: None)
            assert reasons(case, row) == by_limits


def reasons(case: Case, row: Row) -> Explanation:
    judged = evaluate(case.policy.rules, case.history)
    (found,) = (now for now in judged if (now.unit, now.period) == (row.unit, row.period))
    return Reasons(case.policy.rules).of(found)


def judging_everybody(rules: Rules, unit: str, closure: PeerClosure) -> OneUnit:
    return OneUnit(rules, unit, attrs.evolve(closure, pasts=True))


def check_same(explanation: Explanation, other: Explanation, left_out: frozenset[str] = frozenset()) -> None:
    """The same but for changes of the inputs ``left_out``, and for those that one of the two gave up looking for.

    The fewer rows are judged for a value that is tried, the more values may be tried before that.
    """
    open_ = given_up(explanation) | given_up(other)

    def of(nearest: Nearest | None, *asked: object) -> Nearest:
        found = searched(nearest)
        changes = (each for each in found.changes if each.input.id not in left_out)
        settled = (each for each in changes if (*asked, each.goal, each.input.id) not in open_)
        return attrs.evolve(found, changes=tuple(settled), unsettled=())

    def compared(of_one: Explanation) -> Explanation:
        grade = of_one.grade and attrs.evolve(of_one.grade, nearest=of(of_one.grade.nearest, None))
        consequences = (
            attrs.evolve(each, nearest=of(each.nearest, each.consequence.id)) for each in of_one.consequences
        )
        return attrs.evolve(of_one, grade=grade, consequences=tuple(consequences))

    assert compared(explanation) == compared(other)


def given_up(explanation: Explanation) -> set[tuple[object, ...]]:
    """The searches that found nothing and did not look everywhere: what was asked for, the goal, and the input."""
    asked = all_searched(explanation)
    return {(what, each.goal, each.input.id) for what, found in asked for each in found.unsettled}
