"""A dataframe judged, and rows that follow a state: outcomes of the same kind out, and the results that were judged."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from narwhals.typing import IntoFrameT

from targetrules.columns.encoded import encode
from targetrules.decision.reading import is_frame, read_results, refuse_file_options, with_details
from targetrules.decision.results import Results
from targetrules.decision.steps import with_steps_below
from targetrules.decision.targets import targets_beside
from targetrules.engine.choice import column_engine
from targetrules.frames.kinds import Dataframe, frame_of
from targetrules.frames.states.state import State
from targetrules.frames.states.step import StepOptions, known_below, known_units, step_of_frame, step_of_rows
from targetrules.frames.writing.dataframe import given_back
from targetrules.results.arrow.encoded import EncodedResults
from targetrules.results.long.layout import refuse_long
from targetrules.results.options import FileOptions, Options
from targetrules.results.to_history import Reader

if TYPE_CHECKING:
    from targetrules.columns.table_outcomes import TableOutcomes

__all__ = ["evaluated", "read_frame", "stepped"]


def evaluated(
    reader: Reader, table: IntoFrameT, options: Options, decided_on: date | None = None
) -> tuple[IntoFrameT, TableOutcomes, Results]:
    """The outcomes of a dataframe as a dataframe of its kind, the same in columns, and the results that were judged."""
    frame, results = read_frame(reader, table, options)
    encoded = results.encoded_results
    options.tell(encoded.notes)
    found = column_engine().evaluate(reader.rules, encoded, decided_on)
    columns = found.judged.columns_as_given()
    return given_back(reader.rules, frame, encoded, columns, decided_on), found, results


def stepped(
    reader: Reader, state: State, rows: Any, asked: StepOptions, file: FileOptions, decided_on: date | None = None
) -> tuple[Any, State, TableOutcomes, Results]:
    """The outcomes of one more period, the state after it, the same in columns, and the results that were judged."""
    known = known_units(state)
    if is_frame(rows):
        refuse_file_options(file)
        frame, results = read_frame(reader, rows, asked.options, known, known_below(state))
        encoded, below = with_steps_below(results, state, asked)
        return *step_of_frame(reader.rules, state, frame, encoded, decided_on, asked, below), results
    results = read_results(reader, rows, asked.options, file, "reference", known, known_below(state))
    if state.below:
        encoded, below = with_steps_below(results, state, asked)
    else:
        encoded, below = EncodedResults(encode(reader.rules, results.history), results.history.notes), None
    units = (row.unit for row in results.own_history.rows)
    return *step_of_rows(reader.rules, state, units, encoded, decided_on, asked, below), results


def read_frame(
    reader: Reader,
    table: IntoFrameT,
    options: Options,
    known: Container[str] = (),
    known_below: Mapping[str, Container[str]] | None = None,
) -> tuple[Dataframe[IntoFrameT], Results]:
    """A dataframe, and its results, which are read when they are asked for; with details all is read at once."""
    frame = frame_of(table)
    refuse_long(reader.rules, frame.table, options)
    made, digest = frame.table, ""
    if options.targets is not None:
        made, digest = targets_beside(reader.rules, made, options, "columnar", known)
    results = Results(reader, made, in_columns=True, options=options, known=known, targets_digest=digest)
    if options.details is None and not reader.rules.details:
        return frame, results
    return frame, with_details(results, table, options, "columnar", known_below)
