"""Numbers of units that are not published, because they are small or others would give them away.

A number is known by the kinds of units that it counts, kinds being told apart as finely as anything published does.
So numbers of several tables are looked at together, and two that always count the same units are one. Where one counts
all units of another, or of several of one line, the difference is a number as well, which anybody can subtract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from attrs import field

from targetrules.data import define, frozen

__all__ = ["Figures", "Line", "Number", "withheld"]

_Key = TypeVar("_Key")

Number: TypeAlias = frozenset[int]
"""Which kinds of units a number counts."""


@frozen(slots=True)
class Line:
    """A total and the numbers that make it up, which have no unit in common."""

    total: Number
    members: tuple[Number, ...]


@define
class Figures:
    """What is to be published.

    Attributes:
        sizes: How many units are of each kind.
        published: The numbers that stand in a table.
        lines: Which of them, and of numbers that stand in none, make up which total.
    """

    sizes: Sequence[int]
    published: set[Number] = field(factory=set)
    lines: list[Line] = field(factory=list)

    def add(self, total: Number, members: Sequence[Number], rest: bool = False) -> None:  # noqa: FBT001, FBT002
        """Publish a total and its members; with ``rest`` what is left of it is a member that stands in no table."""
        self.published.update((total, *members))
        left = total.difference(*members)
        self.lines.append(Line(total, (*members, left) if rest and left else tuple(members)))

    def count(self, number: Number) -> int:
        """How many units a number counts."""
        return sum(self.sizes[kind] for kind in number)

    def differences(self, numbers: Collection[Number]) -> set[Number]:
        """What is between two numbers of which one counts all units of the other, or of several members of a line.

        Whether it does is seen in the units, not in the rules: whatever the rules imply is so in the units as well.

        Args:
            numbers: Those that are looked at, and of the members of lines.

        Returns:
            The units that are between them. Of the members that a number counts whole it is all that are taken
            together, and else the fewest that count all of its units.
        """
        found, holding = set[Number](), defaultdict[int, list[Number]](list)
        parts = defaultdict[int, list[tuple[int, Number]]](list)
        for each in numbers:
            for kind in each:
                holding[kind].append(each)
        for at, line in enumerate(self.lines):
            for member in line.members:
                for kind in member if member in numbers else ():
                    parts[kind].append((at, member))
        for number in filter(None, numbers):
            found.update(larger - number for larger in holding[min(number)] if number < larger)
            found.update(_beside(number, {part for kind in number for part in parts[kind]}))
        return found


def _beside(number: Number, parts: Iterable[tuple[int, Number]]) -> Iterator[Number]:
    """What a number counts beyond the members that it counts whole, and what all that it meets count beyond it."""
    met, left = defaultdict[int, set[int]](set), dict[int, Number]()
    for line, member in parts:
        met[line] |= member
        if member <= number:
            left[line] = left.get(line, number) - member
    yield from left.values()
    yield from (Number(together - number) for together in met.values() if number < together)


def withheld(figures: Figures, smallest: int) -> set[Number]:
    """The numbers that must not be published, so that none below ``smallest`` can be found.

    None of them follows from those that are published, however these are added and subtracted; wherever several of a
    line are withheld, what is left of its total for them together is not small either; and no two of which one counts
    all units of the other are published where the difference is small (see :meth:`Figures.differences`). Nought is
    published.

    Args:
        figures: What is to be published.
        smallest: How many units a number must count, unless it is nought.

    Returns:
        Those that are small, and those that would give others away.
    """
    return _Search(figures, smallest).found()


_MOST_TRIED: Final = 4_000
"""So often at most is looked whether a number that is withheld would be found if another one were published."""


@define(slots=False)
class _Search:
    """``hidden`` are the numbers that are withheld so far, ``secret`` small ones that stand in no table anyway."""

    figures: Figures
    smallest: int
    hidden: set[Number] = field(factory=set)
    secret: set[Number] = field(factory=set)

    def found(self) -> set[Number]:
        """All that are withheld."""
        figures = self.figures
        self.hidden = {each for each in figures.published if self.is_small(each)}
        numbers = figures.published.union(*(line.members for line in figures.lines))
        self.secret = set(filter(self.is_small, {*numbers, *figures.differences(numbers)} - figures.published))
        while more := self.needed():
            self.hidden |= more
        self.give_back()
        return self.hidden

    def give_back(self) -> None:
        """Publish again what need not be withheld, since more was withheld later; not where there is too much of it."""
        further = sorted(
            (each for each in self.hidden if not self.is_small(each)),
            key=lambda each: (-self.figures.count(each), sorted(each)),
        )
        if len(further) * len(self.hidden) > _MOST_TRIED:
            return
        for each in further:
            self.hidden.remove(each)
            if self.needed():
                self.hidden.add(each)

    def is_small(self, number: Number) -> bool:
        return 0 < self.figures.count(number) < self.smallest

    @property
    def shown(self) -> set[Number]:
        return {each for each in self.figures.published - self.hidden if each}

    def needed(self) -> set[Number]:
        """Further numbers to withhold: one for each that could be found, and for each line whose rest is small."""
        shown, more = self.shown, set[Number]()
        for line in self.figures.lines:
            rest = [each for each in line.members if each not in shown]
            if line.total in shown and self.is_small(Number().union(*rest)):
                more.add(self.smallest_of([each for each in line.members if each in shown] or [line.total]))
        if more:
            return more
        known, between = _Span(shown), filter(self.is_small, self.figures.differences(shown))
        for each in sorted({*self.hidden, *self.secret, *between}, key=sorted):
            found_by = known.found_by(each)
            if found_by and more.isdisjoint(found_by):  # else it is looked at again, without those
                more.add(self.smallest_of(found_by))
        return more

    def smallest_of(self, numbers: Iterable[Number]) -> Number:
        """The number of the fewest units; of several the first in an order that is always the same."""
        return min(numbers, key=lambda each: (self.figures.count(each), sorted(each)))


class _Span:
    """All that follows from numbers by adding them up with factors, and by which of them it does."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self.rows: dict[int, tuple[Mapping[int, Fraction], Mapping[Number, Fraction]]] = {}
        for each in sorted(numbers, key=lambda number: (len(number), sorted(number))):
            left, by = self.reduced(each)
            if left:
                first = min(left)
                factor = left[first]
                made = {number: -value / factor for number, value in by.items()}
                made[each] = 1 / factor
                self.rows[first] = {at: value / factor for at, value in left.items()}, made

    def found_by(self, number: Number) -> Collection[Number]:
        """The numbers that a number follows from; none where it does not follow."""
        left, by = self.reduced(number)
        return () if left else by

    def reduced(self, number: Number) -> tuple[dict[int, Fraction], dict[Number, Fraction]]:
        """What is left of a number where all that is known is taken off: nothing where it follows; and what was."""
        left, by = dict.fromkeys(number, Fraction(1)), dict[Number, Fraction]()
        while True:
            at = min((kind for kind in left if kind in self.rows), default=None)
            if at is None:
                return left, by
            row, made = self.rows[at]
            factor = left[at]
            _add(left, row, -factor)
            _add(by, made, factor)


def _add(to: dict[_Key, Fraction], row: Mapping[_Key, Fraction], factor: Fraction) -> None:
    """Add a multiple of a row; what becomes nought is left out."""
    for key, value in row.items():
        changed = to.get(key, Fraction(0)) + factor * value
        if changed:
            to[key] = changed
        else:
            to.pop(key, None)
