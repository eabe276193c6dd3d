"""Where boxes stand and how arrows run: in columns by what rests on what, with few crossings.

The way of Sugiyama: each box stands in the column after all that it rests on; an arrow over several columns has a place
in each of them; the order in a column follows that of the neighbours; then boxes move towards their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.diagram.model import Arrow, Diagram

__all__ = ["Layout", "Place", "Size", "laid_out"]

_SWEEPS: Final = 12
_GAP: Final = 14.0
"""Between boxes of a column; a line alone needs less."""
_LINE: Final = 6.0
_BETWEEN: Final = 90.0
"""Between columns."""


@frozen(slots=True)
class Size:
    """How large a box is."""

    width: float
    height: float


@frozen(slots=True)
class Place:
    """Where a box stands: its left edge, its middle, and its size."""

    left: float
    middle: float
    size: Size

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.size.width


@frozen(slots=True)
class Layout:
    """The places of the boxes, and for each arrow the points between its ends; ``width`` and ``height`` of all."""

    places: tuple[Place, ...]
    ways: tuple[tuple[tuple[float, float], ...], ...]
    width: float
    height: float


def laid_out(diagram: Diagram, sizes: Sequence[Size]) -> Layout:
    """The layout of a picture whose boxes are so large."""
    return _Layouter(diagram, sizes).layout()


_Spot = tuple[int, int]
"""A box, ``(number, -1)``; or an arrow on its way through a column, ``(number, column)``."""


@define
class _Layouter:
    diagram: Diagram
    sizes: Sequence[Size]
    middles: dict[_Spot, float] = field(factory=dict)

    def forward(self, arrow: Arrow) -> bool:
        """Whether an arrow runs from column to column; one that looks back alone runs around."""
        return not arrow.replaces and self.columns[arrow.source] < self.columns[arrow.target]

    @cached_property
    def columns(self) -> Sequence[int]:
        """The column of each box: after all that it rests on in the same period; consequences stand in the last."""
        boxes, found = self.diagram.boxes, [0] * len(self.diagram.boxes)
        same = [each for each in self.diagram.arrows if not each.past and not each.replaces]
        for _ in boxes:
            moved = False
            for arrow in same:
                if found[arrow.target] <= found[arrow.source]:
                    found[arrow.target], moved = found[arrow.source] + 1, True
            if not moved:
                break
        last = max((at for at, box in zip(found, boxes, strict=True) if box.kind != "consequence"), default=-1) + 1
        last = max(last, *found) if found else last
        return [last if box.kind == "consequence" else at for at, box in zip(found, boxes, strict=True)]

    @cached_property
    def links(self) -> Sequence[tuple[_Spot, _Spot]]:
        """What is drawn from each column to the next."""
        found: list[tuple[_Spot, _Spot]] = []
        for number, arrow in enumerate(self.diagram.arrows):
            if self.forward(arrow):
                spots = [(arrow.source, -1), *self.between(number), (arrow.target, -1)]
                found += pairwise(spots)
        return found

    def between(self, number: int) -> list[_Spot]:
        """The spots of an arrow on its way."""
        arrow = self.diagram.arrows[number]
        return [(number, at) for at in range(self.columns[arrow.source] + 1, self.columns[arrow.target])]

    @cached_property
    def neighbours(self) -> tuple[Mapping[_Spot, list[_Spot]], Mapping[_Spot, list[_Spot]]]:
        """Of each spot those in the column before, and those in the column behind."""
        before: dict[_Spot, list[_Spot]] = {}
        behind: dict[_Spot, list[_Spot]] = {}
        for first, second in self.links:
            behind.setdefault(first, []).append(second)
            before.setdefault(second, []).append(first)
        return before, behind

    def layout(self) -> Layout:
        """Order, places, ways."""
        stacks = self.stacks()
        self.order(stacks)
        self.settle(stacks)
        widths = [max((self.size(spot).width for spot in stack), default=0.0) for stack in stacks]
        lefts = [sum(widths[:at]) + at * _BETWEEN for at in range(len(stacks))]
        ends = [(middle, self.size(spot).height / 2) for spot, middle in self.middles.items()]
        top = min((middle - half for middle, half in ends), default=0.0)
        bottom = max((middle + half for middle, half in ends), default=0.0)
        places = tuple(
            Place(lefts[self.columns[number]], self.middles[number, -1] - top, size)
            for number, size in enumerate(self.sizes)
        )

        def way(number: int) -> Iterator[tuple[float, float]]:
            for spot in self.between(number) if self.forward(self.diagram.arrows[number]) else ():
                for x in (lefts[spot[1]], lefts[spot[1]] + widths[spot[1]]):
                    yield x, self.middles[spot] - top

        ways = tuple(tuple(way(number)) for number in range(len(self.diagram.arrows)))
        return Layout(places, ways, sum(widths) + max(len(stacks) - 1, 0) * _BETWEEN, bottom - top)

    def stacks(self) -> list[list[_Spot]]:
        """The spots of each column, in the order of the boxes and arrows."""
        found: list[list[_Spot]] = [[] for _ in range(max(self.columns, default=-1) + 1)]
        for number, at in enumerate(self.columns):
            found[at].append((number, -1))
        for number, arrow in enumerate(self.diagram.arrows):
            for spot in self.between(number) if self.forward(arrow) else ():
                found[spot[1]].append(spot)
        return found

    def order(self, stacks: list[list[_Spot]]) -> None:
        """Sort each column by where the neighbours of its spots stand, to and fro."""
        ranks = {spot: float(at) for stack in stacks for at, spot in enumerate(stack)}
        for sweep in range(_SWEEPS):
            side = sweep % 2
            for stack in stacks if side == 0 else stacks[::-1]:
                beside = self.neighbours[side]
                means = {spot: _mean([ranks[each] for each in beside.get(spot, ())], ranks[spot]) for spot in stack}
                stack.sort(key=means.__getitem__)
                ranks.update((spot, float(at)) for at, spot in enumerate(stack))

    def settle(self, stacks: list[list[_Spot]]) -> None:
        """Stack the spots, then move each towards its neighbours as far as there is room."""
        for stack in stacks:
            at = 0.0
            for spot in stack:
                self.middles[spot] = at + self.size(spot).height / 2
                at += self.size(spot).height + self.gap(spot)
        for sweep in range(_SWEEPS):
            beside = self.neighbours[sweep % 2]
            for stack in stacks if sweep % 2 == 0 else stacks[::-1]:
                wanted = [self.wanted(beside.get(spot, ()), spot) for spot in stack]
                self.middles.update(zip(stack, self.apart(stack, wanted), strict=True))

    def wanted(self, beside: Sequence[_Spot], spot: _Spot) -> float:
        """Where a spot would stand best: in the middle of its neighbours."""
        return _mean([self.middles[each] for each in beside], self.middles[spot])

    def apart(self, stack: Sequence[_Spot], wanted: Sequence[float]) -> list[float]:
        """Middles near those that are wanted, in the order of the stack and without anything upon another.

        Spots that want the same room are one block, which stands where its members want on average.
        """
        offsets = [0.0]
        for one, other in pairwise(stack):
            room = (self.size(one).height + self.size(other).height) / 2 + self.gap(one)
            offsets.append(offsets[-1] + room)
        blocks: list[tuple[float, int]] = []
        for want, offset in zip(wanted, offsets, strict=True):
            mean, count = want - offset, 1
            while blocks and blocks[-1][0] > mean:
                before, several = blocks.pop()
                mean, count = (before * several + mean * count) / (several + count), several + count
            blocks.append((mean, count))
        starts = [mean for mean, count in blocks for _ in range(count)]
        return [start + offset for start, offset in zip(starts, offsets, strict=True)]

    def size(self, spot: _Spot) -> Size:
        """How large a spot is; an arrow on its way has no size to speak of."""
        return self.sizes[spot[0]] if spot[1] < 0 else Size(0.0, 2.0)

    def gap(self, spot: _Spot) -> float:
        """The room below a spot."""
        return _GAP if spot[1] < 0 else _LINE


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
