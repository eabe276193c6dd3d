"""Ranks, ties, rank cutoffs and quotas as functions of plain numbers, against what their definitions count."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Literal as OneOf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targetrules.engine.placing import (
    Candidate,
    Filling,
    Place,
    fill,
    is_across,
    is_dropped,
    is_within,
    left_by_first,
    place_among,
    places,
)
from targetrules.rules import tree
from tests.effort import examples

KEYS = st.lists(st.integers(0, 4), max_size=8)
ENDS: tuple[OneOf["top", "bottom"], ...] = ("top", "bottom")
TIES: tuple[OneOf["in", "out"], ...] = ("in", "out")


def quota(how: str, ties: str) -> tree.Quota:
    portion = tree.Portion(Decimal(1), tree.Rounding.DOWN)
    return tree.Quota("grading.quotas.1", "A", how, portion, "overall", ties)  # type: ignore[arg-type]


# ---- ranks and ties --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "ranks", "tied"),
    [
        ([], [], []),
        ([9], [1], [1]),
        ([9, 7, 7, 5], [1, 2, 2, 4], [1, 2, 2, 1]),
        ([3, 3, 3], [1, 1, 1], [3, 3, 3]),
        ([8, 8, 6, 6, 1], [1, 1, 3, 3, 5], [2, 2, 2, 2, 1]),
    ],
)
def test_ties_share_the_better_number(keys: list[int], ranks: list[int], tied: list[int]) -> None:
    found = places(keys)
    assert [place.rank for place in found] == ranks
    assert [place.tied for place in found] == tied
    assert all(sum(place) == len(keys) for place in found)


@examples(100)
@given(KEYS, st.sampled_from(["highest", "lowest"]))
def test_a_place_counts_who_is_better_level_and_worse(keys: list[int], best: OneOf["highest", "lowest"]) -> None:
    in_order = sorted(keys, reverse=best == "highest")
    for key, place in zip(in_order, places(in_order), strict=True):
        above, below = sum(each > key for each in keys), sum(each < key for each in keys)
        ahead, behind = (above, below) if best == "highest" else (below, above)
        assert place == Place(ahead, keys.count(key), behind)


@examples(100)
@given(KEYS, st.integers(0, 4), st.sampled_from(["highest", "lowest"]))
def test_one_more_unit_has_the_place_that_it_has_among_all(
    others: list[int], key: int, best: OneOf["highest", "lowest"]
) -> None:
    in_order = sorted([*others, key], reverse=best == "highest")
    assert place_among(sorted(others), key, best) == places(in_order)[in_order.index(key)]


# ---- rank cutoffs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "end", "ties", "within"),
    [
        (1, "top", "in", [True, False, False, False]),
        (2, "top", "in", [True, True, True, False]),
        (2, "top", "out", [True, False, False, False]),
        (3, "top", "out", [True, True, True, False]),
        (2, "bottom", "in", [False, True, True, True]),
        (2, "bottom", "out", [False, False, False, True]),
        (0, "top", "in", [False, False, False, False]),
        (9, "bottom", "out", [True, True, True, True]),
    ],
)
def test_a_tie_across_the_edge_is_in_or_out_as_a_whole(
    most: int, end: OneOf["top", "bottom"], ties: OneOf["in", "out"], within: list[bool]
) -> None:
    assert [is_within(place, most, end, ties) for place in places([9, 7, 7, 5])] == within


@examples(100)
@given(KEYS.map(sorted), st.integers(-2, 9))
def test_both_ways_with_ties_differ_across_the_edge_alone(keys: list[int], most: int) -> None:
    for place, end in product(places(keys), ENDS):
        with_it, without = (is_within(place, most, end, ties) for ties in TIES)
        assert is_across(place, most, end) is (with_it and not without)
        assert with_it or not without


# ---- quotas ----------------------------------------------------------------------------------------------------------


CANDIDATES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), max_size=8).map(
    lambda units: [
        Candidate(place.rank, grade, max(grade, lowest))
        for place, (_, grade, lowest) in zip(places(sorted(key for key, _, _ in units)), units, strict=True)
    ]
)
DOWN_TO = 1


@pytest.mark.parametrize(
    ("how", "ties", "most", "units", "found"),
    [
        # units are rank, grade, lowest; found is dropped, counted, edge, held, not kept
        ("at_most", "out", 2, [(1, 0, 2), (2, 0, 2), (2, 0, 2), (4, 0, 2)], Filling([1, 2, 3], [0], 1, 0, [])),
        ("at_most", "in", 2, [(1, 0, 2), (2, 0, 2), (2, 0, 2), (4, 0, 2)], Filling([3], [0, 1, 2], 2, 0, [1, 2])),
        ("at_most", "in", 2, [(1, 0, 2), (2, 0, 0), (3, 0, 2), (4, 1, 2)], Filling([2], [1, 0], 1, 1, [])),
        ("at_most", "in", 0, [(1, 0, 2), (2, 0, 0)], Filling([0], [1], None, 1, [1])),
        ("at_least", "in", 2, [(1, 0, 2), (2, 0, 2), (2, 0, 2), (4, 1, 2)], Filling([1, 2], [3, 1, 2], 2, 0, [])),
        ("at_least", "out", 2, [(1, 0, 2), (2, 0, 2), (2, 0, 2), (4, 1, 2)], Filling([], [3], None, 0, [1, 2])),
        ("at_least", "in", 2, [(1, 0, 2), (2, 0, 2), (3, 0, 0), (4, 0, 0)], Filling([0, 1], [1, 0], 1, 2, [])),
        ("at_least", "in", 3, [(1, 0, 2), (2, 0, 2), (3, 0, 0), (4, 0, 0)], Filling([0, 1], [1, 0], 1, 2, [2, 3])),
        ("at_least", "in", 3, [(1, 0, 2), (2, 1, 2)], Filling([0], [1, 0], 1, 0, [0, 1])),
    ],
)
def test_a_quota_drops_counts_and_tells(
    how: str, ties: str, most: int, units: list[tuple[int, int, int]], found: Filling
) -> None:
    assert fill(quota(how, ties), most, DOWN_TO, [Candidate(*unit) for unit in units]) == found


@examples(200)
@given(CANDIDATES, st.integers(0, 9), st.sampled_from(["at_most", "at_least"]), st.sampled_from(TIES))
def test_a_quota_is_kept_or_tells_why_not(candidates: list[Candidate], most: int, how: str, ties: str) -> None:
    found = fill(quota(how, ties), most, DOWN_TO, candidates)
    better = [at for at, unit in enumerate(candidates) if unit.grade < DOWN_TO and at not in found.dropped]
    kept = len(better) <= most if how == "at_most" else len(candidates) - len(better) >= most
    assert kept or found.not_kept or not candidates
    assert all(candidates[at].lowest >= DOWN_TO > candidates[at].grade for at in found.dropped)
    counted = better if how == "at_most" else set(range(len(candidates))) - set(better)
    assert sorted(found.counted) == sorted(counted)


@examples(200)
@given(CANDIDATES, st.integers(0, 9), st.sampled_from(["at_most", "at_least"]), st.sampled_from(TIES))
def test_one_free_unit_is_dropped_by_its_place_among_the_free(
    candidates: list[Candidate], most: int, how: str, ties: str
) -> None:
    rule, everyone = quota(how, ties), range(len(candidates))
    found = fill(rule, most, DOWN_TO, candidates)
    free = [at for at in everyone if candidates[at].grade < DOWN_TO <= candidates[at].lowest]
    reached = sum(unit.grade >= DOWN_TO for unit in candidates)
    left = left_by_first(rule, most, held=found.held, reached=reached)
    for at in free:
        others = sorted(candidates[other].rank for other in free if other != at)
        assert is_dropped(rule, place_among(others, candidates[at].rank, "lowest"), left) is (at in found.dropped)
