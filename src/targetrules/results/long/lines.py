"""What is done with positions of lines: Python's lists here, by arrays in :mod:`targetrules.results.arrow.lines`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

from targetrules.results.reading.backend import Names, Ordinals, RowNumbers
from targetrules.results.reading.distinct_cells import DistinctCells
from targetrules.results.table import Cells, is_blank

__all__ = ["LINES", "Keys", "Lines", "Pairs", "Positions"]

Positions: TypeAlias = Sequence[int]
"""A position for each row, or for each line; negative: none."""

Pairs: TypeAlias = Sequence[tuple[int, int]]
"""Lines, each with one that came before and of which there can be but one."""


class Keys(Protocol):
    """The units and periods of rows; in those that are ``bad`` one of them cannot be used."""

    @property
    def units(self) -> Any:
        """The names of the units."""

    @property
    def periods(self) -> Any:
        """The ordinal numbers of the periods."""

    @property
    def bad(self) -> Sequence[int]:
        """The rows in which there is none."""


class Lines(Protocol):
    """How lines become rows. Both ways give the same."""

    def rows(self, units: Names, periods: Ordinals, alone: RowNumbers) -> tuple[Positions, Positions]:
        """For each line the row of its unit and period, and for each row its first line; ``alone`` are rows each."""

    def by_cell(self, found: DistinctCells, among: RowNumbers | None) -> Mapping[int, RowNumbers]:
        """The lines of each of the different cells, by its position among these, of some lines (None: of all)."""

    def there(self, cells: Cells, among: RowNumbers | None) -> RowNumbers:
        """The lines in which something stands, of some lines (None: of all)."""

    def together(self, lines: Sequence[RowNumbers]) -> RowNumbers:
        """All of these, in their order."""

    def spread(self, lines: RowNumbers, rows: Positions, size: int) -> tuple[Positions, Pairs]:
        """For each row the first of its lines among these; and the further ones, each with the first."""

    def other(self, pairs: Pairs, numbers: Sequence[int]) -> Pairs:
        """Those of the pairs whose lines have different numbers."""

    def cells(self, cells: Cells, at: Positions) -> Cells:
        """The cells in these lines, None where there is none."""

    def matched(self, own: Keys, theirs: Keys) -> Positions:
        """For each row the row of the others with the same unit and period."""

    def of(self, lines: Positions, at: Positions) -> Positions:
        """The lines at these positions."""


class _Lists:
    """See :class:`Lines`."""

    def rows(self, units: Any, periods: Any, alone: RowNumbers) -> tuple[Positions, Positions]:
        single = frozenset(alone)
        known: dict[object, int] = {}
        first: list[int] = []
        rows = []
        for line, key in enumerate(zip(units.names, periods, strict=True)):
            row = known.setdefault(line if line in single else key, len(first))
            if row == len(first):
                first.append(line)
            rows.append(row)
        return rows, first

    def by_cell(self, found: DistinctCells, among: RowNumbers | None) -> Mapping[int, RowNumbers]:
        lines: dict[int, list[int]] = defaultdict(list)
        for line in range(len(found.numbers)) if among is None else among:
            lines[found.numbers[line]].append(line)
        return lines

    def there(self, cells: Cells, among: RowNumbers | None) -> RowNumbers:
        return [line for line in (range(len(cells)) if among is None else among) if not is_blank(cells[line])]

    def together(self, lines: Sequence[RowNumbers]) -> RowNumbers:
        return lines[0] if len(lines) == 1 else sorted(line for each in lines for line in each)

    def spread(self, lines: RowNumbers, rows: Positions, size: int) -> tuple[Positions, Pairs]:
        at, further = [-1] * size, []
        for line in lines:
            row = rows[line]
            if at[row] < 0:
                at[row] = line
            else:
                further.append((line, at[row]))
        return at, further

    def other(self, pairs: Pairs, numbers: Sequence[int]) -> Pairs:
        return [(line, first) for line, first in pairs if numbers[line] != numbers[first]]

    def cells(self, cells: Cells, at: Positions) -> Cells:
        return [None if line < 0 else cells[line] for line in at]

    def matched(self, own: Keys, theirs: Keys) -> Positions:
        lost, none = frozenset(theirs.bad), frozenset(own.bad)
        known: dict[object, int] = {}
        for row, key in enumerate(zip(theirs.units.names, theirs.periods, strict=True)):
            if row not in lost:
                known.setdefault(key, row)
        keys = enumerate(zip(own.units.names, own.periods, strict=True))
        return [-1 if row in none else known.get(key, -1) for row, key in keys]

    def of(self, lines: Positions, at: Positions) -> Positions:
        return [-1 if row < 0 else lines[row] for row in at]


LINES: Final[Lines] = _Lists()
