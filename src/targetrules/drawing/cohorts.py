"""Random cohorts: units that are compared with one another, with ties, as many as stand at the edge of a share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Drawing, Extent
from targetrules.drawing.telling import parts_of
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.leaf import Share

__all__ = ["cohort", "telling_sizes"]


def cohort(chance: Chance, rules: tree.Rules, extent: Extent) -> History:
    """Units of one group of a ranking, each with a result in the same periods; of no ranking, of all units."""
    drawing = Drawing(chance, rules, extent)
    drawing.choose_cells(drawing.inputs.values())
    size = chance.one(rules.once(telling_sizes, extent.units))
    first = drawing.first_period()
    periods = range(first, first + chance.count(1, extent.periods))
    ranking = chance.one([None, *rules.rankings.values()][1 if rules.rankings else 0 :])
    shared: dict[str, Value] = {}
    if ranking is not None:
        known = {name: [each for each in cell.every if each is not None] for name, cell in drawing.cells.items()}
        shared = {name: chance.one(known[name]) for name in ranking.within if known.get(name)}
    rows = [row for number in range(size) for row in _unit(drawing, f"u{number + 1}", periods, shared)]
    return History(tuple(rows))


def _unit(drawing: Drawing, name: str, periods: range, shared: dict[str, Value]) -> list[Row]:
    """The rows of one unit, in which the values that the group shares are those."""
    found, before = list[Row](), None
    for period in periods:
        before = {**drawing.values(before), **shared}
        found.append(drawing.row(name, period, before))
    return found


def telling_sizes(rules: tree.Rules, most: int) -> Sequence[int]:
    """How many units tell of the rules, ascending: where one more would make a share one more unit, and one fewer.

    Where no share is compared, any number of them.
    """
    shares = {part.percent for part in parts_of(rules) if isinstance(part, Share)}
    found = {1, 2}
    for percent in shares:
        part = Fraction(percent) / 100
        for size in range(2, most + 1):
            if int(part * size) > int(part * (size - 1)):
                found |= {size - 1, size}
    every = sorted(size for size in found if size <= most)
    return every if shares else range(1, most + 1)
