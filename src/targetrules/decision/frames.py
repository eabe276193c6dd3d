"""A dataframe judged once, for a dataframe of its kind and for outcomes with their record (extra ``columnar``)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from narwhals.typing import IntoFrameT

from targetrules.decision.results import Results
from targetrules.decision.sources import OfFrame, Read
from targetrules.engine.choice import column_engine
from targetrules.frames.evaluate import given_back
from targetrules.frames.kinds import frame_of
from targetrules.results.options import NO_FILE, Options
from targetrules.rules.tree import Rules

if TYPE_CHECKING:
    from targetrules.columns.table_outcomes import TableOutcomes

__all__ = ["judged_twofold", "results_of"]


def judged_twofold(
    rules: Rules, table: IntoFrameT, options: Options, read: Read, decided_on: date | None = None
) -> tuple[IntoFrameT, TableOutcomes, Results]:
    """The outcomes of a dataframe as a dataframe of its kind, the same in columns, and the results that were judged."""
    frame = frame_of(table)
    source = OfFrame(rules, table, frame.size, options, read)
    options.tell(source.reading.notes)
    results = Results(rules, source, in_columns=True, options=options, file_options=NO_FILE)
    found = column_engine().evaluate(rules, results, decided_on)
    return given_back(rules, frame, source.reading, found.columns, decided_on), found, results


def results_of(rules: Rules, table: IntoFrameT, options: Options, read: Read, known: Any) -> Results:
    """The results in a dataframe; ``known`` are names of units of earlier periods, an Arrow array."""
    source = OfFrame(rules, table, frame_of(table).size, options, read, known)
    return Results(rules, source, in_columns=True, options=options, file_options=NO_FILE)
