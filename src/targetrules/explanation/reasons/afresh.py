"""Where a temporal condition starts counting afresh, and why: what `resets` and `restarts` saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.temporal_evidence import Restart, reset_before, restart_before
from targetrules.explanation.findings import Finding
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["Afresh"]


@define(slots=True)
class Afresh:
    """One statement as it stands in the period of ``now``; ``of`` explains what a condition saw in a period."""

    engine: ReferenceEngine
    names: SymbolTable
    of: Callable[[tree.Condition, Judged], Finding]
    over: tree.Temporal
    now: Judged

    def resets(self) -> Iterator[Finding]:
        """The reset after which counting starts; else the latest one of which nobody can say, or that there is none."""
        if self.over.resets is not None:
            truth, row = reset_before(self.engine, self.over, self.now)
            yield self.seen("history.reset", truth, None if truth is False else self.over.resets, row)

    def restarts(self) -> Iterator[Finding]:
        """The restart with which counting starts; where there is none, what was seen in the present period."""
        if self.over.restarts is not None:
            yield self.restart(self.over.restarts, restart_before(self.engine, self.over, self.now))

    def restart(self, restarts: tree.Condition, found: Restart) -> Finding:
        """Whether counting starts afresh with a row: by itself, or by a period before it that has no result."""
        if found.missed is None:
            return self.seen("history.restart", found.truth, restarts, found.row)
        period, missed = self.names.moment(found.row.period), self.names.moment(found.missed)
        return Finding("history.restart_missed", found.truth, {"period": period, "missed": missed})

    def seen(self, code: str, truth: Truth, condition: tree.Condition | None, row: Judged) -> Finding:
        """What a condition saw in a row, where it saw anything; that all its entries must hold goes without saying."""
        parts = condition.of if isinstance(condition, tree.All) else () if condition is None else (condition,)
        moment = self.names.moment(row.period)
        facts = () if condition is None or row is self.now else decided_otherwise(row, self.names)
        return Finding(code, truth, {"period": moment}, tuple(self.of(part, row) for part in parts), facts)
