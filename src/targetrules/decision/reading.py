"""Whatever a program has as results, understood: a file, rows, a dataframe, a history, or results read before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike, fsdecode
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import frozen

from targetrules.arguments import ArgumentError, unlike
from targetrules.decision.results import Results
from targetrules.decision.sources import OfHistory, OfTable, Read, Source
from targetrules.engine.choice import MANY, EngineName, engine_for, judges_columns
from targetrules.history import History
from targetrules.results.options import FileOptions, Options
from targetrules.rules.tree import Rules
from targetrules.source.given import is_stream
from targetrules.wording import Word

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from targetrules.results.sources.read import Source as File

__all__ = ["is_frame", "is_large_frame", "read_results", "refuse_given"]


def read_results(
    rules: Rules, rows: Any, options: Options, file: FileOptions, read: Read, engine: EngineName | None = None
) -> Results:
    """Understand rows in the form that the engine takes which is asked for, or which judges so many.

    Args:
        rules: The policy.
        rows: What the program has.
        options: How rows are to be read.
        file: Where in a file they are.
        read: How the policy understands a table of cells by rows.
        engine: The engine that is asked for.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Something is said of how a file is read, and there is none to be read.
        MissingExtraError: The engine that is asked for is not installed.
    """
    if engine is not None:
        engine_for(0, engine)  # what is not installed is told before anything is read
    if isinstance(rows, Results):
        _refuse(options.of_table + file.given, "arguments.settled")
        if rows.rules is not rules:
            raise unlike("rows", rows, "own-results")
        return rows
    if _is_file(rows):
        return _Files(rules, options, file, read, engine).results(rows)
    refuse_given(file)
    return _results(_source(rules, rows, options, read, engine), rules, options, file, engine)


def is_large_frame(rows: Any, engine: EngineName | None = None) -> TypeGuard[IntoFrame]:
    """Whether this is a dataframe that had better not become Python's rows; of some the size is not known."""
    return judges_columns(_size(rows), engine) and is_frame(rows)


def is_frame(rows: Any) -> TypeGuard[IntoFrame]:
    """Whether this is a dataframe, and what reads it by columns is there."""
    if isinstance(rows, History | Results | Sequence | Iterator) or _is_file(rows) or not judges_columns(MANY):
        return False
    from targetrules.frames import kinds

    return kinds.is_frame(rows)


def _size(rows: Any) -> int:
    """How many rows there are; of some dataframes that is not known."""
    return len(rows) if hasattr(rows, "__len__") else MANY


def refuse_given(file: FileOptions) -> None:
    """Raise ArgumentError where something is said of how a file is read, and there is none."""
    _refuse(file.given, "arguments.of-file")


def _refuse(given: tuple[str, ...], why: str) -> None:
    for name in given:
        raise ArgumentError(name, Word(why))


def _results(
    source: Source,
    rules: Rules,
    options: Options,
    file: FileOptions,
    engine: EngineName | None,
    *,
    path: str | None = None,
    digest: str | None = None,
) -> Results:
    results = Results(rules, source, judges_columns(source.size, engine), options, file, path, digest)
    len(results)  # they are read, and all problems told
    return results


def _source(rules: Rules, rows: Any, options: Options, read: Read, engine: EngineName | None) -> Source:
    if isinstance(rows, History):
        from targetrules.results.given_history import check_typed

        _refuse(options.of_table, "arguments.settled")
        check_typed(rules, rows, "rows")
        return OfHistory(rules, rows)
    if is_large_frame(rows, engine):
        from targetrules.frames.kinds import frame_of

        return OfTable(rules, frame_of(rows).table, options, read)
    from targetrules.results.sources.from_rows import from_rows

    return OfTable(rules, from_rows(rows), options, read)


# ---- files -----------------------------------------------------------------------------------------------------------


def _is_file(rows: Any) -> bool:
    """Whether this is a path, or a stream of bytes."""
    return isinstance(rows, str | PathLike) or is_stream(rows)


@frozen(slots=True)
class _Files:
    """How files are read."""

    rules: Rules
    options: Options
    file: FileOptions
    read: Read
    engine: EngineName | None

    def results(self, path: Any) -> Results:
        from targetrules.results.sources.read import open_source

        opened = open_source(path, format=self.file.input_format)
        name = str(Path(fsdecode(path)).absolute()) if isinstance(path, str | PathLike) else None
        source = self.table(opened)
        return _results(source, self.rules, self.options, self.file, self.engine, path=name, digest=opened.digest)

    def table(self, opened: File) -> OfTable:
        from targetrules.results.sources.read import table_in

        file, is_typed = self.file, opened.kind == "parquet" and self.file.wide is None
        table = table_in(opened, sheet=file.sheet, header_row=file.header_row, encoding=file.encoding)
        return OfTable(self.rules, table, self.options, self.read, file.wide, has_units_given=is_typed)
