"""What the calendar alone decides of a condition: the periods in which it holds whatever a unit's result is.

A period in which a unit has no result has nothing in it but its date, so no condition holds there unless its `period`
entries settle it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from math import lcm
from typing import assert_never

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.parts import constructs_in
from targetrules.truth import Truth, all_of, any_of, count_of, opposite

__all__ = ["Calendar"]


@frozen(slots=True)
class Calendar:
    """A condition by the calendar: ``named`` conditions that it rests on, each after what it needs itself.

    ``edges`` are the periods from which on one of their ranges begins or is over: between two of them whatever is so
    comes round after ``cycle`` periods.
    """

    condition: tree.Condition
    named: tuple[tree.NamedCondition, ...]
    edges: tuple[int, ...]
    cycle: int

    @classmethod
    def of(cls, condition: tree.Condition, rules: tree.Rules) -> Calendar:
        """The calendar of a condition of these rules."""
        asked, waiting = set[str](), [condition]
        while waiting:
            names = {each.name for each in constructs_in(waiting.pop()) if isinstance(each, tree.FlagIs)}
            new = names & rules.conditions.keys() - asked
            waiting.extend(rules.conditions[name].when for name in new)
            asked |= new
        named = tuple(each for each in rules.order if isinstance(each, tree.NamedCondition) and each.name in asked)
        spans = [span for each in (condition, *(each.when for each in named)) for span in _spans(each)]
        edges = {edge for span in spans for edge in _edges(span.periods)}
        return cls(condition, named, tuple(sorted(edges)), lcm(*(span.recurrence.cycle for span in spans)))

    def holds(self, period: int) -> bool:
        """Whether the condition holds in the period by the calendar alone."""
        truths: dict[str, Truth] = {}
        for each in self.named:
            truths[each.name] = _truth(each.when, period, truths)
        return _truth(self.condition, period, truths) is True

    def latest(self, before: int) -> int | None:
        """The latest period before this one in which the condition holds by the calendar alone."""
        ends = [before, *(edge for edge in reversed(self.edges) if edge < before)]
        stretches = zip_longest(ends, ends[1:])
        tried = (period for end, start in stretches for period in self.last_cycle(start, end))
        return next((period for period in tried if self.holds(period)), None)

    def last_cycle(self, start: int | None, end: int) -> range:
        """The last periods before ``end``, latest first: as many as come round, but none before ``start``."""
        first = end - self.cycle
        return range(end - 1, (first if start is None else max(first, start)) - 1, -1)


def _spans(condition: tree.Condition) -> Iterator[tree.During]:
    return (each for each in constructs_in(condition) if isinstance(each, tree.During))


def _edges(periods: tree.PeriodRange) -> Iterator[int]:
    if periods.start is not None:
        yield periods.start
    if periods.end is not None:
        yield periods.end + 1


def _truth(condition: tree.Condition, period: int, named: dict[str, Truth]) -> Truth:
    """By Kleene's logic, all but the period being unknown."""
    match condition:
        case tree.During():
            return period in condition
        case tree.All(parts):
            return all_of(_truth(part, period, named) for part in parts)
        case tree.AnyOf(parts):
            return any_of(_truth(part, period, named) for part in parts)
        case tree.Cardinality(parts, at_least, at_most):
            return count_of((_truth(part, period, named) for part in parts), at_least, at_most)
        case tree.Not(part):
            return opposite(_truth(part, period, named))
        case tree.FlagIs(name, wanted):
            held = named.get(name)
            return None if held is None else held is wanted
        case (
            tree.GradeIs()
            | tree.GradeChange()
            | tree.Compare()
            | tree.ChoiceIs()
            | tree.Known()
            | tree.Rated()
            | tree.RankCutoff()
            | tree.Receives()
            | tree.Received()
            | tree.Temporal()
        ):
            return None
        case _:
            assert_never(condition)
