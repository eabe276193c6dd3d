"""Temporal conditions in the reference engine: which earlier rows they look at, and what they count there.

Part of the definition, as `reference.py` is. A row knows its row before, and so all of its past.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from itertools import takewhile
from typing import assert_never

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.analysis.calendar import Calendar
from targetrules.truth import all_of, any_of

__all__ = ["TemporalMeaning"]


@frozen(slots=True)
class TemporalMeaning:
    """What a policy says of earlier periods."""

    rules: tree.Rules

    @abstractmethod
    def holds(self, condition: tree.Condition, now: Judged) -> Truth:
        """Whether the condition holds for the unit in the period of ``now``; None: unknown."""

    def temporal(self, temporal: tree.Temporal, now: Judged) -> Truth:
        """The statement as it stood ``ago`` periods ago. What was received is never unknown, only not received."""
        then = now.ago(temporal.ago)
        if then is None:
            return False if isinstance(temporal.of, tree.Receives) and temporal.earlier else None
        return self.statement(temporal, then)

    def statement(self, temporal: tree.Temporal, now: Judged) -> Truth:
        """Unknown also where nobody can say whether counting starts afresh, and it makes a difference."""
        if temporal.since is not None and now.period < temporal.since:
            return False
        truth = self.counted(temporal, now)
        unsure = next(self.unsure_restarts(temporal, now), None)
        return truth if unsure is None or self.counted(temporal, now, unsure.period) is truth else None

    def counted(self, temporal: tree.Temporal, now: Judged, first: int | None = None) -> Truth:
        """The statement, periods before ``first`` left out; an unknown ``restarts`` does not start afresh."""
        counting = temporal.counting
        if counting is None:
            return self.held(temporal, now)
        before = self.counted_before(temporal, now, first)
        return self.truth_of(temporal, counting, self.held_now(temporal, now), before)

    def truth_of(
        self, temporal: tree.Temporal, counting: tree.Consecutive | tree.Times, present: Truth, before: int
    ) -> Truth:
        """What becomes of a count: what is so in this period, and so many periods before."""
        match counting:
            case tree.Consecutive(count):
                return before >= count if temporal.earlier else all_of((present, before >= count - 1))
            case tree.Times(count):
                return any_of((before >= count, all_of((present, before + 1 >= count))))
            case _:
                assert_never(counting)

    def held_now(self, temporal: tree.Temporal, now: Judged) -> Truth:
        """Whether the statement's condition holds in this very period, where that counts."""
        return False if temporal.earlier else self.held(temporal, now)

    def counted_before(self, temporal: tree.Temporal, now: Judged, first: int | None = None) -> int:
        """How many periods before this one are counted: those of the run that ends there, or of the window."""
        if isinstance(temporal.counting, tree.Times):
            return self.count_before(temporal, now, temporal.counting.of_last, first)
        return self.run_before(temporal, now, first)

    def held(self, temporal: tree.Temporal, row: Judged) -> Truth:
        """Whether the statement's condition held in a row."""
        return self.remembered(temporal, "of", temporal.of, row)

    def remembered(self, temporal: tree.Temporal, part: str, condition: tree.Condition, row: Judged) -> Truth:
        """Whether a part of the statement held in a row; statements within statements would ask it without end."""
        key = temporal, part
        if key in row.held:
            return row.held[key]
        found = row.held[key] = self.holds(condition, row)
        return found

    def run_before(self, temporal: tree.Temporal, now: Judged, first: int | None = None) -> int:
        """In how many periods in a row, just before this one, the condition held."""
        run = 0
        for back, row in self.counting_rows(temporal, now, first):
            if back != run + 1 or self.held(temporal, row) is not True:
                break
            run += 1
        return run

    def count_before(self, temporal: tree.Temporal, now: Judged, of_last: int | None, first: int | None = None) -> int:
        """In how many periods before this one, within the last ``of_last``, the condition held."""
        rows = self.counting_rows(temporal, now, first)
        if of_last is not None:
            furthest = of_last if temporal.earlier else of_last - 1
            rows = takewhile(lambda counted: counted[0] <= furthest, rows)
        return sum(self.held(temporal, row) is True for _, row in rows)

    def counting_rows(
        self, temporal: tree.Temporal, now: Judged, first: int | None = None
    ) -> Iterator[tuple[int, Judged]]:
        """The earlier rows that count, latest first, and how far back each stands (gaps passed over if bridged)."""
        passed = 0
        for row in self.rows_from_start(temporal, now):
            if row is now or (temporal.bridge and self.held(temporal, row) is None):
                continue
            if first is not None and row.period < first:
                return
            passed += 1
            yield (passed if temporal.bridge else now.period - row.period), row

    def rows_from_start(self, temporal: tree.Temporal, now: Judged) -> Iterator[Judged]:
        """This row and the earlier ones, latest first, back to where counting starts."""
        yield now
        row = now
        while row.prior is not None and self.restarts(temporal, row) is not True:
            row = row.prior
            if temporal.since is not None and row.period < temporal.since:
                return
            if temporal.resets is not None and self.remembered(temporal, "resets", temporal.resets, row) is True:
                return
            yield row

    def restarts(self, temporal: tree.Temporal, row: Judged) -> Truth:
        """Whether the row is the first that counts: by its period, or by one just before it that has no result."""
        if temporal.restarts is None:
            return False
        truth = self.remembered(temporal, "restarts", temporal.restarts, row)
        if truth is True or row.prior is None or row.prior.period == row.period - 1:
            return truth
        latest = Calendar.of(temporal.restarts, self.rules).latest(row.period)
        return True if latest is not None and latest > row.prior.period else truth

    def unsure_restarts(self, temporal: tree.Temporal, now: Judged) -> Iterator[Judged]:
        """The rows of which nobody can say whether counting starts afresh with them, latest first."""
        if temporal.restarts is not None:
            yield from (row for row in self.rows_from_start(temporal, now) if self.restarts(temporal, row) is None)
