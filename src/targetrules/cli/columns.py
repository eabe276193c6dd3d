"""Results in columns, judged by the columnar engine (extra ``columnar``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from attrs import frozen

from targetrules.cli.asked import Asked
from targetrules.cli.decision import Decided
from targetrules.cli.progress import Watch
from targetrules.columns.encoded import EncodedTable
from targetrules.columns.table_outcomes import TableOutcomes
from targetrules.engine.choice import column_engine
from targetrules.errors import InternalError
from targetrules.frames.reading.from_table import CodedTable
from targetrules.frames.writing.parquet import parquet_of
from targetrules.frames.writing.text import written
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.report.record import Record
from targetrules.report.written import Form

__all__ = ["ColumnOutcomes", "Columns", "parquet"]


@frozen(slots=True, eq=False)
class ColumnOutcomes:
    """Outcomes of a table."""

    outcomes: TableOutcomes
    units: Any

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def written(self, form: Form, record: Record | None, *, dated: bool) -> Iterator[bytes]:
        """As programs read them."""
        return written(form, self.outcomes, record, dated=dated)


def parquet(decided: Decided) -> bytes:
    """Outcomes as a Parquet file, which is written of columns alone; InternalError for others."""
    if not isinstance(decided, ColumnOutcomes):
        raise InternalError("Parquet is written of columns alone")
    return parquet_of(decided.outcomes, decided.units)


@frozen(slots=True, eq=False)
class Columns:
    """A coded table, and the SHA-256 of the bytes that it was read from."""

    table: CodedTable
    digest: str

    def __len__(self) -> int:
        return len(self.table.coded.periods)

    @property
    def encoded(self) -> EncodedTable:
        """As the engine takes it."""
        return self.table.coded

    def units(self) -> Collection[str]:
        """The units that have results."""
        names = self.table.coded.names
        return [names[unit] for unit in dict.fromkeys(self.table.coded.units.tolist())]

    def periods(self) -> Collection[int]:
        """The periods in which there are results."""
        return set(self.table.coded.periods.tolist())

    def judged(self, policy: Policy, asked: Asked, watch: Watch | None) -> ColumnOutcomes:
        """Judge all of them; of the outcomes keep those that are wanted."""
        outcomes = column_engine().evaluate(policy.rules, self, asked.decided_on, watch)
        periods = [period_text(policy.rules.period, each) for each in self.periods()]
        return ColumnOutcomes(
            outcomes.of(
                asked.unit or None,
                [each for each in periods if str(each) in asked.period] if asked.period else None,
            ),
            self.table.units,
        )
