"""The smallest change of a single input of this period that would have made the outcome another one.

Every value is tried among all the others, whose places may change with it; what is found is judged once more, with
everybody, before it is given.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
from attrs import define, field

from targetrules.engine.judged import Judged
from targetrules.errors import InternalError
from targetrules.explanation.changes.goals import Asked, goals_of_consequence, goals_of_grade, whole_reach
from targetrules.explanation.changes.judging import Judging
from targetrules.explanation.changes.monotonicity import Trends
from targetrules.explanation.changes.peer_closure import feeds_back
from targetrules.explanation.changes.probe import GivenUpError, Probe
from targetrules.explanation.changes.search import Trace, nearest_to, pieces_of
from targetrules.explanation.changes.sparing import Sparing
from targetrules.explanation.names import Names
from targetrules.explanation.tree import Change, Goal, Nearest, State, Unsettled
from targetrules.explanation.values import Reading, Stretch
from targetrules.history import Value
from targetrules.rules import tree
from targetrules.rules.definition import Input, InputKind

__all__ = ["Search"]

# How many values are tried of one input: where all units must be judged again with each, as many as make so many rows,
# within limits; of many inputs fewer of each, so that there is a limit to them all. For one goal every value is tried
# up to half as far. Where the effect of the input is monotone most values need not be tried, and the search is hardly
# ever given up.
_MOST_ROWS: Final = 20_000
_LEAST_VALUES: Final = 400
_MOST_VALUES: Final = 4_000
_MANY_INPUTS: Final = 20
_MOST_DIGITS: Final = 15


@define(slots=True)
class Search:
    """Looks for the nearest changes of a unit.

    ``fixed``: the inputs whose other values are not tried, because the rows that would matter then are not here.
    """

    engine: Sparing
    names: Names
    judging: Judging
    fixed: frozenset[str] = frozenset()
    probes: dict[str, Probe] = field(factory=dict)
    confirmed: dict[tuple[str, Value], Judged] = field(factory=dict)

    @property
    def now(self) -> Judged:
        """The unit."""
        return self.judging.now

    def for_consequence(self, rule: tree.Consequence) -> Nearest:
        """The changes that would have made it fire, avoided it, or decided it."""
        return self.nearest(goals_of_consequence(rule, self.engine.rules, self.now))

    def for_grade(self) -> Nearest:
        """The changes that would have given a better grade, and a worse one."""
        return self.nearest(goals_of_grade(self.engine.rules, self.now))

    def nearest(self, goals: tuple[Asked, ...]) -> Nearest:
        """For each goal the nearest change of each input that can matter, smallest first."""
        changes: list[tuple[Fraction, Change]] = []
        unsettled: list[Unsettled] = []
        for asked in goals:
            for source in self.engine.rules.inputs.values():
                if source.name in asked.reach.inputs:
                    sized, open_end = _Input(self, asked, source).changes()
                    changes.extend(sized)
                    unsettled.extend(open_end)
        changes.sort(key=lambda each: each[0])
        return Nearest(tuple(each.goal for each in goals), tuple(change for _, change in changes), tuple(unsettled))

    def probe(self, name: str) -> Probe:
        """The values of an input that were tried already serve for further goals."""
        if name not in self.probes:
            reach = whole_reach(self.engine.rules, self.now.period)
            together, placed = reach.others and feeds_back(self.engine.rules), self.engine.rules.quotas_in_turn
            rows = self.judging.size if together or placed else 1
            most = min(_MOST_VALUES, max(_LEAST_VALUES, _MOST_ROWS // rows))
            most = most * _MANY_INPUTS // max(_MANY_INPUTS, len(reach.inputs))
            self.probes[name] = Probe(reach, self.engine, self.judging, name, most, together, placed)
        return self.probes[name]

    def confirm(self, name: str, value: Value, asked: Asked) -> None:
        """Judge all rows anew, with everything that the policy says, before an answer is given."""
        if (name, value) not in self.confirmed:
            self.confirmed[name, value] = self.judging.again(name, value).now
        if not asked.met(self.confirmed[name, value]):
            raise InternalError(f"{name} = {value} was found for {asked.goal.value}, but does not bring it about")


@define(slots=True)
class _Input:
    """The search of one input's values for one goal."""

    search: Search
    asked: Asked
    source: Input

    @property
    def value(self) -> Value:
        return self.search.now.values[self.source.name]

    def changes(self) -> tuple[list[tuple[Fraction, Change]], list[Unsettled]]:
        """The nearest change of this input with its size, if there is one; or how far nothing was found."""
        if self.source.name in self.search.fixed:
            return [], [attrs.evolve(self.unsettled(None, None), moves=True)]
        if self.source.kind is InputKind.NUMBER:
            return self.of_missing_number() if self.value is None else self.of_number(self.value)
        try:
            return self.of_words(list(self.other_values())), []
        except GivenUpError:
            return [], [self.unsettled(None, None)]

    @property
    def probe(self) -> Probe:
        return self.search.probe(self.source.name)

    @property
    def far(self) -> int:
        """How many values are tried one after the other."""
        return self.probe.most // 2

    # ---- numbers -------------------------------------------------------------------------------------------------

    def of_number(self, value: Value) -> tuple[list[tuple[Fraction, Change]], list[Unsettled]]:
        if not isinstance(value, Decimal):
            raise InternalError(f"{self.source.name} is no number: {value!r}")
        start = self.count(value)
        found = nearest_to(start, *self.ends, self.trace, lambda at: self.asked.met(self.at(at)), self.far)
        if not found.whole:
            tried = found.low < found.high
            return [], [self.unsettled(found.low, found.high) if tried else self.unsettled(None, None)]
        sizes = [abs(Fraction(at - start) / self.span(start)) for at in found.at]
        return [(sizes[0], change) for change in self.told([self.number(at) for at in found.at])], []

    def of_missing_number(self) -> tuple[list[tuple[Fraction, Change]], list[Unsettled]]:
        """All values that bring the goal about, as stretches."""
        pieces = pieces_of(*self.ends, self.trace, self.label, self.far)
        if pieces is None:
            return [], [self.unsettled(None, None)]
        by_effect: dict[Hashable, list[tuple[int, int]]] = {}
        for first, last, effect in pieces:
            if effect is not None:
                by_effect.setdefault(effect, []).append((first, last))
        return [(Fraction(0), self.of_stretches(stretches)) for stretches in by_effect.values()], []

    def of_stretches(self, stretches: list[tuple[int, int]]) -> Change:
        for at in dict.fromkeys(end for stretch in stretches for end in stretch):
            self.search.confirm(self.source.name, self.number(at), self.asked)
        return self.change(tuple(self.stretch(*ends) for ends in stretches), self.at(stretches[0][0]), alone=False)

    def stretch(self, first: int, last: int) -> Reading | Stretch:
        low, high = self.reading(self.number(first)), self.reading(self.number(last))
        if first == last:
            return low
        least, most = self.ends
        return Stretch(
            None if first == least and self.source.low is None else low,
            None if last == most and self.source.high is None else high,
        )

    def label(self, at: int) -> Hashable:
        now = self.at(at)
        return self.asked.effect(now) if self.asked.met(now) else None

    @property
    def trace(self) -> Trace:
        """None where the effect of the input cannot be shown to be monotone: then every value is tried."""
        reach = self.asked.reach
        trends = Trends.of(reach, self.search.now, self.search.judging.others, self.source.name)
        if not trends.stepwise:
            return None
        agree = trends.places_agree
        return lambda at: self.probe.at(self.number(at)).trace(reach, places_agree=agree)

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest value, in units of the last decimal."""
        most = 10**_MOST_DIGITS - 1
        low, high = self.source.low, self.source.high
        return (
            -most if low is None else self.count(low),
            most if high is None else self.count(high),
        )

    def span(self, start: int) -> int:
        """What a change is measured by: the declared range, else the value itself."""
        if self.source.low is None or self.source.high is None:
            return max(1, abs(start))
        low, high = self.ends
        return max(1, high - low)

    def number(self, at: int) -> Decimal:
        return Decimal(f"{at}e-{self.source.decimals}")

    def count(self, value: Decimal) -> int:
        """The value in units of the last decimal."""
        return int(Fraction(value) * 10**self.source.decimals)

    def at(self, at: int) -> Judged:
        return self.probe.at(self.number(at)).now

    # ---- grades, choices, flags ----------------------------------------------------------------------------------

    def other_values(self) -> Iterator[tuple[Fraction, Value]]:
        """Every other value, and how far it is from the present one."""
        values: Sequence[Value]
        match self.source.kind:
            case InputKind.GRADE:
                values = [grade.id for grade in self.search.engine.rules.grades]
            case InputKind.FLAG:
                values = [True, False]
            case InputKind.CHOICE:
                values = self.source.options
            case _:
                values = list(dict.fromkeys(self.search.judging.texts(self.source.name)))
        for value in values:
            if value is not None and value != self.value:
                yield self.distance(value), value

    def distance(self, value: Value) -> Fraction:
        position = self.search.engine.rules.grade_position
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

    def told(self, values: list[Value]) -> Iterator[Change]:
        """Values that are equally near, those with the same effect together; each confirmed."""
        by_effect: dict[Hashable, list[Value]] = {}
        for value in values:
            self.search.confirm(self.source.name, value, self.asked)
            now = self.probe.at(value).now
            by_effect.setdefault((self.asked.effect(now), now.grade), []).append(value)
        for alike in by_effect.values():
            yield self.change(tuple(self.reading(value) for value in alike), self.probe.at(alike[0]).now, alone=True)

    def change(self, after: tuple[Reading | Stretch, ...], now: Judged, *, alone: bool) -> Change:
        """``alone``: one outcome was looked at whole; along a stretch only what is asked for is known to be so."""
        effect, names = self.asked.effect(now), self.search.names
        state = effect if isinstance(effect, State) else None
        grade = names.grade(now.grade) if alone or state is None else None
        before, input_ = self.reading(self.value), names.named(self.source.name)
        return Change(self.asked.goal, input_, before, after, state, grade, self.is_worse(now))

    def is_worse(self, now: Judged) -> bool:
        """Whether a flag or a choice, which is no matter of more or less, was changed to the unit's disadvantage."""
        before, position = self.search.now.grade, self.search.engine.position
        words = self.source.kind in (InputKind.FLAG, InputKind.CHOICE) and self.asked.goal is not Goal.WORSE
        return words and before is not None and now.grade is not None and position(now.grade) > position(before)

    def unsettled(self, low: int | None, high: int | None) -> Unsettled:
        low_end, high_end = (None if at is None else self.reading(self.number(at)) for at in (low, high))
        return Unsettled(self.asked.goal, self.search.names.named(self.source.name), low_end, high_end)

    def reading(self, value: Value) -> Reading:
        return self.search.names.reading(self.source.name, value)
