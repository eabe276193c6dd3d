"""From a table to the history that a policy judges; every problem is collected, and with any there is no history."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Unpack

from targetrules.arguments import READING, a_word, instance_of, takes
from targetrules.data import frozen
from targetrules.history import History
from targetrules.results.code import Code
from targetrules.results.long.side_by_side import side_by_side
from targetrules.results.options import AS_USUAL, Options, ReadingKeywords, options_of
from targetrules.results.problem import Findings
from targetrules.results.reading.header_mapping import HeaderMapping, MappingKey, mapping_for
from targetrules.results.reading.lists import LISTS, history_in
from targetrules.results.reading.plain_rows import RowPlan, keys_of, plan_of
from targetrules.results.reading.read import read
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.table import MOST_CELLS, Table
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["ReadHistory", "Reader", "history_of", "read_history"]


@frozen(slots=True)
class ReadHistory:
    """A history, and what the reader of its outcomes should be told of how it was read.

    Attributes:
        history: The rows.
        ignored_columns: The columns that nothing was read from.
        absent_inputs: The inputs without a column.
    """

    history: History
    ignored_columns: tuple[str, ...] = ()
    absent_inputs: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Word, ...]:
        """These and anything else that was passed over, in sentences."""
        return self.history.notes


@takes(**READING)
def history_of(rules: Rules, table: Table, *, wide: str | None = None, **how: Unpack[ReadingKeywords]) -> History:
    """The history in a table.

    Args:
        rules: Of the policy whose inputs are read.
        table: What :func:`read_table` or :func:`from_rows` gave.
        wide: The input that has one column a period.
        how: How it is read.

    Returns:
        The history, with the notes on it.

    Raises:
        ArgumentError: One of these is something else.
        ResultsError: Some of it cannot be read; the error has all problems.
    """
    return read_history(rules, table, wide=wide, **how).history


@takes(**READING)
def read_history(rules: Rules, table: Table, *, wide: str | None = None, **how: Unpack[ReadingKeywords]) -> ReadHistory:
    """The history in a table, and what was passed over in it.

    Args:
        rules: Of the policy whose inputs are read.
        table: What :func:`read_table` or :func:`from_rows` gave.
        wide: The input that has one column a period.
        how: How it is read.

    Returns:
        The history, the columns that nothing was read from, and the inputs without one.

    Raises:
        ArgumentError: One of these is something else.
        ResultsError: Some of it cannot be read; the error has all problems.
    """
    instance_of("table", table, Table, "table")
    a_word("wide", wide)
    options = options_of(read_history, how, tells=False)
    table = side_by_side(rules, table, options, wide=wide)
    findings = Findings.of(table)
    _stop_if_too_large(table, findings)
    results = read(LISTS, mapping_for(rules, table, options, findings, wide), table, findings)
    return ReadHistory(history_in(results), results.ignored_columns, results.absent_inputs)


class Reader:
    """Reads tables for one policy, one after another. The mapping for a header serves the next table that has the same.

    It is kept only where nothing was wrong, and taken by one table at a time; so is the plan for rows with keys.

    Attributes:
        rules: Those of the policy.
        digest: The SHA-256 by which templates of the policy know it; empty: of no template it is told whose it is.
    """

    def __init__(self, rules: Rules, digest: str = "") -> None:
        self.rules = rules
        self.digest = digest
        self._mappings: dict[MappingKey, HeaderMapping] = {}
        self._plans: dict[tuple[Options, tuple[Any, ...]], RowPlan] = {}

    def history_of(
        self, table: Table, options: Options = AS_USUAL, *, wide: str | None = None, known: Container[str] = ()
    ) -> History:
        """The history in a table.

        Args:
            table: What :func:`read_table` or :func:`from_rows` gave.
            options: How it is read.
            wide: The input that has one column a period.
            known: Units of earlier periods: what was said of their names then holds.

        Returns:
            The history, with its notes.

        Raises:
            ResultsError: Some of it cannot be read; the error has all problems.
        """
        history, mapping = self._read(table, options, wide, known)
        self._mappings = {mapping.key: mapping}
        return history

    def history_of_rows(self, rows: Any, options: Options = AS_USUAL) -> History:
        """The history in what a program has: the same as of the table that it makes.

        Rows that have the keys of those before, and nothing wrong in them, are read by the plan that was kept.

        Args:
            rows: What :func:`from_rows` takes.
            options: How it is read.

        Returns:
            The history, with its notes.

        Raises:
            ResultsError: Some of it cannot be read; the error has all problems.
        """
        keys = keys_of(rows)
        if keys is None:
            return self.history_of(from_rows(rows), options)
        plan = self._plans.pop((options, keys), None)
        history = None if plan is None else plan.history(rows)
        if plan is None or history is None:
            history, mapping = self._read(from_rows(rows), options)
            plan = None if mapping.key[-1].written else plan_of(mapping, history.notes)
            if plan is None:
                self._mappings = {mapping.key: mapping}
        if plan is not None:
            self._plans = {(options, keys): plan}
        return history

    def _read(
        self, table: Table, options: Options, wide: str | None = None, known: Container[str] = ()
    ) -> tuple[History, HeaderMapping]:
        """The history in a table, and the mapping for its header."""
        table = side_by_side(self.rules, table, options, wide=wide, known=known)
        findings = Findings.of(table)
        _stop_if_too_large(table, findings)
        mapping = mapping_for(self.rules, table, options, findings, wide, self._mappings)
        return history_in(read(LISTS, mapping, table, findings, known)), mapping


def _stop_if_too_large(table: Table, findings: Findings) -> None:
    """Stop where the columns of a file have more cells than there is room for as objects."""
    if table.sheet.file and len(table) * len(table.columns) > MOST_CELLS:
        raise findings.stop(Code.TOO_LARGE)
