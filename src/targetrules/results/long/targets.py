"""A table of targets beside the results: each target stands in the row of its unit and period, as if it were there."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from targetrules.alike import appearance
from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.results.cells.expected import expected_period
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import unit_reader
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.columns import ColumnPositions, key_columns
from targetrules.results.headings import headings, headings_over
from targetrules.results.long.layout import INDICATOR
from targetrules.results.long.lines import Lines, Positions
from targetrules.results.long.side_by_side import side_by_side, ways
from targetrules.results.options import Options
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.reading.backend import Backend
from targetrules.results.reading.faults import line_of
from targetrules.results.table import Column, LazyColumns, MadeOf, Origin, Source, Table, is_blank, shown
from targetrules.rules.tree import Rules
from targetrules.width import heading
from targetrules.wording import Listing, Word

__all__ = ["TARGETS", "targets_of", "with_targets"]

TARGETS: Final = ("target", "low", "high")
_MOST_LISTED: Final = 20


def targets_of(rules: Rules) -> Mapping[str, str]:
    """The inputs that are targets, each with its indicator."""
    made = ((f"{each}_{part}", each) for each in rules.indicators for part in TARGETS)
    return {name: each for name, each in made if name in rules.read_inputs}


def with_targets(
    rules: Rules,
    table: Table,
    targets: Table,
    options: Options,
    how: Options,
    *,
    known: Container[str] = (),
    many: bool = False,
) -> Table:
    """The results with the targets of their units and periods.

    Args:
        rules: Of the policy whose indicators they are of.
        table: The results, a row for each.
        targets: The targets: a line for each, or a column for each.
        options: How the results are read.
        how: How the targets are.
        known: Units of earlier periods.
        many: Whether there are so many rows that arrays pay, and what makes them is installed.

    Raises:
        ResultsError: It cannot be told what the columns are; what is wrong in single lines stands with the table.
    """
    is_long = not headings(INDICATOR).isdisjoint(headings_over(targets.columns))
    given = side_by_side(rules, targets, how, known=known, many=many, of_targets=True) if is_long else targets
    own = _keys(rules, table, options, known, many=many, findings=Findings(table.sheet))
    findings = Findings.of(given)
    theirs = _keys(rules, given, how, known, many=many, findings=findings)
    if theirs is None:
        raise findings.error()
    if own is None:  # the results themselves tell what is wrong with their header
        return table
    return _Join(rules, table, given, own, theirs, findings, ways(many=many)).table_of_both()


@frozen(slots=True, eq=False)
class _Keys:
    """The units and periods of rows, and the columns in which these stand."""

    units: Any
    periods: Any
    bad: Sequence[int]
    unit: int
    period: int


def _keys(
    rules: Rules, table: Table, options: Options, known: Container[str], *, many: bool, findings: Findings
) -> _Keys | None:
    """Those of a table; None, and problems noted, where it has no such columns."""
    unit, period = key_columns(rules, table.header, findings, options, INDICATOR)
    if unit is None or period is None:
        return None
    backend, _ = ways(many=many)
    naming = options.naming
    units = backend.names(backend.column(table.cells[unit]), unit_reader(naming, known), naming, known)
    periods, bad = backend.periods(backend.column(table.cells[period]), rules.period, period_reader(rules.period))
    return _Keys(units, periods, sorted({*units.bad, *bad}), unit, period)


@frozen(slots=True, eq=False)
class _Join:
    """Results and targets, put together."""

    rules: Rules
    table: Table
    targets: Table
    own: _Keys
    theirs: _Keys
    findings: Findings
    how: tuple[Backend[Any, Any, Any, Any], Lines]

    def table_of_both(self) -> Table:
        """The results, with the columns of targets behind the others."""
        table, made = self.table, self.table.made_of
        self.add_faults()
        match = self.how[1].matched(self.own, self.theirs)
        columns, cells = list(table.columns), [lambda at=at: table.cells[at] for at in range(len(table.columns))]
        origins = {} if made is None else dict(made.origins)
        twice = Findings(table.sheet, None if made is None else made.wrong)
        for at, names in self.columns().items():
            column, origin, made_cells = self.column(at, match)
            there = self.position(names)
            if there is None:
                origins[len(columns)] = origin
                columns.append(Column(column, heading=column))
                cells.append(made_cells)
            else:
                origins[there], cells[there] = self.merged(there, at, match, origin, twice)
        return evolve(
            table,
            columns=tuple(columns),
            cells=LazyColumns(len(columns), lambda at: cells[at]()),
            made_of=self.made_of(origins, match, twice),
        )

    def made_of(self, origins: Mapping[int, Origin], match: Positions, twice: Findings) -> MadeOf:
        """What is kept of both tables."""
        table, made = self.table, self.table.made_of
        wrong = [each for each in (twice.found, self.findings.found) if each is not None]
        counts = {code: sum(each.counts.get(code, 0) for each in wrong) for each in wrong for code in each.counts}
        error = ResultsError([problem for each in wrong for problem in each.problems], counts) if wrong else None
        notes = (*self.notes(match), *(() if self.targets.made_of is None else self.targets.made_of.notes))
        if made is None:
            return MadeOf(
                table.columns,
                table.numbers,
                origins,
                None,
                None,
                error,
                notes,
                targets=frozenset(targets_of(self.rules)),
            )
        targets = frozenset(targets_of(self.rules))
        return evolve(made, origins=origins, wrong=error, notes=(*made.notes, *notes), targets=targets)

    # ---- columns -----------------------------------------------------------------------------------------------------

    def columns(self) -> Mapping[int, list[str]]:
        """The columns of targets, with the inputs that each is of."""
        known = targets_of(self.rules)
        inputs = [(name, headings(self.rules.read_inputs[name].columns)) for name in known]
        found = {
            at: [name for name, words in inputs if each in words]
            for at, each in enumerate(headings_over(self.targets.columns))
        }
        return {at: names for at, names in found.items() if names}

    def position(self, names: Sequence[str]) -> int | None:
        """The column that the results have of the same."""
        wanted = headings(word for name in names for word in self.rules.read_inputs[name].columns)
        there = headings_over(self.table.columns)
        return next((at for at, each in enumerate(there) if each in wanted), None)

    def column(self, at: int, match: Positions) -> tuple[str, Origin, Any]:
        """A column of targets as the results have it: its heading, where its cells stood, and what makes them."""
        lines, targets = self.how[1], self.targets
        origin = None if targets.made_of is None else targets.made_of.origins[at]
        if origin is None:
            origin = Origin([Source(targets.sheet, targets.columns[at], targets.numbers)], range(len(targets)))
        placed = Origin(
            origin.sources,
            lines.of(origin.lines, match),
            None if origin.parts is None else [0 if row < 0 else origin.parts[int(row)] for row in match],
        )
        return targets.columns[at].name, placed, lambda: lines.cells(targets.cells[at], match)

    def merged(self, there: int, at: int, match: Positions, origin: Origin, twice: Findings) -> tuple[Origin, Any]:
        """A column that the results have as well: in each row no more than one of the two says something."""
        table = self.table
        own, other = list(table.cells[there]), list(self.how[1].cells(self.targets.cells[at], match))
        first = None if table.made_of is None else table.made_of.origins.get(there)
        first = first or Origin([Source(None, table.columns[there], table.numbers)], range(len(table)))
        lines, parts, cells, count = [], [], [], len(first.sources)
        for row, (cell, target) in enumerate(zip(own, other, strict=True)):
            is_theirs = is_blank(cell)
            source = origin if is_theirs else first
            lines.append(int(source.lines[row]))
            parts.append((count if is_theirs else 0) + (0 if source.parts is None else int(source.parts[row])))
            cells.append(target if is_theirs else cell)
            if not is_theirs and not is_blank(target):
                self.add_twice(row, first, origin, cell, twice)
        return Origin([*first.sources, *origin.sources], lines, parts), lambda: cells

    # ---- what is told ------------------------------------------------------------------------------------------------

    def add_twice(self, row: int, first: Origin, origin: Origin, cell: Any, twice: Findings) -> None:
        """A target that stands in both tables."""
        own, theirs = first.at(row), origin.at(row)
        if own is None or theirs is None or twice.only_counts(Code.TWO_TARGETS):
            return
        (mine, line), (source, other) = own, theirs
        sheet = self.targets.sheet
        where = line_of(sheet, sheet.counted, source.numbers[other], is_elsewhere=True)
        advice = Word("problems.advise_two_targets")
        twice.add(
            Code.TWO_TARGETS,
            row=mine.numbers[line],
            column=mine.column,
            cell=cell,
            values={"row": where},
            advice=advice,
        )

    def add_faults(self) -> None:
        """Units and periods of the targets that cannot be used, and those that stand there twice."""
        backend, targets, keys = self.how[0], self.targets, self.theirs
        readers = {keys.unit: unit_reader(), keys.period: period_reader(self.rules.period)}
        expected = {keys.unit: Word("problems.want_unit"), keys.period: expected_period(self.rules.period)}
        for row in keys.bad:
            for at, reader in readers.items():
                cell = targets.cells[at][row]
                fault = reader(cell)
                if isinstance(fault, Fault) and not self.findings.only_counts(fault.code):
                    self.findings.add(
                        fault.code,
                        row=targets.numbers[row],
                        column=targets.columns[at],
                        cell=cell,
                        expected=fault.expected or expected[at],
                        advice=fault.advice,
                        values=fault.values,
                    )
        for row, first in backend.duplicates(keys.units, keys.periods, keys.bad):
            values = {
                "unit": shown(keys.units.at(row)),
                "period": period_text(self.rules.period, int(keys.periods[row])),
                "row": line_of(None, targets.sheet.counted, targets.numbers[first]),
            }
            if not self.findings.only_counts(Code.DUPLICATE):
                self.findings.add(Code.DUPLICATE, row=targets.numbers[row], values=values)

    def alike(self, units: set[str]) -> list[Word]:
        """Which of the units without a result look like one that has one, of the same name to a reader."""
        own = dict.fromkeys(str(self.own.units.at(row)) for row in range(len(self.table)))
        looks = {appearance(unit): unit for unit in own}
        found = ((unit, looks.get(appearance(unit))) for unit in sorted(units - own.keys()))
        pairs = [(unit, other) for unit, other in found if other is not None]
        return [
            Word("problems.note_targets_alike", {"name": shown(unit), "other": shown(other)})
            for unit, other in pairs[:_MOST_LISTED]
        ]

    def notes(self, match: Positions) -> list[Word]:
        """The targets of units and periods that have no result, and columns that nothing is read from."""
        notes, keys, targets = [], self.theirs, self.targets
        bad = frozenset(keys.bad)
        there = {int(row) for row in match}
        left = [row for row in range(len(targets)) if row not in there and row not in bad]
        if left:
            named = [
                f"{shown(keys.units.at(row))} {period_text(self.rules.period, int(keys.periods[row]))}"
                for row in left[:_MOST_LISTED]
            ]
            names = Listing.of_first(named, len(left))
            notes.append(Word("problems.note_targets_without_result", {"names": names, "count": len(left)}))
            notes.extend(self.alike({str(keys.units.at(row)) for row in left}))
        if targets.made_of is None:
            ignored = ColumnPositions(keys.unit, keys.period, {}, ()).ignored(targets, self.columns())
        else:
            ignored = targets.made_of.ignored or ()
        ignored = tuple(each for each in ignored if heading(each) not in _NOT_READ)
        if ignored:
            notes.append(Word("problems.note_ignored_of_targets", {"names": Listing(ignored, "; ")}))
        return notes


_NOT_READ: Final = headings(
    (
        "share",
        "占比",
        "份额",
        "weight",
        "权重",
        "分值",
        "document",
        "文件",
        "文号",
        "依据文件",
        "date",
        "日期",
        "下达日期",
    )
)
"""What else a table of targets says, and no result asks for."""
