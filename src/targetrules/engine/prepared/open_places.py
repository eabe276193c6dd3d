"""The names that are missing where nothing is but places of groups that are open, remembered for rows alike.

A group that is opened or closed makes conditions of all its units unknown, or known. To search each of them for what is
missing takes longer than to judge it; and where all that is unknown is a place that nobody has yet, or a grade that a
quota may move, the names follow from which parts of the condition hold. Everything else is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.numbers import Formula
from targetrules.engine.prepared.conditions import Test
from targetrules.engine.reference import ReferenceEngine
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["OpenPlaces"]

_MOST: Final = 64
"""Of conditions with more parts the names are always searched for."""

_Part: TypeAlias = tuple[Test, Callable[[Judged], bool]]
"""Whether a part of a condition holds; and where that is unknown, whether it is for an open group alone."""

_Pattern: TypeAlias = tuple[int, int, tuple[Truth, ...]]
"""A condition by its identity, the period, and which of its parts hold."""


@define(slots=True, eq=False)
class OpenPlaces:
    """What is missing in rows of one policy. ``_parts`` has conditions by their identity, and keeps them.

    ``test`` gives the function of a condition.
    """

    engine: ReferenceEngine
    test: Callable[[tree.Condition], Test]
    _parts: dict[int, tuple[tree.Condition, list[_Part]]] = field(factory=dict)
    _found: dict[_Pattern, tuple[str, ...]] = field(factory=dict)

    def missing(self, condition: tree.Condition, now: Judged, formula: Formula) -> tuple[str, ...]:
        """See :func:`~targetrules.engine.missing.missing_names`."""
        from targetrules.engine.missing import missing_names  # mostly nothing is missing

        pattern = self._pattern(condition, now)
        if pattern is None:
            return missing_names(self.engine, condition, now, formula)
        found = self._found.get(pattern)
        if found is None:
            found = self._found[pattern] = missing_names(self.engine, condition, now, formula)
        return found

    def _pattern(self, condition: tree.Condition, now: Judged) -> _Pattern | None:
        """From what the names follow; None where something is unknown for another reason than open groups."""
        kept = self._parts.get(id(condition))
        if kept is None:
            kept = self._parts[id(condition)] = condition, list(self._parts_of(condition))
        parts = kept[1]
        if len(parts) > _MOST:
            return None
        truths = list[Truth]()
        for holds, is_open in parts:
            truth = holds(now)
            if truth is None and not is_open(now):
                return None
            truths.append(truth)
        return id(condition), now.period, tuple(truths)

    def _parts_of(self, condition: tree.Condition) -> Iterator[_Part]:
        """The parts that nothing is within, and those that hide whether what is within them is asked."""
        match condition:
            case tree.All(parts) | tree.AnyOf(parts) | tree.Cardinality(parts):
                for part in parts:
                    yield from self._parts_of(part)
            case tree.Not(part):
                yield from self._parts_of(part)
            case tree.FlagIs(name) if name in self.engine.rules.conditions:
                yield self.test(condition), _always
                yield from self._parts_of(self.engine.rules.conditions[name].when)
            case tree.Temporal(of) if not (condition.ago or condition.earlier or condition.restarts):
                yield self.test(condition), _always
                yield from self._parts_of(of)
            case tree.RankCutoff():
                yield self.test(condition), self._of_place(condition)
            case tree.GradeIs(_, None):
                yield self.test(condition), self._is_moved
            case _:
                yield self.test(condition), _never

    def _of_place(self, cutoff: tree.RankCutoff) -> Callable[[Judged], bool]:
        engine, ranking = self.engine, self.engine.rules.rankings[cutoff.ranking]
        name, in_force = ranking.name, ranking.in_force

        def is_open(now: Judged) -> bool:
            if now.standings[name].known or now.period not in in_force:
                return False
            return engine.is_ranked(ranking, engine.group(ranking, now), now) is True

        return is_open

    def _is_moved(self, now: Judged) -> bool:
        """Whether there would be a grade but for a quota that may move the unit."""
        return any(isinstance(step.rule, tree.Quota) and step.truth is None for step in now.steps) and not any(
            isinstance(step.rule, tree.Scale | tree.Unrated) for step in now.steps
        )


def _always(_: Judged) -> bool:
    return True


def _never(_: Judged) -> bool:
    return False
