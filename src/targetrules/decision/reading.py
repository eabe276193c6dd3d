"""Whatever a program has as results, understood: a file, rows, a dataframe, a history, or results read before."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from os import PathLike, fsdecode
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from attrs import evolve

from targetrules.arguments import ArgumentError, unlike
from targetrules.decision.results import Results
from targetrules.engine.choice import MANY, EngineName, engine_for, judges_columns
from targetrules.history import History
from targetrules.results.detail_rows import file_of, options_of_details
from targetrules.results.options import AS_USUAL, NO_FILE, FileOptions, Options, file_options_of
from targetrules.results.plan import AS_IT_STANDS
from targetrules.results.problem import ResultsError
from targetrules.results.sources.workbook_kind import WORKBOOKS
from targetrules.results.table import Table
from targetrules.results.to_history import Reader
from targetrules.rules.succession import FORGOTTEN
from targetrules.source.given import is_stream
from targetrules.wording import Word

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from targetrules.decision.request import Request
    from targetrules.results.sources.read import OpenedFile

__all__ = [
    "is_frame",
    "is_large_frame",
    "read_again",
    "read_apart",
    "read_results",
    "refuse_file_options",
    "told_results",
    "with_details",
]


def read_results(
    reader: Reader,
    rows: Any,
    options: Options = AS_USUAL,
    file: FileOptions = NO_FILE,
    engine: EngineName | None = None,
    known: Container[str] = (),
    known_below: Mapping[str, Container[str]] | None = None,
) -> Results:
    """Understand rows in the form that the engine takes which is asked for, or which judges so many.

    Args:
        reader: What the policy reads tables by.
        rows: What the program has.
        options: How rows are to be read.
        file: Where in a file they are.
        engine: The engine that is asked for.
        known: Units of earlier periods.
        known_below: Those of lower policies, by the names that all tables of details have.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Something is said of how a file is read, and there is none to be read.
        MissingExtraError: The engine that is asked for is not installed.
    """
    if engine is not None:
        engine_for(0, engine)  # what is not installed is told before anything is read
    has_details = options.details is not None or bool(reader.rules.details)
    is_plain = options.targets is None and not has_details and not _are_files(rows)
    if type(rows) is list and known == () and is_plain and not judges_columns(len(rows), engine):
        refuse_file_options(file)
        return Results(reader, reader.history_of_rows(rows, options), in_columns=False, options=options)
    if isinstance(rows, Results):
        _refuse(options.of_table + options.beside + file.given, "arguments.settled")
        if rows.rules is not reader.rules:
            raise unlike("rows", rows, "own-results")
        return rows
    results = _opened(reader, rows, options, file, engine, known)
    if has_details:
        return with_details(results, rows, options, engine, known_below)
    len(results)  # they are read, and all problems told
    return results


def with_details(
    results: Results,
    rows: Any,
    options: Options,
    engine: EngineName | None = None,
    known: Mapping[str, Container[str]] | None = None,
) -> Results:
    """Results that are not read yet, with their details: all of them are read, and all problems told.

    ``known`` are units of earlier periods of lower policies, by the names that all tables of details have; those of a
    policy that does not look back are kept by nobody.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Details are missing, or are none of the policy's.
    """
    from targetrules.decision.details import NO_ROWS, of_details, read_whole, tables_of

    tables, plain = tables_of(results.rules, rows, options), evolve(options, details=None)
    below = {}
    for name, (rules, table) in tables.items():
        how = AS_USUAL if table.rows is NO_ROWS else options_of_details(table, plain)
        try:
            units = () if known is None else known.get(name, FORGOTTEN)
            below[name] = _details_opened(name, Reader(rules), table.rows, how, file_of(table), engine, units)
        except ResultsError as error:
            raise of_details(error, name) from None
    return read_whole(_with_below(evolve(results, options=plain), below, ""))


def read_apart(
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    known: Container[str],
    details: Mapping[str, Any],
    name: str | None = None,
) -> Results:
    """Results as objects beside those rows of details that come with them: what else is below them is elsewhere.

    Args:
        reader: What the policy reads tables by.
        rows: What the program has.
        options: How rows are to be read.
        file: Where in a file they are.
        known: Units of earlier periods.
        details: Rows of details that are no outcomes, by their names.
        name: The name of the details that the results are, where they are of a lower policy.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Something is said of how a file is read, and there is none to be read.
    """
    from targetrules.decision.details import NO_ROWS, of_details, read_whole, table_of

    plain = evolve(options, details=None)
    below = {}
    for each, given in details.items():
        table, under = table_of(given), reader.rules.details[each]
        how = AS_USUAL if table.rows is NO_ROWS else options_of_details(table, plain)
        try:
            below[each] = _details_opened(each, Reader(under.read), table.rows, how, file_of(table), "reference", ())
        except ResultsError as error:
            raise of_details(error, each) from None
    try:
        results = evolve(_opened(reader, rows, plain, file, "reference", known, name), options=plain)
        return read_whole(_with_below(results, below, ""))
    except ResultsError as error:
        raise error if name is None else of_details(error, name, of_lower=reader.rules.item is None) from None


def _details_opened(
    name: str,
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    engine: EngineName | None,
    known: Container[str],
) -> Results:
    """A table of details that is not read yet; ArgumentError where another policy than the lower one understood it."""
    if isinstance(rows, Results) and rows.rules is not reader.rules and reader.rules.unit_above is not None:
        raise ArgumentError("details", Word("arguments.details-read-elsewhere"))
    return _opened(reader, rows, options, file, engine, known, name)


def _with_below(results: Results, tables: Mapping[str, Results], prefix: str) -> Results:
    """Results with the tables that stand below them, and these with theirs."""
    below = {
        name: _with_below(tables[prefix + name], tables, f"{prefix}{name}.")
        for name in results.rules.details
        if prefix + name in tables
    }
    return evolve(results, details=below) if below else results


def _opened(
    reader: Reader,
    rows: Any,
    options: Options,
    file: FileOptions,
    engine: EngineName | None,
    known: Container[str] = (),
    details: str | None = None,
) -> Results:
    """Rows that are not read yet: results, or those of details."""
    if isinstance(rows, Results):
        return rows
    if _is_file(rows):
        return _results_in_file(reader, rows, options, file, engine, known)
    if _are_files(rows):
        return _results_in_files(reader, rows, options, file, engine, known)
    refuse_file_options(file)
    given = _given(reader, rows, options, engine, known, details)
    digest = ""
    if isinstance(given, Table):
        given, digest = _by_indicator(reader, given, options, engine, known)
        options = evolve(options, targets=None)
    size = len(given.rows) if isinstance(given, History) else len(given)
    in_columns = judges_columns(size, engine)
    return Results(reader, given, in_columns, options, known=known, targets_digest=digest)


def told_results(
    reader: Reader, rows: Any, options: Options, file: FileOptions, engine: EngineName | None = None
) -> Results:
    """Understand rows that are about to be judged, and tell what was passed over in them.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Something is said of how a file is read, and there is none to be read.
        MissingExtraError: The engine that is asked for is not installed.
    """
    results = read_results(reader, rows, options, file, engine)
    options.tell(results.notes)
    return results


def read_again(
    reader: Reader,
    rows: Any,
    request: Request,
    engine: EngineName | None = None,
    known: Container[str] = (),
    details: Mapping[str, Any] | None = None,
    known_below: Mapping[str, Container[str]] | None = None,
    targets: Any = None,
) -> Results:
    """Understand rows as a record says that they were read; what is understood already stays as it is.

    ``known`` are units of earlier periods, ``known_below`` those of lower policies.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
        ArgumentError: Something in the record cannot be meant, or is said of a file, and there is none to be read.
        MissingExtraError: The engine that is asked for is not installed.
    """
    details = request.details(details) if isinstance(details, Mapping) else details
    if isinstance(rows, Results | History):
        options = Options(details=details)
        return read_results(reader, rows, options, engine=engine, known=known, known_below=known_below)
    reading = request.reading
    reading |= {"details": details, "targets": targets}
    return read_results(reader, rows, *file_options_of(read_again, reading, tells=False), engine, known, known_below)


def is_large_frame(rows: Any, engine: EngineName | None = None) -> TypeGuard[IntoFrame]:
    """Whether this is a dataframe that had better not become Python's rows; of some the size is not known."""
    size = len(rows) if hasattr(rows, "__len__") else MANY
    return judges_columns(size, engine) and is_frame(rows)


