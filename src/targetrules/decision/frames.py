"""A dataframe judged once, for a dataframe of its kind and for outcomes with their record (extra ``columnar``)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import TYPE_CHECKING

from narwhals.typing import IntoFrameT

from targetrules.decision.results import Results
from targetrules.decision.sources import OfTable, Read
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
    source = OfTable(rules, frame.table, options, read)
    results = Results(rules, source, in_columns=True, options=options, file_options=NO_FILE)
    options.tell(results.notes)
    found = column_engine().evaluate(rules, results, decided_on)
    return given_back(rules, frame, results.coded, found.columns, decided_on), found, results


def results_of(rules: Rules, table: IntoFrameT, options: Options, read: Read, known: Container[str]) -> Results:
    """The results in a dataframe; ``known`` are units of earlier periods."""
    source = OfTable(rules, frame_of(table).table, options, read, known=known)
    return Results(rules, source, in_columns=True, options=options, file_options=NO_FILE)
