"""The smallest change of a single value in one row of details below the unit.

What is made of the rows then is made of all of them together, so that nothing is supposed which no rows could give. The
values of a row are tried nearest first, and with each that makes something else of the rows everybody is judged again.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, field

from targetrules.data import define, frozen
from targetrules.engine.details import aggregate
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.explanation.changes.effort import GivenUpError
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.changes.unit_search import Answer, Sized, UnitSearch
from targetrules.explanation.findings import Change, ConsequenceState, Goal, Unsettled
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.values import Interval, Named, ReadValue
from targetrules.history import History, Row, Value
from targetrules.rules.definition import Input, InputKind, label_text
from targetrules.source.decimals import scaled, scaled_ends, unscaled
from targetrules.wording import LANGUAGES, say

__all__ = ["Cell", "ItemChanges", "value_of_item"]

_MOST_VALUES: Final = 1_000
"""So many values of a number are tried, those around the present one."""

_HALF: Final = _MOST_VALUES // 2

_WORK_OF_ROW: Final = 60
"""The work of making something of a row."""

_Made = tuple[tuple[str, Value], ...]
"""What is made of the rows and is not what it was, by name."""


@frozen(slots=True)
class Cell:
    """A value of a row of details that may be another one: the row's position, the input, what the change is called."""

    at: int
    source: Input
    value: Value
    named: Named


