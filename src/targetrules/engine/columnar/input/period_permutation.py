"""The permutation that sorts the rows of a table by period, and its inverse.

The rows of one period are then a slice, which costs nothing to take. In a table as it comes, most often unit by unit,
they lie far apart, and to gather them would go through the whole table for each period. So all rows are moved once, a
block at a time that stays in a processor's cache, and what was found of them is moved back in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from targetrules.columns.encoded import EncodedTable
from targetrules.columns.sizes import current
from targetrules.columns.vectors import Column, is_broadcast
from targetrules.data import frozen
from targetrules.engine.columnar.output.buffer_pool import BufferPool

__all__ = ["PeriodPermutation", "by_period"]

_SMALL: Final = 2**16
_NARROW: Final = 2**31
_Map = Callable[..., Any]


@frozen(slots=True, eq=False)
class PeriodPermutation:
    """The periods of a table in their order (``each``), and between which ``edges`` their rows lie once sorted.

    ``order`` has the positions of the rows, block by block, in each by period, as they came; None where the table is
    sorted already. ``moves`` has for each block where it begins in ``order`` and where it ends, and where the rows of
    each period go.
    """

    each: list[int]
    edges: list[int]
    order: NDArray[Any] | None = None
    moves: tuple[tuple[slice, tuple[slice, ...]], ...] = ()

    @staticmethod
    def of(periods: NDArray[Any], pool: BufferPool, run: _Map = map) -> PeriodPermutation:
        """The permutation of rows of these periods; ``run`` may be that of several threads."""
        if not len(periods) or bool((periods[1:] >= periods[:-1]).all()):
            return PeriodPermutation(*_edges_of(periods))
        low = int(periods.min())
        span = int(periods.max()) - low + 1
        if span > current().periods:
            keys = periods - low
            order = np.argsort(keys.astype(np.uint16) if span <= _SMALL else keys, kind="stable")
            return PeriodPermutation(
                *_edges_of(periods.take(order)), order, ((slice(0, len(order)), (slice(0, len(order)),)),)
            )
        keys = (periods - low).astype(np.uint8 if span <= 2**8 else np.uint16)
        return _of_blocks(keys, low, span, pool, run)

    def rows(self, at: int) -> slice:
        """Where the rows of the period ``each[at]`` lie once sorted."""
        return slice(self.edges[at], self.edges[at + 1])

    def apply(self, columns: Sequence[NDArray[Any]], pool: BufferPool, run: _Map = map) -> list[NDArray[Any]]:
        """The columns sorted by period; within a period as they came. A column in the memory of one is itself."""
        if self.order is None:
            return [*columns]
        order = self.order
        found = [column if is_broadcast(column) else pool.take(len(column), column.dtype) for column in columns]
        moved = [(column, out) for column, out in zip(columns, found, strict=True) if column is not out]

        def move(block: slice, places: tuple[slice, ...]) -> None:
            rows = order[block].astype(np.intp)
            for column, out in moved:
                taken = column.take(rows)
                for start, place in _one_after_another(places):
                    out[place] = taken[start]

        for _ in run(lambda each: move(*each), self.moves):
            pass
        return found

    def invert(self, columns: Sequence[NDArray[Any]], pool: BufferPool, run: _Map = map) -> list[NDArray[Any]]:
        """Columns sorted by period, back in the order of the table."""
        if self.order is None:
            return [*columns]
        order, found = self.order, [pool.take(len(column), column.dtype) for column in columns]

        def move(block: slice, places: tuple[slice, ...]) -> None:
            back = np.empty(block.stop - block.start, np.intp)
            back[order[block] - block.start] = np.arange(len(back))
            for column, out in zip(columns, found, strict=True):
                np.take(np.concatenate([column[place] for place in places]), back, out=out[block], mode="wrap")

        for _ in run(lambda each: move(*each), self.moves):
            pass
        return found


def _edges_of(ordered: NDArray[Any]) -> tuple[list[int], list[int]]:
    if not len(ordered):
        return [], [0]
    edges = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(ordered)]
    return ordered[edges[:-1]].tolist(), edges


def _of_blocks(keys: NDArray[Any], low: int, span: int, pool: BufferPool, run: _Map) -> PeriodPermutation:
    """Blocks are the larger the more periods there are, so that not too few rows are moved at a time."""
    size = max(current().block, current().moved * span)
    blocks = [slice(start, min(start + size, len(keys))) for start in range(0, len(keys), size)]
    order = pool.take(len(keys), np.int32 if len(keys) < _NARROW else np.int64)
    counts = np.array([*run(lambda block: _order_block(keys[block], span, order[block], block.start), blocks)])
    there = np.flatnonzero(counts.sum(axis=0))
    counts = counts[:, there]
    edges = [0, *np.cumsum(counts.sum(axis=0)).tolist()]
    starts = np.cumsum(counts, axis=0) - counts + np.array(edges[:-1])
    ends = starts + counts
    places = (tuple(map(slice, *each)) for each in zip(starts.tolist(), ends.tolist(), strict=True))
    return PeriodPermutation((there + low).tolist(), edges, order, tuple(zip(blocks, places, strict=True)))


def _order_block(keys: NDArray[Any], span: int, order: NDArray[Any], start: int) -> NDArray[np.intp]:
    """Fill in the order of one block; how many rows it has of each period."""
    rows = np.argsort(keys, kind="stable")
    np.add(rows, start, out=order, casting="same_kind")
    edges = np.searchsorted(keys.take(rows), np.arange(1, span).astype(keys.dtype))
    return np.diff(edges, prepend=0, append=len(keys))


def _one_after_another(places: tuple[slice, ...]) -> Iterator[tuple[slice, slice]]:
    """Each place with the stretch of the block that goes there."""
    ends = np.cumsum([place.stop - place.start for place in places]).tolist()
    return zip((slice(*each) for each in pairwise([0, *ends])), places, strict=True)


def by_period(table: EncodedTable) -> Iterator[tuple[int, NDArray[np.intp], dict[str, Column]]]:
    """Each period with the positions of its rows, as they came, and their inputs."""
    pool = BufferPool()
    permutation = PeriodPermutation.of(table.periods, pool)
    (every,) = permutation.apply([np.arange(len(table.periods))], pool)
    for at, period in enumerate(permutation.each):
        rows = every[permutation.rows(at)]
        yield period, rows, {name: column.at(rows) for name, column in table.inputs.items()}
