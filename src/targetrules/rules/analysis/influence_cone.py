"""The cone of influence of a consequence or the grade in a period: names, comparisons, rankings, down to the inputs.

What is looked at in earlier periods cannot change any more, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final, assert_never

from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import GRADE, Node, NodeKind, dependencies_of, node_of
from targetrules.rules.exact import slopes_of
from targetrules.rules.parts import Construct, own_parts_of

__all__ = ["Determinant", "InfluenceCone"]

Turn = tuple[tree.Number, tree.Number]
"""Two numbers of which it matters which is the greater."""

Determinant = tree.Compare | tree.RankCutoff | Turn | Node
"""What determines an outcome: a comparison (which side is greater), a condition on a place, a turn; the first grade."""

_ZERO: Final = tree.Literal(Decimal(0))


@frozen(slots=True, eq=False)
class InfluenceCone:
    """The part of the dependency graph that lies beneath some nodes in one period, as its edges are in force then."""

    rules: tree.Rules
    period: int
    nodes: Mapping[Node, None]

    @staticmethod
    def of(rules: tree.Rules, period: int, roots: Iterable[Node]) -> InfluenceCone:
        """What is beneath these nodes, themselves included; found once for all who ask in the same period."""
        return rules.once(_reached, period, tuple(roots))

    def has(self, definition: tree.Definition) -> bool:
        """Whether a definition of ``rules.order`` is reached."""
        return node_of(definition) in self.nodes

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The inputs that are reached."""
        return self._named(NodeKind.INPUT)

    @cached_property
    def rankings(self) -> frozenset[str]:
        """The rankings that are reached."""
        return self._named(NodeKind.RANKING)

    @property
    def grading(self) -> tree.Grading | None:
        """How the grade is given, where the grade is reached."""
        return self.rules.grading if GRADE in self.nodes else None

    @property
    def quotas(self) -> tuple[tree.Quota, ...]:
        """Its quotas that are in force."""
        quotas = () if self.grading is None else self.grading.quotas
        return tuple(quota for quota in quotas if self.period in quota.in_force)

    def _named(self, kind: NodeKind) -> frozenset[str]:
        return frozenset(node.name for node in self.nodes if node.kind is kind)

    # ---- what decides ------------------------------------------------------------------------------------------------

    @cached_property
    def constructs(self) -> tuple[Construct, ...]:
        """The conditions and numbers that are evaluated, each once."""
        return tuple(dict.fromkeys(dependencies_of(self.rules).evaluated(self.nodes, self.period)))

    @cached_property
    def compares(self) -> tuple[tree.Compare, ...]:
        """The comparisons of numbers."""
        return tuple(each for each in self.constructs if isinstance(each, tree.Compare))

    @cached_property
    def cutoffs(self) -> tuple[tree.RankCutoff, ...]:
        """The conditions on a place."""
        return tuple(each for each in self.constructs if isinstance(each, tree.RankCutoff))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Those in formulas."""
        return tuple(turn for each in self.constructs if isinstance(each, tree.Number) for turn in _turns(each))

    # ---- other units -------------------------------------------------------------------------------------------------

    @cached_property
    def aggregates(self) -> bool:
        """Whether numbers are computed over groups."""
        return any(node.kind is NodeKind.AGGREGATE for node in self.nodes)

    @property
    def others(self) -> bool:
        """Whether other units matter."""
        return bool(self.rankings) or self.aggregates

    @property
    def others_decide(self) -> bool:
        """Whether what other units are found to be matters, not just their numbers: who is ranked, or in a quota."""
        rankings = [self.rules.rankings[name] for name in self.rankings]
        return any(each.among is not None or each.goes_by_grade for each in rankings) or bool(self.quotas)

    @cached_property
    def of_others(self) -> InfluenceCone:
        """What decides, of what is reached, who is ranked, what is in a quota, and what a group's numbers are of."""
        compared = (node for node in self.nodes if node.kind in (NodeKind.RANKING, NodeKind.AGGREGATE))
        return InfluenceCone.of(self.rules, self.period, (*compared, *([GRADE] if self.quotas else [])))

    @cached_property
    def of_unit(self) -> tuple[Determinant, ...]:
        """What decides of the unit itself."""
        return *self.compares, *self.cutoffs, *self.turns

    @cached_property
    def of_everybody(self) -> tuple[Determinant, ...]:
        """What decides, in the period, what each unit brings into the judgement of others."""
        if not (self.others_decide or self.aggregates):
            return ()
        grade = () if self.of_others.grading is None else (GRADE,)
        return *self.of_others.compares, *self.of_others.cutoffs, *self.turns, *grade


def _reached(rules: tree.Rules, period: int, roots: tuple[Node, ...]) -> InfluenceCone:
    return InfluenceCone(rules, period, dependencies_of(rules).within_period(roots, period))


def _turns(number: tree.Number) -> Iterator[Turn]:  # noqa: C901  one case a kind of number
    """Where ``abs`` turns round, a division or a clamp gives nothing, a scale does, and where another case applies."""
    match number:
        case tree.Absolute():
            yield number.of, _ZERO
        case tree.Arithmetic():
            if number.sign == "/":
                yield number.right, _ZERO
        case tree.Clamp():
            if number.low is not None and number.high is not None:
                yield number.low, number.high
        case tree.Piecewise(of):
            yield from ((of, tree.Literal(at)) for at in _turns_of_scale(number))
        case tree.Cases():
            yield from (pair for case in number.of for pair in _compared(case.when))
        case tree.Literal() | tree.NumberOf() | tree.RankOf() | tree.SizeOf() | tree.Negative() | tree.Fold():
            return
        case tree.Rounded() | tree.IfMissing() | tree.Lag() | tree.RollingAggregate() | tree.Aggregate():
            return
        case tree.Weighted() | tree.FlagCount() | tree.AtEntry() | tree.Cut():
            return
        case _:
            assert_never(number)


def _turns_of_scale(scale: tree.Piecewise) -> Iterator[Decimal]:
    """Where a table of points turns round, and where it gives nothing any more."""
    rises = list(dict.fromkeys(slope > 0 for slope in slopes_of(scale.points) if slope))
    for at, (before, after) in zip(scale.points[1:-1], pairwise(slopes_of(scale.points)), strict=True):
        if len(rises) > 1 and before * after <= 0:
            yield at[0]
    if scale.outside == "missing":
        yield from (scale.points[0][0], scale.points[-1][0])


def _compared(construct: Construct) -> Iterator[Turn]:
    """The numbers that a condition compares in the period that is judged."""
    if isinstance(construct, tree.Compare):
        yield construct.left, construct.right
    for part in own_parts_of(construct):
        yield from _compared(part)