def is_frame(rows: Any) -> TypeGuard[IntoFrame]:
    """Whether this is a dataframe, and what reads it by columns is there."""
    if isinstance(rows, History | Results | Sequence | Iterator) or _is_file(rows) or not judges_columns(MANY):
        return False
    from targetrules.frames import kinds

    return kinds.is_frame(rows)


def refuse_file_options(file: FileOptions) -> None:
    """Raise ArgumentError where something is said of how a file is read, and there is none."""
    if file is not NO_FILE and file != NO_FILE:
        _refuse(file.given, "arguments.of-file")


def _refuse(given: tuple[str, ...], why: str) -> None:
    for name in given:
        raise ArgumentError(name, Word(why))


def _given(
    reader: Reader,
    rows: Any,
    options: Options,
    engine: EngineName | None,
    known: Container[str],
    details: str | None,
) -> Table | History:
    """What is read of rows that are in no file; what is made of details of a history is yet to come with these."""
    if isinstance(rows, History):
        from targetrules.results.given_history import check_typed

        _refuse(options.of_table + (() if options.targets is None else ("targets",)), "arguments.settled")
        argument = "rows" if details is None else f"details[{details!r}]"
        is_whole = options.details is None and details is None
        check_typed(reader.rules, rows, argument, with_aggregates=is_whole, known=known)
        return rows
    if is_large_frame(rows, engine):
        from targetrules.frames.kinds import frame_of

        return frame_of(rows).table
    from targetrules.results.sources.from_rows import from_rows

    return from_rows(rows)


