"""The smallest change of a single value in one row of details below the unit.

What is made of the rows then is made of all of them together, so that nothing is supposed which no rows could give. The
values of a row are tried nearest first, and with each that makes something else of the rows everybody is judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from attrs import define, evolve, field, frozen

from targetrules.engine.details import aggregate
from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.explanation.changes.effort import GivenUpError
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.findings import Change, ConsequenceState, Goal, Unsettled
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Interval, Named, ReadValue
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.definition import Input, InputKind, label_text
from targetrules.source.decimals import scaled, scaled_ends, unscaled
from targetrules.wording import LANGUAGES, say

__all__ = ["ItemChanges"]

_MOST_VALUES: Final = 1_000
"""So many values of a number are tried, those around the present one."""

_HALF: Final = _MOST_VALUES // 2

_MOST_ROWS: Final = 40
"""In so many rows of details others are tried."""

Sized = tuple[Fraction, Change]
Answer = tuple[list[Sized], list[Unsettled]]
_Left = dict[int, list[Unsettled]]
"""What was not tried, by the position of the row."""
_WORK_OF_ROW: Final = 60
"""The work of making something of a row."""
_MOST_TOLD: Final = 5
"""So many changes are told of each goal, and how many more there are."""

Spend = Callable[[int], None]
"""Counts work before it is done."""

_Made = tuple[tuple[str, Value], ...]
"""What is made of the rows and is not what it was, by name."""


@frozen(slots=True)
class _Cell:
    """A value of a row of details that may be another one: the row's position, the input, what the change is called."""

    details: str
    at: int
    source: Input
    value: Value
    named: Named


