"""The reference engine for the sake of one unit: of the others it finds only what they bring into its judgement."""

from __future__ import annotations

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.members import Informed
from targetrules.engine.reference import Engine
from targetrules.explanation.changes.peer_closure import PeerClosure
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import node_of

__all__ = ["Sparing"]


@frozen(slots=True)
class Sparing(Engine):
    """Judges ``unit`` whole. Where the past of others matters, all that is decided of them may matter later."""

    unit: str
    closure: PeerClosure

    def define(self, definition: tree.Definition, cohort: list[Judged]) -> None:
        """Find it for all, or for the unit alone. Numbers are always found: trends look at those of others."""
        spared = not isinstance(definition, tree.Measure) and node_of(definition) not in self.closure.needed
        if spared and not self.closure.pasts:
            cohort = [now for now in cohort if now.unit == self.unit]
        super().define(definition, cohort)

    def set_consequences(self, now: Judged) -> None:
        """What follows for others matters only later, if at all."""
        if self.closure.pasts or now.unit == self.unit:
            super().set_consequences(now)

    def formula(self) -> Informed:
        """Groups may be known as a whole."""
        return Informed()