@define(slots=False)
class ItemChanges:
    """Changes in the rows of one table of details below a unit."""

    search: UnitSearch
    of: DetailNames
    rows: Sequence[Row]
    made: dict[tuple[int, str, Value], _Made] = field(factory=dict)

    def cells(self, inputs: Sequence[str], most: int) -> list[Cell]:
        """Their values of these inputs, in so many rows at most."""
        known = self.of.details.rules.inputs
        return [
            self.cell(at, row, name)
            for name in inputs
            for at, row in enumerate(self.rows[:most])
            if row.period in known[name].asked
        ]

    def cell(self, at: int, row: Row, name: str) -> Cell:
        """A value of a row, with what it is called."""
        details = self.of.details
        item, source = str(row.values[details.item]), details.rules.inputs[name]
        return Cell(at, source, row.values[name], value_of_item(details.name, item, source))

    # ---- what becomes of a change ------------------------------------------------------------------------------------

    def made_with(self, cell: Cell, value: Value) -> _Made:
        """What is made of the rows where one value is another, as far as that is not what it was."""
        key = (cell.at, cell.source.name, value)
        if key not in self.made:
            self.search.effort.spend(_WORK_OF_ROW * (1 + len(self.rows)))
            rows, details, rules = list(self.rows), self.of.details, self.search.rules
            rows[cell.at] = evolve(rows[cell.at], values={**rows[cell.at].values, cell.source.name: value})
            judged = list(evaluate(details.rules, History(tuple(rows))))
            now = self.search.now.values
            found = [
                (name, aggregate(made, one, rules, judged))
                for name, (one, made) in rules.aggregates.items()
                if made.details == details.name
            ]
            self.made[key] = tuple((name, value) for name, value in found if value != now[name])
        return self.made[key]

    def outcome(self, cell: Cell, value: Value) -> Judged:
        """What becomes of the unit that is explained."""
        return self.search.outcome({self.search.now.unit: dict(self.made_with(cell, value))})

    # ---- the search --------------------------------------------------------------------------------------------------

    def changes(self, cell: Cell, asked: GoalQuery) -> Generator[None, None, Answer]:
        """The nearest change of one value of a row, if there is one; or that not all were tried."""
        try:
            found = []
            for size, values in self.nearest_first(cell):
                met = [value for value in values if asked.met(self.outcome(cell, value))]
                found += [(size, value) for value in met]
                if met and cell.value is not None:
                    break
                yield
        except GivenUpError:
            return [], [self.unsettled(cell, asked)]
        if found:
            return self.told(cell, asked, found), []
        return [], [self.unsettled(cell, asked)] if self.is_cut(cell) else []

    def nearest_first(self, cell: Cell) -> Iterator[tuple[Fraction, list[Value]]]:
        """The other values of a cell, those that are equally far together."""
        source = cell.source
        if source.kind is not InputKind.NUMBER:
            by_size: dict[Fraction, list[Value]] = {}
            for value in self.words(source):
                if value != cell.value:
                    by_size.setdefault(self.distance(cell, value), []).append(value)
            yield from sorted(by_size.items(), key=lambda each: each[0])
            return
        low, high = self.ends(cell)
        if cell.value is None:
            yield Fraction(0), [unscaled(at, source.decimals) for at in range(low, high + 1)]
            return
        start = scaled(Decimal(str(cell.value)), source.decimals)
        span = max(1, high - low)
        for far in range(1, max(start - low, high - start) + 1):
            there = [at for at in (start - far, start + far) if low <= at <= high]
            yield Fraction(far, span), [unscaled(at, source.decimals) for at in there]

    def ends(self, cell: Cell) -> tuple[int, int]:
        """Between which numbers others are tried, in units of the last decimal."""
        source = cell.source
        middle = 0 if cell.value is None else scaled(Decimal(str(cell.value)), source.decimals)
        low = None if source.low is None else scaled_ends(source.low, source.decimals)[1]
        high = None if source.high is None else scaled_ends(source.high, source.decimals)[0]
        if cell.value is None and low is not None:
            middle = low + _HALF
        least, most = middle - _HALF, middle + _HALF
        return least if low is None else max(low, least), most if high is None else min(high, most)

    def is_cut(self, cell: Cell) -> bool:
        """Whether not all numbers that there can be are tried."""
        source = cell.source
        if source.kind is not InputKind.NUMBER:
            return False
        if source.low is None or source.high is None:
            return True
        return self.ends(cell) != (
            scaled_ends(source.low, source.decimals)[1],
            scaled_ends(source.high, source.decimals)[0],
        )

    def words(self, source: Input) -> Sequence[Value]:
        """All values of an input that has words."""
        match source.kind:
            case InputKind.FLAG:
                return (True, False)
            case InputKind.GRADE:
                return [grade.id for grade in self.search.rules.grades]
            case InputKind.CHOICE:
                return source.options
            case InputKind.NUMBER | InputKind.TEXT:
                return ()

    def distance(self, cell: Cell, value: Value) -> Fraction:
        """How far a word is from the present one."""
        words = list(self.words(cell.source))
        is_ordered = cell.source.kind is InputKind.GRADE or cell.source.ordered
        if cell.value is None:
            return Fraction(0)
        return (
            Fraction(abs(words.index(value) - words.index(cell.value)), len(words) - 1) if is_ordered else Fraction(1)
        )

    # ---- answers -----------------------------------------------------------------------------------------------------

    def told(self, cell: Cell, asked: GoalQuery, found: Sequence[tuple[Fraction, Value]]) -> list[Sized]:
        """Values with the same effect together: numbers of a value that is missing as stretches."""
        by_effect: dict[Hashable, list[Value]] = {}
        for _, value in found:
            now = self.outcome(cell, value)
            by_effect.setdefault((asked.effect(now), now.grade), []).append(value)
        size = found[0][0]
        return [(size, self.change(cell, asked, values)) for values in by_effect.values()]

    def change(self, cell: Cell, asked: GoalQuery, values: Sequence[Value]) -> Change:
        """The change to any of these values."""
        now = self.outcome(cell, values[0])
        effect = asked.effect(now)
        state = effect if isinstance(effect, ConsequenceState) else None
        after: tuple[ReadValue | Interval, ...] = tuple(self.stretches(cell, values))
        return Change(
            asked.goal,
            cell.named,
            self.reading(cell, cell.value),
            after,
            state,
            self.search.top.names.grade(now.grade),
            self.is_worse(cell, asked, now),
        )

    def stretches(self, cell: Cell, values: Sequence[Value]) -> Iterator[ReadValue | Interval]:
        """Numbers that follow one another as one stretch."""
        if cell.source.kind is not InputKind.NUMBER:
            yield from (self.reading(cell, value) for value in values)
            return
        counted = sorted(scaled(Decimal(str(value)), cell.source.decimals) for value in values)
        start = counted[0]
        for at, following in zip(counted, (*counted[1:], counted[-1] + 2), strict=True):
            if following != at + 1:
                first, last = (self.reading(cell, unscaled(each, cell.source.decimals)) for each in (start, at))
                yield first if start == at else Interval(first, last)
                start = following

    def is_worse(self, cell: Cell, asked: GoalQuery, now: Judged) -> bool:
        """Whether a flag or a choice was changed to the unit's disadvantage."""
        before, position = self.search.top.now.grade, self.search.top.rules.grade_position
        words = cell.source.kind in (InputKind.FLAG, InputKind.CHOICE) and asked.goal is not Goal.WORSE
        return words and before is not None and now.grade is not None and position[now.grade] > position[before]

    def reading(self, cell: Cell, value: Value) -> ReadValue:
        """A value of the row."""
        return self.of.reading(cell.source.name, value)

    def unsettled(self, cell: Cell, asked: GoalQuery) -> Unsettled:
        """That not all values of the row were tried."""
        return Unsettled(asked.goal, cell.named, None, None)


def value_of_item(details: str, item: str, source: Input) -> Named:
    """What a value of a row is called."""
    label = {
        language: say(
            "names.value-of-item", language, {"item": item, "name": label_text(source.label, language, source.name)}
        )
        for language in LANGUAGES
    }
    return Named("item", f"{details}.{item}.{source.name}", label)
