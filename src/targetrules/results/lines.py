"""One line of a table to the rows of a history: one row, or in a wide table one for each period with a result."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from targetrules.history import Row, Value
from targetrules.period import period_text
from targetrules.results.cells.cells import alone, remembering, unit_reader
from targetrules.results.cells.expected import expected_of, expected_period
from targetrules.results.cells.fault import Fault
from targetrules.results.cells.numbers import before_rounding
from targetrules.results.cells.percent import Signs, advise_signs_first, mixed
from targetrules.results.cells.words import text_of
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN, Naming
from targetrules.results.plan import Field, Plan
from targetrules.results.problem import Findings
from targetrules.results.sources.totals import declared_totals
from targetrules.results.spellings import Spellings, alike_advice
from targetrules.results.table import Beyond, Cell, Table, is_blank, shown
from targetrules.rules.tree import InputKind
from targetrules.wording import Word

__all__ = ["Lines"]


class _Line(NamedTuple):
    """The cells of one line, one for each column of the table, its number, and what stands beyond the last column."""

    number: int
    cells: tuple[Cell, ...]
    beyond: Beyond | None = None


class Lines:
    """Reads the lines of one table. ``known`` are units that were there in earlier periods.

    ``merged`` counts the names that were read as others, ``left_out`` the rows that are of no unit;
    ``totals`` are the numbers of those that a workbook declares to be totals.
    """

    def __init__(
        self,
        plan: Plan,
        table: Table,
        findings: Findings,
        naming: Naming = AS_WRITTEN,
        known: Container[str] = (),
    ) -> None:
        self._plan = plan
        self._rounding = [field for field in plan.fields if field.rounds]
        self._table = table
        self._findings = findings
        self.naming = naming
        self._known = known
        self._read_unit = remembering(unit_reader(naming, known))
        self._seen: dict[tuple[str, int], int] = {}
        self._signs: dict[str, Signs] = defaultdict(Signs)
        self._units = Spellings(naming, known)
        self._groups = {
            name: Spellings(naming)
            for name in plan.rules.groups
            if name in plan.rules.inputs and plan.rules.inputs[name].kind is InputKind.TEXT
        }
        self.without_result: list[str] = []
        self.merged: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter(dict.fromkeys(naming.leave_out, 0))
        self.totals = declared_totals(table, plan.columns.unit, naming)

    def rows(self) -> tuple[Row, ...]:
        """The rows of all lines; problems are found on the way."""
        rows = tuple([row for line in self._lines() for row in self._rows_of(line)])
        fields = (*self._plan.fields, *(field for field, _ in self._plan.wide))
        mixed_up = [self._table.columns[each.position] for each in fields if self._are_mixed(each.input.name)]
        if mixed_up:
            advise_signs_first(self._findings, mixed_up)
        return rows

    def names_among(self, names: Collection[str], rows: Sequence[Row]) -> set[str]:
        """Which of these names the units or the groups of these rows have, or units of earlier periods."""
        if not names:
            return set()
        there: set[Value] = {*self.without_result, *(row.unit for row in rows)}
        there.update(row.values[name] for row in rows for name in self._groups)
        return {name for name in names if name in there or name in self._known}

    def _lines(self) -> Iterator[_Line]:
        cells, beyond = zip(*self._table.cells, strict=True), self._table.beyond
        for at, (number, line) in enumerate(zip(self._table.numbers, cells, strict=True)):
            yield _Line(number, line, beyond.get(at))

    def _are_mixed(self, name: str) -> bool:
        """Whether an input has numbers with and without a percent sign."""
        return name in self._signs and self._signs[name].are_mixed

    def _rows_of(self, line: _Line) -> list[Row]:
        """The rows of one line: one, or in a wide table one for each period in which there is a result."""
        if self._is_left_out(line):
            return []
        if line.beyond is not None and self._plan.columns.unit is not None:  # else that is no header
            column, cell = line.beyond
            self._findings.add(Code.BEYOND_HEADER, row=line.number, column=column, cell=cell)
        unit = self._unit(line)
        period = self._period(line)
        values = dict(self._plan.defaults)
        for field in self._plan.fields:
            values[field.input.name] = self._value(line, field)
        if self._plan.wide:
            return self._wide_rows(line, unit, values)
        if unit is None or period is None or not self._is_new(line, unit, period):
            return []
        return [Row(unit, period, values, self._exact(line, self._rounding, values))]

    def _wide_rows(self, line: _Line, unit: str | None, values: Mapping[str, Value]) -> list[Row]:
        rows = []
        any_result = False
        for field, period in self._plan.wide:
            if is_blank(line.cells[field.position]):
                continue
            any_result = True
            value = self._value(line, field)
            if unit is not None and self._is_new(line, unit, period):
                given = {**values, field.input.name: value}
                rounding = [*self._rounding, field] if field.rounds else self._rounding
                rows.append(Row(unit, period, given, self._exact(line, rounding, given)))
        if unit is not None and not any_result:
            self.without_result.append(unit)
        return rows

    def _value(self, line: _Line, field: Field) -> Value:
        value = field.read(line.cells[field.position])
        if isinstance(value, Fault) and not self._findings.only_counts(value.code):
            self._report(value, line, field.position, expected_of(field.input, self._plan.rules.grades))
        if field.input.kind is InputKind.NUMBER:
            self._check_sign(line, field)
        if isinstance(value, Fault):
            return None
        if isinstance(value, str) and field.input.name in self._groups:
            self._count_merged(line, field.position)
            spellings = self._groups[field.input.name]
            self._check_spelling(Code.TWO_GROUPS, spellings, value, line, field.position)
        return value

    def _exact(
        self, line: _Line, rounding: Sequence[Field], values: Mapping[str, Value]
    ) -> Mapping[str, Decimal] | None:
        """What those of these inputs were that were rounded."""
        if not rounding:
            return None
        cells = {field.input.name: (field.input, line.cells[field.position]) for field in rounding}
        found = {name: before_rounding(one, cell, values[name]) for name, (one, cell) in cells.items()}
        return {name: number for name, number in found.items() if number is not None} or None

    def _check_sign(self, line: _Line, field: Field) -> None:
        """A number with a percent sign beside one without."""
        cell = line.cells[field.position]
        other = self._signs[field.input.name].other(cell, line.number)
        if other is not None:
            column, said = self._table.columns[field.position], mixed(cell, other[1], self._line_number(other[0]))
            self._findings.add(Code.MIXED_SIGNS, row=line.number, column=column, cell=cell, **said)

    def _is_left_out(self, line: _Line) -> bool:
        """Whether the line is of no unit. Where nothing is said of names, none is."""
        position = self._plan.columns.unit
        if line.number in self.totals:
            return True
        if position is None or not self.naming.leave_out:
            return False
        name = text_of(line.cells[position])
        if not isinstance(name, str):
            return False
        if name in self.naming.leave_out:
            self.left_out[name] += 1
        return name in self.naming.leave_out

    def _count_merged(self, line: _Line, position: int) -> None:
        """Count a name that is read as another one."""
        name = text_of(line.cells[position]) if self.naming.same else None
        if isinstance(name, str) and name in self.naming.replaced:
            self.merged[name] += 1

    def _unit(self, line: _Line) -> str | None:
        position = self._plan.columns.unit
        if position is None:
            return None
        unit = self._read_unit(line.cells[position])
        if isinstance(unit, Fault):
            if not self._findings.only_counts(unit.code):
                self._report(unit, line, position, Word("problems.want_unit"))
            return None
        self._count_merged(line, position)
        self._check_spelling(Code.TWO_SPELLINGS, self._units, unit, line, position)
        return unit

    def _check_spelling(self, code: Code, spellings: Spellings, name: str, line: _Line, position: int) -> None:
        """Names that look alike are one to people, and several to a program."""
        found = spellings.other(name, line.number)
        if found is not None and not self._findings.only_counts(code):
            other, row = found
            self._findings.add(
                code,
                row=line.number,
                column=self._table.columns[position],
                cell=name,
                advice=alike_advice(name, other),
                values={"other": shown(other), "row": self._line_number(row)},
            )

    def _period(self, line: _Line) -> int | None:
        position = self._plan.columns.period
        if position is None:
            return None
        period = self._plan.read_period(line.cells[position])
        if isinstance(period, Fault):
            if not self._findings.only_counts(period.code):
                self._report_period(period, line, position)
            return None
        return period

    def _report_period(self, fault: Fault, line: _Line, position: int) -> None:
        if fault.code is Code.BLANK_PERIOD and self._names_alone(line):
            fault = alone(line.cells[self._plan.columns.unit or 0])
        self._report(fault, line, position, expected_period(self._plan.rules.period))

    def _names_alone(self, line: _Line) -> bool:
        """Whether nothing stands in the line but in the column of units, as in a remark below the table."""
        at = self._plan.columns.unit
        return at is not None and not is_blank(line.cells[at]) and sum(not is_blank(each) for each in line.cells) == 1

    def _is_new(self, line: _Line, unit: str, period: int) -> bool:
        row = self._seen.setdefault((unit, period), line.number)
        if row != line.number and not self._findings.only_counts(Code.DUPLICATE):
            said = period_text(self._plan.rules.period, period)
            values = {"unit": shown(unit), "period": said, "row": self._line_number(row)}
            self._findings.add(Code.DUPLICATE, row=line.number, values=values)
        return row == line.number

    def _report(self, fault: Fault, line: _Line, position: int, expected: Word) -> None:
        self._findings.add(
            fault.code,
            row=line.number,
            column=self._table.columns[position],
            cell=line.cells[position],
            expected=fault.expected or expected,
            advice=fault.advice,
            values=fault.values,
        )

    def _line_number(self, row: int) -> Word:
        return Word(f"problems.at_{self._table.sheet.counted}", {"row": row})
