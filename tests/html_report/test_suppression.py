"""Numbers that are withheld: on random tables none of them is in the row space of those that are published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product
from random import Random

import pytest

from targetrules.html_report.suppression import Figures, Line, withheld

Number = frozenset[int]


def rank(rows: Iterable[list[Fraction]]) -> int:
    """The rank of a matrix, by elimination column by column."""
    left, found = [list(row) for row in rows], 0
    for at in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[at]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            factor = row[at] / pivot[at]
            row[:] = [one - factor * other for one, other in zip(row, pivot, strict=True)]
        found += 1
    return found


def vector(number: Number, size: int) -> list[Fraction]:
    return [Fraction(at in number) for at in range(size)]


def drawn(seed: int) -> Figures:
    """Tables on the same units: by group and grade, and by group and two things of which one implies the other."""
    random = Random(seed)  # noqa: S311
    groups, grades = random.randint(1, 4), random.randint(2, 4)
    kinds = [
        (group, grade, received, random.random() < 0.5)
        for group in range(groups)
        for grade in range(grades)
        for received in ((grade == 0,) if random.random() < 0.7 else (False, True))
    ]
    sizes = [random.choice((1, 2, 3, 5, 8, 20, 40)) for _ in kinds]
    figures = Figures(sizes)

    def those(
        group: int | None = None, grade: int | None = None, *, received: bool = False, wider: bool = False
    ) -> Number:
        return Number(
            at
            for at, kind in enumerate(kinds)
            if group in (None, kind[0])
            and grade in (None, kind[1])
            and (kind[2] or not received)
            and (kind[2] or kind[3] or not wider)
        )

    for group in (*range(groups), None):
        figures.add(those(group), [those(group, grade) for grade in range(grades)])
        figures.add(those(group), [those(group, received=True)], rest=True)
        figures.add(those(group), [those(group, wider=True)], rest=True)
    for grade in range(grades):
        figures.add(those(grade=grade), [those(group, grade) for group in range(groups)])
    figures.add(those(received=True), [those(group, received=True) for group in range(groups)])
    figures.add(those(wider=True), [those(group, wider=True) for group in range(groups)])
    return figures


@pytest.mark.parametrize("seed", range(25))
def test_no_withheld_number_can_be_found_from_those_that_are_published(seed: int) -> None:
    figures = drawn(seed)
    smallest = 5
    hidden = withheld(figures, smallest)
    size = len(figures.sizes)
    shown = [each for each in figures.published - hidden if each]
    known = [vector(each, size) for each in shown]
    assert all(figures.count(each) >= smallest for each in shown)
    before = rank(known)
    for each in hidden:
        assert rank([*known, vector(each, size)]) == before + 1
    for line in figures.lines:
        left = Number().union(*(each for each in line.members if each not in shown))
        if line.total in shown:
            assert not 0 < figures.count(left) < smallest
        secret = [each for each in line.members if each not in figures.published]
        for each in secret:
            if 0 < figures.count(each) < smallest:
                assert rank([*known, vector(each, size)]) == before + 1


def unions(line: Line, of: Collection[Number]) -> Iterator[Number]:
    """All numbers that members of a line make up, one of them or several."""
    members = [each for each in line.members if each in of]
    some = chain.from_iterable(combinations(members, count) for count in range(1, len(members) + 1))
    return (Number().union(*each) for each in some)


def between(some: Iterable[Number], others: Iterable[Number]) -> set[Number]:
    """What is left of a number where all units of another are taken off."""
    pairs = [*product(some, others)]
    return {
        larger - smaller for pair in pairs for smaller, larger in (pair, pair[::-1]) if smaller < larger and smaller
    }


@pytest.mark.parametrize("seed", range(25))
def test_nothing_small_is_between_two_numbers_of_which_one_counts_all_units_of_the_other(seed: int) -> None:
    figures = drawn(seed)
    smallest = 5
    shown = [each for each in figures.published - withheld(figures, smallest) if each]
    subtracted = between(shown, {*shown, *chain.from_iterable(unions(line, shown) for line in figures.lines)})
    assert all(figures.count(each) >= smallest for each in subtracted)
    size = len(figures.sizes)
    known = [vector(each, size) for each in shown]
    before = rank(known)
    small = [each for each in between(figures.published, figures.published) if figures.count(each) < smallest]
    assert all(rank([*known, vector(each, size)]) == before + 1 for each in small)


def test_of_two_that_are_nested_only_one_is_published() -> None:
    figures = Figures([14, 1, 45])  # receive both, the second alone, neither
    everybody, narrower, wider = Number({0, 1, 2}), Number({0}), Number({0, 1})
    for each in (narrower, wider):
        figures.add(everybody, [each], rest=True)
    assert withheld(figures, 10) == {narrower}


def test_two_that_nobody_has_both_of_do_not_tell_how_few_have_neither() -> None:
    figures = Figures([20, 30, 2])  # receive one, the other, neither
    for at in (0, 1):
        figures.add(Number({0, 1, 2}), [Number({at})], rest=True)
    assert withheld(figures, 10) == {Number({0})}


def test_a_number_that_two_grades_count_almost_all_of_is_not_published_beside_both() -> None:
    figures = Figures([20, 30, 2, 40])  # poor, fair, good; something is received by the first three kinds
    everybody, received = Number(range(4)), Number({0, 1, 2})
    figures.add(everybody, [Number({0}), Number({1}), Number({2, 3})])
    figures.add(everybody, [received], rest=True)
    hidden = withheld(figures, 10)
    assert hidden
    assert not {Number({0}), Number({1}), received} <= figures.published - hidden


def test_where_nothing_is_small_everything_is_published() -> None:
    figures = Figures([20, 30])
    figures.add(Number({0, 1}), [Number({0}), Number({1})])
    assert withheld(figures, 10) == set()


def test_a_small_number_takes_the_smallest_beside_it_along() -> None:
    figures = Figures([3, 30, 20, 40])
    rows = [Number({0}), Number({1}), Number({2}), Number({3})]
    figures.add(Number(range(4)), rows)
    assert withheld(figures, 10) == {Number({0}), Number({2})}


def test_what_together_would_still_be_small_is_not_left_to_be_subtracted() -> None:
    figures = Figures([1, 1, 30, 40])
    figures.add(Number(range(4)), [Number({at}) for at in range(4)])
    assert withheld(figures, 10) == {Number({0}), Number({1}), Number({2})}


def test_those_who_do_not_receive_something_are_not_found_by_subtracting() -> None:
    figures = Figures([28, 2])
    figures.add(Number({0, 1}), [Number({0})], rest=True)
    assert withheld(figures, 10) == {Number({0})}
