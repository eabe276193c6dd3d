"""Laws of the search in whole numbers, against trying all of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.explanation.changes.effort import GivenUpError
from targetrules.explanation.changes.search import Alike, Intervals, SearchResult, in_turns, nearest_to, pieces_of
from tests.effort import examples

STEPS = st.lists(st.integers(-60, 60), max_size=6).map(sorted)
WANTED = st.sets(st.integers(0, 6))


class Stairs:
    """A landing for each number, which rises with it; some landings are wanted. Counts how often it is asked."""

    def __init__(self, steps: list[int], wanted: set[int]) -> None:
        self.steps, self.landings = steps, wanted
        self.asked = set[int]()

    def landing(self, at: int) -> int:
        self.asked.add(at)
        return sum(step <= at for step in self.steps)

    def wanted(self, at: int) -> bool:
        return self.landing(at) in self.landings

    def alike(self, one: int, other: int) -> bool:
        return self.landing(one) == self.landing(other)


def nearest(start: int, low: int, high: int, alike: Alike, wanted: Callable[[int], bool], most: int) -> SearchResult:
    """A search that is let go on to its end."""
    (found,) = in_turns([nearest_to(start, low, high, alike, wanted, most)])
    return found


def by_trying_all(stairs: Stairs, start: int, low: int, high: int) -> tuple[int, ...]:
    found = [at for at in range(low, high + 1) if stairs.wanted(at)]
    least = min((abs(at - start) for at in found), default=None)
    return tuple(at for at in found if abs(at - start) == least)


@examples(200)
@given(STEPS, WANTED, st.integers(-60, 60), st.booleans())
def test_the_nearest_is_that_of_trying_all(steps: list[int], wanted: set[int], start: int, traced: bool) -> None:  # noqa: FBT001
    stairs = Stairs(steps, wanted - {sum(step <= start for step in steps)})
    found = nearest(start, -60, 60, stairs.alike if traced else None, stairs.wanted, most=1000)
    assert found == SearchResult(by_trying_all(stairs, start, -60, 60), -60, 60, whole=True)


@examples(100)
@given(STEPS, st.booleans())
def test_pieces_cover_all_and_are_as_long_as_can_be(steps: list[int], traced: bool) -> None:  # noqa: FBT001
    stairs = Stairs(steps, set())
    pieces = pieces_of(-60, 60, stairs.alike if traced else None, stairs.landing, most=1000)
    assert [at for first, last, _ in pieces for at in range(first, last + 1)] == list(range(-60, 61))
    assert all(stairs.landing(at) == label for first, last, label in pieces for at in range(first, last + 1))
    assert all(before[2] != after[2] for before, after in pairwise(pieces))


@examples(100)
@given(STEPS, WANTED, st.integers(-60, 60), st.integers(2, 40))
def test_where_not_all_are_tried_the_span_that_was_is_told(
    steps: list[int], wanted: set[int], start: int, most: int
) -> None:
    stairs = Stairs(steps, wanted - {sum(step <= start for step in steps)})
    found = nearest(start, -60, 60, None, stairs.wanted, most)
    assert len(stairs.asked) <= most
    assert found.at == by_trying_all(stairs, start, found.low, found.high)
    assert found.whole is bool(found.at)
    assert found.low <= start <= found.high
    with pytest.raises(GivenUpError):
        pieces_of(-60, 60, None, stairs.landing, most)


def test_a_search_that_is_given_up_tells_the_rings_that_were_finished() -> None:
    def alike(one: int, other: int) -> bool:
        if max(abs(one), abs(other)) > 16:
            raise GivenUpError
        return one == other

    assert nearest(0, -100, 100, alike, lambda _: False, most=1000) == SearchResult((), -16, 16, whole=False)
    with pytest.raises(GivenUpError):
        pieces_of(-100, 100, alike, lambda at: at, most=1000)


def test_searches_in_turns_widen_together() -> None:
    """When no more may be done, none has gone farther than another by more than a step."""
    left = 40

    def wanted(_: int) -> bool:
        nonlocal left
        if not left:
            raise GivenUpError
        left -= 1
        return False

    found = in_turns([nearest_to(0, -1000, 1000, None, wanted, 5000) for _ in range(3)])
    assert [(each.low, each.high) for each in found] == [(-8, 8), (-8, 8), (-4, 4)]


def test_a_search_that_is_given_up_within_its_span_tells_what_was_tried_of_it() -> None:
    """Of the values that are left for an input, another goal may have had most."""

    def wanted(at: int) -> bool:
        if abs(at) > 16:
            raise GivenUpError
        return False

    assert nearest(0, -1000, 1000, None, wanted, most=200) == SearchResult((), -16, 16, whole=False)


def test_fifteen_digits_take_few_steps() -> None:
    stairs = Stairs([-(10**14), 8 * 10**14 + 7], {0, 2})
    most = 10**15 - 1
    found = nearest(0, -most, most, stairs.alike, stairs.wanted, most=1000)
    assert found.at == (-(10**14) - 1,)
    assert len(stairs.asked) < 200


# ---- stretches -------------------------------------------------------------------------------------------------------


@examples(200)
@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 6)), max_size=12))
def test_stretches_are_those_that_were_added_together(added: list[tuple[int, int]]) -> None:
    stretches, numbers = Intervals(), set[int]()
    for low, more in added:
        stretches.add(low, low + more)
        numbers.update(range(low, low + more + 1))
    for low in range(-22, 28):
        for high in range(low, min(low + 9, 28)):
            assert stretches.have(low, high) is numbers.issuperset(range(low, high + 1))
