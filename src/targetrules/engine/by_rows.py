"""The reference engine behind the interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from targetrules.engine.interface import Engine, Rows, Watch
from targetrules.engine.numbers import Formula
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import Engine as Reference
from targetrules.engine.reference import cross_sections
from targetrules.outcome import RowOutcomes
from targetrules.rules import tree

__all__ = ["ENGINE"]


class _ByRows:
    def evaluate(
        self, rules: tree.Rules, rows: Rows, decided_on: date | None = None, watch: Watch | None = None
    ) -> RowOutcomes:
        periods, found = len({row.period for row in rows.history.rows}), list[RowOutcomes]()
        for outcomes in self.by_period(rules, rows, decided_on):
            found.append(outcomes)
            if watch is not None:
                watch(len(found), periods)
        return RowOutcomes(tuple(chain.from_iterable(found)))

    def by_period(self, rules: tree.Rules, rows: Rows, decided_on: date | None = None) -> Iterator[RowOutcomes]:
        reference, decisions, formula = Reference(rules), decisions_of(rules, decided_on), Formula()
        for cross_section in cross_sections(rules, rows.history):
            yield RowOutcomes(tuple([outcome_of(reference, now, decisions, formula) for now in cross_section]))


ENGINE: Final[Engine] = _ByRows()
