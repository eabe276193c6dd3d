"""One line of a table to the rows of a history: one row, or in a wide table one for each period with a result."""

from __future__ import annotations

from collections.abc import Mapping

from targetrules.history import Row, Value
from targetrules.period import period_text
from targetrules.results.cells import remembering, unit_of
from targetrules.results.code import Code
from targetrules.results.expected import expected_of, expected_period
from targetrules.results.fault import Fault
from targetrules.results.percent import Signs, mixed
from targetrules.results.plan import Field, Plan
from targetrules.results.problem import Findings
from targetrules.results.table import Line, Table, is_blank, shown
from targetrules.width import spelling
from targetrules.wording import Word

__all__ = ["Lines"]


class Lines:
    """Reads the lines of one table."""

    def __init__(self, plan: Plan, table: Table, findings: Findings) -> None:
        self._plan = plan
        self._table = table
        self._findings = findings
        self._read_unit = remembering(unit_of)
        self._seen: dict[tuple[str, int], int] = {}
        self._spellings: dict[str, tuple[str, int]] = {}
        self._units: dict[str, str] = {}
        self._signs: dict[str, Signs] = {}
        self.without_result: list[str] = []

    def rows(self) -> tuple[Row, ...]:
        """The rows of all lines; problems are found on the way."""
        return tuple([row for line in self._table.lines for row in self._rows_of(line)])

    def _rows_of(self, line: Line) -> list[Row]:
        """The rows of one line: one, or in a wide table one for each period in which there is a result."""
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
        return [Row(unit, period, values)]

    def _wide_rows(self, line: Line, unit: str | None, values: Mapping[str, Value]) -> list[Row]:
        rows = []
        any_result = False
        for field, period in self._plan.wide:
            if is_blank(line.cells[field.position]):
                continue
            any_result = True
            value = self._value(line, field)
            if unit is not None and self._is_new(line, unit, period):
                rows.append(Row(unit, period, {**values, field.input.name: value}))
        if unit is not None and not any_result:
            self.without_result.append(unit)
        return rows

    def _value(self, line: Line, field: Field) -> Value:
        value = field.read(line.cells[field.position])
        if isinstance(value, Fault):
            self._report(value, line, field.position, expected_of(field.input, self._plan.rules.grades))
        if field.in_percent:
            self._check_sign(line, field)
        return None if isinstance(value, Fault) else value

    def _check_sign(self, line: Line, field: Field) -> None:
        """A number with a percent sign beside one without."""
        cell = line.cells[field.position]
        other = self._signs.setdefault(field.input.name, Signs()).other(cell, line.number)
        if other is not None:
            column, said = self._table.columns[field.position], mixed(cell, other[1], self._line_number(other[0]))
            self._findings.add(Code.MIXED_SIGNS, row=line.number, column=column, cell=cell, **said)

    def _unit(self, line: Line) -> str | None:
        position = self._plan.columns.unit
        if position is None:
            return None
        unit = self._read_unit(line.cells[position])
        if isinstance(unit, Fault):
            self._report(unit, line, position, Word("problems.want_unit"))
            return None
        return self._units.get(unit) or self._new_unit(unit, line, position)

    def _new_unit(self, unit: str, line: Line, position: int) -> str:
        """Two names that differ in nothing but width or blanks are one unit to people, and two to a program."""
        first, row = self._spellings.setdefault(spelling(unit), (unit, line.number))
        if first != unit:
            values = {"other": shown(first), "row": self._line_number(row)}
            column = self._table.columns[position]
            self._findings.add(Code.TWO_SPELLINGS, row=line.number, column=column, cell=unit, values=values)
        self._units[unit] = unit
        return unit

    def _period(self, line: Line) -> int | None:
        position = self._plan.columns.period
        if position is None:
            return None
        period = self._plan.read_period(line.cells[position])
        if isinstance(period, Fault):
            self._report(period, line, position, expected_period(self._plan.rules.period))
            return None
        return period

    def _is_new(self, line: Line, unit: str, period: int) -> bool:
        row = self._seen.setdefault((unit, period), line.number)
        if row != line.number:
            said = period_text(self._plan.rules.period, period)
            values = {"unit": shown(unit), "period": said, "row": self._line_number(row)}
            self._findings.add(Code.DUPLICATE, row=line.number, values=values)
        return row == line.number

    def _report(self, fault: Fault, line: Line, position: int, expected: Word) -> None:
        self._findings.add(
            fault.code,
            row=line.number,
            column=self._table.columns[position],
            cell=line.cells[position],
            expected=expected,
            advice=fault.advice,
            values=fault.values,
        )

    def _line_number(self, row: int) -> Word:
        return Word(f"problems.at_{self._table.sheet.counted}", {"row": row})
