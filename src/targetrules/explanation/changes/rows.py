"""Changes in the rows below a unit: values of rows of details, and inputs of units of lower policies, however far down.

What a lower policy decided is never set: what it was given is another value, it decides again, and so do all above it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.changes.items import ItemChanges
from targetrules.explanation.changes.lower import LowerGroup, LowerSearch
from targetrules.explanation.changes.unit_search import Answer, Sized, UnitSearch, changes_of
from targetrules.explanation.findings import Unsettled
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.values import Named

__all__ = ["Place", "RowChanges"]

_MOST_ROWS: Final = 40
"""In so many rows of details others are tried."""

_MOST_TOLD: Final = 5
"""So many changes are told of each goal, and how many more there are."""

_Left = dict[int, list[Unsettled]]
"""What was not tried, by the position of the row."""

Searching = Generator[None, None, Answer]


@frozen(slots=True)
class Place:
    """Where a change is tried: the details, and the position of the row."""

    details: str
    at: int


@define(slots=False)
class RowChanges:
    """Changes in all rows below the unit of a search."""

    search: UnitSearch
    _items: dict[str, ItemChanges] = field(factory=dict, init=False)
    _groups: dict[str, LowerGroup] = field(factory=dict, init=False)
    _below: dict[tuple[str, str], RowChanges] = field(factory=dict, init=False)

    @cached_property
    def details(self) -> Mapping[str, DetailNames]:
        """The names within details."""
        return {each.name: DetailNames(each) for each in self.search.rules.details.values()}

    def asked(self, asked: GoalQuery) -> Mapping[str, tuple[str, ...]]:
        """The names of rows, by their details, that the goal can depend on."""
        found: dict[str, dict[str, None]] = {}
        for name, (_, made) in self.search.rules.aggregates.items():
            if name in asked.cone.inputs:
                names = found.setdefault(made.details, {})
                for each in (made.of, made.among):
                    names |= dict.fromkeys(() if each is None else self.details[made.details].inputs_of(each))
        return {details: tuple(names) for details, names in found.items()}

    def searches(self, asked: GoalQuery) -> list[tuple[Place, Searching]]:
        """The searches for the goal, one for each value that may be another one."""
        found: list[tuple[Place, Searching]] = []
        for name, inputs in self.asked(asked).items():
            if name not in self.search.rows:
                continue
            if self.search.rules.details[name].policy is None:
                items = self.items(name)
                rules = self.details[name].details.rules
                cells = items.cells([each for each in inputs if rules.inputs[each].changeable], _MOST_ROWS)
                found += [(Place(name, cell.at), items.changes(cell, asked)) for cell in cells]
            elif name in self.search.below.lower:
                found += self.of_lower(name, inputs, asked)
        return found

    def kept(self, asked: GoalQuery) -> Iterator[Named]:
        """The inputs of rows, or of units below, that the goal can depend on and a policy keeps out of the answers."""
        for name, inputs in self.asked(asked).items():
            if self.search.rules.details[name].policy is None:
                rules, names = self.details[name].details.rules, self.details[name].names
                yield from (names.named(each) for each in inputs if not rules.inputs[each].changeable)
            elif name in self.search.below.lower:
                yield from self.group(name).kept(inputs, asked)

    def items(self, name: str) -> ItemChanges:
        """Those in rows of details of a table of its own."""
        if name not in self._items:
            self._items[name] = ItemChanges(self.search, self.details[name], self.search.rows[name])
        return self._items[name]

    def of_lower(self, name: str, names: tuple[str, ...], asked: GoalQuery) -> Iterator[tuple[Place, Searching]]:
        """Those of what a lower policy was given of units below: input by input, then what is below these units."""
        group = self.group(name)
        goal = group.goal(asked, names)
        there = enumerate(group.units[:_MOST_ROWS])
        units = [(Place(name, at), group.search(unit), evolve(goal)) for at, unit in there]
        for source in group.inputs(goal):
            for place, search, own in units:
                yield place, changes_of(search, own, source)
        for place, search, own in units:
            yield from ((place, each) for _, each in self.further(name, search).searches(own))

    def group(self, name: str) -> LowerGroup:
        """The units of a lower policy below the unit."""
        if name not in self._groups:
            below = self.search.below.lower[name]
            self._groups[name] = LowerGroup(self.search, self.search.rules.details[name], below)
        return self._groups[name]

    def further(self, name: str, search: LowerSearch) -> RowChanges:
        """Those below a unit below."""
        key = name, search.now.unit
        if key not in self._below:
            self._below[key] = RowChanges(search)
        return self._below[key]

    # ---- answers -----------------------------------------------------------------------------------------------------

    def open_ends(self, asked: GoalQuery, left: Mapping[str, _Left]) -> Iterator[Unsettled]:
        """Details whose rows are not known, or that have more rows than are tried, or rows ``left`` to be tried."""
        for name in self.asked(asked):
            there = self.search.rows.get(name)
            rows, more = left.get(name, {}), max(0, len(there or ()) - _MOST_ROWS)
            if there is None:
                yield Unsettled(asked.goal, self.details[name].named, None, None, rows="unknown")
            if more:
                yield Unsettled(asked.goal, self.details[name].named, None, None, rows="untried", count=more)
            if len(rows) > 1:
                yield Unsettled(asked.goal, self.details[name].named, None, None, rows="many", count=len(rows))
            else:
                for each in rows.values():
                    yield from each

    def cut(self, asked: GoalQuery, places: Sequence[Place], found: Sequence[Answer]) -> Answer:
        """The nearest changes in rows, and how many more there are; rows of which not all was tried, together."""
        ordered: list[Sized] = sorted((each for changes, _ in found for each in changes), key=lambda each: each[0])
        left: dict[str, _Left] = {}
        for place, (_, unsettled) in zip(places, found, strict=True):
            if unsettled:
                left.setdefault(place.details, {}).setdefault(place.at, []).extend(unsettled)
        open_ends = [*self.open_ends(asked, left)]
        if len(ordered) > _MOST_TOLD:
            more = len(ordered) - _MOST_TOLD
            open_ends.append(Unsettled(asked.goal, Named("details", "", {}), None, None, rows="more", count=more))
        return ordered[:_MOST_TOLD], open_ends
