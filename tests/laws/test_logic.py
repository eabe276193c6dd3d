"""Laws of Kleene's three values, for conditions of random policies at every row of random histories."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from targetrules.rules.tree import All, AnyOf, Not
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.laws.judging import Judgement


@examples(16)
@given(cases(missing="any"))
def test_not_any_is_all_not(case: Case) -> None:
    judged = Judgement(case)
    for row in judged.rows:
        for one, two in pairwise(judged.conditions()):
            assert judged.holds(Not(AnyOf((one, two))), row) is judged.holds(All((Not(one), Not(two))), row)
            assert judged.holds(Not(All((one, two))), row) is judged.holds(AnyOf((Not(one), Not(two))), row)


@examples(16)
@given(cases(missing="any"))
def test_not_not_is_the_condition_and_so_is_all_of_one(case: Case) -> None:
    judged = Judgement(case)
    for condition, row in judged.each():
        expected = judged.holds(condition, row)
        assert judged.holds(Not(Not(condition)), row) is expected
        assert judged.holds(All((condition,)), row) is expected
        assert judged.holds(AnyOf((condition, condition)), row) is expected


@examples(16)
@given(cases(missing="any"))
def test_the_order_of_parts_does_not_matter(case: Case) -> None:
    judged = Judgement(case)
    conditions = judged.conditions()
    for row in judged.rows:
        for kind in (All, AnyOf):
            forwards, backwards = kind(tuple(conditions)), kind(tuple(reversed(conditions)))
            assert judged.holds(forwards, row) is judged.holds(backwards, row)


@examples(16)
@given(cases(missing="any"))
def test_a_condition_and_its_opposite_are_never_both_true(case: Case) -> None:
    """But both may be unknown, and then so is either."""
    judged = Judgement(case)
    for condition, row in judged.each():
        truth = judged.holds(condition, row)
        assert judged.holds(All((condition, Not(condition))), row) is (None if truth is None else False)
        assert judged.holds(AnyOf((condition, Not(condition))), row) is (None if truth is None else True)
