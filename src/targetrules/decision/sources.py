"""Where results come from, and how each kind is read in the two forms that engines take: by rows, and by columns.

Both forms have the same notes and the same problems.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from attrs import frozen

from targetrules.history import History
from targetrules.results.options import Options
from targetrules.results.table import Table
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.frames.reading.encoded import EncodedResults

__all__ = ["OfHistory", "OfTable", "Read", "Source"]

Read: TypeAlias = Callable[[Table, Options], History]
"""How a policy understands a table of cells by rows."""


class Source(Protocol):
    """Rows that were not understood yet. Both ways to read them raise ResultsError with all problems."""

    @property
    def size(self) -> int:
        """How many rows there are, about."""

    def history(self) -> History:
        """The rows as objects."""

    def coded(self) -> EncodedResults:
        """The rows as columns (extra ``columnar``)."""

    @property
    def has_units_given(self) -> bool:
        """Whether a file of outcomes is to have the units as they were given, each of the type of their column."""

    def units_given(self, results: EncodedResults, /) -> Any:
        """The units of these rows as they were given, an Arrow array; None where other names are meant by them."""


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

    def coded(self) -> EncodedResults:
        """See :class:`Source`."""
        from targetrules.columns.encoded import encode
        from targetrules.frames.reading.encoded import EncodedResults

        return EncodedResults(encode(self.rules, self.rows), self.rows.notes)

    @property
    def has_units_given(self) -> bool:
        """See :class:`Source`."""
        return False

    def units_given(self, _: EncodedResults) -> None:
        """See :class:`Source`."""


@frozen(slots=True, eq=False)
class OfTable:
    """A table of any kind of file, of a dataframe or of other rows.

    ``read`` understands it by rows, and remembers what its header means; ``known`` are units of earlier periods.
    """

    rules: Rules
    table: Table
    options: Options
    read: Read
    wide: str | None = None
    known: Container[str] = ()
    has_units_given: bool = False

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

    def coded(self) -> EncodedResults:
        """See :class:`Source`."""
        from targetrules.frames.reading.encoded import read_encoded

        return read_encoded(self.rules, self.table, self.options, wide=self.wide, known=self.known)

    def units_given(self, results: EncodedResults) -> Any:
        """See :class:`Source`."""
        if self.options.naming.same:
            return None
        from targetrules.frames.column import without_views
        from targetrules.results.sources.arrow_cells import ArrowCells

        cells = self.table.cells[results.unit_column]
        units = without_views(cells.values) if isinstance(cells, ArrowCells) else None
        return units if units is None or results.rows is None else units.take(results.rows)
