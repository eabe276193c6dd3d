"""A table of targets, read as rows of details are: one line for each unit, period and indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Final

from attrs import evolve

from targetrules.cycle.targets.percent import without_signs
from targetrules.cycle.targets.wide import in_lines
from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.history import History, Value
from targetrules.period import PeriodKind
from targetrules.results.code import Code
from targetrules.results.detail_rows import DetailRows
from targetrules.results.headings import headings_over
from targetrules.results.long.names import ColumnNames, Named
from targetrules.results.long.targets import targets_of
from targetrules.results.naming import Naming
from targetrules.results.problem import Findings, Problem, ResultsError
from targetrules.results.sources.from_rows import from_rows
from targetrules.results.sources.read import file_table
from targetrules.results.table import Table, is_blank, name_of, shown
from targetrules.results.to_history import read_history
from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax import schema as syntax
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = [
    "DECIMALS",
    "INDICATOR",
    "MOST",
    "ReadTargets",
    "Target",
    "TargetsTableError",
    "Unit",
    "bare",
    "read_targets",
    "read_units",
    "rows_in",
    "rules_of_rows",
    "table_of",
    "targets_in",
    "units_in",
    "with_targets_in_lines",
]

INDICATOR: Final = "indicator"
_COLUMNS: Final = {
    INDICATOR: ("indicator", "指标", "考核指标", "指标名称"),
    "target": ("target", "目标", "目标值"),
    "low": ("low", "下限", "目标下限"),
    "high": ("high", "上限", "目标上限"),
    "old_target": ("old_target", "原目标", "原目标值"),
    "old_low": ("old_low", "原下限", "原目标下限"),
    "old_high": ("old_high", "原上限", "原目标上限"),
    "share": ("share", "占比", "份额"),
    "weight": ("weight", "权重", "分值"),
    "document": ("document", "文件", "文号", "依据文件"),
    "date": ("date", "日期", "下达日期"),
}
_TEXTS: Final = ("document", "date")
_SIGNED: Final = tuple(
    word for key in ("target", "low", "high", "old_target", "old_low", "old_high") for word in _COLUMNS[key]
)
_UNITS: Final = ("unit", "单位", "单位名称", "被考核单位", "考核单位")
_PARENTS: Final = ("parent", "上级", "上级单位", "所属单位")
_CARRIES: Final = ("carries", "承担", "承担的指标", "承担指标")
MOST: Final = Decimal(10**12)
DECIMALS: Final = 6


@frozen(slots=True)
class Target:
    """What a unit must reach of an indicator in a period; numbers are None where nothing stands.

    ``share`` is how much the unit counts in a mean, ``weight`` that of the indicator for it. ``line`` is the one that
    it stands in; of a target that was issued before there is none, and ``event`` is what issued it. An amendment has
    the numbers before, too.
    """

    unit: str
    period: int
    indicator: str
    line: int | None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    share: Decimal | None = None
    weight: Decimal | None = None
    document: str | None = None
    date: str | None = None
    event: int | None = None
    old_target: Decimal | None = None
    old_low: Decimal | None = None
    old_high: Decimal | None = None


@frozen(slots=True)
class ReadTargets:
    """The targets in a table, in the order of its lines, and the columns from which nothing was read.

    A table that is wide has a column for each, and nothing of targets that have no number.
    """

    targets: tuple[Target, ...]
    ignored: tuple[str, ...] = ()
    is_wide: bool = False


@frozen(slots=True)
class Rows:
    """Unit, period, values and line of each row; the columns that nothing was read from, and inputs without one."""

    history: History
    numbers: Sequence[int]
    ignored: tuple[str, ...]
    absent: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[str, int, Mapping[str, Value], int]]:
        positions = range(len(self.numbers)) if self.history.positions is None else self.history.positions
        for row, at in zip(self.history.rows, positions, strict=True):
            yield row.unit, row.period, row.values, self.numbers[at]


@frozen(slots=True)
class Unit:
    """A unit, the one above it, and the indicators that it is said to carry (None: nothing is said)."""

    name: str
    parent: str | None
    carries: tuple[str, ...] | None
    line: int


class TargetsTableError(ResultsError):
    """A table of targets or of units cannot be read: nothing is checked. It is a ResultsError as well."""

    heading: ClassVar[tuple[str, str]] = ("targets.one-of-table", "targets.several-of-table")
    unrecorded: ClassVar[tuple[str, str]] = ("targets.one-not-recorded", "targets.several-not-recorded")


def table_of(table: Any) -> Table:
    """The table in a file, or of rows.

    Raises:
        TargetsTableError: It cannot be read.
    """
    how = _how(table)
    try:
        found = file_table(how)
        return from_rows(how.rows) if found is None else found
    except ResultsError as error:
        raise TargetsTableError(error.problems, error.counts) from None


def _how(given: Any) -> DetailRows:
    """A table with how it is to be read."""
    return given if isinstance(given, DetailRows) else DetailRows(given)


def read_targets(rules: tree.Rules, given: Any, naming: Naming | None = None) -> ReadTargets:
    """The targets in a table with a line for each, in the order of its lines.

    Raises:
        TargetsTableError: Some of it cannot be read; the error has all problems. Where lines need a number for which
            the table has no column, that is told once.
    """
    return targets_in(table_of(given), rules, given, naming)


def targets_in(
    table: Table, rules: tree.Rules, given: Any, naming: Naming | None = None, *, asks_numbers: bool = True
) -> ReadTargets:
    """The same of a table that was read already from what was given; ``asks_numbers``: whether each must be there."""
    found = bare(table, rules, _SIGNED)
    read = rows_in(found, _rules(rules.period), given, naming)
    targets = tuple(_target(*row) for row in read)
    if asks_numbers:
        _stop_if_column_is_missing(rules, found, {each.indicator for each in targets}, read.absent)
    return ReadTargets(targets, read.ignored, is_wide=table.made_of is not None)


def with_targets_in_lines(rules: tree.Rules, table: Table) -> Table:
    """A table of targets that may have a column for each of them, as one with a line for each."""
    return in_lines(rules, table, {name: (of, name.rpartition("_")[2]) for name, of in targets_of(rules).items()})


def bare(table: Table, rules: tree.Rules, numbers: Iterable[str]) -> Table:
    """The table without percent signs behind what is counted in percent, in the columns that may be called so.

    Raises:
        TargetsTableError: Of one indicator some have a sign and others have none.
    """
    try:
        return without_signs(rules, table, numbers, _COLUMNS[INDICATOR])
    except ResultsError as error:
        raise TargetsTableError(error.problems, error.counts) from None


def rows_in(table: Table, rules: tree.Rules, given: Any, naming: Naming | None) -> Rows:
    """The rows of a table, as these rules read it.

    Raises:
        TargetsTableError: Some of it cannot be read; the error has all problems.
    """
    how = _how(given)
    try:
        read = read_history(rules, table, naming=naming, unit_column=how.unit_column, period_column=how.period_column)
    except ResultsError as error:
        raise TargetsTableError(map(_told, error.problems), error.counts) from None
    return Rows(read.history, table.numbers, read.ignored_columns, read.absent_inputs)


def _stop_if_column_is_missing(
    rules: tree.Rules, table: Table, indicators: Iterable[str], absent: Iterable[str]
) -> None:
    """Raise TargetsTableError where some of the indicators have a number of which the table has no column."""
    names, needed = ColumnNames(rules), dict[str, list[str]]()
    there = {meant.indicator for each in indicators if isinstance(meant := names.read(each), Named)}
    for name, indicator in targets_of(rules).items():
        part = name.rpartition("_")[2]
        if indicator in there and part in absent:
            needed.setdefault(part, []).append(name)
    findings = Findings(table.sheet)
    written = table.columns if table.made_of is None else table.made_of.columns
    for part, inputs in needed.items():
        wide = [word for name in inputs for word in rules.read_inputs[name].columns]
        expected = Word("problems.listed", {"names": tuple(_COLUMNS[part] if table.made_of is None else wide)})
        seen = Listing(tuple(shown(each.name) for each in written if not is_blank(each.name)), "; ")
        values = {"what": Word(f"problems.{part}_column_of_long"), "there": seen}
        advice = Word("targets.advise-indicator-column")
        findings.add(Code.MISSING_COLUMN, expected=expected, values=values, advice=advice)
    if needed:
        error = findings.error()
        raise TargetsTableError(error.problems, error.counts)


def _told(problem: Problem) -> Problem:
    """A problem as it is told of targets: the column that names a row of details is that of the indicators."""
    what = problem.values.get("what")
    if problem.code is not Code.MISSING_COLUMN or not isinstance(what, Word) or what.key != "problems.item_column":
        return problem
    values = {**problem.values, "what": Word("targets.indicator-column")}
    return evolve(problem, values=values, advice=Word("targets.advise-indicator-column"))


def _target(unit: str, period: int, values: Mapping[str, Value], line: int) -> Target:
    numbers: dict[str, Any] = {name: each for name in _COLUMNS if isinstance(each := values[name], Decimal)}
    texts: dict[str, Any] = {name: each for name in _TEXTS if isinstance(each := values[name], str)}
    return Target(unit, period, str(values[INDICATOR]), line, **numbers, **texts)


@cache
def _rules(period: PeriodKind) -> tree.Rules:
    """Those of a row of targets: of its unit and period, named by its indicator."""
    inputs = {
        name: syntax.Input(type="text", optional=True, column=list(columns))
        if name in _TEXTS
        else syntax.Input(
            type="number", optional=True, column=list(columns), decimals=DECIMALS, min=MOST.copy_negate(), max=MOST
        )
        for name, columns in _COLUMNS.items()
        if name != INDICATOR
    }
    return rules_of_rows(period, inputs)


def rules_of_rows(period: PeriodKind, inputs: dict[str, syntax.Input]) -> tree.Rules:
    """Those of a row that has these inputs, of its unit and period, named by its indicator."""
    file = syntax.PolicyFile(
        format=1,
        policy=syntax.Header(id="targets", title="targets", period=period.value),
        details={"targets": syntax.Details(item=INDICATOR, inputs=inputs)},
    )
    diagnostics = DiagnosticCollector()
    found = from_syntax(file, diagnostics)
    if diagnostics.found:
        raise InternalError(diagnostics.found)
    rules = found.details["targets"].rules
    item = evolve(rules.inputs[INDICATOR], columns=_COLUMNS[INDICATOR])
    return evolve(rules, inputs={**rules.inputs, INDICATOR: item})


# ---- units -----------------------------------------------------------------------------------------------------------


def read_units(given: Any) -> tuple[list[Unit], list[str]]:
    """The units in a table, in the order of its lines; and which of the two columns that it must have are not there.

    Raises:
        TargetsTableError: It cannot be read.
    """
    return units_in(table_of(given))


def units_in(table: Table) -> tuple[list[Unit], list[str]]:
    """The same of a table that was read already."""
    names = headings_over(table.columns)
    unit, parent, carries = (_position(names, each) for each in (_UNITS, _PARENTS, _CARRIES))
    missing = [key for key, at in (("unit", unit), ("parent", parent)) if at is None]
    if unit is None or parent is None:
        return [], missing
    found = []
    for at, number in enumerate(table.numbers):
        name, above = (_text(table, column, at) for column in (unit, parent))
        listed = None if carries is None or not (text := _text(table, carries, at)) else _parts(text)
        if name or above:
            found.append(Unit(name, above or None, listed, number))
    return found, []


def _position(names: list[str], wanted: tuple[str, ...]) -> int | None:
    known = set(map(heading, wanted))
    return next((at for at, name in enumerate(names) if name in known), None)


def _text(table: Table, column: int, row: int) -> str:
    cell = table.cells[column][row]
    return "" if is_blank(cell) else name_of(cell) if isinstance(cell, str) else shown(cell)


def _parts(text: str) -> tuple[str, ...]:
    for sign in ("；", "，", "、", ","):
        text = text.replace(sign, ";")
    return tuple(part.strip() for part in text.split(";") if part.strip())
