"""Rows judged again beside others that have changed: their own results and past are as they were.

Only what compares units comes out otherwise, and what rests on that in the same period. The rest is taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged, left_apart, put_together
from targetrules.engine.prepared.conditions import Test
from targetrules.engine.prepared.engine import Prepared
from targetrules.history import Row
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, NodeKind, dependencies_of, node_of
from targetrules.rules.succession import predecessor_of

__all__ = ["Peers"]


@frozen(slots=True, eq=False)
class Peers(Prepared):
    """The meaning of a policy, for the rows of a period of which some are as they were.

    ``_compared``: what comes out otherwise where others do. ``_names``: of that the values of rows.
    """

    _compared: frozenset[Node] = field(init=False)
    _names: frozenset[str] = field(init=False)
    _grades: bool = field(init=False)
    _compared_steps: list[tuple[bool, Callable[[list[Judged]], None]]] = field(init=False)
    _compared_consequences: list[tuple[str, Test]] = field(init=False)

    @_compared.default
    def _resting_on_comparisons(self) -> frozenset[Node]:
        graph = dependencies_of(self.rules)
        return frozenset(graph.resting_on(graph.comparisons))

    @_names.default
    def _compared_names(self) -> frozenset[str]:
        named = (each for each in self.rules.order if not isinstance(each, tree.Ranking | tree.Grading))
        return frozenset(each.name for each in named if node_of(each) in self._compared)

    @_grades.default
    def _compares_grades(self) -> bool:
        return any(isinstance(each, tree.Grading) and node_of(each) in self._compared for each in self.rules.order)

    @_compared_steps.default
    def _prepared_steps_of_all(self) -> list[tuple[bool, Callable[[list[Judged]], None]]]:
        return [
            (node_of(definition) in self._compared, step)
            for definition, step in zip(self.rules.order, self._steps, strict=True)
        ]

    @_compared_consequences.default
    def _prepared_consequences_compared(self) -> list[tuple[str, Test]]:
        return [(id_, fires) for id_, _, fires in self._consequences if Node(NodeKind.FIRING, id_) in self._compared]

    def again(
        self, units: Sequence[str], rows: Mapping[str, Row], latest: Mapping[str, Judged], before: Mapping[str, Judged]
    ) -> list[Judged]:
        """The rows of a period.

        Args:
            units: Their units, in order.
            rows: By unit those that are other rows than before, or go on from others.
            latest: What these go on from, by the unit whose past that is.
            before: By unit the others, as they were judged. Of none anything was decided.
        """
        found, others = list[Judged](), list[Judged]()
        for unit in units:
            if unit in before:
                found.append(self._taken_over(before[unit]))
            else:
                row = rows[unit]
                others.append(self.start(row, latest.get(predecessor_of(unit, row.values))))
                found.append(others[-1])
        (left_apart if self.is_open(None, found) else put_together)(found)
        for is_compared, step in self._compared_steps:
            step(found if is_compared else others)
        for now in found:
            if now.unit in before:
                self._set_compared(now)
            else:
                self.set_consequences(now)
        return found

    def _taken_over(self, before: Judged) -> Judged:
        """A row as it was, but for what comes out otherwise, of which nothing is made yet.

        It is not made as rows are: a dozen containers that would be empty are those of the row as it was.
        """
        now = Judged.__new__(Judged)
        now.unit, now.period, now.prior, now.exact = before.unit, before.period, before.prior, before.exact
        now.kept, now.keeps = before.kept, before.keeps
        now.decision, now.decided, now.computed = before.decision, before.decided, before.computed
        now.fired, now.replaced, now.received = before.fired, before.replaced, before.received
        now.cross_section, now.is_open = (), False
        now.standings, now.held, now.lacking = {}, {}, {}
        if self._names:
            now.values = {**before.values}
            now.status_age = {name: age for name, age in before.status_age.items() if name not in self._names}
            now.divided_by_zero = [name for name in before.divided_by_zero if name not in self._names]
            now.differing = [name for name in before.differing if name not in self._names]
        else:
            now.values, now.status_age = before.values, before.status_age
            now.divided_by_zero, now.differing = before.divided_by_zero, before.differing
        if self._grades:
            now.first_grade, now.grade, now.steps, now.filled, now.not_kept = None, None, [], {}, []
        else:
            now.first_grade, now.grade, now.steps = before.first_grade, before.grade, before.steps
            now.filled, now.not_kept = before.filled, before.not_kept
        return now

    def _set_compared(self, now: Judged) -> None:
        """The consequences that rest on comparisons."""
        fired, changed, is_other = now.fired, {}, False
        for id_, fires in self._compared_consequences:
            if id_ in fired and (truth := fires(now)) is not fired[id_]:
                is_other = is_other or truth is True or fired[id_] is True
                changed[id_] = truth
        if changed:
            now.fired = {**fired, **changed}
        if is_other:  # another consequence fires, or one does not any more
            now.replaced = {}
            self.replace(now)
