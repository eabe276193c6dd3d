"""The ranked units of a period in their order, and how far the first, or the last, so many of each group reach."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Ints, gather
from targetrules.data import frozen

__all__ = ["Counts", "Cutoff", "Order"]

Counts = NDArray[np.int32]

_LAST: Final = np.iinfo(np.int32).max
"""Behind every rank."""


@frozen(slots=True, eq=False)
class Cutoff:
    """The rank of each group up to which units are taken, from the best or else from the last of it on.

    The entry at the end stands for no group, where nobody has a rank.
    """

    end: Literal["top", "bottom"]
    ranks: Counts

    def holds(self, rank: Counts, group: NDArray[Any]) -> Bits:
        """For units of these ranks in their groups; what is said of rank 0 means nothing."""
        edge = gather(self.ranks, group)
        return np.asarray(rank <= edge if self.end == "top" else rank >= edge)


@frozen(slots=True, eq=False)
class Order:
    """Group by group and best first: the ``ranks`` of the units at these positions (``rows``) of the cross-section.

    A rank is 0 in a group that is too small to be ranked. ``edges`` are where the groups begin, and at last where they
    end. ``ties`` are where units begin to share a place, and how many more than one share it.
    """

    rows: NDArray[np.intp]
    ranks: Counts
    edges: Counts
    ties: tuple[NDArray[np.intp], NDArray[np.intp]]

    @cached_property
    def _tied(self) -> Counts:
        """How many share a place, where it begins."""
        firsts, more = self.ties
        tied = np.ones(len(self.rows), np.int32)
        tied[firsts] += more.astype(np.int32)
        return np.append(tied, np.int32(0))

    def tied(self, rank: Counts, group: NDArray[Any]) -> Counts:
        """How many share the place of units of these ranks in their groups; 0 where there is none."""
        begins = gather(self.edges, group) + (rank - np.int32(1))
        begins[rank <= 0] = -1
        return gather(self._tied, begins)

    def first(self, most: Ints, *, end: Literal["top", "bottom"], ties: str, counted: Bits | None = None) -> Cutoff:
        """How far the first ``most`` of each group reach, counted from this end; of those alone who are ``counted``.

        ``ties``: ``in`` takes a tie across the edge in as a whole, ``out`` leaves it out.
        """
        ranks, edges = self.ranks, self.edges.astype(np.intp)
        if counted is not None:
            at = np.flatnonzero(counted.take(self.rows))
            ranks, edges = ranks.take(at), np.searchsorted(at, edges)
        # the last who is in; or, where a tie may not reach across the edge, the first who is out
        index = most[: len(edges) - 1] - (ties == "in")
        found = edges[:-1] + index if end == "top" else edges[1:] - 1 - index
        rank = ranks.take(found, mode="clip") if len(ranks) else np.zeros(len(found), np.int32)
        if ties == "out":
            rank += np.int32(-1 if end == "top" else 1)
        everyone, nobody = (_LAST, 0) if end == "top" else (0, _LAST)
        rank[index >= np.diff(edges)] = everyone
        rank[index < 0] = nobody
        return Cutoff(end, np.append(rank, np.int32(nobody)))
