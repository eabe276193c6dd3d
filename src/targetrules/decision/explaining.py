"""Explanations of rows in whatever form a program has results: judged by rows, or by columns where these are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from targetrules.arguments import a_period, a_unit
from targetrules.decision.reading import is_frame, is_large_frame, refuse_file_options, told_results
from targetrules.explanation.findings import Explanation
from targetrules.period import period_text
from targetrules.results.options import FileOptions, Options
from targetrules.results.table import Table
from targetrules.results.to_history import Reader

if TYPE_CHECKING:
    from targetrules.decision.results import Results
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
    about: Collection[str] | None,
) -> Explanation:
    """The explanation of one unit in one period, see :meth:`targetrules.Policy.explain`."""
    rules, name = reader.rules, options.naming.name_of(a_unit("unit", unit))
    when = period_text(rules.period, a_period("period", period, rules.period))
    if is_large_frame(rows):
        refuse_file_options(file)
        return _of_frame(reader, rows, options).of(name, when, changes, about)
    results = told_results(reader, rows, options, file)
    if results.in_columns and isinstance(results.given, Table) and results.file_options.wide is None:
        return _of_columns(reader, results.given, results).of(name, when, changes, about)
    from targetrules.explanation.why import explain

    return explain(rules, results.history, name, when, changes, results.below, about)


def explained_rows(
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    *,
    positions: Iterable[int] | Iterable[bool] | None,
    changes: Changes,
    about: Collection[str] | None,
) -> Iterator[Explanation]:
    """The explanations of rows, one after the other, see :meth:`targetrules.Policy.explain_rows`."""
    if is_frame(rows):
        refuse_file_options(file)
        return _of_frame(reader, rows, options).at(positions, rows, changes, about)
    from targetrules.explanation.why import explain_rows, rows_asked

    results = told_results(reader, rows, options, file, "reference")
    history = results.history
    rows_meant = rows_asked(positions, len(history.rows))
    return explain_rows(reader.rules, history, rows_meant, changes, results.below, about)


def _of_frame(reader: Reader, rows: Any, options: Options) -> Explained:
    """A dataframe read, to have its rows explained; raises ResultsError with all problems."""
    from targetrules.decision.frames import read_frame

    frame, results = read_frame(reader, rows, options)
    options.tell(results.encoded_results.notes)
    return _of_columns(reader, frame.table, results)


def _of_columns(reader: Reader, table: Table, results: Results) -> Explained:
    """Results that were read as columns, of which only the rows that matter become objects."""
    from targetrules.frames.explain import Explained

    return Explained(reader.rules, table, results.encoded_results, results.options, results.below)
