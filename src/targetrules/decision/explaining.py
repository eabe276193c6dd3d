"""Explanations of rows in whatever form a program has results: judged by rows, or by columns where these are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from targetrules.arguments import a_period, a_unit
from targetrules.decision.reading import is_frame, is_large_frame, refuse_file_options, told_results
from targetrules.explanation.findings import Explanation
from targetrules.period import period_text
from targetrules.results.options import FileOptions, Options
from targetrules.results.to_history import Reader

if TYPE_CHECKING:
    from targetrules.explanation.why import Changes
    from targetrules.frames.explain import Explained

__all__ = ["explained", "explained_rows"]


def explained(
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    *,
    unit: str | int,
    period: int | str | date,
    changes: Changes,
) -> Explanation:
    """The explanation of one unit in one period, see :meth:`targetrules.Policy.explain`."""
    rules, name = reader.rules, options.naming.name_of(a_unit("unit", unit))
    when = period_text(rules.period, a_period("period", period, rules.period))
    if is_large_frame(rows):
        refuse_file_options(file)
        return _of_frame(reader, rows, options).of(name, when, changes)
    from targetrules.explanation.why import explain

    results = told_results(reader, rows, options, file, "reference")
    return explain(rules, results.history, name, when, changes, results.below)


def explained_rows(
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    *,
    positions: Iterable[int] | Iterable[bool] | None,
    changes: Changes,
) -> Iterator[Explanation]:
    """The explanations of rows, one after the other, see :meth:`targetrules.Policy.explain_rows`."""
    if is_frame(rows):
        refuse_file_options(file)
        return _of_frame(reader, rows, options).at(positions, rows, changes)
    from targetrules.explanation.why import explain_rows, rows_asked

    results = told_results(reader, rows, options, file, "reference")
    history = results.history
    return explain_rows(reader.rules, history, rows_asked(positions, len(history.rows)), changes, results.below)


def _of_frame(reader: Reader, rows: Any, options: Options) -> Explained:
    """A dataframe read, to have its rows explained; raises ResultsError with all problems."""
    from targetrules.decision.frames import read_frame
    from targetrules.frames.explain import Explained

    frame, results = read_frame(reader, rows, options)
    found = results.encoded_results
    options.tell(found.notes)
    return Explained(reader.rules, frame.table, found, results.options, results.below)
