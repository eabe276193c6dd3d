"""The smallest change of a single input of this period that would have made the outcome another one.

Every value is tried among all the others, whose places may change with it; what is found is judged once more, with
everybody, before it is given.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
from attrs import define, field

from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.explanation.changes.effort import MOST_WORK, Effort, GivenUpError
from targetrules.explanation.changes.goals import GoalQuery, goals_of_consequence, goals_of_grade, whole_cone
from targetrules.explanation.changes.items import ItemChanges
from targetrules.explanation.changes.numbers import InputNumbers
from targetrules.explanation.changes.probe import Probe, Trials
from targetrules.explanation.changes.search import in_turns, nearest_to, pieces_of
from targetrules.explanation.findings import Change, ConsequenceState, Goal, Nearest, Unsettled
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Interval, ReadValue
from targetrules.history import Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.frontier import Frontier
from targetrules.rules.definition import Input, InputKind

__all__ = ["Search"]

_MOST_VALUES: Final = 2_000
"""So many values around the present one are tried one after the other, where nothing shows which need not be tried."""


Sized = tuple[Fraction, Change]
Answer = tuple[list[Sized], list[Unsettled]]


@define(slots=False)
class Search:
    """Looks for the nearest changes of a unit.

    ``fixed``: the inputs whose other values are not tried, because the rows that would matter then are not here.
    ``most_work``: how much all its searches together may do. ``below``: the rows of details of the unit.
    """

    rules: tree.Rules
    units: WhatIf
    fixed: frozenset[str] = frozenset()
    most_work: int = MOST_WORK
    below: Mapping[str, Sequence[Row]] = field(factory=dict)
    probes: dict[str, Probe] = field(factory=dict)
    confirmed: dict[tuple[str, Value], Judged] = field(factory=dict)

    @property
    def now(self) -> Judged:
        """The unit."""
        return self.units.row

    @cached_property
    def names(self) -> SymbolTable:
        """The names of the policy."""
        return SymbolTable.of(self.rules)

    @cached_property
    def goals(self) -> tuple[tuple[GoalQuery, ...], ...]:
        """What is asked of the grade, where the policy grades, and of each consequence."""
        grades = [] if self.rules.grading is None else [goals_of_grade(self.rules, self.now)]
        return *grades, *(goals_of_consequence(rule, self.rules, self.now) for rule in self.rules.consequences)

    @cached_property
    def effort(self) -> Effort:
        """What is left of the work."""
        return Effort(self.most_work, sum(map(len, self.goals)))

    @cached_property
    def trials(self) -> Trials:
        """What came of the changes that were tried."""
        return Trials(whole_cone(self.rules, self.now.period), self.units, self.effort)

    def all_nearest(self) -> Iterator[Nearest]:
        """The changes that would have given another grade, made each consequence fire, or avoided it."""
        return map(self.nearest, self.goals)

    def nearest(self, goals: tuple[GoalQuery, ...]) -> Nearest:
        """For each goal the nearest change of each input that can matter, smallest first."""
        changes: list[Sized] = []
        unsettled: list[Unsettled] = []
        for asked in goals:
            self.effort.next_part()
            read = self.rules.read_inputs.values()
            inputs = (each for each in read if each.name in asked.cone.inputs and self.now.period in each.asked)
            own = [_Input(self, asked, source).changes() for source in inputs]
            cells = self.items.cells(asked)
            of_rows = [self.items.changes(cell, asked, self.effort.spend) for cell in cells]
            found = in_turns([*own, *of_rows])
            for sized, open_end in (*found[: len(own)], self.items.cut(asked, cells, found[len(own) :])):
                changes.extend(sized)
                unsettled.extend(open_end)
        changes.sort(key=lambda each: each[0])
        return Nearest(tuple(each.goal for each in goals), tuple(change for _, change in changes), tuple(unsettled))

    @cached_property
    def items(self) -> ItemChanges:
        """Changes in rows of details."""
        return ItemChanges(self.rules, self.units, self.below, self.trials.work_of_all)

    def probe(self, name: str) -> Probe:
        """The values of an input that were tried already serve for further goals."""
        if name not in self.probes:
            self.probes[name] = Probe(self.trials, name, Frontier.of(self.trials.cone, name))
        return self.probes[name]

    def confirm(self, name: str, value: Value, asked: GoalQuery) -> None:
        """Judge once more, with everything that the policy says, before an answer is given."""
        if (name, value) not in self.confirmed:
            self.effort.spend_of_all(self.trials.work_of_all)
            self.confirmed[name, value] = self.units.again(name, value).row
        if not asked.met(self.confirmed[name, value]):
            raise InternalError(f"{name} = {value} was found for {asked.goal.value}, but does not bring it about")


@define(slots=False)
class _Input:
    """The search of one input's values for one goal."""

    search: Search
    asked: GoalQuery
    source: Input

    @property
    def value(self) -> Value:
        return self.search.now.values[self.source.name]

    def changes(self) -> Generator[None, None, Answer]:
        """The nearest change of this input with its size, if there is one; or how far nothing was found."""
        if self.source.name in self.search.fixed:
            return [], [attrs.evolve(self.unsettled(None, None), moves=True)]
        if self.source.kind is InputKind.NUMBER and self.value is not None:
            return (yield from self.of_number())
        effort, before = self.search.effort, -1
        while before != effort.allowed:
            before = effort.allowed
            try:
                with effort.shared():
                    return self.of_all_values(), []
            except GivenUpError:
                yield
        return [], [self.unsettled(None, None)]

    def of_all_values(self) -> list[Sized]:
        """What is found where all values are tried, none before another; those that were tried before cost nothing."""
        if self.source.kind is InputKind.NUMBER:
            return self.of_missing_number()
        return self.of_words(list(self.other_values()))

    @property
    def probe(self) -> Probe:
        return self.search.probe(self.source.name)

    # ---- numbers -------------------------------------------------------------------------------------------------

    @cached_property
    def numbers(self) -> InputNumbers:
        return InputNumbers(self.source, self.asked, self.probe)

    def of_number(self) -> Generator[None, None, Answer]:
        numbers = self.numbers
        start = numbers.count(self.value)
        found = yield from nearest_to(start, *numbers.ends, numbers.alike_unmet, numbers.is_met, _MOST_VALUES)
        low, high = found.low, found.high
        if found.at:
            far = abs(found.at[0] - start)
            try:
                changes = self.told([numbers.number(at) for at in found.at])
                return [(Fraction(far) / numbers.span(start), change) for change in changes], []
            except GivenUpError:
                low, high = max(low, start - far + 1), min(high, start + far - 1)
        elif found.whole:
            return [], []
        return [], [self.unsettled(low, high) if low < high else self.unsettled(None, None)]

    def of_missing_number(self) -> list[Sized]:
        """All values that bring the goal about, as stretches."""
        low, high = self.numbers.ends
        pieces = [] if low > high else pieces_of(low, high, self.numbers.alike, self.label, _MOST_VALUES)
        by_effect: dict[Hashable, list[tuple[int, int]]] = {}
        for first, last, effect in pieces:
            if effect is not None:
                by_effect.setdefault(effect, []).append((first, last))
        return [(Fraction(0), self.of_stretches(stretches)) for stretches in by_effect.values()]

    def label(self, at: int) -> Hashable:
        now = self.numbers.judged(at)
        return self.asked.effect(now) if self.asked.met(now) else None

    def of_stretches(self, stretches: list[tuple[int, int]]) -> Change:
        for at in dict.fromkeys(end for stretch in stretches for end in stretch):
            self.search.confirm(self.source.name, self.numbers.number(at), self.asked)
        first = self.numbers.judged(stretches[0][0])
        return self.change(tuple(self.stretch(*ends) for ends in stretches), first, alone=False)

    def stretch(self, first: int, last: int) -> ReadValue | Interval:
        low, high = self.reading(self.numbers.number(first)), self.reading(self.numbers.number(last))
        if first == last:
            return low
        least, most = self.numbers.ends
        return Interval(
            None if first == least and self.source.low is None else low,
            None if last == most and self.source.high is None else high,
        )

    # ---- grades, choices, flags ----------------------------------------------------------------------------------

    def other_values(self) -> Iterator[tuple[Fraction, Value]]:
        """Every other value, and how far it is from the present one."""
        values: Sequence[Value]
        match self.source.kind:
            case InputKind.GRADE:
                values = [grade.id for grade in self.search.rules.grades]
            case InputKind.FLAG:
                values = [True, False]
            case InputKind.CHOICE:
                values = self.source.options
            case InputKind.TEXT:
                values = list(dict.fromkeys(self.search.units.texts(self.source.name)))
            case InputKind.NUMBER:  # those are tried along stretches
                values = ()
        for value in values:
            if value is not None and value != self.value:
                yield self.distance(value), value

    def distance(self, value: Value) -> Fraction:
        position = self.search.rules.grade_position
        if self.value is None:
            return Fraction(0)
        if self.source.kind is InputKind.GRADE:
            return Fraction(abs(position[str(value)] - position[str(self.value)]), len(position) - 1)
        return Fraction(1)

    def of_words(self, values: list[tuple[Fraction, Value]]) -> list[tuple[Fraction, Change]]:
        met = [(size, value) for size, value in values if self.asked.met(self.probe.at(value).now)]
        if not met:
            return []
        least = min(size for size, _ in met)
        return [(least, change) for change in self.told([value for size, value in met if size == least])]

    # ---- answers -------------------------------------------------------------------------------------------------

    def told(self, values: list[Value]) -> list[Change]:
        """Values that are equally near, those with the same effect together; each confirmed."""
        by_effect: dict[Hashable, list[Value]] = {}
        for value in values:
            self.search.confirm(self.source.name, value, self.asked)
            now = self.probe.at(value).now
            by_effect.setdefault((self.asked.effect(now), now.grade), []).append(value)
        return [
            self.change(tuple(self.reading(value) for value in alike), self.probe.at(alike[0]).now, alone=True)
            for alike in by_effect.values()
        ]

    def change(self, after: tuple[ReadValue | Interval, ...], now: Judged, *, alone: bool) -> Change:
        """``alone``: one outcome was looked at whole; along a stretch only what is asked for is known to be so."""
        effect, names = self.asked.effect(now), self.search.names
        state = effect if isinstance(effect, ConsequenceState) else None
        grade = names.grade(now.grade) if alone or state is None else None
        before, input_ = self.reading(self.value), names.named(self.source.name)
        return Change(self.asked.goal, input_, before, after, state, grade, self.is_worse(now))

    def is_worse(self, now: Judged) -> bool:
        """Whether a flag or a choice, which is no matter of more or less, was changed to the unit's disadvantage."""
        before, position = self.search.now.grade, self.search.rules.grade_position
        words = self.source.kind in (InputKind.FLAG, InputKind.CHOICE) and self.asked.goal is not Goal.WORSE
        return words and before is not None and now.grade is not None and position[now.grade] > position[before]

    def unsettled(self, low: int | None, high: int | None) -> Unsettled:
        low_end, high_end = (None if at is None else self.reading(self.numbers.number(at)) for at in (low, high))
        return Unsettled(self.asked.goal, self.search.names.named(self.source.name), low_end, high_end)

    def reading(self, value: Value) -> ReadValue:
        return self.search.names.reading(self.source.name, value)