def _by_indicator(
    reader: Reader,
    table: Table,
    options: Options,
    engine: EngineName | None,
    known: Container[str],
    *,
    wide: str | None = None,
) -> tuple[Table, str]:
    """The table with a column for each indicator, if each of its lines is one value of one, and with its targets.

    Of a table of targets that stands beside it the SHA-256 is given as well.
    """
    from targetrules.results.long.side_by_side import side_by_side

    many = judges_columns(len(table), engine)
    made = side_by_side(reader.rules, table, options, wide=wide, known=known, many=many)
    if options.targets is None:
        return made, ""
    if wide is not None:
        raise ArgumentError("targets", Word("arguments.targets-with-wide"))
    if not reader.rules.indicators:
        raise ArgumentError("targets", Word("arguments.targets-of-nothing"))
    from targetrules.decision.targets import targets_beside

    return targets_beside(reader.rules, made, options, engine, known)


# ---- files -----------------------------------------------------------------------------------------------------------


def _is_file(rows: Any) -> bool:
    """Whether this is a path, or a stream of bytes."""
    return isinstance(rows, str | PathLike) or is_stream(rows)


def _are_files(rows: Any) -> bool:
    """Whether these are paths, several or one, whose rows together are the results."""
    return type(rows) in (list, tuple) and bool(rows) and all(isinstance(each, str | PathLike) for each in rows)


def _results_in_files(
    reader: Reader,
    paths: Sequence[str | PathLike[str]],
    options: Options,
    file: FileOptions,
    engine: EngineName | None,
    known: Container[str],
) -> Results:
    """The rows of several files; a record knows them by the one file that they make together."""
    from targetrules.results.sheets.read import table_of_files
    from targetrules.results.sources.read import open_file

    opened = [open_file(path, format=file.input_format) for path in paths]
    table, targets = _by_indicator(
        reader,
        table_of_files(reader.rules, opened, options, file, reader.digest),
        options,
        engine,
        known,
        wide=file.wide,
    )
    in_columns = judges_columns(len(table), engine)
    return Results(reader, table, in_columns, evolve(options, targets=None), known=known, targets_digest=targets)


def _results_in_file(
    reader: Reader,
    path: Any,
    options: Options,
    file: FileOptions,
    engine: EngineName | None,
    known: Container[str],
) -> Results:
    from targetrules.results.sources.read import open_file

    opened = open_file(path, format=file.input_format)
    name = str(Path(fsdecode(path)).absolute()) if isinstance(path, str | PathLike) else None
    table = _table_in(reader, opened, options, file)
    table, targets = _by_indicator(reader, table, options, engine, known, wide=file.wide)
    options = evolve(options, targets=None)
    in_columns, is_typed = judges_columns(len(table), engine), opened.kind == "parquet" and file.wide is None
    return Results(
        reader, table, in_columns, options, file, name, opened.digest, is_typed, known, targets_digest=targets
    )


def _table_in(reader: Reader, opened: OpenedFile, options: Options, file: FileOptions) -> Table:
    """The table in a file. What understands sheets is imported for workbooks alone."""
    if opened.kind in WORKBOOKS:
        from targetrules.results.sheets.read import workbook_table

        return workbook_table(reader.rules, opened, options, file, reader.digest)
    if file.plan is not None and file.plan != AS_IT_STANDS:
        raise ArgumentError("plan", Word("arguments.plan-of-workbook"))
    from targetrules.results.sources.read import table_in

    return table_in(opened, sheet=file.sheet, header_row=file.header_row, encoding=file.encoding)
