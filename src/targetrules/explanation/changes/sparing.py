"""The reference engine for the sake of one unit: of the others it finds only what they bring into its judgement."""

from __future__ import annotations

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import GroupFormula
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import Engine
from targetrules.explanation.changes.peer_closure import PeerClosure
from targetrules.explanation.changes.reach import Decided, sign
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Node, node_of

__all__ = ["Sparing"]


@frozen(slots=True)
class Sparing(Engine):
    """Judges ``unit`` whole. Where the past of others matters, all that is decided of them may matter later."""

    unit: str
    closure: PeerClosure

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        """Find it for all, or for the unit alone. Numbers are always found: trends look at those of others."""
        spared = not isinstance(definition, tree.Measure) and node_of(definition) not in self.closure.needed
        if spared and not self.closure.pasts:
            cross_section = [now for now in cross_section if now.unit == self.unit]
        super().define(definition, cross_section)

    def set_consequences(self, now: Judged) -> None:
        """What follows for others matters only later, if at all."""
        if self.closure.pasts or now.unit == self.unit:
            super().set_consequences(now)

    def decided(self, what: Decided, now: Judged, formula: Formula) -> object:
        """How it came out of a unit: which number is greater, whether it has a place, the grade that it first has."""
        match what:
            case tree.Compare():
                return sign(now.leaf(what.left), now.leaf(what.right))
            case tree.RankCutoff():
                return self.place(what, now)
            case Node():
                return now.first_grade
            case left, right:
                return sign(formula.number(left, now), formula.number(right, now))

    def formula(self) -> GroupFormula:
        """Groups may be known as a whole."""
        return GroupFormula()
