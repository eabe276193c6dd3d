"""Results as rows, judged by the reference engine."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attrs import frozen

from targetrules.cli.asked import Asked
from targetrules.cli.progress import Watch
from targetrules.cli.terminal import encoded
from targetrules.history import History
from targetrules.outcome import Outcome
from targetrules.policy import Policy
from targetrules.report.record import Record
from targetrules.report.written import Form, written

__all__ = ["RowOutcomes", "Rows"]


@frozen(slots=True)
class RowOutcomes:
    """Outcomes, one by one."""

    policy: Policy
    items: tuple[Outcome, ...]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.items)

    def written(self, form: Form, record: Record | None, *, dated: bool) -> Iterator[bytes]:
        """As programs read them."""
        return map(encoded, written(form, self.policy.rules, self.items, record, dated=dated))


@frozen(slots=True)
class Rows:
    """A history, and the SHA-256 of the bytes that it was read from."""

    history: History
    digest: str

    def __len__(self) -> int:
        return len(self.history.rows)

    def units(self) -> Collection[str]:
        """The units that have results."""
        return dict.fromkeys(row.unit for row in self.history.rows)

    def periods(self) -> Collection[int]:
        """The periods in which there are results."""
        return {row.period for row in self.history.rows}

    def judged(self, policy: Policy, asked: Asked, watch: Watch | None) -> RowOutcomes:
        """Judge all of them; of the outcomes keep those that are wanted."""
        items: list[Outcome] = []
        periods = len(self.periods()) if watch else 0
        by_period = policy.evaluate_by_period(self.history, decided_on=asked.decided_on, engine="reference")
        for done, outcomes in enumerate(by_period, 1):
            items.extend(outcome for outcome in outcomes if asked.wants(outcome.unit, outcome.period))
            if watch:
                watch(done, periods)
        return RowOutcomes(policy, tuple(items))
