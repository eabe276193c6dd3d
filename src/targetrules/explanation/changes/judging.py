"""The period that is explained, as it was judged: the unit with its past, what others bring in, and all judged again.

Judged by rows, that is by the reference engine (:func:`judged_by_rows`), or by columns, which find the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import attrs
from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.reference import by_period
from targetrules.explanation.changes.others import Others, others_by_rows
from targetrules.explanation.changes.peer_closure import PeerClosure
from targetrules.explanation.changes.reach import Decided, Reach
from targetrules.explanation.changes.sparing import Sparing
from targetrules.history import History, Row, Value
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, dependencies_of, node_of

__all__ = ["Judging", "Whole", "judged_by_rows"]


class Whole(Protocol):
    """All units of the period, judged together."""

    @property
    def now(self) -> Judged:
        """The unit."""

    def decided(self, reach: Reach) -> Mapping[Decided, object]:
        """How each of what ``reach`` has of everybody came out, of all of them."""


class Judging(Protocol):
    """The period as it was judged."""

    @property
    def now(self) -> Judged:
        """The unit."""

    @property
    def values(self) -> Mapping[str, Value]:
        """Its inputs."""

    @property
    def size(self) -> int:
        """How many rows of the period matter for the unit."""

    @property
    def others(self) -> Others:
        """All other units of the period."""

    def again(self, name: str, value: Value, reach: Reach | None = None) -> Whole:
        """All of them, with another value of one input of the unit; of the rules, ``reach`` may be enough."""

    def texts(self, name: str) -> Sequence[Value]:
        """What the rows that matter have in a text input."""


@frozen(slots=True)
class _WholeByRows:
    now: Judged
    engine: Sparing

    def decided(self, reach: Reach) -> Mapping[Decided, object]:
        formula = GroupFormula()
        return {
            each: tuple(self.engine.decided(each, now, formula) for now in self.now.cross_section)
            for each in reach.of_everybody
        }


@frozen(slots=True)
class _Anew(Sparing):
    """The engine for one more judgement of the same rows: of others only what may have changed is found again.

    ``moved``: the definitions that rest on places or groups, and the grade, of which quotas take.
    """

    moved: frozenset[Node]

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        stays = node_of(definition) not in self.moved
        super().define(definition, [now for now in cross_section if now.unit == self.unit] if stays else cross_section)

    def judged(self, row: Row, earlier: Judged) -> Judged:
        """The unit with another row than it had ``earlier``, among the others."""
        now = self.start(row, earlier.prior)
        cross_section = [now if each is earlier else _as_given(each) for each in earlier.cross_section]
        everyone = tuple(cross_section)
        for each in cross_section:
            each.cross_section = everyone
        for definition in self.rules.order:
            self.define(definition, cross_section)
        self.set_consequences(now)
        return now


def _as_given(other: Judged) -> Judged:
    """Another unit with the values that it had, but without a place and a grade."""
    return Judged(other.unit, other.period, dict(other.values), other.prior)


@frozen
class _ByRows:
    """Judged by the reference engine."""

    engine: Sparing
    rows: Sequence[Row]
    now: Judged
    others: Others
    values: Mapping[str, Value]

    @property
    def size(self) -> int:
        return len(self.rows)

    def again(self, name: str, value: Value, reach: Reach | None = None) -> Whole:
        now, rules = self.now, self.engine.rules
        if reach is not None:
            rules = attrs.evolve(rules, order=tuple(each for each in rules.order if reach.has(each)))
        anew = _Anew(rules, now.unit, self.engine.closure, moved=self.moved)
        row = Row(now.unit, now.period, {**self.values, name: value})
        return _WholeByRows(anew.judged(row, now), anew)

    @cached_property
    def moved(self) -> frozenset[Node]:
        """The definitions that may give others something else where one unit has another value."""
        graph = dependencies_of(self.engine.rules)
        return frozenset({GRADE, *graph.resting_on(graph.comparisons)})

    def texts(self, name: str) -> Sequence[Value]:
        return [row.values[name] for row in self.rows]


def judged_by_rows(rules: tree.Rules, history: History, unit: str, period: int) -> Judging:
    """The rows of a history that matter, up to the period."""
    engine, latest, periods = Sparing(rules, unit, PeerClosure.of(rules)), dict[str, Judged](), by_period(history)
    for earlier in sorted(periods)[:-1]:
        latest.update((each.unit, each) for each in engine.period(periods[earlier], latest))
    rows = periods[period]
    cross_section = engine.period(rows, latest)
    others = others_by_rows(engine, [each for each in cross_section if each.unit != unit])
    (now,) = (each for each in cross_section if each.unit == unit)
    (values,) = (row.values for row in rows if row.unit == unit)
    return _ByRows(engine, rows, now, others, values)
