"""A random case as the engine judged it, for laws that look inside: its conditions, and each at every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from attrs import field, frozen

from targetrules.drawing.telling import parts_of
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.testing import Case


@frozen
class Judgement:
    """The rows of a case, judged."""

    case: Case
    engine: ReferenceEngine = field(init=False)
    rows: list[Judged] = field(init=False)

    @engine.default
    def _engine(self) -> ReferenceEngine:
        return ReferenceEngine(self.case.policy.rules)

    @rows.default
    def _rows(self) -> list[Judged]:
        return evaluate(self.case.policy.rules, self.case.history)

    @property
    def rules(self) -> tree.Rules:
        return self.case.policy.rules

    def conditions(self) -> list[tree.Condition]:
        """Every condition of the policy, and every condition within one."""
        found = {id(part): part for part in parts_of(self.rules) if isinstance(part, get_args(tree.Condition))}
        return list(found.values())

    def histories(self) -> Iterator[tuple[tree.Condition, list[Judged]]]:
        """Every condition with the rows of every unit, in order of period."""
        units: dict[str, list[Judged]] = {}
        for row in self.rows:
            units.setdefault(row.unit, []).append(row)
        for condition in self.conditions():
            for rows in units.values():
                yield condition, rows

    def each(self) -> Iterator[tuple[tree.Condition, Judged]]:
        """Every condition at every row."""
        for condition, rows in self.histories():
            for row in rows:
                yield condition, row

    def holds(self, condition: tree.Condition, row: Judged) -> Truth:
        return self.engine.holds(condition, row)
