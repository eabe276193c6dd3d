"""Lines with one value each to rows with one value a column: by columns, no line of them becomes an object."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, field

from targetrules.arguments import ArgumentError
from targetrules.data import define, frozen
from targetrules.period import period_text
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.names import unit_reader
from targetrules.results.cells.periods import period_reader
from targetrules.results.code import Code
from targetrules.results.columns import ColumnPositions
from targetrules.results.header_elsewhere import stop_if_header_is_elsewhere
from targetrules.results.long.elsewhere import stop_if_indicators_stand_elsewhere
from targetrules.results.long.layout import PARTS, LongColumns, is_long, long_columns
from targetrules.results.long.lines import LINES, Lines, Positions
from targetrules.results.long.names import ColumnNames, Named
from targetrules.results.options import AS_USUAL, Options
from targetrules.results.problem import MOST_KEPT, Findings
from targetrules.results.reading.backend import Backend, RowNumbers
from targetrules.results.reading.distinct_cells import DistinctCells
from targetrules.results.reading.faults import line_of
from targetrules.results.reading.lists import LISTS
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.sources.totals import declared_totals
from targetrules.results.table import (
    MOST_CELLS,
    Cells,
    Column,
    LazyColumns,
    MadeOf,
    Origin,
    Sheet,
    Source,
    Table,
    TotalsRow,
    is_blank,
    shown,
)
from targetrules.rules.tree import Rules
from targetrules.width import trim
from targetrules.wording import Word

__all__ = ["side_by_side", "ways"]

_MAY_BE_ELSEWHERE: Final = ("quality",)
"""What a line may say of an indicator that has no such part: an office writes the quality of all its values."""


def side_by_side(
    rules: Rules,
    table: Table,
    options: Options = AS_USUAL,
    *,
    wide: str | None = None,
    known: Container[str] = (),
    many: bool = False,
    of_targets: bool = False,
) -> Table:
    """The table with a column for each indicator, where each line of this one is one value of one; else the same table.

    Args:
        rules: Of the policy whose inputs are read.
        table: The table as it was read.
        options: How it is read.
        wide: The input that has one column a period.
        known: Units of earlier periods.
        many: Whether there are so many lines that arrays pay, and what makes them is installed.
        of_targets: Whether it is a table of targets beside the results, in which nothing else is read.

    Raises:
        ResultsError: It cannot be told what the columns are; what is wrong in single lines stands with the table.
        ArgumentError: Two layouts are asked for at once.
    """
    if options.layout == "long" and wide is not None:
        raise ArgumentError("layout", Word("arguments.layout-with-wide"))
    findings = Findings(table.sheet)
    if table.made_of is not None or wide is not None:
        return table
    if not of_targets and not is_long(rules, table.header, options, findings):
        stop_if_indicators_stand_elsewhere(rules, table, options, findings)
        return table
    stop_if_header_is_elsewhere(rules, table, findings, options)
    columns = long_columns(rules, table.header, options, findings, of_targets=of_targets)
    findings.stop_if_any()
    if columns is None:
        return table
    backend, lines = ways(many=many)
    given = TableColumns(backend, table)
    sheet = table.sheet if of_targets else None
    return _Lines(rules, options, columns, given, lines, findings, sheet).table(known)


def ways(*, many: bool) -> tuple[Backend[Any, Any, Any, Any], Lines]:
    """How columns are read, and what is done with positions of lines."""
    if not many:
        return LISTS, LINES
    from targetrules.results.arrow.arrow import ARROW
    from targetrules.results.arrow.lines import ARRAYS

    return ARROW, ARRAYS


@frozen(slots=True, eq=False)
class _Keys:
    """The units and periods of lines; ``rows`` has for each line its row, ``first`` for each row its first line.

    ``lines`` are those of which the values are read (None: all), ``totals`` the numbers of those that are totals.
    """

    units: Any
    periods: Any
    rows: Positions
    first: Positions
    lines: RowNumbers | None
    totals: frozenset[int] = frozenset()


@frozen(slots=True, eq=False)
class _Made:
    """A column: its heading, where its cells stood, and what makes them."""

    column: Column
    origin: Origin
    cells: Callable[[], Cells]


@define(slots=True, eq=False)
class _Lines:
    """The lines of a table, as they are put side by side."""

    rules: Rules
    options: Options
    columns: LongColumns
    given: TableColumns[Any, Any, Any, Any]
    lines: Lines
    findings: Findings
    sheet: Sheet | None = None
    notes: list[Word] = field(factory=list)

    def table(self, known: Container[str]) -> Table:
        """The table that is made of them."""
        table, columns = self.given.table, self.columns
        self.add_beyond()
        keys = self.keys(known)
        self.add_of_nobody(keys)
        found = self.given.backend.distinct(self.given.column(columns.indicator), range(len(table)))
        values = self.values(keys, found)
        if len(keys.first) * (len(values) + len(columns.beside) + 2) > MOST_CELLS:
            raise self.findings.stop(Code.TOO_LARGE)
        made = [self.of_lines(at, keys.first) for at in (columns.unit, columns.period)]
        made += [self.of_value(keys, found, heading, sources) for heading, sources in values.items()]
        made += [self.of_lines(at, self.beside(keys, at)) for at in columns.beside]
        return evolve(
            table,
            columns=tuple(each.column for each in made),
            cells=LazyColumns(len(made), lambda at: made[at].cells()),
            numbers=[table.numbers[line] for line in keys.first],
            beyond={},
            totals=tuple(TotalsRow(number, 0, 0) for number in sorted(keys.totals)),
            made_of=self.made_of(keys, {at: each.origin for at, each in enumerate(made)}),
        )

    def made_of(self, keys: _Keys, origins: Mapping[int, Origin]) -> MadeOf:
        """What is kept of the lines."""
        table, columns = self.given.table, self.columns
        positions = ColumnPositions(columns.unit, columns.period, {}, ())
        return MadeOf(
            table.columns,
            table.numbers,
            origins,
            columns.read,
            positions.ignored(table, columns.read),
            self.findings.found,
            tuple(self.notes),
            keys.units.merged,
        )

    # ---- units and periods -------------------------------------------------------------------------------------------

    def keys(self, known: Container[str]) -> _Keys:
        """The units and periods of the lines. Each line in which one of them cannot be used is a row by itself."""
        given, columns, naming = self.given, self.columns, self.options.naming
        reader = unit_reader(naming, known)
        units = given.backend.names(given.column(columns.unit), reader, naming, known)
        kind = self.rules.period
        periods, bad = given.backend.periods(given.column(columns.period), kind, period_reader(kind))
        numbers = frozenset(declared_totals(given.table, columns.unit, naming))
        totals = [line for line, number in enumerate(given.table.numbers) if number in numbers] if numbers else []
        rows, first = self.lines.rows(units, periods, sorted({*units.bad, *bad, *totals}))
        lost = frozenset(totals).union(*units.rows_of(naming.leave_out).values()) if naming.leave_out else set(totals)
        lines = [line for line in range(len(given)) if line not in lost] if lost else None
        return _Keys(units, periods, rows, first, lines, numbers)

    def add_beyond(self) -> None:
        """Cells to the right of the last heading."""
        for line, (column, cell) in self.given.table.beyond.items():
            self.add(Code.BEYOND_HEADER, line, column=column, cell=cell)

    def add_of_nobody(self, keys: _Keys) -> None:
        """Lines that name an indicator, and neither a unit nor a period nor a value; of others it is told elsewhere."""
        given, columns = self.given, self.columns
        lines: RowNumbers = keys.units.bad
        for at in columns.read - {columns.indicator}:
            lines = given.backend.blank(given.column(at), lines) if len(lines) else lines
        left = frozenset(lines).difference(given.table.beyond) if len(lines) else ()
        for line in sorted(left):
            column, expected = given.table.columns[columns.unit], Word("problems.want_unit")
            self.add(Code.BLANK_UNIT, line, column=column, expected=expected)

    # ---- values ------------------------------------------------------------------------------------------------------

    def values(self, keys: _Keys, found: DistinctCells) -> dict[str, list[tuple[int, RowNumbers]]]:
        """By heading the lines that say something of it, with the column of theirs in which that stands."""
        names, columns = ColumnNames(self.rules), self.columns
        means = list(map(names.read, found.cells))
        by_cell = self.lines.by_cell(found, keys.lines)
        sources: dict[tuple[str, int], list[RowNumbers]] = {}
        for number, lines in by_cell.items():
            meant = means[number]
            if isinstance(meant, Fault):
                self.add_unknown(meant, found.cells[number], lines)
            elif columns.value is not None:
                sources.setdefault((meant.heading, columns.value), []).append(lines)
        for part, at in columns.parts.items():
            there = self.lines.there(self.given.table.cells[at], keys.lines)
            for number, lines in self.lines.by_cell(found, there).items():
                meant = means[number]
                if isinstance(meant, Named):
                    heading = names.part(meant.indicator or "", part)
                    if heading is None:
                        self.add_no_part(part, at, meant, lines)
                    else:
                        sources.setdefault((heading, at), []).append(lines)
        by_heading: dict[str, list[tuple[int, RowNumbers]]] = {}
        order = {word: at for at, one in enumerate(self.rules.read_inputs.values()) for word in one.columns}
        for (heading, at), several in sorted(sources.items(), key=lambda each: (order[each[0][0]], each[0][1])):
            by_heading.setdefault(heading, []).append((at, self.lines.together(several)))
        return by_heading

    def add_unknown(self, fault: Fault, cell: Any, lines: RowNumbers) -> None:
        """Lines of no indicator; one that has none, and no value, says what holds beside its values."""
        table, columns = self.given.table, self.columns
        if is_blank(cell):
            others = [at for at in (columns.value, *columns.parts.values()) if at is not None]
            silent = lines
            for at in others:
                silent = self.given.backend.blank(self.given.column(at), silent) if len(silent) else silent
            empty = silent
            for at in columns.beside:
                empty = self.given.backend.blank(self.given.column(at), empty) if len(empty) else empty
            fine = frozenset(silent).difference(empty)
            lines = [line for line in lines if line not in fine]
        column = table.columns[columns.indicator]
        said = {"column": column, "cell": cell, "expected": fault.expected, "advice": fault.advice}
        self.add_all(fault.code, lines, **said, values=fault.values)

    def add_no_part(self, part: str, at: int, meant: Named, lines: RowNumbers) -> None:
        """Lines that say what the indicator has not."""
        what = Word(f"problems.part_{part}")
        if part in _MAY_BE_ELSEWHERE:
            values = {"column": shown(self.given.table.columns[at].name), "name": meant.heading, "count": len(lines)}
            self.notes.append(Word("problems.note_no_part", values))
            return
        for line in lines[:MOST_KEPT]:
            [cell] = self.given.cells(at, [line])
            column, values = self.given.table.columns[at], {"name": meant.heading, "part": what}
            self.add(Code.NO_SUCH_PART, line, column=column, cell=cell, values=values, advice=self.advice(meant))
        self.findings.count(Code.NO_SUCH_PART, max(len(lines) - MOST_KEPT, 0))

    def advice(self, meant: Named) -> Word:
        """What the indicator has in place of what stands there."""
        has = [part for part in PARTS if f"{meant.indicator}_{part}" in self.rules.read_inputs]
        columns = tuple(self.heading(self.columns.parts[part]) if part in self.columns.parts else part for part in has)
        key = "advise_other_parts" if columns else "advise_no_parts"
        return Word(f"problems.{key}", {"columns": columns, "name": meant.heading})

    # ---- columns -----------------------------------------------------------------------------------------------------

    def of_lines(self, at: int, lines: Positions) -> _Made:
        """A column that is made of one column, with one line for each row."""
        table = self.given.table
        origin = Origin([self.source(at)], lines)
        return _Made(table.columns[at], origin, partial(self.lines.cells, table.cells[at], lines))

    def of_value(
        self, keys: _Keys, found: DistinctCells, heading: str, sources: Sequence[tuple[int, RowNumbers]]
    ) -> _Made:
        """The column of a heading."""
        size, spread = len(keys.first), []
        for at, lines in sources:
            positions, pairs = self.lines.spread(lines, keys.rows, size)
            self.add_twice(keys, found, ((line, first, at, at) for line, first in pairs), len(pairs))
            spread.append((at, positions))
        column = Column(heading, heading=heading)
        if len(spread) == 1:
            [(at, positions)] = spread
            return evolve(self.of_lines(at, positions), column=column)
        return self.of_several(keys, found, column, spread)

    def of_several(
        self, keys: _Keys, found: DistinctCells, column: Column, spread: Sequence[tuple[int, Positions]]
    ) -> _Made:
        """A column of which some lines say it in one column, and others in another."""
        lines, parts, twice = [-1] * len(keys.first), [0] * len(keys.first), []
        for part, (at, positions) in enumerate(spread):
            for row, line in enumerate(positions):
                if line < 0:
                    continue
                if lines[row] < 0:
                    lines[row], parts[row] = int(line), part
                else:
                    twice.append((int(line), lines[row], at, spread[parts[row]][0]))
        self.add_twice(keys, found, iter(twice), len(twice))
        all_cells = [self.given.table.cells[at] for at, _ in spread]

        def cells() -> Cells:
            return [None if line < 0 else all_cells[part][line] for line, part in zip(lines, parts, strict=True)]

        return _Made(column, Origin([self.source(at) for at, _ in spread], lines, parts), cells)

    def beside(self, keys: _Keys, at: int) -> Positions:
        """For each row the first line in which something stands in a column that holds of all lines of the row."""
        cells = self.given.table.cells[at]
        found, pairs = self.lines.spread(self.lines.there(cells, keys.lines), keys.rows, len(keys.first))
        distinct = self.given.backend.distinct(self.given.column(at), range(len(self.given)))
        known: dict[object, int] = {}
        texts = [(type(cell), trim(cell) if isinstance(cell, str) else cell) for cell in distinct.cells]
        same = [known.setdefault(text, len(known)) for text in texts]
        column = self.given.table.columns[at]
        for line, first in self.lines.other(pairs, distinct.numbers):
            if same[distinct.numbers[line]] == same[distinct.numbers[first]]:
                continue
            cell, other = distinct.cells[distinct.numbers[line]], distinct.cells[distinct.numbers[first]]
            values = {**self.said(keys, line), "other": shown(other), "row": self.line(first)}
            self.add(Code.TWO_VALUES, line, column=column, cell=cell, values=values)
        return found

    def source(self, at: int) -> Source:
        """A column of the lines."""
        return Source(self.sheet, self.given.table.columns[at], self.given.table.numbers)

    # ---- problems ----------------------------------------------------------------------------------------------------

    def add_twice(
        self, keys: _Keys, found: DistinctCells, pairs: Iterator[tuple[int, int, int, int]], count: int
    ) -> None:
        """Lines that say again what another one says of the same unit, period and indicator."""
        for _, (line, first, at, other) in zip(range(MOST_KEPT), pairs, strict=False):
            item = shown(found.cells[found.numbers[line]])
            values = {**self.said(keys, line), "item": item, "row": self.line(first)}
            if at != other:
                values["row"] = Word("problems.in_column", {"row": self.line(first), "column": self.heading(other)})
            self.add(Code.DUPLICATE_ITEM, line, column=self.given.table.columns[at], values=values)
        self.findings.count(Code.DUPLICATE_ITEM, max(count - MOST_KEPT, 0))

    def said(self, keys: _Keys, line: int) -> dict[str, Any]:
        """The unit and the period of a line."""
        unit = "" if line in keys.units.bad else keys.units.at(line)
        return {"unit": shown(unit), "period": period_text(self.rules.period, int(keys.periods[line]))}

    def line(self, line: int) -> Word:
        """A line, as a problem in another one speaks of it."""
        return line_of(None, self.given.table.sheet.counted, self.given.table.numbers[line])

    def heading(self, at: int) -> str:
        """The heading of a column of the lines."""
        return shown(self.given.table.columns[at].name)

    def add_all(self, code: Code, lines: RowNumbers, **said: Any) -> None:
        """The same problem in many lines."""
        for line in lines[:MOST_KEPT]:
            self.add(code, line, **said)
        self.findings.count(code, max(len(lines) - MOST_KEPT, 0))

    def add(self, code: Code, line: int, **said: Any) -> None:
        """A problem in a line."""
        if not self.findings.only_counts(code):
            self.findings.add(code, row=self.given.table.numbers[line], **said)
