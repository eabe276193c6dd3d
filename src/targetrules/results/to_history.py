"""From a table to the history that a policy judges; every problem is collected, and with any there is no history."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from targetrules.history import History
from targetrules.results.code import Code
from targetrules.results.columns import Columns, columns_of
from targetrules.results.lines import Lines
from targetrules.results.plan import Plan, plan_of
from targetrules.results.problem import Findings
from targetrules.results.table import Table, shown
from targetrules.results.wide import wide_columns
from targetrules.rules.tree import Input, Rules
from targetrules.wording import Word

__all__ = ["Reader", "Reading", "history_of", "notes_of", "reading_of"]

_MOST_LISTED = 20


@frozen(slots=True)
class Reading:
    """A history, and what the reader of its outcomes should be told of how it was read.

    ``ignored_columns`` are those that nothing was read from, ``absent_inputs`` the optional inputs without a column;
    ``notes`` says these and anything else that was passed over, in sentences.
    """

    history: History
    ignored_columns: tuple[str, ...] = ()
    absent_inputs: tuple[str, ...] = ()
    notes: tuple[Word, ...] = ()


def history_of(
    rules: Rules,
    table: Table,
    *,
    unit_column: str | None = None,
    period_column: str | None = None,
    wide: str | None = None,
) -> History:
    """The history in ``table``, for the inputs of ``rules``; see :func:`reading_of`."""
    return reading_of(rules, table, unit_column=unit_column, period_column=period_column, wide=wide).history


def reading_of(
    rules: Rules,
    table: Table,
    *,
    unit_column: str | None = None,
    period_column: str | None = None,
    wide: str | None = None,
) -> Reading:
    """The history in ``table``, and what was passed over in it.

    ``unit_column`` and ``period_column`` name those columns (left out: ``unit``, ``单位`` and so on; ``period``,
    ``year``, ``年度`` and so on). ``wide`` names the input that has one column a period. Raises
    :class:`ResultsError` with all problems.
    """
    findings = Findings(table.sheet)
    periods = wide_columns(rules, table, wide, findings) if wide else {}
    columns = columns_of(rules, table, findings, unit_column=unit_column, period_column=period_column, wide=wide)
    lines = Lines(plan_of(rules, columns, wide, periods), table, findings)
    history = _history(lines, table, findings)
    ignored = columns.ignored(table, periods)
    notes = notes_of(rules, table, columns, ignored, lines.without_result)
    return Reading(history, ignored, columns.absent, notes)


class Reader:
    """Reads tables for one policy, one after another. The plan for a header serves the next table that has the same.

    It is kept only where nothing was wrong, and taken by one table at a time.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._plans: dict[tuple[str, ...], Plan] = {}

    def history_of(self, table: Table) -> History:
        """The history in ``table``. Raises :class:`ResultsError` with all problems."""
        findings = Findings(table.sheet)
        header = tuple([column.name for column in table.columns])
        plan = self._plans.pop(header, None) or self._plan(table, findings)
        history = _history(Lines(plan, table, findings), table, findings)
        self._plans = {header: plan}
        return history

    def _plan(self, table: Table, findings: Findings) -> Plan:
        return plan_of(self._rules, columns_of(self._rules, table, findings))


def _history(lines: Lines, table: Table, findings: Findings) -> History:
    if not table.lines:
        findings.add(Code.NO_LINES)
    rows = lines.rows()
    findings.stop_if_any()
    return History(rows)


def notes_of(
    rules: Rules, table: Table, columns: Columns, ignored: tuple[str, ...], without_result: Sequence[str] = ()
) -> tuple[Word, ...]:
    """What was passed over, in sentences."""
    notes = []
    if table.sheet.encoding == "gb18030":
        notes.append(Word("problems.note_encoding", {"file": table.sheet.file}))
    if ignored:
        notes.append(Word("problems.note_ignored", {"names": _listed(ignored)}))
    absent = [rules.inputs[name] for name in columns.absent]
    missing = tuple(_wanted(one) for one in absent if one.default is None)
    if missing:
        notes.append(Word("problems.note_missing", {"names": _listed(missing)}))
    notes += [
        Word("problems.note_default", {"name": _wanted(one), "default": shown(one.default)})
        for one in absent
        if one.default is not None
    ]
    if without_result:
        notes.append(Word("problems.note_without_result", {"units": _listed(tuple(map(shown, without_result)))}))
    return tuple(notes)


def _wanted(one: Input) -> str:
    """The input, with the names that its column may have."""
    return one.name if one.columns == (one.name,) else f"{one.name} ({', '.join(one.columns)})"


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(names[:_MOST_LISTED]) + ("; …" if len(names) > _MOST_LISTED else "")
