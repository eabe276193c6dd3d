"""The policy and the results that a command was given: files, installed policies, or the standard input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from attrs import evolve

from targetrules.cli.asked import Asked
from targetrules.cli.decision import Results
from targetrules.cli.language import reader_language, spoken
from targetrules.cli.memory import enough_memory
from targetrules.cli.mistake import WrongCall
from targetrules.cli.rows import Rows
from targetrules.cli.terminal import complain, standard_input
from targetrules.engine.choice import EngineName, judges_columns
from targetrules.policy import Policy, load_noted, loads
from targetrules.results import Table, reading_of
from targetrules.results.columns import Columns as Places
from targetrules.results.columns import columns_of
from targetrules.results.options import Options
from targetrules.results.problem import Findings
from targetrules.results.sources.read import Source, check_options, open_source, table_in
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.given import read_of
from targetrules.wording import Word

__all__ = ["STANDARD_STREAM", "read_policy", "read_results", "read_rows", "refuse_two_inputs"]

STANDARD_STREAM: Final = "-"
"""The name of the standard input where something is read, of the standard output where something is written."""
_NAME: Final = "<stdin>"


def refuse_two_inputs(*arguments: str) -> None:
    """The standard input can be read but once."""
    if arguments.count(STANDARD_STREAM) > 1:
        raise WrongCall("two-inputs")


def read_policy(name: str) -> Policy:
    """The policy at a path, of an id, or on the standard input; raises PolicyError."""
    if name != STANDARD_STREAM:
        policy, notes = load_noted(name)
        _tell(notes, reader_language())
        return policy
    return loads(read_of(standard_input(), LARGEST_FILE), name=_NAME)


def read_rows(policy: Policy, results: str, asked: Asked, language: str) -> Rows:
    """The results in a file or on the standard input, row by row; what was passed over is said. Raises ResultsError."""
    with enough_memory(results):
        source = _opened(results, asked)
        return _rows(policy, table_in(source, **_where(asked)), asked, language)


def read_results(policy: Policy, results: str, asked: Asked, language: str, engine: EngineName | None) -> Results:
    """The same, as the engine takes them that is asked for, or that is chosen for so many."""
    if engine == "columnar":
        import targetrules.frames  # noqa: F401  where something is not installed, this says so at once

    with enough_memory(results):
        return _read(policy, results, asked, language, engine)


def _read(policy: Policy, results: str, asked: Asked, language: str, engine: EngineName | None) -> Results:
    source = _opened(results, asked)
    if source.kind == "parquet" and asked.wide is None:
        return _of_parquet(policy, source, asked, language, engine)
    table = table_in(source, **_where(asked))
    if not judges_columns(len(table), engine):
        return _rows(policy, table, asked, language)
    from targetrules.cli.columns import Columns
    from targetrules.frames.reading.from_table import coded_table

    coded = coded_table(policy.rules, table, wide=asked.wide, **_named(asked))
    _tell(coded.notes, language)
    return Columns(coded, table.digest)


def _of_parquet(policy: Policy, source: Source, asked: Asked, language: str, engine: EngineName | None) -> Results:
    """Columns need not become cells where the columnar engine takes them."""
    from targetrules.results.sources.from_parquet import arrow_of_parquet, table_of_arrow

    check_options(source, sheet=asked.sheet, header_row=asked.header_row)

    def columns_in(header: Table) -> Places:
        return columns_of(policy.rules, header, Findings(header.sheet), Options(**_named(asked)))

    arrow = arrow_of_parquet(source.data, source.file, columns_in)
    if not judges_columns(arrow.num_rows, engine):
        return _rows(policy, evolve(table_of_arrow(arrow, source.file), digest=source.digest), asked, language)
    from targetrules.cli.columns import Columns
    from targetrules.frames.reading.from_table import coded_arrow

    coded = coded_arrow(policy.rules, arrow, source.file, **_named(asked))
    _tell(coded.notes, language)
    return Columns(coded, source.digest)


def _opened(results: str, asked: Asked) -> Source:
    source: Any = standard_input() if results == STANDARD_STREAM else results
    return open_source(source, format=asked.input_format, name=_NAME)


def _where(asked: Asked) -> dict[str, Any]:
    return {"sheet": asked.sheet, "header_row": asked.header_row, "encoding": asked.encoding}


def _named(asked: Asked) -> dict[str, Any]:
    return {"unit_column": asked.unit_column, "period_column": asked.period_column, "naming": asked.naming}


def _rows(policy: Policy, table: Table, asked: Asked, language: str) -> Rows:
    reading = reading_of(policy.rules, table, wide=asked.wide, **_named(asked))
    _tell(reading.notes, language)
    return Rows(evolve(reading.history, notes=()), table.digest)  # they are told


def _tell(notes: Iterable[Word], language: str) -> None:
    for note in notes:
        complain(spoken("note", language, says=note.text(language)))
