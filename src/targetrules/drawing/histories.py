"""Random histories for a policy: units over some periods, with gaps, missing values, ties, and runs of one result.

Whoever shrinks them comes to one unit with few results that stay as they were, in which flags have their default,
numbers are round, and whatever may be missing is, unless it matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final
from typing import Literal as OneOf

from attrs import field

from targetrules.data import define, frozen
from targetrules.drawing.chance import Chance
from targetrules.drawing.successions import with_successions
from targetrules.drawing.telling import (
    FIRST_PERIOD,
    TEXTS,
    beside,
    rounded_down,
    telling_edges,
    telling_periods,
)
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, NOTHING, received_text
from targetrules.rules.reserved import reserved_inputs

__all__ = ["Drawing", "Extent", "Missing", "history", "rows_of_details"]

_ITEMS: Final = ("p", "q", "r")
_RARE: Final = 5
"""How many times as often a flag mostly has its default."""

Missing = OneOf["never", "optional", "any"]


@frozen(slots=True)
class Extent:
    """How large a history is at most, and what may be absent; see :func:`targetrules.testing.histories`."""

    units: int = 5
    periods: int = 6
    gaps: bool = True
    missing: Missing = "optional"
    decided: bool = False
    succession: bool = False
    whole: bool = True
    first: int | None = None


def history(random: Random, rules: tree.Rules, extent: Extent) -> History:
    """A random history for the policy; not ``whole``, it is without what is made of details.

    It begins in the ``first`` period, or shortly before one that the policy names.
    """
    return Drawing(Chance(random), rules, extent).history()


def rows_of_details(chance: Chance, details: tree.Details, above: History, extent: Extent) -> History:
    """Random rows of details, none to three below each row of a history."""
    drawing, rules = Drawing(chance, details.rules, extent), details.rules
    drawing.choose_cells(each for name, each in rules.inputs.items() if name != details.item)
    found = []
    for row in above.rows:
        for item in chance.some(_ITEMS, 0, 3):
            values = {details.item: item, **drawing.fresh()}
            found.append(Row(row.unit, row.period, rules.asked_for(values, row.period)))
    return History(tuple(found))


@frozen(slots=True)
class Cell:
    """The few values of an input in one history, so that units tie: the simplest first; and what it mostly has."""

    every: Sequence[Value]
    usual: Sequence[Value]


@define
class Drawing:
    """One history while it is drawn. ``cells``: what stands for each input that is drawn.

    ``decides``: it says what was decided of some results.
    """

    chance: Chance
    rules: tree.Rules
    extent: Extent
    cells: dict[str, Cell] = field(factory=dict)
    decides: bool = False

    @cached_property
    def inputs(self) -> Mapping[str, tree.Input]:
        """The inputs of which there are values."""
        return self.rules.inputs if self.extent.whole else self.rules.read_inputs

    def history(self) -> History:
        """The whole history."""
        self.choose_cells(self.inputs.values())
        self.decides = self.extent.decided and self.chance.happens()
        first = self.first_period()
        units = self.units(range(first, first + self.extent.periods))
        rows = [row for unit in units for row in unit]
        if self.extent.succession and self.chance.happens(3, 4):
            rows = with_successions(self.chance, rows)
        if self.chance.happens():
            self.shuffle(rows)
        return History(tuple(rows))

    def first_period(self) -> int:
        """The first period: shortly before one of those that the policy names."""
        if self.extent.first is not None:
            return self.extent.first
        named = self.rules.once(telling_periods) or [FIRST_PERIOD[self.rules.period]]
        return self.chance.one(named) - self.chance.count(0, self.extent.periods // 2)

    # ---- units and their rows ----------------------------------------------------------------------------------------

    def units(self, periods: range) -> list[list[Row]]:
        """The rows of each unit; without gaps, all have one in the same periods."""
        chance, found = self.chance, list[list[Row]]()
        most = len(periods)
        there = most if self.extent.gaps else max(chance.count(1, most), chance.count(1, most))

        def unit() -> list[Row]:
            name = f"u{len(found) + 1}"
            is_twin = chance.happens(1, 4) and found
            found.append(self.twin(name, chance.one(found)) if is_twin else self.unit(name, periods[:there]))
            return found[-1]

        return chance.several(unit, 1, self.extent.units)

    def unit(self, name: str, periods: range) -> list[Row]:
        """The rows of one unit."""
        chance, gaps, rows = self.chance, self.extent.gaps, list[Row]()
        before: list[Mapping[str, Value]] = []
        left = list(periods)

        def row() -> Row | None:
            while gaps and left and chance.happens(1, 7):
                left.pop(0)
            if not left:
                return None
            before[:] = [self.values(before[0] if before else None)]
            rows.append(self.row(name, left.pop(0), before[0]))
            return rows[-1]

        return chance.several(row, 1 if gaps else len(left), len(left))

    def row(self, unit: str, period: int, values: Mapping[str, Value]) -> Row:
        """A row with these values, of which none is there that is not asked for, and with what was decided of it."""
        decided = self.decided(judged=self.rules.judges(period))
        return Row(unit, period, {**self.rules.asked_for(values, period), **decided})

    def values(self, before: Mapping[str, Value] | None) -> Mapping[str, Value]:
        """The values of a row: often those of the one before it, or the simplest, or these with few that are others."""
        match self.chance.count(0, 6):
            case 0:
                return before or self.simplest()
            case 1 | 2:
                return before or self.changed(self.simplest())
            case 3:
                return self.changed(before or self.simplest())
            case _:
                return self.fresh()

    def simplest(self) -> dict[str, Value]:
        """The simplest value of each input."""
        return {name: cell.every[0] for name, cell in self.cells.items()}

    def fresh(self) -> dict[str, Value]:
        """Values of all inputs: mostly such as are usual."""
        every = self.chance.happens(1, 3)
        return {name: self.chance.one(cell.every if every else cell.usual) for name, cell in self.cells.items()}

    def changed(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """These values, with others of one or two inputs."""
        names = self.chance.some(list(self.cells), 1, 2)
        return {**values, **{name: self.chance.one(self.cells[name].every) for name in names}}

    def twin(self, name: str, other: Sequence[Row]) -> list[Row]:
        """The rows of a unit that is like another one but for few values of one of its rows."""
        at = self.chance.count(0, len(other)) - 1
        return [
            Row(name, row.period, row.values if index != at else self.twin_values(row))
            for index, row in enumerate(other)
        ]

    def twin_values(self, row: Row) -> Mapping[str, Value]:
        """The values of a row with few that are others."""
        own = {name: row.values[name] for name in self.cells}
        return {**row.values, **self.rules.asked_for(self.changed(own), row.period)}

    def decided(self, *, judged: bool) -> dict[str, Value]:
        """What was decided of a result; often nothing was, but of one that the policy does not judge everything."""
        if judged and (not self.decides or self.chance.happens(1, 2)):
            return {}
        grades: list[Value] = [*([None] if judged else []), *(grade.id for grade in self.rules.grades), NOTHING]
        ids = [rule.id for rule in self.rules.consequences]
        received = received_text(self.rules, self.chance.some(ids, 0, len(ids))) if ids else None
        drawn = {
            DECIDED_GRADE: self.chance.one(grades),
            DECIDED_RECEIVED: received if not judged or self.chance.happens() else None,
        }
        return {name: drawn[name] for name in reserved_inputs(self.rules) if drawn.get(name) is not None}

    def shuffle(self, rows: list[Row]) -> None:
        """Put the rows into any order."""
        for index in range(len(rows) - 1, 0, -1):
            other = self.chance.count(0, index)
            rows[index], rows[other] = rows[other], rows[index]

    # ---- values ------------------------------------------------------------------------------------------------------

    def choose_cells(self, inputs: Iterable[tree.Input]) -> None:
        """Choose the few values that each of these inputs has."""
        self.cells = {each.name: self.cell(each) for each in inputs}

    def cell(self, source: tree.Input) -> Cell:
        """The few values of an input; a flag whose default is known mostly has that."""
        pool = list(dict.fromkeys(self.pool(source)))
        if source.default is not None:
            pool = [source.default, *(each for each in pool if each != source.default)]
        may_miss = {"never": False, "optional": source.optional, "any": True}[self.extent.missing]
        missing = [None] * max(1, len(pool) // 4) if may_miss and source.default is None else []
        every = [*missing, *pool]
        is_plain = source.kind is tree.InputKind.FLAG and not missing
        return Cell(every, [*every[:1] * _RARE, *every] if is_plain else every)

    def pool(self, source: tree.Input) -> Sequence[Value]:
        """Values that an input may have, the simplest first."""
        match source.kind:
            case tree.InputKind.NUMBER:
                return self.numbers(source)
            case tree.InputKind.GRADE:
                return [grade.id for grade in self.rules.grades]
            case tree.InputKind.CHOICE:
                return source.options
            case tree.InputKind.FLAG:
                return [False, True]
            case tree.InputKind.TEXT:
                return TEXTS

    def numbers(self, source: tree.Input) -> list[Value]:
        """Values of a number input: the simplest, two telling ones and those beside them, and any other."""
        edges = self.rules.once(telling_edges, source.name)
        low, high = Fraction(min(edges)), Fraction(max(edges))
        near = [value for _ in range(2) for value in beside(self.chance.one(edges), source)]
        other = low + (high - low) * Fraction(self.chance.count(0, 1000), 1000)
        return [edges[0], *near, rounded_down(other, source.decimals)]
