"""Both engines on the same results: what they write must be the same, byte for byte."""

from __future__ import annotations

from datetime import date

from targetrules import Policy
from targetrules.cli.asked import Asked
from targetrules.cli.columns import Columns
from targetrules.cli.decision import Decision, Results, decide
from targetrules.cli.rows import Rows
from targetrules.columns.encoded import coded
from targetrules.frames.reading.from_table import CodedTable, coded_table
from targetrules.history import History
from targetrules.report.names import Names
from targetrules.report.outcome_table import outcome_table
from targetrules.report.written import FORMS, Form
from targetrules.results import Table, reading_of

__all__ = ["check_history", "check_table", "written"]


def check_table(policy: Policy, table: Table, *, decided_on: date | None = None) -> int:
    """A table that was read from a file, each engine reading it in its own way; how many rows there were."""
    reading = reading_of(policy.rules, table)
    columns = coded_table(policy.rules, table)
    assert columns.notes == reading.notes
    check_results(policy, Rows(reading.history, table.digest), Columns(columns, table.digest), decided_on)
    return len(reading.history.rows)


def check_history(policy: Policy, history: History, *, decided_on: date | None = None) -> None:
    """Rows that are read already."""
    columns = Columns(CodedTable(coded(policy.rules, history), ()), "")
    check_results(policy, Rows(history, ""), columns, decided_on)


def written(policy: Policy, history: History) -> list[str]:
    """What is written of these rows, in every form."""
    found = decision(policy, Rows(history, ""), None)
    return [bytes_of(found, form, dated=False).decode() for form in FORMS]


def check_results(policy: Policy, rows: Rows, columns: Columns, decided_on: date | None) -> None:
    by_rows, by_columns = (decision(policy, results, decided_on) for results in (rows, columns))
    assert by_rows.record == by_columns.record
    for form in FORMS:
        texts = [bytes_of(each, form, dated=decided_on is not None) for each in (by_rows, by_columns)]
        assert texts[0].split(b"\n") == texts[1].split(b"\n"), form
    for language in ("en", "zh"):
        names = Names(policy.rules, language)
        assert outcome_table(names, by_columns.outcomes) == outcome_table(names, by_rows.outcomes)


def bytes_of(found: Decision, form: Form, *, dated: bool) -> bytes:
    return b"".join(found.outcomes.written(form, found.record, dated=dated))


def decision(policy: Policy, results: Results, decided_on: date | None) -> Decision:
    return decide(policy, results, Asked(decided_on=decided_on), "en")
