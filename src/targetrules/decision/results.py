"""Results that a policy understood, to be judged by any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from os import PathLike
from typing import IO, TYPE_CHECKING, Any

from attrs import evolve, field

from targetrules.data import frozen
from targetrules.history import History, Row, by_unit
from targetrules.period import period_text
from targetrules.results.as_file import check_present, check_size, check_texts, plain_texts
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.options import NO_FILE, FileOptions, Options
from targetrules.results.table import Table
from targetrules.results.to_history import Reader
from targetrules.rules.tree import Rules
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.columns.encoded import EncodedTable
    from targetrules.engine.judged import Judged
    from targetrules.explanation.below import Below
    from targetrules.results.arrow.encoded import EncodedResults

__all__ = ["Results"]


@frozen(slots=True, eq=False, repr=False)
class Results:
    """Results that a policy understood: typed and exact, one row a unit and period. ``Policy.read`` gives them.

    They are read as objects or as columns, when an engine asks for these. Both forms have the same notes and the same
    problems.

    Attributes:
        reader: What the policy reads tables by.
        given: What they are read from: a table of any kind of file or of rows; or rows that are understood already.
        in_columns: Whether they were read as columns first.
        options: How they are read.
        file_options: Where in a file they stand.
        file: The file that they were read from; None for a stream, for rows and for a dataframe.
        file_digest: The SHA-256 of its bytes, in hexadecimal; None where there is no file.
        has_units_given: Whether a file of outcomes is to have the units as they were given, each of the type of their
            column: that of a Parquet file, unless it has texts.
        known: Units of earlier periods.
        details: The rows of details, by the name that the policy has for them; of a lower policy its results.
        targets_digest: The SHA-256 of the table of targets beside them, in hexadecimal; empty where there was none.
        remarks: What is noted of how many of them the rows have, and of results that count for nothing above.
    """

    reader: Reader
    given: Table | History
    in_columns: bool
    options: Options
    file_options: FileOptions = NO_FILE
    file: str | None = None
    file_digest: str | None = None
    has_units_given: bool = False
    known: Container[str] = ()
    details: Mapping[str, Results] = field(factory=dict)
    targets_digest: str = ""
    remarks: tuple[Word, ...] = ()

    @property
    def all_details(self) -> Mapping[str, Results]:
        """The tables of details, by the names that :attr:`~targetrules.rules.tree.Rules.all_details` has for them."""
        found: dict[str, Results] = {}
        for name, each in self.details.items():
            found |= {name: each, **{f"{name}.{further}": more for further, more in each.all_details.items()}}
        return found

    @property
    def rules(self) -> Rules:
        """The policy."""
        return self.reader.rules

    def __repr__(self) -> str:
        return f"Results(policy={self.rules.id!r}, rows={len(self)}, file={self.file!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """How they are pickled: as objects."""
        given = Reader(self.rules), self.own_history, False, self.options, self.file_options
        more = self.details, self.targets_digest, self.remarks
        return Results, (*given, self.file, self.file_digest, False, (), *more)

    def __len__(self) -> int:
        return len(self.own_encoded.encoded.periods) if self.in_columns else len(self.own_history.rows)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were read: theirs, and those of details."""
        read = (each.file for each in (self, *self.all_details.values()))
        return tuple(file for file in read if file is not None)

    @property
    def notes(self) -> tuple[Word, ...]:
        """What was passed over; whoever judges the results tells it."""
        own = self.own_encoded.notes if self.in_columns else self.own_history.notes
        if not self.details:
            return own
        from targetrules.decision.notes_of_details import notes_of_all

        return (*notes_of_all(own, {name: each.notes for name, each in self.details.items()}), *self.remarks)

    @property
    def naming(self) -> Naming:
        """What was said of their names; of a history, whose names are all meant, what is to be said of them."""
        if not isinstance(self.given, History) or self.options.naming != AS_WRITTEN:
            return self.options.naming
        from targetrules.results.given_history import naming_of

        return naming_of(self.rules, self.given)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have results, in the order in which they come."""
        if not self.in_columns:
            return tuple(dict.fromkeys(row.unit for row in self.own_history.rows))
        encoded = self.own_encoded.encoded
        return tuple(encoded.names[unit] for unit in dict.fromkeys(encoded.units.tolist()))

    @property
    def periods(self) -> tuple[int | str, ...]:
        """The periods in which there are results, the earliest first, as outcomes print them."""
        periods = (
            self.own_encoded.encoded.periods.tolist()
            if self.in_columns
            else (row.period for row in self.own_history.rows)
        )
        return tuple(period_text(self.rules.period, each) for each in sorted(set(periods)))

    @property
    def digest(self) -> str:
        """The SHA-256 by which a record knows them: of the file's bytes, else of what :meth:`write` writes."""
        return self._own_digest if self.file_digest is None else self.file_digest

    # ---- as engines take them ----------------------------------------------------------------------------------------

    @cached_property
    def history(self) -> History:
        """The results as objects, with what the policy makes of details."""
        if not self.details:
            return self.own_history
        from targetrules.engine.details import with_aggregates

        return evolve(with_aggregates(self.rules, self.own_history, self.rows_below), notes=self.notes)

    @cached_property
    def rows_below(self) -> Mapping[str, History]:
        """The rows of all details, as what is made of them rests on: of another policy those are its outcomes."""
        return {name: self._outcomes.get(name, each.history) for name, each in self.details.items()}

    @cached_property
    def _outcomes(self) -> Mapping[str, History]:
        """The rows of those details that are outcomes of another policy."""
        from targetrules.engine.outcomes_below import outcome_rows

        known = ((self.rules.details[name], each) for name, each in self.details.items())
        return {
            of.name: outcome_rows(of, of.policy, each.history, self._judged[of.name])
            for of, each in known
            if of.policy is not None
        }

    @cached_property
    def _judged(self) -> Mapping[str, Sequence[Judged]]:
        """The results of lower policies as these judged them, by the names of the details."""
        from targetrules.engine.reference import evaluate

        known = ((self.rules.details[name].policy, each) for name, each in self.details.items())
        return {
            name: evaluate(policy.rules, each.history)
            for (policy, each), name in zip(known, self.details, strict=True)
            if policy is not None
        }

    @cached_property
    def below(self) -> Below:
        """What is below units, for explanations: rows of details, and what lower policies decided.

        Whoever asks for it is told by a ResultsError that some of the details cannot be read.
        """
        from targetrules.explanation.below import Below, JudgedBelow

        policies = ((name, each, self.rules.details[name].policy) for name, each in self.details.items())
        lower = {
            name: JudgedBelow(policy, partial(self._lower, name), each.below)
            for name, each, policy in policies
            if policy is not None
        }
        return Below(self._rows_below, lower)

    def _lower(self, name: str) -> tuple[History, Sequence[Judged]]:
        """The results of a lower policy, and how it judged them."""
        return self.details[name].history, self._judged[name]

    def _rows_below(self, unit: str, period: int) -> Mapping[str, Sequence[Row]]:
        """The rows of a unit in a period as they were read, or as they were decided, by the names of the details."""
        return {
            name: self._outcomes_by_unit[name].get((unit, period), ())
            if name in self._outcomes
            else each._rows_of(unit, period)  # noqa: SLF001  its own class
            for name, each in self.details.items()
        }

    @cached_property
    def _outcomes_by_unit(self) -> Mapping[str, Mapping[tuple[str, int], Sequence[Row]]]:
        return {name: by_unit(history) for name, history in self._outcomes.items()}

    def _rows_of(self, unit: str, period: int) -> Sequence[Row]:
        """Its rows of a unit in a period; of very many only these become objects."""
        if self.in_columns and isinstance(self.given, Table):
            from targetrules.results.arrow.encoded import history_at

            of_unit = self.own_encoded.encoded.rows_of(unit, period)
            return history_at(self.reader, self.given, self.options, self.own_encoded, of_unit).rows
        return self._by_unit.get((unit, period), ())

    @cached_property
    def _by_unit(self) -> Mapping[tuple[str, int], Sequence[Row]]:
        return by_unit(self.own_history)

    @cached_property
    def encoded_results(self) -> EncodedResults:
        """The results as columns, with what was passed over in them (extra ``columnar``)."""
        if not self.details:
            return self.own_encoded
        from targetrules.engine.choice import column_engine

        own, engine = self.own_encoded, column_engine()
        below = {
            name: engine.outcome_rows(self.rules.details[name], each.encoded, own.encoded)
            for name, each in self.details.items()
        }
        encoded = engine.with_aggregates(self.rules, own.encoded, below)
        return evolve(own, encoded=encoded, notes=self.notes)

    @cached_property
    def own_history(self) -> History:
        """The results as objects, without what comes from elsewhere."""
        if isinstance(self.given, History):
            return self.given
        wide = self.file_options.wide
        return self.reader.history_of(self.given, self.options, wide=wide, known=self.known)

    @cached_property
    def own_encoded(self) -> EncodedResults:
        """The results as columns, without what comes from elsewhere."""
        from targetrules.results.arrow.encoded import EncodedResults, read_encoded

        if isinstance(self.given, History):
            from targetrules.columns.encoded import encode

            return EncodedResults(encode(self.rules, self.given, whole=not self.details), self.given.notes)
        wide = self.file_options.wide
        return read_encoded(self.rules, self.given, self.options, wide=wide, known=self.known)

    @property
    def encoded(self) -> EncodedTable:
        """The results as columns, as an engine takes them."""
        return self.encoded_results.encoded

    def units_given(self, names: Sequence[str] | None = None) -> Any:
        """The column of units as a Parquet file has it, where these are no texts: of texts several may be one name.

        Args:
            names: The names of units, of each of which one row is wanted; left out, all rows.

        Returns:
            An Arrow array; None where the results are not from a Parquet file with such units, or other names are meant
            by them.
        """
        units = self._column_of_units() if self.has_units_given and not self.options.naming.same else None
        if units is None or names is None:
            return units
        first = {self.encoded.names[unit]: at for at, unit in reversed([*enumerate(self.encoded.units.tolist())])}
        return units.take([first[name] for name in names])

    def _column_of_units(self) -> Any:
        """That of the rows that are results; None where it is not Arrow's, or of texts."""
        from targetrules.results.arrow.column import in_order, is_text, without_views
        from targetrules.results.sources.arrow_cells import ArrowCells

        found = self.encoded_results
        cells = self.given.cells[found.unit_column] if isinstance(self.given, Table) else None
        units = without_views(cells.values) if isinstance(cells, ArrowCells) else None
        if units is None or is_text(units.type):
            return None
        return units if found.rows is None else in_order(units, found.rows)

    def notes_beside(self, keep: str | Iterable[str]) -> tuple[Word, ...]:
        """The notes, where columns pass through to a workbook, which is checked before anything is judged.

        Args:
            keep: The columns, as :meth:`Outcomes.write` takes them.

        Returns:
            The notes on what was read, without those columns among the ones that nobody reads.

        Raises:
            ArgumentError: There is no such column, or several.
        """
        from targetrules.decision.kept import names_of_kept, notes_beside_kept, positions_of_kept

        names = names_of_kept(keep)
        return notes_beside_kept(self.notes, positions_of_kept(self, names).values()) if names else self.notes

    # ---- as a file ---------------------------------------------------------------------------------------------------

    def write(self, to: str | PathLike[str] | IO[bytes]) -> None:
        """Write them as CSV that this policy reads back as the same results, with names as they were understood.

        Of results that had no file this is the file by whose SHA-256 a record knows them, so that ``verify`` takes it.

        Args:
            to: A path, or a stream of bytes. A file that is there is replaced as a whole, or stays as it is.

        Raises:
            ArgumentError: It is neither; or it is the file that they were read from; or the file would be larger than
                any that is read.
            OSError: It cannot be written.
        """
        from targetrules.decision.files import limited, write_to
        from targetrules.results.sources.read import LARGEST_FILE

        check_size(self.rules, len(self))
        write_to(to, limited(self._parts(), LARGEST_FILE), () if self.file is None else (self.file,))

    @cached_property
    def _own_digest(self) -> str:
        digest = hashlib.sha256()
        for part in self._parts():
            digest.update(part)
        return digest.hexdigest()

    def _texts(self, name: str) -> Iterable[object]:
        """The different texts of an input."""
        if not self.in_columns:
            return {row.values[name] for row in self.history.rows}
        words: Iterable[object] | None = getattr(self.encoded.inputs[name], "words", None)
        return () if words is None else words

    def _parts(self) -> Iterator[bytes]:
        """The same bytes, whether they are written by columns or by rows."""
        for name in plain_texts(self.rules):
            check_texts(name, self._texts(name))
        if isinstance(self.given, History):
            check_present(self.rules, self.given)
        if self.in_columns:
            from targetrules.frames.writing.results import results_parts

            return results_parts(self.rules, self.encoded)
        from targetrules.report.results_csv import results_lines

        return (line.encode(errors="backslashreplace") for line in results_lines(self.rules, self.history))
