"""Where a temporal condition starts counting afresh, and why: what `resets` and `restarts` saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from targetrules.engine.judged import Judged
from targetrules.engine.reference import Engine
from targetrules.explanation.names import Names
from targetrules.explanation.tree import Finding
from targetrules.explanation.values import Value
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.analysis.calendar import Calendar

__all__ = ["Afresh"]


@frozen(slots=True)
class Afresh:
    """One statement as it stands in the period of ``now``; ``of`` explains what a condition saw in a period."""

    engine: Engine
    names: Names
    of: Callable[[tree.Condition, Judged], Finding]
    over: tree.Temporal
    now: Judged

    def resets(self) -> Iterator[Finding]:
        """The reset after which counting starts; else the latest one of which nobody can say, or that there is none."""
        resets = self.over.resets
        if resets is None:
            return
        rows = list(self.engine.rows_from_start(self.over, self.now))
        last = rows[-1].prior
        if last is not None and self.engine.restarts(self.over, rows[-1]) is not True and self.is_reset(resets, last):
            yield self.seen("history.reset", True, resets, last)  # noqa: FBT003
            return
        unknown = next((row for row in rows[1:] if self.engine.holds(resets, row) is None), None)
        if unknown is None:
            yield Finding("history.reset", False, {"period": self.names.moment(self.now.period)})  # noqa: FBT003
        else:
            yield self.seen("history.reset", None, resets, unknown)

    def is_reset(self, resets: tree.Condition, row: Judged) -> bool:
        """Whether it made counting start afresh; what `since` leaves out has nothing to say."""
        return (self.over.since is None or row.period >= self.over.since) and self.engine.holds(resets, row) is True

    def restarts(self) -> Iterator[Finding]:
        """The restart with which counting starts; where there is none, what was seen in the present period."""
        if self.over.restarts is not None:
            *_, first = self.engine.rows_from_start(self.over, self.now)
            starts = self.engine.restarts(self.over, first) is True
            yield self.restart(self.over.restarts, first if starts else self.now)

    def restart(self, restarts: tree.Condition, row: Judged) -> Finding:
        """Whether counting starts afresh with a row: by itself, or by a period before it that has no result."""
        truth = self.engine.restarts(self.over, row)
        if truth is self.engine.holds(restarts, row):
            return self.seen("history.restart", truth, restarts, row)
        missed = Calendar.of(restarts, self.engine.rules).latest(row.period)
        moments: dict[str, Value] = {"period": self.names.moment(row.period)}
        if missed is not None:
            moments["missed"] = self.names.moment(missed)
        return Finding("history.restart_missed", truth, moments)

    def seen(self, code: str, truth: Truth, condition: tree.Condition, row: Judged) -> Finding:
        """What the condition saw in a row; that all its entries must hold goes without saying."""
        parts = condition.of if isinstance(condition, tree.All) else (condition,)
        moment = self.names.moment(row.period)
        return Finding(code, truth, {"period": moment}, tuple(self.of(part, row) for part in parts))
