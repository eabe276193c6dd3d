"""Which rows of a sheet are its headings: those that name the column of units, and what goes with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from targetrules.data import frozen
from targetrules.results.headings import headings, known_headings, labels_of
from targetrules.results.long.layout import INDICATOR, VALUE
from targetrules.results.options import Options
from targetrules.results.sheets.grid import Grid, cell_at, spread
from targetrules.results.sheets.groups import names_groups, reaching
from targetrules.results.table import Cell, is_blank
from targetrules.rules.reserved import columns_of
from targetrules.rules.tree import Rules
from targetrules.width import heading, narrow

__all__ = ["LONG", "Headings", "Wanted", "headings_in", "wanted_in"]

_SEARCHED: Final = 40
"""So many rows from the top the headings are looked for in."""

_MOST_ROWS: Final = 4
_NUMBER: Final = re.compile(r"[+-]?[0-9.,]+%?")


@frozen(slots=True)
class Wanted:
    """The headings, as they are compared, of the column of units, that of periods, and of everything else."""

    unit: frozenset[str]
    period: frozenset[str]
    others: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.unit | self.period | self.others


@frozen(slots=True, eq=False)
class Headings:
    """The rows of headings: their numbers, the column of units, and the cells of each, merged ones filled."""

    top: int
    bottom: int
    unit: int
    rows: Sequence[Sequence[Cell]]

    @property
    def width(self) -> int:
        """How many columns have a heading, up to the last that has one."""
        there = (at for cells in self.rows for at, cell in enumerate(cells) if not is_blank(cell))
        return max(there, default=-1) + 1

    def over(self, position: int) -> tuple[Cell, ...]:
        """What stands over a column, from above; a heading that takes several rows once."""
        found: list[Cell] = []
        for cells in self.rows:
            cell = cell_at(cells, position)
            if not is_blank(cell) and (not found or found[-1] != cell):
                found.append(cell)
        return tuple(found)


def wanted_in(rules: Rules, options: Options, named: Sequence[str] = ()) -> Wanted:
    """The headings that the policy and the options name; ``named`` are further ones."""
    known = known_headings(rules, options)
    others = (name for one in columns_of(rules).values() for name in one.columns)
    more = (word for words in LONG.values() for word in words) if rules.indicators else ()
    labels = (label for words in labels_of(rules).values() for label in words)
    kept = headings((*known.inputs, *others, *labels, *named, *more))
    return Wanted(frozenset(headings(known.unit)), frozenset(headings(known.period)), frozenset(kept))


LONG: Final[Mapping[str, tuple[str, ...]]] = {"indicator": INDICATOR, "value": VALUE}
"""What stands over the columns of a table that has a line for each indicator."""


def headings_in(
    grid: Grid, wanted: Wanted, header_row: int | None = None, heading_rows: int | None = None
) -> Headings | None:
    """The rows of headings; None where nothing in the sheet is known as the heading of units.

    Args:
        grid: The sheet.
        wanted: The headings that are known.
        header_row: The number of the first row of headings, where somebody says it.
        heading_rows: How many they are, where somebody says it.

    Returns:
        Of several rows that name the column of units those with most headings that are known, and of these the first: a
        second table below it is told where its rows are looked at.
    """
    first = grid.lines[:_SEARCHED] if header_row is None else [each for each in grid.lines if each[0] == header_row]
    rows = spread(grid, (first[-1][0] if first else 0) + _MOST_ROWS)
    if header_row is not None:
        return _said(grid, wanted, rows, header_row, heading_rows)
    found = [
        _grown(grid, wanted, rows, number, at, heading_rows)
        for number, cells in first
        if (at := _unit_in(cells, wanted)) is not None
    ]
    if not found:
        return None
    best = max(_known_in(each, wanted) for each in found)
    return next(each for each in found if _known_in(each, wanted) == best)


def _said(
    grid: Grid, wanted: Wanted, rows: Mapping[int, list[Cell]], header_row: int, heading_rows: int | None
) -> Headings | None:
    """The headings from a row on that somebody named: the column of units is headed there or in a row below."""
    for number in range(header_row, header_row + (heading_rows or 1)):
        at = _unit_in(rows.get(number, ()), wanted)
        if at is not None:
            grown = _grown(grid, wanted, rows, number, at, heading_rows)
            bottom = grown.bottom if heading_rows is None else header_row + heading_rows - 1
            return _headings(grid, rows, header_row, bottom, at)
    return None


def _grown(
    grid: Grid, wanted: Wanted, rows: Mapping[int, list[Cell]], number: int, at: int, heading_rows: int | None
) -> Headings:
    """The headings to which the row belongs that names the column of units: rows of groups above, of parts below."""
    ranges = [each for each in grid.merged if each.top <= number <= each.bottom and each.left <= at <= each.right]
    top, bottom = number, max((each.bottom for each in ranges), default=number)
    if heading_rows is not None:
        return _headings(grid, rows, top, top + heading_rows - 1, at)
    plain = dict(grid.lines)
    while bottom - top < _MOST_ROWS - 1 and _goes_on(grid, wanted, plain, bottom + 1, at):
        bottom += 1
    while bottom - top < _MOST_ROWS - 1 and _is_of_groups(grid, rows, top - 1, at):
        top -= 1
    return _headings(grid, rows, top, bottom, at)


def _headings(grid: Grid, rows: Mapping[int, list[Cell]], top: int, bottom: int, at: int) -> Headings:
    return Headings(top, bottom, at, reaching(grid, rows, range(top, bottom + 1), at))


def _goes_on(grid: Grid, wanted: Wanted, plain: Mapping[int, Sequence[Cell]], number: int, at: int) -> bool:
    """Whether a row below names parts of the headings above it: no unit, no number, and headings that are known.

    Headings that nobody knows are such where they stand below cells that are merged side by side.
    """
    cells = plain.get(number)
    if cells is None or not is_blank(cell_at(cells, at)):
        return False
    said = {position: cell for position, cell in enumerate(cells) if not is_blank(cell)}
    texts = {position: cell for position, cell in said.items() if isinstance(cell, str)}
    if not said or len(texts) < len(said) or any(_NUMBER.fullmatch(narrow(each)) for each in texts.values()):
        return False
    if any(heading(each) in wanted.all for each in texts.values()):
        return True
    above = [each for each in grid.merged if each.bottom == number - 1 and each.right > each.left]
    return all(any(each.left <= position <= each.right for each in above) for position in texts)


def _is_of_groups(grid: Grid, rows: Mapping[int, list[Cell]], number: int, at: int) -> bool:
    """Whether the row above has headings of groups, beside the column of units: merged side by side, or set there."""
    if not is_blank(cell_at(rows.get(number, ()), at)):
        return False
    if any(each.top == each.bottom == number and each.left < each.right for each in grid.merged):
        return True
    return names_groups(rows.get(number, ()), rows.get(number + 1, ()), at)


def _unit_in(cells: Sequence[Cell], wanted: Wanted) -> int | None:
    """The position of the heading of units among cells."""
    return next((at for at, cell in enumerate(cells) if isinstance(cell, str) and heading(cell) in wanted.unit), None)


def _known_in(found: Headings, wanted: Wanted) -> int:
    """How many of the known headings are there."""
    return len({name for name in _headings_of(found) if name in wanted.all})


def _headings_of(found: Headings) -> Iterator[str]:
    return (heading(cell) for cells in found.rows for cell in cells if isinstance(cell, str))
