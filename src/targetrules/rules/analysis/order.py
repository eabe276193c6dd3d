"""What depends on what within a period, and the order in which everything can be computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final, assert_never

from targetrules.rules import tree
from targetrules.rules.parts import parts_of
from targetrules.wording import Listing

__all__ = ["GRADING", "Key", "chain", "key_of", "needs_of", "ordered"]

Key = str
"""``overall`` ranking is ``rankings.overall``; the grade is ``grading``; anything else goes by its name."""

GRADING: Final[Key] = "grading"

_MOST_CYCLES: Final = 20
_HALF: Final = 6


def key_of(definition: tree.Definition) -> Key:
    """The key of a definition."""
    match definition:
        case tree.Grading():
            return GRADING
        case tree.Ranking(name):
            return f"rankings.{name}"
        case _:
            return definition.name


def ordered(definitions: Mapping[Key, tree.Definition]) -> tuple[tuple[tree.Definition, ...], list[tuple[Key, ...]]]:
    """The definitions, each after all that it needs in the same period; and the cycles that make this impossible."""
    graph = {key: [k for k in needs_of(each) if k in definitions] for key, each in definitions.items()}
    cycles: list[tuple[Key, ...]] = []
    while len(cycles) < _MOST_CYCLES:
        try:
            order = tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            cycle = tuple(reversed(error.args[1]))
            cycles.append(cycle)
            graph = {key: [k for k in needed if k not in cycle] for key, needed in graph.items() if key not in cycle}
        else:
            return tuple(definitions[key] for key in order), cycles
    return (), cycles


def chain(names: Sequence[str]) -> Listing:
    """A circle for a message, its middle left out where it is long."""
    shown = names if len(names) <= 2 * _HALF else [*names[:_HALF], "…", *names[1 - _HALF :]]
    return Listing(tuple(shown), " → ")


def needs_of(definition: tree.Definition) -> Iterator[Key]:
    """The keys of what a definition needs in the same period."""
    match definition:
        case tree.Measure():
            for version in definition.versions:
                yield from _of_number(version.formula)
        case tree.Ranking():
            for number in definition.by:
                yield from _of_number(number)
            yield from _of_conditions([definition.among])
        case tree.Grading():
            yield from _of_grading(definition)
        case tree.NamedCondition():
            yield from _of_condition(definition.when)
        case tree.Status():
            yield from _of_conditions([definition.enter, definition.leave])
        case _:
            assert_never(definition)


def _of_grading(grading: tree.Grading) -> Iterator[Key]:
    if grading.by is not None:
        yield from _of_number(grading.by)
    yield from _of_conditions(rule.when for rule in grading.unit_rules)
    for quota in grading.quotas:
        yield f"rankings.{quota.ranking}"


def _of_number(number: tree.Number) -> Iterator[Key]:
    """What is beneath ``previous`` belongs to an earlier period."""
    match number:
        case tree.NumberOf(name):
            yield name
        case tree.RankOf(ranking) | tree.SizeOf(ranking):
            yield f"rankings.{ranking}"
        case tree.Lag():
            return
        case _:
            if isinstance(number, tree.Aggregate) and number.ranking is not None:
                yield f"rankings.{number.ranking}"
            for part in parts_of(number):
                yield from _of_number(part)


def _of_conditions(conditions: Iterable[tree.Condition | None]) -> Iterator[Key]:
    for condition in conditions:
        if condition is not None:
            yield from _of_condition(condition)


def _of_condition(condition: tree.Condition) -> Iterator[Key]:
    """What is beneath ``ago``, and in ``resets``, belongs to earlier periods."""
    match condition:
        case tree.GradeIs(_, None) | tree.Rated():
            yield GRADING
        case tree.Compare(left, _, right):
            yield from _of_number(left)
            yield from _of_number(right)
        case tree.FlagIs(name):
            yield name
        case tree.Known(names):
            yield from names
        case tree.RankCutoff(ranking):
            yield f"rankings.{ranking}"
        case tree.All(parts) | tree.AnyOf(parts):
            yield from _of_conditions(parts)
        case tree.Not(part):
            yield from _of_condition(part)
        case tree.Temporal() if condition.ago == 0:
            yield from _of_conditions([condition.of, condition.restarts])
        case _:
            return
