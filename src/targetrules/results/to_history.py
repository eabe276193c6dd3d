"""From a table to the history that a policy judges; every problem is collected, and with any there is no history."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Unpack

from attrs import frozen

from targetrules.arguments import READING, a_word, instance_of, takes
from targetrules.history import History, Row
from targetrules.results.code import Code
from targetrules.results.columns import columns_of
from targetrules.results.lines import Lines
from targetrules.results.notes import notes_of, notes_of_names
from targetrules.results.options import AS_USUAL, Options, ReadingKeywords, options_of
from targetrules.results.plan import Plan, plan_of
from targetrules.results.problem import Findings
from targetrules.results.table import Table
from targetrules.results.wide import wide_columns
from targetrules.rules.tree import Rules
from targetrules.wording import Word

__all__ = ["Reader", "Reading", "history_of", "reading_of"]


@frozen(slots=True)
class Reading:
    """A history, and what the reader of its outcomes should be told of how it was read.

    ``ignored_columns`` are those that nothing was read from, ``absent_inputs`` the inputs without a column.
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
    """The history in ``table``, for the inputs of ``rules``; see :func:`reading_of`."""
    return reading_of(rules, table, wide=wide, **how).history


@takes(**READING)
def reading_of(rules: Rules, table: Table, *, wide: str | None = None, **how: Unpack[ReadingKeywords]) -> Reading:
    """The history in ``table``, and what was passed over in it.

    Args:
        rules: Of the policy whose inputs are read.
        table: What :func:`read_table` or :func:`from_rows` gave.
        wide: The input that has one column a period.

    Raises:
        ResultsError: Some of it cannot be read; the error has all problems.
    """
    instance_of("table", table, Table, "table")
    a_word("wide", wide)
    options, findings = options_of(reading_of, how, tells=False), Findings(table.sheet)
    periods = wide_columns(rules, table, wide, findings) if wide is not None else {}
    columns = columns_of(rules, table, findings, options, wide=wide)
    lines = Lines(plan_of(rules, columns, wide, periods, options.naming), table, findings, options.naming)
    rows = _rows(lines, table, findings)
    ignored = columns.ignored(table, periods)
    notes = notes_of(rules, table, columns, ignored, wide=periods, without_result=lines.without_result)
    notes = (*notes, *_notes_of_names(lines, rows))
    return Reading(History(rows, notes), ignored, columns.absent)


class Reader:
    """Reads tables for one policy, one after another. The plan for a header serves the next table that has the same.

    It is kept only where nothing was wrong, and taken by one table at a time.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._plans: dict[tuple[Options, tuple[str, ...]], Plan] = {}

    def history_of(self, table: Table, options: Options = AS_USUAL, known: Container[str] = ()) -> History:
        """The history in ``table``, with its notes. Raises :class:`ResultsError` with all problems.

        ``known`` are units of earlier periods: what was said of their names then holds.
        """
        findings = Findings(table.sheet)
        key = options, tuple([column.name for column in table.columns])
        plan = self._plans.pop(key, None) or self._plan(table, options, findings)
        lines = Lines(plan, table, findings, options.naming, known)
        rows = _rows(lines, table, findings)
        self._plans = {key: plan}
        notes = notes_of(self._rules, table, plan.columns, plan.columns.ignored(table))
        return History(rows, (*notes, *_notes_of_names(lines, rows)))

    def _plan(self, table: Table, options: Options, findings: Findings) -> Plan:
        return plan_of(self._rules, columns_of(self._rules, table, findings, options), naming=options.naming)


def _rows(lines: Lines, table: Table, findings: Findings) -> tuple[Row, ...]:
    rows = lines.rows()
    if len(table) == lines.left_out.total() + len(lines.totals):
        findings.add(Code.NO_LINES, advice=Word("problems.all_left_out") if table else None)
    findings.stop_if_any()
    if not rows:  # with one column a period, all of whose cells are blank
        raise findings.stop(Code.NO_LINES, advice=Word("problems.advise_no_result"))
    return rows


def _notes_of_names(lines: Lines, rows: Sequence[Row]) -> tuple[Word, ...]:
    there = lines.names_among(lines.naming.expected, rows)
    return notes_of_names(lines.naming, lines.merged, lines.left_out, there, lines.totals)
