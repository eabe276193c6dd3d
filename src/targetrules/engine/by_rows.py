"""Engines that judge row by row behind the interface; the reference engine is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from targetrules.data import frozen
from targetrules.engine.interface import Engine, Rows, Watch
from targetrules.engine.judged import Judged
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.reference import ReferenceEngine
from targetrules.outcome import Outcome, RowOutcomes
from targetrules.rules import tree

__all__ = ["ENGINE", "ByRows"]


@frozen(slots=True)
class ByRows:
    """``meaning`` gives what judges by a policy: the reference engine, or what decides alike."""

    meaning: Callable[[tree.Rules], ReferenceEngine]

    def evaluate(
        self, rules: tree.Rules, rows: Rows, decided_on: date | None = None, watch: Watch | None = None
    ) -> RowOutcomes:
        """See :class:`~targetrules.engine.interface.Engine`."""
        found, done = list[Outcome](), 0
        periods = 0 if watch is None else len({row.period for row in rows.history.rows})
        for outcomes in self._judged(rules, rows, decided_on):
            found += outcomes
            if watch is not None:
                done += 1
                watch(done, periods)
        return RowOutcomes(tuple(found))

    def by_period(self, rules: tree.Rules, rows: Rows, decided_on: date | None = None) -> Iterator[RowOutcomes]:
        """See :class:`~targetrules.engine.interface.Engine`."""
        return (RowOutcomes(tuple(outcomes)) for outcomes in self._judged(rules, rows, decided_on))

    def _judged(self, rules: tree.Rules, rows: Rows, decided_on: date | None) -> Iterator[list[Outcome]]:
        meaning, decisions = self.meaning(rules), rules.once(decisions_of, decided_on)
        formula, judged = meaning.formula(), list[Judged]()
        for cross_section in meaning.cross_sections(rows.history):
            judged += cross_section
            yield [outcome_of(meaning, now, decisions, formula) for now in cross_section]
        for now in judged:
            now.leave()


ENGINE: Final[Engine] = ByRows(ReferenceEngine)
