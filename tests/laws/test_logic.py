"""Laws of Kleene's three values, for conditions of random policies at every row of random histories."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given

from targetrules.rules.tree import All, AnyOf, Cardinality, Not
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


@examples(16)
@given(cases(missing="any"))
def test_at_least_so_many_of_several_is_any_of_all_of_so_many(case: Case) -> None:
    """And at most so many is not one more; both together are both."""
    judged = Judgement(case)
    parts = tuple(judged.conditions()[:4])
    for row in judged.rows:
        for count in range(1, len(parts) + 1):
            enough = AnyOf(tuple(All(several) for several in combinations(parts, count)))
            assert judged.holds(Cardinality(parts, count), row) is judged.holds(enough, row)
            fewer = Cardinality(parts, at_most=count - 1)
            assert judged.holds(fewer, row) is judged.holds(Not(Cardinality(parts, count)), row)
            both = All((Cardinality(parts, count - 1), fewer))
            assert judged.holds(Cardinality(parts, count - 1, count - 1), row) is judged.holds(both, row)
