"""Results that a policy understood, to be judged by any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from os import PathLike
from typing import IO, TYPE_CHECKING, Any

from attrs import frozen

from targetrules.decision.sources import OfHistory, Source
from targetrules.history import History
from targetrules.period import period_text
from targetrules.results.options import FileOptions, Options
from targetrules.rules.tree import Rules
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.columns.encoded import EncodedTable
    from targetrules.frames.reading.encoded import EncodedResults

__all__ = ["Results"]


@frozen(slots=True, eq=False, repr=False)
class Results:
    """Results that a policy understood: typed and exact, one row a unit and period. ``Policy.read`` gives them.

    Attributes:
        rules: The policy.
        source: What they were read from.
        in_columns: Whether they were read as columns; they are read in the other form where an engine asks for it.
        options: How they were read.
        file_options: Where in a file they stood.
        file: The file that they were read from; None for a stream, for rows and for a dataframe.
        file_digest: The SHA-256 of its bytes, in hexadecimal; None where there is no file.
    """

    rules: Rules
    source: Source
    in_columns: bool
    options: Options
    file_options: FileOptions
    file: str | None = None
    file_digest: str | None = None

    def __repr__(self) -> str:
        return f"Results(policy={self.rules.id!r}, rows={len(self)}, file={self.file!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process as objects."""
        source = OfHistory(self.rules, self.history)
        return Results, (self.rules, source, False, self.options, self.file_options, self.file, self.file_digest)

    def __len__(self) -> int:
        return len(self.encoded.periods) if self.in_columns else len(self.history.rows)

    @property
    def notes(self) -> tuple[Word, ...]:
        """What was passed over; whoever judges the results tells it."""
        return self.coded.notes if self.in_columns else self.history.notes

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have results, in the order in which they come."""
        if not self.in_columns:
            return tuple(dict.fromkeys(row.unit for row in self.history.rows))
        return tuple(self.encoded.names[unit] for unit in dict.fromkeys(self.encoded.units.tolist()))

    @property
    def periods(self) -> tuple[int | str, ...]:
        """The periods in which there are results, the earliest first, as outcomes print them."""
        periods = self.encoded.periods.tolist() if self.in_columns else (row.period for row in self.history.rows)
        return tuple(period_text(self.rules.period, each) for each in sorted(set(periods)))

    @property
    def digest(self) -> str:
        """The SHA-256 by which a record knows them: of the file's bytes, else of what :meth:`write` writes."""
        return self._own_digest if self.file_digest is None else self.file_digest

    # ---- as engines take them ----------------------------------------------------------------------------------------

    @cached_property
    def history(self) -> History:
        """As objects."""
        return self.source.history()

    @cached_property
    def coded(self) -> EncodedResults:
        """As columns, with what was told of them and the units as they were given (extra ``columnar``)."""
        return self.source.coded()

    @property
    def encoded(self) -> EncodedTable:
        """As columns."""
        return self.coded.encoded

    @property
    def has_units_given(self) -> bool:
        """Whether there is a column of units that is kept as it was given: that of a Parquet file."""
        return self.source.has_units_given

    def units_given(self, names: Sequence[str] | None = None) -> Any:
        """The column of units as a Parquet file has it.

        Args:
            names: The names of units, of each of which one row is wanted; left out, all rows.

        Returns:
            An Arrow array; None where the results are not from a Parquet file.
        """
        units = self.source.units_given(self.coded) if self.has_units_given else None
        if units is None or names is None:
            return units
        first = {self.encoded.names[unit]: at for at, unit in reversed([*enumerate(self.encoded.units.tolist())])}
        return units.take([first[name] for name in names])

    # ---- as a file ---------------------------------------------------------------------------------------------------

    def write(self, to: str | PathLike[str] | IO[bytes]) -> None:
        """Write them as CSV that this policy reads back as the same results, with names as they were understood.

        Of results that had no file this is the file by whose SHA-256 a record knows them, so that ``verify`` takes it.

        Args:
            to: A path, or a stream of bytes. A file that is there is replaced as a whole, or stays as it is.

        Raises:
            ArgumentError: It is neither; or it is the file that they were read from.
            OSError: It cannot be written.
        """
        from targetrules.decision.files import write_to

        write_to(to, self._parts(), () if self.file is None else (self.file,))

    @cached_property
    def _own_digest(self) -> str:
        digest = hashlib.sha256()
        for part in self._parts():
            digest.update(part)
        return digest.hexdigest()

    def _parts(self) -> Iterator[bytes]:
        """The same bytes, whether they are written by columns or by rows."""
        if self.in_columns:
            from targetrules.frames.writing.results import results_parts

            return results_parts(self.rules, self.encoded)
        from targetrules.report.results_csv import results_lines

        return (line.encode(errors="backslashreplace") for line in results_lines(self.rules, self.history))
