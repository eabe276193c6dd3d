"""Of whom something else may be decided where a measure stands as it is before it is rounded.

What it is then need not fit a column, so three numbers are tried in its place: the two next to it with some more
decimals, and one between these. A comparison with a number of fewer decimals comes out at the one between as it does at
the number itself. A measure that is computed from it and rounded comes out as at the two, where it is the same at both
and rises or falls all the way from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

import attrs
import numpy as np
from numpy.typing import NDArray

from targetrules.columns.vectors import Bits, Numbers, Quotients, rounded
from targetrules.data import frozen
from targetrules.engine.columnar.by_row.among_others import AmongOthers
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.numbers import Formulas
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.dependencies import Edge, Node, NodeKind, node_of
from targetrules.rules.analysis.scale import decimals_of_parameter
from targetrules.rules.leaf import Rounding
from targetrules.rules.parts import Time, constructs_in, parts_of
from targetrules.source.decimals import decimals_of

__all__ = ["Unrounded"]

_MORE: Final = (4, 2, 0)
"""So many decimals more than anything has that it is compared with, where that fits 64 bits."""


@frozen(slots=True, eq=False)
class Unrounded:
    """The units of a period, which are judged among the ``others``."""

    rules: tree.Rules
    others: AmongOthers

    def doubtful(self, name: str) -> NDArray[np.intp] | None:
        """See :meth:`~targetrules.engine.interface.Trials.doubtful`."""
        measure, now = self.rules.measures[name], self.others.now
        version = next((each for each in measure.versions if now.period in each.in_force), None)
        if version is None:
            return np.zeros(0, np.intp)
        computed, decimals = self._computed_from(measure), self._decimals(measure)
        if computed is None or decimals is None:
            return None
        exact = Formulas.of(self.others.machine.conditions(now, self.others.memory)).exact(version.formula)
        at = np.flatnonzero(exact.known & now.number(name).known & _is_rounded(exact, measure.decimals))
        low, high = (rounded(exact, decimals, how).at(at) for how in (Rounding.DOWN, Rounding.UP))
        ends = [Numbers(each.values * 10, each.known, decimals + 1) for each in (low, high)]
        between = Numbers((low.values + high.values) * 5, low.known, decimals + 1)
        found = [self.others.copies(at, {}, {name: each}) for each in (*ends, between)]
        doubtful = self._differs(found[-1], at)
        for each in computed:
            first, *others = (now.number(each) for now in found)
            for other in others:
                doubtful |= (first.values != other.values) | (first.known != other.known)
        return at[doubtful]

    def _differs(self, then: CrossSection, at: NDArray[np.intp]) -> Bits:
        now = self.others.now
        differs = np.asarray(now.grade[at] != then.grade)
        for id_, received in now.received.items():
            differs |= received[at] != then.received[id_]
        return differs

    def _computed_from(self, measure: tree.Measure) -> list[str] | None:
        """The other measures that rest on it in the period; None where one of them may rise and fall with it."""
        graph, period, node = self.others.machine.dependencies, self.others.now.period, node_of(measure)
        resting = self._resting_on(node)
        if any(each.kind is NodeKind.AGGREGATE for each in resting):
            return None
        found = []
        for each in (self.rules.measures[each.name] for each in resting - {node} if each.kind is NodeKind.MEASURE):
            if not self._is_settled(each, graph.read_by(node_of(each), period) & resting, node):
                return None
            found.append(each.name)
        return found

    def _resting_on(self, node: Node) -> set[Node]:
        """What rests on it in the period, otherwise than by the places of those over whom something is summed up.

        Whoever is ranked stays so, unless the condition on who is ranked rests on it.
        """
        graph, period = self.others.machine.dependencies, self.others.now.period
        users: dict[Node, list[Node]] = {}
        for edge in graph.all_edges():
            if edge.time is Time.PRESENT and period in edge.during and not self._is_membership(edge, node):
                users.setdefault(edge.target, []).append(edge.source)
        waiting, found = [node], set[Node]()
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(users.get(each, ()))
        return found

    def _is_membership(self, edge: Edge, node: Node) -> bool:
        """Whether it says who is among those over whom something is summed up, which does not rest on a node."""
        if edge.source.kind is not NodeKind.AGGREGATE or edge.target.kind is not NodeKind.RANKING:
            return False
        graph, ranking = self.others.machine.dependencies, self.rules.rankings[edge.target.name]
        asked = [] if ranking.among is None else list(constructs_in(ranking.among))
        read = [each.target for each in graph.edges[edge.target] if each.by in asked]
        return node not in graph.within_period(read, self.others.now.period)

    def _is_settled(self, measure: tree.Measure, read: set[Node], node: Node) -> bool:
        """Whether it is what it is at all three numbers, where it is the same there; ``read``: what it reads of that.

        All but the measure itself, and other measures, comes out as at the number between.
        """
        if node not in read:
            return True
        formulas = [each.formula for each in measure.versions if self.others.now.period in each.in_force]
        is_plain = all(each.kind is NodeKind.MEASURE for each in read)
        return is_plain and all(_rises_or_falls(each, node.name) for each in formulas)

    def _decimals(self, measure: tree.Measure) -> int | None:
        """As many as whatever it may be compared with has, and some more; None where that does not fit 64 bits."""
        rules, machine = self.rules, self.others.machine
        compared = [each.right for each in machine.constructs if isinstance(each, tree.Compare)]
        literals = [each.value for each in compared if isinstance(each, tree.Literal)]
        scales = () if rules.grading is None else rules.grading.scales
        literals += [band.at_least for scale in scales for band in scale.in_force(self.others.now.period)]
        declared = [each.decimals for each in rules.inputs.values()]
        declared += [each.decimals for each in rules.measures.values()]
        parameters = map(decimals_of_parameter, rules.parameters.values())
        least = max((*declared, *parameters, *map(decimals_of, literals)), default=0)
        return next((least + more for more in _MORE if self._fits(measure, least + more + 1)), None)

    def _fits(self, measure: tree.Measure, decimals: int) -> bool:
        """Whether all that is computed fits 64 bits where the measure has so many decimals."""
        bounds, order = Bounds(), (each for each in self.rules.order if isinstance(each, tree.Measure))
        bounds.add_inputs(self.rules.inputs.values())
        bounds.add_parameters(self.rules.parameters.values())
        bounds.add_measures([attrs.evolve(each, decimals=decimals) if each is measure else each for each in order])
        return not bounds.too_large


def _is_rounded(exact: Numbers | Quotients, decimals: int) -> Bits:
    """Where rounding makes another number of it."""
    low, high = (rounded(exact, decimals, how).values for how in (Rounding.DOWN, Rounding.UP))
    return np.asarray(low != high)


def _rises_or_falls(formula: tree.Number, name: str) -> bool:
    """Whether a formula, all else in it as it is, rises or falls all the way with a measure that it names."""
    return len(list(_uses(formula, name))) == 1 and _is_steady(formula, name)


def _uses(formula: tree.Number, name: str) -> Iterator[tree.NumberOf]:
    """Where a formula names it, as it is in the period itself."""
    if isinstance(formula, tree.NumberOf) and formula.name == name:
        yield formula
    if not isinstance(formula, tree.Lag):
        for part in parts_of(formula):
            yield from _uses(part, name)


def _is_steady(formula: tree.Number, name: str) -> bool:
    """The same of one in which it is named once, or not at all."""
    match formula:
        case _ if not any(_uses(formula, name)):
            return True
        case tree.NumberOf():
            return True
        case tree.Clamp(of=of):
            return _is_steady(of, name) and any(_uses(of, name))
        case (
            tree.Negative()
            | tree.Arithmetic()
            | tree.Fold()
            | tree.Rounded()
            | tree.IfMissing()
            | tree.RollingAggregate()
            | tree.Weighted()
        ):
            parts: Sequence[tree.Number] = parts_of(formula)
            return all(_is_steady(each, name) for each in parts)
        case (
            tree.Literal()
            | tree.RankOf()
            | tree.SizeOf()
            | tree.Absolute()
            | tree.Piecewise()
            | tree.Lag()
            | tree.AtEntry()
            | tree.Aggregate()
            | tree.Cases()
            | tree.FlagCount()
            | tree.Cut()
        ):
            return False
        case _:
            assert_never(formula)
