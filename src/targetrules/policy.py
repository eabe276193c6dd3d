"""A policy in hand: judge results by it, ask why, verify a decision, check what it claims."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Literal, Unpack, overload

from targetrules.arguments import (
    DETAILS,
    FILES,
    READING,
    TELLING,
    a_function,
    a_switch,
    a_unit,
    instance_of,
    takes,
)
from targetrules.data import frozen
from targetrules.decision.outcomes import Outcomes
from targetrules.engine.choice import EngineName, engine_for, known_engine
from targetrules.engine.outcomes import day_of_decision
from targetrules.explaining_policy import ExplainingPolicy

if TYPE_CHECKING:
    from narwhals.typing import IntoFrameT

    from targetrules.decision.results import Results
    from targetrules.decision.verification import SavedOutcomes, Verification
    from targetrules.engine.claims import ClaimCheck
    from targetrules.engine.interface import EngineOutcomes, Watch
    from targetrules.frames.states.state import State
    from targetrules.reading_policy import PlainRows, Rows
    from targetrules.report.example_text import Expects
    from targetrules.report.record import Record
    from targetrules.results.options import FrameKeywords, RowsKeywords

__all__ = ["Policy"]


@frozen
class Policy(ExplainingPolicy):
    """A policy that was read and found right.

    ``rows``, in the methods below, is a file of results (a path or a stream of bytes: CSV, a workbook, JSON, Parquet),
    an iterable of mappings from column to value, a dataframe (pandas, polars, PyArrow), or what :meth:`read` or
    :meth:`history` made of these: one row a unit and period, the columns ``unit``, ``period`` and whatever the policy's
    inputs name.

    Attributes:
        name: What it was loaded by: an id or the name of a file.
        digest: The SHA-256 of its file, in hexadecimal.
        rules: The policy as it is meant: names resolved, dated, ordered.
        written: The policy as it is written, a tree of tables.
        document: The text that it was read from; None where there is none.
        files: The files that it was read from, which no outcomes are written over.
        examples_in: Of each example the text in which it stands, and its number there, from 0.
        origins: Of a policy that extends another, in which text and where each part of the whole stands.
        below: The policies by whose outcomes it judges, by the names of the details.
    """

    # ---- outcomes ----------------------------------------------------------------------------------------------------

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def evaluate(
        self,
        rows: Rows,
        *,
        decided_on: date | None = None,
        engine: EngineName | None = None,
        record: bool = False,
        progress: Watch | None = None,
        **how: Unpack[RowsKeywords],
    ) -> Outcomes:
        """Judge the rows.

        Args:
            rows: The results.
            decided_on: The date of the decision, from which deadlines are counted.
            engine: ``"reference"`` or ``"columnar"``, which find the same; left out, the columnar one judges ten
                thousand rows and more, where the extra ``columnar`` is installed.
            record: Whether the outcomes have a record of what was decided with what: the policy, the results, the
                program, the options. It is written with them, and ``verify`` repeats the decision by it.
            progress: Is called with each period that is done: how many so far, of how many.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            One outcome a row, ordered by period and within a period as the rows came.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: The engine that is asked for, or what reads the file, is not installed.
        """
        day, name = day_of_decision(self.rules, decided_on), known_engine(engine)
        recorded, progress = a_switch("record", record), a_function("progress", progress, "function-of-progress")
        results = self._told(Policy.evaluate, rows, how, name)
        found = engine_for(len(results), name).evaluate(self.rules, results, day, progress)
        return self._outcomes(found, results, day, self._record(results, day) if recorded else None)

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def evaluate_by_period(
        self,
        rows: Rows,
        *,
        decided_on: date | None = None,
        engine: EngineName | None = None,
        **how: Unpack[RowsKeywords],
    ) -> Iterator[Outcomes]:
        """Judge the rows, one period after the other; by the reference engine each when it is asked for.

        Args:
            rows: The results.
            decided_on: The date of the decision, from which deadlines are counted.
            engine: ``"reference"`` or ``"columnar"``, which find the same; left out, the columnar one judges ten
                thousand rows and more, where the extra ``columnar`` is installed.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The outcomes of each period, the earliest first.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: The engine that is asked for, or what reads the file, is not installed.
        """
        day, name = day_of_decision(self.rules, decided_on), known_engine(engine)
        results = self._told(Policy.evaluate_by_period, rows, how, name)
        found = engine_for(len(results), name).by_period(self.rules, results, day)
        return (self._outcomes(period, results, day) for period in found)

    def verify(
        self,
        outcomes: SavedOutcomes | str | PathLike[str] | IO[bytes],
        rows: Rows,
        *,
        state: State | str | PathLike[str] | None = None,
        engine: EngineName | None = None,
        progress: Watch | None = None,
        asked: Mapping[str, Any] | None = None,
        details: Mapping[str, Any] | None = None,
        targets: Any = None,
    ) -> Verification:
        """Repeat a decision that was written with its record, by the options of the record, and compare.

        Args:
            outcomes: The file, or what :func:`targetrules.read_outcomes` read, which can check its signature.
            rows: The results that it was decided of; a file is read as the record says.
            state: The state that a step went on from, or the file in which it was saved. Of a step alone.
            engine: As in :meth:`evaluate`.
            progress: As in :meth:`evaluate`.
            asked: Options that must be recorded so, by the names that they have in a record.
            details: The rows of details by the policy's names for them, of which all were recorded.
            targets: The table of targets beside the results, where one was recorded.

        Returns:
            What is the same and what is not; ``verified`` sums it up.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            OutcomesFileError: The file has no record, or is not as it was written.
            ResultsError: The results cannot be understood as the record says.
            StateError: The state cannot be used, or is another and the step cannot be taken from it.
            MissingExtraError: The engine that is asked for, or what reads a file, is not installed.
            OSError: The file of outcomes cannot be read.
        """
        from targetrules.decision.repeating import Basis, repeated
        from targetrules.decision.request import options_asked
        from targetrules.decision.verification import SavedOutcomes, read_outcomes

        name, progress = known_engine(engine), a_function("progress", progress, "function-of-progress")
        asked = options_asked(asked)
        saved = outcomes if isinstance(outcomes, SavedOutcomes) else read_outcomes(outcomes)
        return repeated(self._reader, self.digest, saved, Basis(rows, state, details, targets), name, progress, asked)

    def _outcomes(
        self, found: EngineOutcomes, results: Results, day: date | None, record: Record | None = None
    ) -> Outcomes:
        return Outcomes(self.rules, found, results.notes, day, record, (*self.files, *results.files), results)

    def _record(self, results: Results, day: date | None) -> Record:
        from targetrules.decision.request import record_of

        return record_of(self.id, self.digest, results, day)

    @overload
    def evaluate_frame(
        self,
        table: IntoFrameT,
        *,
        decided_on: date | None = None,
        record: Literal[False] = False,
        **how: Unpack[FrameKeywords],
    ) -> IntoFrameT: ...

    @overload
    def evaluate_frame(
        self, table: IntoFrameT, *, decided_on: date | None = None, record: Literal[True], **how: Unpack[FrameKeywords]
    ) -> tuple[IntoFrameT, Outcomes]: ...

    @takes(**READING, **DETAILS, **TELLING)
    def evaluate_frame(
        self,
        table: IntoFrameT,
        *,
        decided_on: date | None = None,
        record: bool = False,
        **how: Unpack[FrameKeywords],
    ) -> IntoFrameT | tuple[IntoFrameT, Outcomes]:
        """The outcomes of a dataframe as a dataframe of the same kind, one row for each of its rows, in their order.

        Judged by the columnar engine, which decides as :meth:`evaluate` does.

        Args:
            table: A dataframe of polars (lazy or not), pandas, PyArrow, DuckDB (a relation), or any other that narwhals
                knows; see :doc:`frames`.
            decided_on: The date of the decision, from which deadlines are counted.
            record: Whether the same outcomes are given as :meth:`evaluate` gives them, too, with the record of their
                making: to be written, signed and verified. They are judged once.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The dataframe; with ``record`` the dataframe and the outcomes.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: The extra ``columnar`` is not installed.
        """
        from targetrules.results.options import options_of

        day, recorded = day_of_decision(self.rules, decided_on), a_switch("record", record)
        options = options_of(Policy.evaluate_frame, how, details=True)
        from targetrules.decision.frames import evaluated  # what is missing is told after what is wrong

        given, found, results = evaluated(self._reader, table, options, day)
        return (given, self._outcomes(found, results, day, self._record(results, day))) if recorded else given

    def start(self) -> State:
        """The state before any period, from which :meth:`step` goes on (extra ``columnar``).

        Returns:
            A state without units. MissingExtraError is raised where the extra is not installed.
        """
        from targetrules.frames.states.state import State

        return State.of(self.rules, self.digest)

    @overload
    def step(
        self,
        state: State,
        rows: IntoFrameT,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        record: Literal[False] = False,
        **how: Unpack[FrameKeywords],
    ) -> tuple[IntoFrameT, State]: ...

    @overload
    def step(
        self,
        state: State,
        rows: IntoFrameT,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        record: Literal[True],
        **how: Unpack[FrameKeywords],
    ) -> tuple[IntoFrameT, State, Outcomes]: ...

    @overload
    def step(
        self,
        state: State,
        rows: PlainRows,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        record: Literal[False] = False,
        **how: Unpack[RowsKeywords],
    ) -> tuple[list[dict[str, Any]], State]: ...

    @overload
    def step(
        self,
        state: State,
        rows: PlainRows,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        record: Literal[True],
        **how: Unpack[RowsKeywords],
    ) -> tuple[list[dict[str, Any]], State, Outcomes]: ...

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def step(
        self,
        state: State,
        rows: Any,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        record: bool = False,
        **how: Unpack[RowsKeywords],
    ) -> tuple[Any, State] | tuple[Any, State, Outcomes]:
        """The outcomes of one more period, and the state after it: what all periods up to it would give at once.

        Args:
            state: The state before; it stays as it is.
            rows: All rows of a period later than any that the state has seen; a unit may be new, or have no row.
            decided_on: The date of the decision, from which deadlines are counted.
            strict: Whether the step is refused where periods were left out since the latest, or units have gone or
                come, which is told in notes otherwise.
            record: Whether the same outcomes are given as :meth:`evaluate` gives them, too, with the record of their
                making, a :class:`~targetrules.StepRecord`, which names the state: to be written, signed and verified.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The outcomes and the state after; with ``record`` these and the outcomes with their record. Of a dataframe
            (as in :meth:`evaluate_frame`) the first are a dataframe of the same kind, of other rows a list of mappings
            with the same columns: one for each row, in their order.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood, are not of one later period, or are refused by ``strict``.
            StateError: The state belongs to another policy, if only to one that differs in a comment.
            MissingExtraError: The extra ``columnar`` is not installed.
        """
        from targetrules.decision.frames import stepped
        from targetrules.decision.request import of_step
        from targetrules.frames.states.state import State
        from targetrules.frames.states.step import StepOptions, check_belongs
        from targetrules.results.options import file_options_of

        day, (options, file) = day_of_decision(self.rules, decided_on), file_options_of(Policy.step, how)
        asked, recorded = StepOptions(options, a_switch("strict", strict)), a_switch("record", record)
        check_belongs(instance_of("state", state, State, "state"), self.rules, self.digest)
        given, after, found, results = stepped(self._reader, state, rows, asked, file, day)
        if not recorded:
            return given, after
        return given, after, self._outcomes(found, results, day, of_step(self._record(results, day), state.sha256))

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def check_claims(self, rows: Rows, **how: Unpack[RowsKeywords]) -> list[ClaimCheck]:
        """Hold each claim of the policy against the rows.

        Args:
            rows: The results.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            What was found of each claim, in the order of the file.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: What reads the file is not installed.
        """
        from targetrules.engine.claims import check_claims

        return check_claims(self.rules, self._told(Policy.check_claims, rows, how, "reference").history)

    @takes(**READING, **FILES, **DETAILS, **TELLING)
    def example_text(
        self,
        rows: Rows,
        *,
        unit: str | int | None = None,
        expects: Collection[Expects] = ("grade", "consequences"),
        name: str | Mapping[str, str] | None = None,
        **how: Unpack[RowsKeywords],
    ) -> str:
        """Rows as an ``[[examples]]`` entry: pasted into the policy's file or ``*.examples.toml``, it loads and passes.

        What is missing and what is the default is left out of the rows, and so is the name of a unit that is the only
        one. All rows stand in it: give those that matter.

        Args:
            rows: The results, one row at least.
            unit: The only unit of which something is expected; left out, it is of all.
            expects: What is expected of each row: any of ``"grade"``, ``"consequences"``, ``"measures"`` and
                ``"conditions"`` (named conditions and statuses).
            name: What the example is called, one text or one by language; left out, a plain name.
            how: How the rows are read, and what is done with the notes on them.

        Returns:
            The text, which ends with a line feed.

        Raises:
            ArgumentError: One of the arguments cannot be used, or an example cannot say these rows.
            ResultsError: Rows cannot be understood; ``problems`` has all of them, of each code the first ten thousand.
            MissingExtraError: What reads the file is not installed.
        """
        from targetrules.report.example_text import example_text

        named = None if unit is None else a_unit("unit", unit)
        results = self._told(Policy.example_text, rows, how, "reference")
        below = {of: each.own_history for of, each in results.all_details.items()}
        of_unit = None if named is None else results.naming.name_of(named)
        return example_text(self, results.own_history, details=below, unit=of_unit, expects=expects, name=name)
