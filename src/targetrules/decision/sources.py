"""Where results come from, and how each kind is read in the two forms that engines take: by rows, and by columns.

Both forms have the same notes and the same problems.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from attrs import frozen

from targetrules.history import History
from targetrules.results.options import Options
from targetrules.results.table import Table
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.frames.kinds import Frame
    from targetrules.frames.reading.from_table import CodedTable
    from targetrules.frames.reading.reading import Reading

__all__ = ["OfArrow", "OfFrame", "OfHistory", "OfTable", "Read", "Source"]

Read: TypeAlias = Callable[[Table, Options], History]
"""How a policy understands a table of cells by rows."""


class Source(Protocol):
    """Rows that were not understood yet. Both ways to read them raise ResultsError with all problems."""

    @property
    def size(self) -> int:
        """How many rows there are, about."""

    def history(self) -> History:
        """The rows as objects."""

    def coded(self) -> CodedTable:
        """The rows as columns (extra ``columnar``)."""


@frozen(slots=True, eq=False)
class OfHistory:
    """Rows that are understood already."""

    rules: Rules
    rows: History

    @property
    def size(self) -> int:
        """See :class:`Source`."""
        return len(self.rows.rows)

    def history(self) -> History:
        """See :class:`Source`."""
        return self.rows

    def coded(self) -> CodedTable:
        """See :class:`Source`."""
        from targetrules.columns.encoded import encode
        from targetrules.frames.reading.from_table import CodedTable

        return CodedTable(encode(self.rules, self.rows), self.rows.notes)


@frozen(slots=True, eq=False)
class OfTable:
    """A table of cells; ``read`` understands it by rows, and remembers what its header means."""

    rules: Rules
    table: Table
    options: Options
    read: Read
    wide: str | None = None

    @property
    def size(self) -> int:
        """See :class:`Source`."""
        return len(self.table)

    def history(self) -> History:
        """See :class:`Source`."""
        if self.wide is None:
            return self.read(self.table, self.options)
        from targetrules.results.to_history import reading_of

        return reading_of(self.rules, self.table, wide=self.wide, **self.options.reading).history

    def coded(self) -> CodedTable:
        """See :class:`Source`."""
        from targetrules.frames.reading.from_table import coded_table

        return coded_table(self.rules, self.table, wide=self.wide, **self.options.reading)


@frozen(slots=True, eq=False)
class OfArrow:
    """An Arrow table that was read from a file."""

    rules: Rules
    arrow: Any
    file: str
    options: Options
    read: Read

    @property
    def size(self) -> int:
        """See :class:`Source`."""
        return int(self.arrow.num_rows)

    def history(self) -> History:
        """See :class:`Source`."""
        from targetrules.results.sources.from_parquet import table_of_arrow

        return self.read(table_of_arrow(self.arrow, self.file), self.options)

    def coded(self) -> CodedTable:
        """See :class:`Source`."""
        from targetrules.frames.reading.from_table import coded_arrow

        return coded_arrow(self.rules, self.arrow, self.file, **self.options.reading)


@frozen(slots=True, eq=False)
class OfFrame:
    """A dataframe of a kind that narwhals knows."""

    rules: Rules
    frame: Any
    size: int
    options: Options
    read: Read
    known: Any = None
    """The names of units of earlier periods, an Arrow array; None: there are none."""

    @cached_property
    def columns(self) -> Frame:
        """Its columns."""
        from targetrules.frames.kinds import frame_of

        return frame_of(self.frame)

    @cached_property
    def reading(self) -> Reading:
        """What the columns hold."""
        from targetrules.frames.reading.reading import read_frame

        return read_frame(self.rules, self.columns, self.options, known=self.known)

    def history(self) -> History:
        """See :class:`Source`."""
        import numpy as np

        from targetrules.frames.cells import table_of

        rows = self.reading.rows
        return self.read(table_of(self.columns, np.arange(self.columns.size) if rows is None else rows), self.options)

    def coded(self) -> CodedTable:
        """See :class:`Source`."""
        from targetrules.frames.reading.from_table import CodedTable

        return CodedTable(self.reading.coded, self.reading.notes)
