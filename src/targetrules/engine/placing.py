"""Ranks, ties, rank cutoffs and quotas as pure functions, of the reference engine and the search for counterfactuals.

They work on plain numbers and sequences and know no rows, so that both decide alike. The columnar engine has the same
over arrays in ``columnar/evaluation/rankings.py`` and ``grading.py``, and is held to these by the laws of engines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple, Protocol, TypeVar
from typing import Literal as OneOf

from targetrules.data import frozen
from targetrules.rules.grading import Quota

__all__ = [
    "Candidate",
    "Filling",
    "Indexed",
    "Place",
    "fill",
    "is_across",
    "is_dropped",
    "is_within",
    "left_by_first",
    "place_among",
    "places",
]

Best = OneOf["highest", "lowest"]
End = OneOf["top", "bottom"]
Ties = OneOf["in", "out"]

_Value_co = TypeVar("_Value_co", covariant=True)


class Indexed(Protocol[_Value_co]):
    """Values that are found by position, as in a list; each may be made when it is asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, at: int, /) -> _Value_co:
        """The one at a position from 0 on."""


_END: Final[Mapping[str, End]] = {"at_most": "top", "at_least": "bottom"}
"""From which end of the group a quota counts."""


class Place(NamedTuple):
    """A place in a group: so many units are ``ahead``, share it (``tied``, itself included), and are ``below``."""

    ahead: int
    tied: int
    below: int

    @property
    def rank(self) -> int:
        """The number of the place. Ties share the better number: 1, 2, 2, 4."""
        return self.ahead + 1

    def before(self, end: End) -> int:
        """How many units stand before it, counted from the best or from the last."""
        return self.ahead if end == "top" else self.below


def places(keys: Sequence[Any]) -> list[Place]:
    """The places of units that have these keys, the best first.

    Args:
        keys: What the units are ranked by, the best first; equal keys share a place.

    Returns:
        One place for each key, in their order.
    """
    found: list[Place] = []
    for _, group in groupby(keys):
        tied = sum(1 for _ in group)
        found += [Place(len(found), tied, len(keys) - len(found) - tied)] * tied
    return found


def place_among(others: Indexed[Any], key: Any, best: Best) -> Place:
    """The place that one more unit has among others.

    Args:
        others: What the others are ranked by, the lowest first.
        key: What the unit is ranked by.
        best: Whether the highest key or the lowest is the best.
    """
    low, high = bisect_left(others, key), bisect_right(others, key)
    ends = low, len(others) - high
    ahead, below = ends if best == "lowest" else ends[::-1]
    return Place(ahead, high - low + 1, below)


def is_within(place: Place, most: int, end: End, ties: Ties) -> bool:
    """Whether a place is one of the first ``most``, counted from one end.

    A tie across the edge is one of them as a whole (``ties`` in), or not at all (out).
    """
    before = place.before(end)
    return before < most if ties == "in" else before + place.tied <= most


def is_across(place: Place, most: int, end: End) -> bool:
    """Whether the edge after the first ``most`` places runs through the units that share this one."""
    before = place.before(end)
    return before < most < before + place.tied


# ---- quotas ----------------------------------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """A unit that holds a place and a grade, as a quota sees it.

    Grades are positions, 0 for the best. ``lowest`` is the worst grade that the rules before the quotas leave open.
    """

    rank: int
    grade: int
    lowest: int


@frozen(slots=True)
class Filling:
    """What a quota does in one group, and what it counted. Units are given as their positions among the candidates.

    ``dropped`` are those whom it moves. ``counted`` are those who fill it, in the order in which it counts them, from
    the best or from the last: first those who count whatever their places, then those who come in by their places,
    whose last place is ``edge`` (None where there are none). ``held`` says how many it passes over because a rule holds
    them at a better grade, and ``not_kept`` those because of whom more than "at most", or fewer than "at least", are
    left for it.
    """

    dropped: Sequence[int]
    counted: Sequence[int]
    edge: int | None
    held: int
    not_kept: Sequence[int]


def fill(quota: Quota, most: int, down_to: int, candidates: Sequence[Candidate]) -> Filling:
    """Fill a quota in one group: drop those beyond "at most" of the best, or the last up to "at least".

    Units that are held at a better grade than it drops to are passed over. They count before the others for "at most";
    before the others for "at least" count those who have the grade that it drops to, or a worse one.

    Args:
        quota: The rule.
        most: How many units its portion is in this group.
        down_to: The position of the grade to which it drops.
        candidates: The units of the group that hold a place and a grade, the best first.
    """
    end, everyone = _END[quota.how], range(len(candidates))
    reached = [at for at in everyone if candidates[at].grade >= down_to]
    better = [at for at in everyone if candidates[at].grade < down_to]
    held = [at for at in better if candidates[at].lowest < down_to]
    free = [at for at in better if candidates[at].lowest >= down_to]
    left = left_by_first(quota, most, held=len(held), reached=len(reached))
    among_free = list(zip(free, places([candidates[at].rank for at in free]), strict=True))
    taken = [at for at, place in among_free if is_within(place, left, end, quota.ties)]
    dropped = [at for at, place in among_free if is_dropped(quota, place, left)]
    across = [at for at, place in among_free if is_across(place, left, end)]
    first = held
    in_its_way: Sequence[int] = held if left < 0 else []
    if quota.how == "at_least":
        first, taken = _last_first(reached, candidates), _last_first(taken, candidates)
        in_its_way = everyone if len(candidates) < most else held if len(free) < left else []
    not_kept = [*(across if quota.a_tie_breaks_it else []), *in_its_way]
    return Filling(dropped, [*first, *taken], candidates[taken[-1]].rank if taken else None, len(held), not_kept)


def left_by_first(quota: Quota, most: int, *, held: int, reached: int) -> int:
    """How many of ``most`` are left to those whom a quota may drop; below zero where too many count before them.

    ``held`` are held at a better grade than it drops to, ``reached`` have the grade that it drops to, or a worse one.
    """
    return most - (held if quota.how == "at_most" else reached)


def is_dropped(quota: Quota, place: Place, left: int) -> bool:
    """Whether a quota drops a unit that it may drop, by the unit's place among all of these.

    ``left`` is what :func:`left_by_first` gives.
    """
    return is_within(place, left, _END[quota.how], quota.ties) is (quota.how == "at_least")


def _last_first(units: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    return sorted(units, key=lambda at: -candidates[at].rank)
