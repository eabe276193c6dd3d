"""The nearest change of one input of a unit: of the one that is explained, or of one below it.

Whatever is tried, what becomes of the unit that is explained is asked, and found again before it is given as an answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
from attrs import field

from targetrules.data import define
from targetrules.engine.interface import WhatIf
from targetrules.engine.judged import Judged
from targetrules.explanation.below import NOTHING_BELOW, Below
from targetrules.explanation.changes.effort import Effort, GivenUpError
from targetrules.explanation.changes.goals import GoalQuery
from targetrules.explanation.changes.numbers import InputNumbers
from targetrules.explanation.changes.probe import Probe
from targetrules.explanation.changes.search import nearest_to, pieces_of
from targetrules.explanation.findings import Change, ConsequenceState, Goal, Unsettled
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Interval, Named, ReadValue
from targetrules.history import Row, Value
from targetrules.rules import tree
from targetrules.rules.definition import Input, InputKind

__all__ = ["Answer", "OtherValues", "Sized", "UnitSearch", "changes_of"]

_MOST_VALUES: Final = 2_000
"""So many values around the present one are tried one after the other, where nothing shows which need not be tried."""

Sized = tuple[Fraction, Change]
Answer = tuple[list[Sized], list[Unsettled]]
OtherValues = Mapping[str, Mapping[str, Value]]
"""Other values of inputs by name, by the units of one policy."""


@define(slots=False)
class UnitSearch(ABC):
    """Tries other values of one unit. ``fixed``: the inputs whose other values are not tried."""

    rules: tree.Rules
    units: WhatIf
    fixed: frozenset[str] = frozenset()
    below: Below = NOTHING_BELOW
    probes: dict[str, Probe] = field(factory=dict, init=False)

    @property
    def now(self) -> Judged:
        """The unit."""
        return self.units.row

    @cached_property
    def names(self) -> SymbolTable:
        """The names of its policy."""
        return SymbolTable.of(self.rules)

    @cached_property
    def rows(self) -> Mapping[str, Sequence[Row]]:
        """The rows of details below it."""
        return self.below.rows(self.now.unit, self.now.period)

    def inputs(self, asked: GoalQuery) -> list[Input]:
        """Its inputs that the goal can depend on, and of which other values may be tried."""
        return [each for each in self.reached(asked) if each.changeable]

    def reached(self, asked: GoalQuery) -> list[Input]:
        """Its inputs that the goal can depend on."""
        read = self.rules.read_inputs.values()
        return [each for each in read if each.name in asked.cone.inputs and self.now.period in each.asked]

    def kept(self, asked: GoalQuery) -> list[Named]:
        """Those that the policy keeps out of the answers."""
        return [self.names.named(each.name) for each in self.reached(asked) if not each.changeable]

    @property
    @abstractmethod
    def top(self) -> UnitSearch:
        """The search of the unit that is explained."""

    @property
    @abstractmethod
    def effort(self) -> Effort:
        """What is left of the work of all searches together."""

    @abstractmethod
    def probe(self, name: str) -> Probe:
        """What came of values of an input."""

    @abstractmethod
    def numbers(self, source: Input, asked: GoalQuery, probe: Probe) -> InputNumbers:
        """The numbers that an input may have."""

    @abstractmethod
    def confirm(self, name: str, value: Value, asked: GoalQuery) -> None:
        """Judge once more, with everything that the policies say, before an answer is given."""

    @abstractmethod
    def outcome(self, others: OtherValues) -> Judged:
        """What becomes of the unit that is explained, where units of this policy have other values of inputs."""

    # ---- how it is told ----------------------------------------------------------------------------------------------

    def named(self, name: str) -> Named:
        """What a change of an input is called."""
        return self.names.named(name)

    @property
    def by(self) -> Named | None:
        """The policy that is given the values, where it is a lower one."""
        return None

    def then(self, name: str, values: Sequence[Value], asked: GoalQuery) -> tuple[ReadValue, ...]:
        """What this policy then decides otherwise of the unit, where it is a lower one and decides it with all these.

        As far as the goal rests on it.
        """
        del name, values, asked
        return ()


def changes_of(search: UnitSearch, asked: GoalQuery, source: Input) -> Generator[None, None, Answer]:
    """The nearest change of an input with its size, if there is one; or how far nothing was found."""
    return _Input(search, asked, source).changes()


@define(slots=False)
class _Input:
    """The search of one input's values for one goal."""

    search: UnitSearch
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
        return self.search.numbers(self.source, self.asked, self.probe)

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
        ends = [self.numbers.number(end) for stretch in stretches for end in stretch]
        first = self.numbers.judged(stretches[0][0])
        return self.change(tuple(self.stretch(*ends) for ends in stretches), ends, first, alone=False)

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
            self.change(tuple(self.reading(value) for value in alike), alike, self.probe.at(alike[0]).now, alone=True)
            for alike in by_effect.values()
        ]

    def change(
        self, after: tuple[ReadValue | Interval, ...], values: Sequence[Value], now: Judged, *, alone: bool
    ) -> Change:
        """``alone``: one outcome was looked at whole; along a stretch only what is asked for is known to be so."""
        effect, names, search = self.asked.effect(now), self.search.top.names, self.search
        state = effect if isinstance(effect, ConsequenceState) else None
        return Change(
            self.asked.goal,
            search.named(self.source.name),
            self.reading(self.value),
            after,
            state,
            names.grade(now.grade) if alone or state is None else None,
            self.is_worse(now),
            search.by,
            search.then(self.source.name, values, self.asked),
        )

    def is_worse(self, now: Judged) -> bool:
        """Whether a flag or a choice, which is no matter of more or less, was changed to the unit's disadvantage."""
        before, position = self.search.top.now.grade, self.search.top.rules.grade_position
        words = self.source.kind in (InputKind.FLAG, InputKind.CHOICE) and self.asked.goal is not Goal.WORSE
        return words and before is not None and now.grade is not None and position[now.grade] > position[before]

    def unsettled(self, low: int | None, high: int | None) -> Unsettled:
        low_end, high_end = (None if at is None else self.reading(self.numbers.number(at)) for at in (low, high))
        return Unsettled(self.asked.goal, self.search.named(self.source.name), low_end, high_end)

    def reading(self, value: Value) -> ReadValue:
        return self.search.names.reading(self.source.name, value)