@define(slots=False)
class ItemChanges:
    """Changes in the rows of details of a unit. ``work_of_all``: the work of judging everybody."""

    rules: tree.Rules
    units: WhatIf
    below: Mapping[str, Sequence[Row]]
    work_of_all: int
    made: dict[tuple[str, int, str, Value], _Made] = field(factory=dict)
    judged: dict[_Made, Judged] = field(factory=dict)

    @cached_property
    def names(self) -> SymbolTable:
        """The names of the policy."""
        return SymbolTable.of(self.rules)

    @cached_property
    def details(self) -> Mapping[str, DetailNames]:
        """The names within details."""
        return {each.name: DetailNames(each) for each in self.rules.details.values()}

    def reaches(self, asked: GoalQuery) -> list[str]:
        """What is made of details that the goal can depend on."""
        return [name for name in self.rules.aggregates if name in asked.cone.inputs]

    def cells(self, asked: GoalQuery) -> list[_Cell]:
        """The values of rows that the goal can depend on."""
        inputs: dict[tuple[str, str], None] = {}
        for name in self.reaches(asked):
            _, made = self.rules.aggregates[name]
            for each in (made.of, made.among):
                for source in () if each is None else self.details[made.details].inputs_of(each):
                    inputs[made.details, source] = None
        return [
            self.cell(details, at, row, source)
            for details, source in inputs
            for at, row in enumerate(self.below.get(details, ())[:_MOST_ROWS])
            if row.period in self.rules.details[details].rules.inputs[source].asked
        ]

    def cell(self, details: str, at: int, row: Row, name: str) -> _Cell:
        """A value of a row, with what it is called."""
        within, item = self.details[details], str(row.values[self.rules.details[details].item])
        source = within.details.rules.inputs[name]
        label = {
            language: say(
                "names.value-of-item", language, {"item": item, "name": label_text(source.label, language, name)}
            )
            for language in LANGUAGES
        }
        return _Cell(details, at, source, row.values[name], Named("item", f"{details}.{item}.{name}", label))

    # ---- what becomes of a change ------------------------------------------------------------------------------------

    def made_with(self, cell: _Cell, value: Value, spend: Spend) -> _Made:
        """What is made of the rows where one value is another, as far as that is not what it was."""
        key = (cell.details, cell.at, cell.source.name, value)
        if key not in self.made:
            spend(_WORK_OF_ROW * (1 + len(self.below[cell.details])))
            rows = list(self.below[cell.details])
            rows[cell.at] = evolve(rows[cell.at], values={**rows[cell.at].values, cell.source.name: value})
            judged = list(evaluate(self.rules.details[cell.details].rules, History(tuple(rows))))
            now = self.units.row.values
            found = [
                (name, aggregate(made, one, self.rules, judged))
                for name, (one, made) in self.rules.aggregates.items()
                if made.details == cell.details
            ]
            self.made[key] = tuple((name, value) for name, value in found if value != now[name])
        return self.made[key]

    def outcome(self, cell: _Cell, value: Value, spend: Spend) -> Judged:
        """What becomes of the unit."""
        made = self.made_with(cell, value, spend)
        if not made:
            return self.units.row
        if made not in self.judged:
            units = self.units
            for name, other in made:
                spend(self.work_of_all)
                units = units.again(name, other)
            self.judged[made] = units.row
        return self.judged[made]

    # ---- the search --------------------------------------------------------------------------------------------------

    def open_ends(self, asked: GoalQuery, left: Mapping[str, _Left]) -> Iterator[Unsettled]:
        """Details whose rows are not known, or that have more rows than are tried, or rows ``left`` to be tried."""
        for name in dict.fromkeys(self.rules.aggregates[each][1].details for each in self.reaches(asked)):
            rows, more = left.get(name, {}), max(0, len(self.below.get(name, ())) - _MOST_ROWS)
            if name not in self.below:
                yield Unsettled(asked.goal, self.details[name].named, None, None, rows="unknown")
            elif len(rows) + more > 1:
                count = len(rows) + more
                yield Unsettled(asked.goal, self.details[name].named, None, None, rows="many", count=count)
            else:
                for each in rows.values():
                    yield from each

    def cut(self, asked: GoalQuery, cells: Sequence[_Cell], found: Sequence[Answer]) -> Answer:
        """The nearest changes in rows, and how many more there are; rows of which not all was tried, together."""
        ordered = sorted((each for changes, _ in found for each in changes), key=lambda each: each[0])
        left: dict[str, _Left] = {}
        for cell, (_, unsettled) in zip(cells, found, strict=True):
            if unsettled:
                left.setdefault(cell.details, {}).setdefault(cell.at, []).extend(unsettled)
        open_ends = [*self.open_ends(asked, left)]
        if len(ordered) > _MOST_TOLD:
            more = len(ordered) - _MOST_TOLD
            named = Named("details", "", {})
            open_ends.append(Unsettled(asked.goal, named, None, None, rows="more", count=more))
        return ordered[:_MOST_TOLD], open_ends

    def changes(self, cell: _Cell, asked: GoalQuery, spend: Spend) -> Generator[None, None, Answer]:
        """The nearest change of one value of a row, if there is one; or that not all were tried."""
        try:
            found = []
            for size, values in self.nearest_first(cell):
                met = [value for value in values if asked.met(self.outcome(cell, value, spend))]
                found += [(size, value) for value in met]
                if met and cell.value is not None:
                    break
                yield
        except GivenUpError:
            return [], [self.unsettled(cell, asked)]
        if found:
            return self.told(cell, asked, found, spend), []
        return [], [self.unsettled(cell, asked)] if self.is_cut(cell) else []

    def nearest_first(self, cell: _Cell) -> Iterator[tuple[Fraction, list[Value]]]:
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

    def ends(self, cell: _Cell) -> tuple[int, int]:
        """Between which numbers others are tried, in units of the last decimal."""
        source = cell.source
        middle = 0 if cell.value is None else scaled(Decimal(str(cell.value)), source.decimals)
        low = None if source.low is None else scaled_ends(source.low, source.decimals)[1]
        high = None if source.high is None else scaled_ends(source.high, source.decimals)[0]
        if cell.value is None and low is not None:
            middle = low + _HALF
        least, most = middle - _HALF, middle + _HALF
        return least if low is None else max(low, least), most if high is None else min(high, most)

    def is_cut(self, cell: _Cell) -> bool:
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
                return [grade.id for grade in self.rules.grades]
            case InputKind.CHOICE:
                return source.options
            case InputKind.NUMBER | InputKind.TEXT:
                return ()

    def distance(self, cell: _Cell, value: Value) -> Fraction:
        """How far a word is from the present one."""
        words = list(self.words(cell.source))
        is_ordered = cell.source.kind is InputKind.GRADE or cell.source.ordered
        if cell.value is None:
            return Fraction(0)
        return (
            Fraction(abs(words.index(value) - words.index(cell.value)), len(words) - 1) if is_ordered else Fraction(1)
        )

    # ---- answers -----------------------------------------------------------------------------------------------------

    def told(self, cell: _Cell, asked: GoalQuery, found: Sequence[tuple[Fraction, Value]], spend: Spend) -> list[Sized]:
        """Values with the same effect together: numbers of a value that is missing as stretches."""
        by_effect: dict[Hashable, list[Value]] = {}
        for _, value in found:
            now = self.outcome(cell, value, spend)
            by_effect.setdefault((asked.effect(now), now.grade), []).append(value)
        size = found[0][0]
        return [(size, self.change(cell, asked, values, spend)) for values in by_effect.values()]

    def change(self, cell: _Cell, asked: GoalQuery, values: Sequence[Value], spend: Spend) -> Change:
        """The change to any of these values."""
        now = self.outcome(cell, values[0], spend)
        effect = asked.effect(now)
        state = effect if isinstance(effect, ConsequenceState) else None
        after: tuple[ReadValue | Interval, ...] = tuple(self.stretches(cell, values))
        policy, lower = self.rules.details[cell.details].policy, self.details[cell.details].lower
        is_decided = policy is not None and policy.decides(cell.source.name)
        return Change(
            asked.goal,
            cell.named,
            self.reading(cell, cell.value),
            after,
            state,
            self.names.grade(now.grade),
            self.is_worse(cell, asked, now),
            decided_by=lower if is_decided else None,
            beside=None if is_decided else lower,
        )

    def stretches(self, cell: _Cell, values: Sequence[Value]) -> Iterator[ReadValue | Interval]:
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

    def is_worse(self, cell: _Cell, asked: GoalQuery, now: Judged) -> bool:
        """Whether a flag or a choice was changed to the unit's disadvantage."""
        before, position = self.units.row.grade, self.rules.grade_position
        words = cell.source.kind in (InputKind.FLAG, InputKind.CHOICE) and asked.goal is not Goal.WORSE
        return words and before is not None and now.grade is not None and position[now.grade] > position[before]

    def reading(self, cell: _Cell, value: Value) -> ReadValue:
        """A value of the row."""
        return self.details[cell.details].reading(cell.source.name, value)

    def unsettled(self, cell: _Cell, asked: GoalQuery) -> Unsettled:
        """That not all values of the row were tried."""
        return Unsettled(asked.goal, cell.named, None, None)
